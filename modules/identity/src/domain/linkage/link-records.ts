/** The whole way over records in memory: candidates, comparison, model, weights. The order of steps is the method. */
import { type BlockingKeys, Blocks } from './blocking.ts';
import type { ScoredPair } from './cluster.ts';
import { type Comparison, packLevels, unpackLevels } from './comparison.ts';
import { type Estimate, estimateModel, type Pattern } from './estimate-model.ts';
import { patternWeight, type TermShare, termsWeight } from './model.ts';
import { PairTable } from './pair-table.ts';

export interface Linkage<R> {
  readonly records: readonly R[];
  readonly comparisons: readonly Comparison<R>[];
  readonly keysOf: (record: R) => BlockingKeys;
  readonly share: TermShare;
  /** 0 to 1, excluded; the same sequence gives the same model. */
  readonly random: () => number;
  /** Pairs that can be one at all, such as those of two files; all when left out. */
  readonly mayPair?: ((a: R, b: R) => boolean) | undefined;
  readonly totalPairs: number;
  readonly maxBlock?: number;
  readonly randomPairs?: number;
  /** Pairs that weigh less are not answered. */
  readonly keepFrom?: number;
}

export interface Linked {
  readonly estimate: Estimate;
  readonly pairs: readonly (ScoredPair & { readonly packed: number })[];
  readonly compared: number;
}

export function linkRecords<R>(linkage: Linkage<R>): Linked {
  const { records, comparisons, mayPair, keepFrom = -6 } = linkage;
  const table = new PairTable();
  const blocks = new Blocks(records.map(linkage.keysOf), linkage.maxBlock ?? 60);
  blocks.forEachPair((i, j) => {
    const [a, b] = [records[i], records[j]];
    if (a === undefined || b === undefined || mayPair?.(a, b) === false) return;
    table.add(i, j, packLevels(comparisons, a, b));
  });
  const patterns = table.patterns();
  const estimate = estimateModel({
    fields: comparisons,
    candidates: patternsOf(comparisons, patterns),
    random: randomPatterns(linkage),
    totalPairs: linkage.totalPairs,
  });
  const base = new Map<number, { readonly levels: readonly number[]; readonly weight: number }>();
  for (const packed of patterns.keys()) {
    const levels = unpackLevels(comparisons, packed);
    base.set(packed, { levels, weight: patternWeight(estimate.model, levels) });
  }
  const pairs: (ScoredPair & { packed: number })[] = [];
  for (let at = 0; at < table.size; at += 1) {
    const { a, b, packed } = table.at(at);
    const known = base.get(packed);
    const [left, right] = [records[a], records[b]];
    if (known === undefined || left === undefined || right === undefined) continue;
    // What values add is bounded, so most pairs are settled without looking at them.
    if (known.weight < keepFrom - 16) continue;
    const extra = termsWeight(comparisons, estimate.model, linkage.share, known.levels, [
      left,
      right,
    ]);
    const weight = known.weight + extra;
    if (weight >= keepFrom) pairs.push({ a, b, weight, packed });
  }
  return { estimate, pairs, compared: table.size };
}

export function patternsOf<R>(
  comparisons: readonly Comparison<R>[],
  counts: ReadonlyMap<number, number>,
): Pattern[] {
  return [...counts].map(([packed, count]) => ({
    levels: unpackLevels(comparisons, packed),
    count,
  }));
}

/** Patterns of pairs drawn at random. */
export function randomPatterns<R>({
  records,
  comparisons,
  random,
  mayPair,
  totalPairs,
  randomPairs = Math.min(400_000, totalPairs),
}: Pick<
  Linkage<R>,
  'records' | 'comparisons' | 'random' | 'mayPair' | 'totalPairs' | 'randomPairs'
>): Pattern[] {
  const counts = new Map<number, number>();
  for (let drawn = 0; drawn < randomPairs; drawn += 1) {
    const i = Math.floor(random() * records.length);
    const j = Math.floor(random() * records.length);
    const [a, b] = [records[i], records[j]];
    if (i === j || a === undefined || b === undefined || mayPair?.(a, b) === false) continue;
    const packed = packLevels(comparisons, a, b);
    counts.set(packed, (counts.get(packed) ?? 0) + 1);
  }
  return patternsOf(comparisons, counts);
}

/** Shares of terms among the records that have one. */
export function termShares<R>(
  records: readonly R[],
  termsOf: (record: R) => readonly { readonly table: string; readonly value: string }[],
): TermShare {
  const counts = new Map<string, Map<string, number>>();
  const totals = new Map<string, number>();
  for (const record of records) {
    for (const { table, value } of termsOf(record)) {
      const known = counts.get(table) ?? new Map<string, number>();
      known.set(value, (known.get(value) ?? 0) + 1);
      counts.set(table, known);
      totals.set(table, (totals.get(table) ?? 0) + 1);
    }
  }
  return ({ table, value }) => {
    const count = counts.get(table)?.get(value);
    const total = totals.get(table);
    return count === undefined || total === undefined ? undefined : count / total;
  };
}
