/**
 * Cuts a numeric characteristic into a few bins in which risk only rises or only falls, so that a person can read the
 * scorecard and nobody is punished for being better. From many quantile bins, neighbours that break the order are pooled
 * (isotonic regression), then the pair whose union loses least information, until the bins are few and big enough.
 * Unknown values have a bin of their own.
 */
import { type BinEvidence, evidenceOf, informationValue } from './weight-of-evidence.ts';

export interface BinningOptions {
  readonly quantiles: number;
  readonly maxBins: number;
  /** Smallest share of the cases in a bin. */
  readonly minShare: number;
}

export const DEFAULT_BINNING: BinningOptions = { quantiles: 40, maxBins: 8, minShare: 0.04 };

export interface NumericBin extends BinEvidence {
  /** Upper end, not included; Infinity in the last bin. */
  readonly below: number;
}

export interface Binning {
  readonly bins: readonly NumericBin[];
  readonly missing: BinEvidence;
  readonly iv: number;
}

interface Draft {
  below: number;
  good: number;
  bad: number;
}

/** `values` may hold NaN for unknown. */
export function monotoneBins(
  values: Float64Array,
  bad: Uint8Array,
  options: BinningOptions = DEFAULT_BINNING,
): Binning {
  const { drafts, missing } = quantileBins(values, bad, options.quantiles);
  const smallest = options.minShare * values.length;
  const candidates = [1, -1].map((direction) => {
    const pooled = poolAdjacent(drafts, direction);
    mergeSmall(pooled, smallest);
    while (pooled.length > options.maxBins) mergeCheapest(pooled);
    return describe(pooled, missing);
  });
  const [rising, falling] = candidates;
  if (rising === undefined || falling === undefined) throw new Error('No binning was made');
  return rising.iv >= falling.iv ? rising : falling;
}

function quantileBins(
  values: Float64Array,
  bad: Uint8Array,
  quantiles: number,
): { drafts: Draft[]; missing: Draft } {
  const known = Array.from(values.keys()).filter((i) => !Number.isNaN(values[i] ?? Number.NaN));
  const sorted = Float64Array.from(known, (i) => values[i] ?? 0).sort();
  const ends = new Set<number>();
  for (let q = 1; q < quantiles; q += 1) {
    const end = sorted[Math.floor((q * sorted.length) / quantiles)];
    if (end !== undefined && end > (sorted[0] ?? 0)) ends.add(end);
  }
  const drafts = [...ends, Number.POSITIVE_INFINITY].map(
    (below): Draft => ({ below, good: 0, bad: 0 }),
  );
  const missing: Draft = { below: Number.NaN, good: 0, bad: 0 };
  for (const [i, value] of values.entries()) {
    const draft = Number.isNaN(value) ? missing : drafts[indexOfBin(drafts, value)];
    if (draft === undefined) continue;
    if (bad[i] === 1) draft.bad += 1;
    else draft.good += 1;
  }
  return { drafts: drafts.filter(({ good, bad: bads }) => good + bads > 0), missing };
}

/** The first bin whose upper end lies above the value. */
export function indexOfBin(bins: readonly { readonly below: number }[], value: number): number {
  let [low, high] = [0, bins.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (bins[middle]?.below ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Pools neighbours until the share of bads only rises (direction 1) or only falls (-1). */
function poolAdjacent(drafts: readonly Draft[], direction: number): Draft[] {
  const pooled: Draft[] = [];
  for (const draft of drafts) {
    pooled.push({ ...draft });
    for (
      let last = pooled.at(-1), before = pooled.at(-2);
      last && before;
      last = pooled.at(-1), before = pooled.at(-2)
    ) {
      if (direction * (badShare(last) - badShare(before)) > 0) break;
      pooled.splice(-2, 2, union(before, last));
    }
  }
  return pooled;
}

const badShare = ({ good, bad }: Draft): number => bad / (good + bad);

function union(a: Draft, b: Draft): Draft {
  return { below: b.below, good: a.good + b.good, bad: a.bad + b.bad };
}

/** A bin without goods or bads would have invented odds, which could break the order. */
function mergeSmall(drafts: Draft[], smallest: number): void {
  for (;;) {
    const at = drafts.findIndex(
      ({ good, bad }) => good + bad < smallest || bad === 0 || good === 0,
    );
    if (at < 0 || drafts.length < 2) return;
    const [left, right] = [drafts[at - 1], drafts[at + 1]];
    const mine = drafts[at];
    if (mine === undefined) return;
    const toLeft =
      right === undefined ||
      (left !== undefined &&
        Math.abs(badShare(left) - badShare(mine)) <= Math.abs(badShare(right) - badShare(mine)));
    join(drafts, toLeft ? at - 1 : at);
  }
}

/** Joins the pair of neighbours whose union loses least information value. */
function mergeCheapest(drafts: Draft[]): void {
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  for (let at = 0; at + 1 < drafts.length; at += 1) {
    const [a, b] = [drafts[at], drafts[at + 1]];
    if (a === undefined || b === undefined) continue;
    const left = informationValue(
      evidenceOf([...drafts.slice(0, at), union(a, b), ...drafts.slice(at + 2)]),
    );
    if (left > most) [best, most] = [at, left];
  }
  join(drafts, best);
}

function join(drafts: Draft[], at: number): void {
  const [a, b] = [drafts[at], drafts[at + 1]];
  if (a !== undefined && b !== undefined) drafts.splice(at, 2, union(a, b));
}

/** Evidence over all bins together; an unknown value that never occurred says nothing. */
function describe(drafts: readonly Draft[], missing: Draft): Binning {
  const seen = missing.good + missing.bad > 0;
  const evidence = evidenceOf(seen ? [...drafts, missing] : drafts);
  const bins = drafts.flatMap(({ below }, i) => {
    const bin = evidence[i];
    return bin === undefined
      ? []
      : [{ good: bin.good, bad: bin.bad, woe: bin.woe, iv: bin.iv, below }];
  });
  const last = evidence.at(-1);
  const unknown = seen && last !== undefined ? last : { good: 0, bad: 0, woe: 0, iv: 0 };
  return {
    bins,
    missing: { good: unknown.good, bad: unknown.bad, woe: unknown.woe, iv: unknown.iv },
    iv: informationValue(evidence),
  };
}

/** The evidence of a value by a binning. */
export function woeOf(value: number, { bins, missing }: Binning): number {
  if (Number.isNaN(value)) return missing.woe;
  return bins[indexOfBin(bins, value)]?.woe ?? 0;
}
