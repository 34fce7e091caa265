/**
 * A study: a scorecard fitted on the earlier cases of a file and tried on the later ones, which it has never seen. A split
 * by time is honest; without a time column the cases are dealt by a stated seed, and the report says so.
 */
import { termsOf } from '../assessment/assess.ts';
import { discrimination, driftOf, populationStability } from '../assessment/discrimination.ts';
import { CURRENT_POLICY, GRADES } from '../assessment/policy.ts';
import { DEFAULT_SCALING, probabilityOfDefault, scaleOf } from '../assessment/scaling.ts';
import {
  type Columns,
  DEFAULT_SCORECARD,
  fitScorecard,
  pointsOf,
  type Scorecard,
} from '../assessment/scorecard.ts';
import { type FittedCard, keptCard } from './fitted-card.ts';

export interface StudyCases {
  readonly columns: Columns;
  readonly bad: Uint8Array;
  /** A text for each case that sorts by time; absent when the file has no such column. */
  readonly times?: readonly string[] | undefined;
}

export interface StudyOptions {
  /** Share of the cases to fit on, the earlier ones. */
  readonly trainShare: number;
  readonly maxCharacteristics: number;
  readonly seed: number;
  readonly features: Readonly<Record<string, string>>;
}

export interface PartReport {
  readonly cases: number;
  readonly bad: number;
  readonly auc: number;
  readonly ks: number;
  readonly gini: number;
  /** Last (first) moment of the part that was fitted on (tried on); null without time. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface CalibrationBand {
  readonly from: number;
  readonly to: number;
  readonly cases: number;
  /** Mean probability of default by the score, and the share that was bad. */
  readonly expected: number;
  readonly observed: number;
}

export interface StudyReport {
  readonly split: 'TIME' | 'SEED';
  readonly train: PartReport;
  readonly test: PartReport;
  /** Of the score, from the earlier part to the later one, over tenths of the earlier. */
  readonly psi: number;
  readonly drift: string;
  readonly characteristicPsi: Readonly<Record<string, number>>;
  readonly calibration: readonly CalibrationBand[];
  /** Share of the earlier part in each grade, best first: the baseline of monitoring. */
  readonly gradeShares: readonly number[];
}

export interface Study {
  readonly card: FittedCard;
  readonly report: StudyReport;
}

export class StudyFault extends Error {
  readonly code: 'TOO_FEW' | 'ONE_KIND' | 'NOTHING_FOUND';

  constructor(code: StudyFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const FEWEST = 200;
const FEWEST_BAD = 20;
const BANDS = 10;

export function study(cases: StudyCases, options: StudyOptions): Study {
  const [train, test] = splitOf(cases, options);
  for (const part of [train, test]) {
    const bad = part.reduce((sum, i) => sum + (cases.bad[i] ?? 0), 0);
    if (part.length < FEWEST)
      throw new StudyFault('TOO_FEW', `a part has ${part.length} cases of ${FEWEST}`);
    if (bad < FEWEST_BAD || bad > part.length - FEWEST_BAD)
      throw new StudyFault('ONE_KIND', `a part has ${bad} bad of ${part.length} cases`);
  }
  const trained = pick(cases.columns, train);
  const card = fitScorecard(trained, pickBad(cases.bad, train), {
    ...DEFAULT_SCORECARD,
    maxCharacteristics: options.maxCharacteristics,
  });
  if (card.parts.length === 0)
    throw new StudyFault('NOTHING_FOUND', 'no column tells good from bad');
  const [early, late] = [train, test].map((part) => scored(cases, part, card));
  if (early === undefined || late === undefined) throw new Error('A study has two parts');
  const edges = tenths(early.points);
  const psi = populationStability(shares(early.points, edges), shares(late.points, edges));
  return {
    card: keptCard(card, options.features),
    report: {
      split: cases.times === undefined ? 'SEED' : 'TIME',
      train: partReport(cases, train, early),
      test: partReport(cases, test, late),
      psi,
      drift: driftOf(psi),
      characteristicPsi: characteristicPsi(cases, train, test, card),
      calibration: calibration(late, tenths(late.points)),
      gradeShares: gradeSharesOf(early.points),
    },
  };
}

function splitOf(
  { bad, times }: StudyCases,
  { trainShare, seed }: StudyOptions,
): [readonly number[], readonly number[]] {
  const all = [...bad.keys()];
  if (times !== undefined) {
    const ordered = [...times].sort();
    // What happened at the moment of the cut belongs to the later part: no moment is on both sides.
    const cut = ordered[Math.floor(ordered.length * trainShare)] ?? '';
    return [all.filter((i) => (times[i] ?? '') < cut), all.filter((i) => (times[i] ?? '') >= cut)];
  }
  const deal = all.map((i) => [mix(seed, i), i] as const).sort(([a], [b]) => a - b);
  const size = Math.floor(all.length * trainShare);
  const order = deal.map(([, i]) => i);
  return [order.slice(0, size).sort((a, b) => a - b), order.slice(size).sort((a, b) => a - b)];
}

/** A fixed shuffle key of a case: the same seed deals the same way on every machine (splitmix32). */
function mix(seed: number, i: number): number {
  let z = (seed + Math.imul(i + 1, 0x9e3779b9)) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b) >>> 0;
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35) >>> 0;
  return (z ^ (z >>> 16)) >>> 0;
}

