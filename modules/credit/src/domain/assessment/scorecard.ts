/**
 * Fits a scorecard a person can read: each characteristic in a few monotone bins, the best of them chosen one after the
 * other by what they add (score test), their weights from a logistic regression on the evidence, the whole scaled to
 * points. A characteristic whose weight would turn against its own evidence is left out.
 */
import {
  type Binning,
  type BinningOptions,
  DEFAULT_BINNING,
  monotoneBins,
  woeOf,
} from './binning.ts';
import { fitLogistic, type LogisticModel, predict } from './logistic-regression.ts';
import { DEFAULT_SCALING, type Scaling, scaleOf } from './scaling.ts';

export interface ScorecardOptions {
  readonly maxCharacteristics: number;
  readonly binning: BinningOptions;
  readonly ridge: number;
  /** Characteristics with less information value are not looked at. */
  readonly minIv: number;
  readonly scaling: Scaling;
}

export const DEFAULT_SCORECARD: ScorecardOptions = {
  maxCharacteristics: 15,
  binning: DEFAULT_BINNING,
  ridge: 1,
  minIv: 0.02,
  scaling: DEFAULT_SCALING,
};

export interface ScorecardPart {
  readonly characteristic: string;
  readonly binning: Binning;
  readonly weight: number;
  /** Points of each bin, and of an unknown value. */
  readonly points: readonly number[];
  readonly missingPoints: number;
}

export interface Scorecard {
  readonly intercept: number;
  readonly parts: readonly ScorecardPart[];
  /** Points that everybody starts with. */
  readonly basePoints: number;
}

/** Named columns of equal length, NaN for unknown. */
export type Columns = ReadonlyMap<string, Float64Array>;

interface Candidate {
  readonly name: string;
  readonly binning: Binning;
  readonly evidence: Float64Array;
}

export function fitScorecard(
  columns: Columns,
  bad: Uint8Array,
  options: ScorecardOptions = DEFAULT_SCORECARD,
): Scorecard {
  const candidates = [...columns].flatMap(([name, values]): Candidate[] => {
    const binning = monotoneBins(values, bad, options.binning);
    if (binning.bins.length < 2 || binning.iv < options.minIv) return [];
    return [{ name, binning, evidence: values.map((value) => woeOf(value, binning)) }];
  });
  const { chosen, model } = choose(candidates, bad, options);
  const { a, b } = scaleOf(options.scaling);
  const parts = chosen.map(({ name, binning }, i): ScorecardPart => {
    const weight = model.weights[i] ?? 0;
    const points = (woe: number): number => Math.round(-b * weight * woe);
    return {
      characteristic: name,
      binning,
      weight,
      points: binning.bins.map(({ woe }) => points(woe)),
      missingPoints: points(binning.missing.woe),
    };
  });
  return { intercept: model.intercept, parts, basePoints: Math.round(a - b * model.intercept) };
}

function choose(
  candidates: readonly Candidate[],
  bad: Uint8Array,
  { maxCharacteristics, ridge }: ScorecardOptions,
): { chosen: Candidate[]; model: LogisticModel } {
  let chosen: Candidate[] = [];
  let model = fitLogistic([], bad, ridge);
  const refused = new Set<string>();
  while (chosen.length < maxCharacteristics) {
    const risk = predict(
      chosen.map(({ evidence }) => evidence),
      bad.length,
      model,
    );
    const next = candidates
      .filter((each) => !chosen.includes(each) && !refused.has(each.name))
      .map((each) => ({ each, gain: scoreTest(each.evidence, chosen, bad, risk) }))
      .sort((x, y) => y.gain - x.gain)[0];
    if (next === undefined || next.gain < SCARCELY) break;
    const wider = [...chosen, next.each];
    const fitted = fitLogistic(
      wider.map(({ evidence }) => evidence),
      bad,
      ridge,
    );
    // Evidence grows with risk, so every weight must be positive: what turns negative only mirrors another column.
    const turned = wider.filter((_, i) => (fitted.weights[i] ?? 0) <= 0);
    if (turned.length === 0) [chosen, model] = [wider, fitted];
    else refused.add(next.each.name);
  }
  return { chosen, model };
}

/** Chi-squared with one degree of freedom at about 5 %. */
const SCARCELY = 3.84;

/** What a column would add to the fit: its squared slope over its spread that the chosen columns leave unexplained. */
function scoreTest(
  column: Float64Array,
  chosen: readonly Candidate[],
  bad: Uint8Array,
  risk: Float64Array,
): number {
  let [slope, spread, sum, weight] = [0, 0, 0, 0];
  const overlaps = new Float64Array(chosen.length);
  const own = new Float64Array(chosen.length);
  for (let i = 0; i < bad.length; i += 1) {
    const p = risk[i] ?? 0;
    const w = p * (1 - p);
    const x = column[i] ?? 0;
    slope += ((bad[i] ?? 0) - p) * x;
    spread += w * x * x;
    sum += w * x;
    weight += w;
    for (const [j, { evidence }] of chosen.entries()) {
      const z = evidence[i] ?? 0;
      overlaps[j] = (overlaps[j] ?? 0) + w * x * z;
      own[j] = (own[j] ?? 0) + w * z * z;
    }
  }
  const centred = spread - (sum * sum) / weight;
  if (centred <= 0) return 0;
  // The column most like it among the chosen ones bounds what it can still explain by itself.
  const explained = Math.max(
    0,
    ...overlaps.map((overlap, j) => (overlap * overlap) / ((own[j] ?? 1) * spread)),
  );
  return explained > 0.9 ? 0 : (slope * slope) / (centred * (1 - explained * 0.5));
}

/** Points of every case: the base and the points of each of its bins. */
export function pointsOf(
  columns: Columns,
  cases: number,
  { parts, basePoints }: Scorecard,
): Float64Array {
  const points = new Float64Array(cases).fill(basePoints);
  for (const part of parts) {
    const values = columns.get(part.characteristic);
    const byWoe = new Map(part.binning.bins.map(({ woe }, i) => [woe, part.points[i] ?? 0]));
    for (let i = 0; i < cases; i += 1) {
      const value = values?.[i] ?? Number.NaN;
      const own = Number.isNaN(value)
        ? part.missingPoints
        : (byWoe.get(woeOf(value, part.binning)) ?? 0);
      points[i] = (points[i] ?? 0) + own;
    }
  }
  return points;
}
