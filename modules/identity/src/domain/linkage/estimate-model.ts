/**
 * Learns a model without labels. u is counted among pairs drawn at random, which are hardly ever one person; m and the
 * prior by expectation and maximisation (Dempster, Laird & Rubin 1977) over the candidate pairs, every pair outside
 * them counting as two persons. With all pairs at hand and nothing known of u, both are estimated.
 */
import { MISSING } from './comparison.ts';
import type { FieldModel, LinkageModel } from './model.ts';

export interface Pattern {
  /** Level of each field, or MISSING. */
  readonly levels: readonly number[];
  readonly count: number;
}

interface FieldShape {
  readonly field: string;
  readonly levels: readonly string[];
  readonly atMost?: Readonly<Record<number, number>>;
}

export interface Estimation {
  readonly fields: readonly FieldShape[];
  readonly candidates: readonly Pattern[];
  /** All pairs that could be made, candidates or not. */
  readonly totalPairs: number;
  /** Patterns of pairs drawn at random; without them u is estimated with m. */
  readonly random?: readonly Pattern[] | undefined;
  /** Fields that were learnt elsewhere: only the prior is estimated. */
  readonly known?: readonly FieldModel[] | undefined;
  readonly maxRounds?: number;
}

export interface Estimate {
  readonly model: LinkageModel;
  readonly rounds: number;
  readonly converged: boolean;
}

const TOLERANCE = 1e-6;
/** Keeps a level that was never seen from being impossible. */
const PSEUDO_COUNT = 0.5;

/** Shares of levels among pairs where the field is on both sides. */
function sharesOf(
  fields: readonly FieldShape[],
  patterns: readonly Pattern[],
  weigh: readonly number[],
): number[][] {
  const counts = fields.map(({ levels }) => new Array<number>(levels.length).fill(PSEUDO_COUNT));
  for (const [at, { levels, count }] of patterns.entries()) {
    const weight = (weigh[at] ?? 0) * count;
    for (const [field, level] of levels.entries()) {
      const row = counts[field];
      if (level !== MISSING && row !== undefined) row[level] = (row[level] ?? 0) + weight;
    }
  }
  return counts.map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });
}

/** Where the search for m begins: levels fall off from the best to the last. */
function firstGuess(fields: readonly FieldShape[]): number[][] {
  return fields.map(({ levels }) => {
    const raw = levels.map((_, at) =>
      at === 0 ? 0.9 : at === levels.length - 1 ? 0.04 : 0.06 / (levels.length - 2),
    );
    const sum = raw.reduce((total, value) => total + value, 0);
    return raw.map((value) => value / sum);
  });
}

/** Levels that are found too often are cut to their bound; the others share what is cut off. */
function bounded({ atMost }: FieldShape, row: readonly number[]): number[] {
  if (atMost === undefined) return [...row];
  const cut = row.map((value, level) => Math.min(value, atMost[level] ?? 1));
  const free = cut.reduce(
    (sum, value, level) => sum + (atMost[level] === undefined ? value : 0),
    0,
  );
  const held = cut.reduce((sum, value) => sum + value, 0) - free;
  return cut.map((value, level) =>
    atMost[level] === undefined ? (value / free) * (1 - held) : value,
  );
}

function posterior(
  prior: number,
  m: readonly number[][],
  u: readonly number[][],
  { levels }: Pattern,
): number {
  let weight = Math.log(prior / (1 - prior));
  for (const [field, level] of levels.entries()) {
    if (level === MISSING) continue;
    weight += Math.log((m[field]?.[level] ?? 1) / (u[field]?.[level] ?? 1));
  }
  return 1 / (1 + Math.exp(-weight));
}

export function estimateModel({
  fields,
  candidates,
  totalPairs,
  random,
  known,
  maxRounds = 500,
}: Estimation): Estimate {
  const ones = (patterns: readonly Pattern[]) => patterns.map(() => 1);
  let m = known === undefined ? firstGuess(fields) : known.map((field) => [...field.m]);
  let u =
    known !== undefined
      ? known.map((field) => [...field.u])
      : random === undefined
        ? firstGuess(fields).map((row) => row.toReversed())
        : sharesOf(fields, random, ones(random));
  const shown = candidates.reduce((total, { count }) => total + count, 0);
  let prior = Math.min(0.3, (0.2 * shown) / totalPairs);
  for (let round = 1; round <= maxRounds; round += 1) {
    const same = candidates.map((pattern) => posterior(prior, m, u, pattern));
    const expected = candidates.reduce(
      (total, { count }, at) => total + count * (same[at] ?? 0),
      0,
    );
    const nextM = (known === undefined ? sharesOf(fields, candidates, same) : m).map((row, at) => {
      const shape = fields[at];
      return shape === undefined || known !== undefined ? row : bounded(shape, row);
    });
    const nextPrior = Math.min(0.9999, Math.max(expected, PSEUDO_COUNT) / totalPairs);
    const moved = Math.max(
      Math.abs(Math.log(nextPrior / prior)) / 10,
      ...nextM.flatMap((row, field) =>
        row.map((value, level) => Math.abs(value - (m[field]?.[level] ?? 0))),
      ),
    );
    m = nextM;
    prior = nextPrior;
    if (random === undefined && known === undefined)
      u = sharesOf(
        fields,
        candidates,
        same.map((value) => 1 - value),
      );
    if (moved < TOLERANCE)
      return { model: modelOf(fields, prior, m, u), rounds: round, converged: true };
  }
  return { model: modelOf(fields, prior, m, u), rounds: maxRounds, converged: false };
}

function modelOf(
  fields: readonly FieldShape[],
  prior: number,
  m: number[][],
  u: number[][],
): LinkageModel {
  return {
    prior,
    fields: fields.map(
      ({ field, levels }, at): FieldModel => ({ field, levels, m: m[at] ?? [], u: u[at] ?? [] }),
    ),
  };
}