interface Scored {
  readonly points: Float64Array;
  readonly bad: Uint8Array;
}

function scored({ columns, bad }: StudyCases, part: readonly number[], card: Scorecard): Scored {
  return { points: pointsOf(pick(columns, part), part.length, card), bad: pickBad(bad, part) };
}

function partReport(
  { times }: StudyCases,
  part: readonly number[],
  { points, bad }: Scored,
): PartReport {
  const found = discrimination(
    Array.from(points, (point, i) => ({ risk: -point, bad: bad[i] === 1 })),
  );
  const moments = times === undefined ? [] : part.map((i) => times[i] ?? '').sort();
  return {
    ...found,
    cases: part.length,
    bad: bad.reduce((sum, each) => sum + each, 0),
    from: moments[0] ?? null,
    to: moments.at(-1) ?? null,
  };
}

/** Inner edges of tenths; equal scores are never torn apart. */
function tenths(points: Float64Array): number[] {
  const sorted = Float64Array.from(points).sort();
  const edges = Array.from(
    { length: BANDS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BANDS)] ?? 0,
  );
  return [...new Set(edges)];
}

const bandOf = (point: number, edges: readonly number[]): number =>
  edges.filter((edge) => point >= edge).length;

function shares(points: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const point of points) {
    const band = bandOf(point, edges);
    counts[band] = (counts[band] ?? 0) + 1;
  }
  return counts.map((count) => count / points.length);
}

function calibration({ points, bad }: Scored, edges: readonly number[]): CalibrationBand[] {
  const scale = scaleOf(DEFAULT_SCALING);
  const bands = Array.from({ length: edges.length + 1 }, () => ({
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
    cases: 0,
    expected: 0,
    bads: 0,
  }));
  for (const [i, point] of points.entries()) {
    const band = bands[bandOf(point, edges)];
    if (band === undefined) continue;
    band.from = Math.min(band.from, point);
    band.to = Math.max(band.to, point);
    band.cases += 1;
    band.expected += probabilityOfDefault(point, scale);
    band.bads += bad[i] ?? 0;
  }
  return bands
    .filter(({ cases }) => cases > 0)
    .map(({ from, to, cases, expected, bads }) => ({
      from,
      to,
      cases,
      expected: expected / cases,
      observed: bads / cases,
    }));
}

function characteristicPsi(
  { columns }: StudyCases,
  train: readonly number[],
  test: readonly number[],
  card: Scorecard,
): Record<string, number> {
  return Object.fromEntries(
    card.parts.map(({ characteristic, binning }) => {
      const values = columns.get(characteristic) ?? new Float64Array();
      const sharesOf = (part: readonly number[]): number[] => {
        const counts = new Array<number>(binning.bins.length + 1).fill(0);
        for (const i of part) {
          const value = values[i] ?? Number.NaN;
          const bin = Number.isNaN(value)
            ? binning.bins.length
            : binning.bins.findIndex(({ below }) => value < below);
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
        return counts.map((count) => count / part.length);
      };
      return [characteristic, populationStability(sharesOf(train), sharesOf(test))];
    }),
  );
}

export function gradeSharesOf(points: Iterable<number>): number[] {
  const counts = new Map<string, number>();
  let all = 0;
  for (const point of points) {
    const { grade } = termsOf(Math.round(point), CURRENT_POLICY);
    counts.set(grade, (counts.get(grade) ?? 0) + 1);
    all += 1;
  }
  return GRADES.map((grade) => (counts.get(grade) ?? 0) / Math.max(1, all));
}

function pick(columns: Columns, rows: readonly number[]): Columns {
  return new Map(
    [...columns].map(([name, values]) => [
      name,
      Float64Array.from(rows, (i) => values[i] ?? Number.NaN),
    ]),
  );
}

function pickBad(bad: Uint8Array, rows: readonly number[]): Uint8Array {
  return Uint8Array.from(rows, (i) => bad[i] ?? 0);
}
