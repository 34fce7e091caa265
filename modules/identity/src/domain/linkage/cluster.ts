/**
 * Clusters out of scored pairs: the heaviest evidence first, two clusters become one unless something forbids it (two
 * identity cards, a decision of people) or the pairs between them speak against it together.
 */
export interface ScoredPair {
  readonly a: number;
  readonly b: number;
  /** log2 of the odds. */
  readonly weight: number;
}

export interface Clustering {
  readonly records: number;
  readonly pairs: readonly ScoredPair[];
  /** From which weight a pair joins. */
  readonly threshold: number;
  /** Two records that can never be one. */
  readonly cannotLink?: ((a: number, b: number) => boolean) | undefined;
}

/** For each record the number of its cluster: the smallest index in it. */
export function cluster({ records, pairs, threshold, cannotLink }: Clustering): Uint32Array {
  const root = Uint32Array.from({ length: records }, (_, at) => at);
  const members = new Map<number, number[]>();
  const membersOf = (record: number): readonly number[] => members.get(record) ?? [record];
  const weights = new Map<number, number>();
  for (const { a, b, weight } of pairs) weights.set(keyOf(a, b, records), weight);
  const joining = pairs.filter(({ weight }) => weight >= threshold);
  joining.sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b);
  for (const { a, b } of joining) {
    const [left, right] = [root[a] ?? a, root[b] ?? b];
    if (left === right) continue;
    const [one, other] = [membersOf(left), membersOf(right)];
    if (forbids(one, other, cannotLink) || !speaksFor(one, other, weights, records)) continue;
    const [into, from] = left < right ? [left, right] : [right, left];
    const joined = [...membersOf(into), ...membersOf(from)];
    members.set(into, joined);
    members.delete(from);
    for (const record of joined) root[record] = into;
  }
  return root;
}

function keyOf(a: number, b: number, records: number): number {
  return a < b ? a * records + b : b * records + a;
}

function forbids(
  one: readonly number[],
  other: readonly number[],
  cannotLink: Clustering['cannotLink'],
): boolean {
  if (cannotLink === undefined) return false;
  return one.some((a) => other.some((b) => cannotLink(a, b)));
}

/** The mean of the weights between two clusters is for it; pairs nobody compared say nothing. */
function speaksFor(
  one: readonly number[],
  other: readonly number[],
  weights: ReadonlyMap<number, number>,
  records: number,
): boolean {
  if (one.length === 1 && other.length === 1) return true;
  let sum = 0;
  for (const a of one) for (const b of other) sum += weights.get(keyOf(a, b, records)) ?? 0;
  return sum >= 0;
}
