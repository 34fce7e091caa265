/** When two members may be made one, and when that may be undone. Refusals in the order in which they win. */
import type { MemberStatus } from '../door.ts';

export interface MergeSide {
  readonly id: string;
  readonly status: MemberStatus;
  readonly idCards: ReadonlySet<string>;
}

export type MergeRefusal = 'MERGE_WITH_ITSELF' | 'MERGE_STATE_FORBIDS' | 'MERGE_ID_CARDS_DIFFER';

/**
 * Both must be ACTIVE: what is suspended is decided first, or a merge would be a way around it. Two different identity
 * cards are two persons, whatever else agrees.
 */
export function mergeRefusal(from: MergeSide, into: MergeSide): MergeRefusal | undefined {
  if (from.id === into.id) return 'MERGE_WITH_ITSELF';
  if (from.status !== 'ACTIVE' || into.status !== 'ACTIVE') return 'MERGE_STATE_FORBIDS';
  const known = from.idCards.size > 0 && into.idCards.size > 0;
  const differ = known && [...from.idCards].every((card) => !into.idCards.has(card));
  return differ ? 'MERGE_ID_CARDS_DIFFER' : undefined;
}

export type MergeState = 'MOVING' | 'DONE' | 'UNDOING' | 'UNDONE';
export type UnmergeRefusal =
  | 'MERGE_UNDONE'
  | 'MERGE_UNDER_WAY'
  | 'MERGE_COVERED'
  | 'MERGE_STATE_FORBIDS';

/**
 * Undone from the outside in: a merge whose survivor was itself merged later waits for that one, because what it moved
 * lies further on by now.
 */
export function unmergeRefusal(merge: {
  readonly state: MergeState;
  readonly fromStatus: MemberStatus;
  readonly survivorIsRoot: boolean;
}): UnmergeRefusal | undefined {
  if (merge.state === 'UNDONE' || merge.state === 'UNDOING') return 'MERGE_UNDONE';
  if (merge.state === 'MOVING') return 'MERGE_UNDER_WAY';
  if (merge.fromStatus !== 'MERGED') return 'MERGE_STATE_FORBIDS';
  return merge.survivorIsRoot ? undefined : 'MERGE_COVERED';
}
