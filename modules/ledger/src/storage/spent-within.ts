/**
 * What was sent or spent within a span that a limit is about. What was reversed since counts as never sent, in the span
 * it was sent in and in no other: a limit is freed by a return, and a return frees no later one.
 */
import type { Connection } from './connection.ts';

/** Sums what is left of postings `p` after all their reversals. */
const SUM_LEFT = `SELECT coalesce(sum(coalesce(r.left_after, p.d_system)), 0)::bigint AS spent FROM posting p
  LEFT JOIN LATERAL (SELECT left_after FROM posting WHERE reverses = p.id AND left_after IS NOT NULL
    ORDER BY id DESC LIMIT 1) r ON true`;

/** Ids of postings, the first within and the first no more. */
export interface PostingSpan {
  readonly from: string;
  readonly before: string;
}

/** By a member to other members. */
export async function sentWithin(
  db: Connection,
  ownerId: string,
  currencyId: number,
  { from, before }: PostingSpan,
): Promise<bigint> {
  const { rows } = await db.query<{ spent: bigint }>({
    name: 'sent-within',
    text: `${SUM_LEFT} WHERE p.owner_id = $1 AND p.currency = $2 AND p.seq IS NOT NULL AND p.id >= $3 AND p.id < $4
      AND p.kind = 'TRANSFER_OUT'`,
    values: [ownerId, currencyId, from, before],
  });
  return rows[0]?.spent ?? 0n;
}

/** Out of a household's pool by one of its members: spent, or taken over into its own wallet. */
export async function spentOfPoolWithin(
  db: Connection,
  householdId: string,
  memberId: string,
  { from, before }: PostingSpan,
): Promise<bigint> {
  const { rows } = await db.query<{ spent: bigint }>({
    name: 'spent-of-pool-within',
    text: `${SUM_LEFT} WHERE p.owner_id = $1 AND p.actor_id = $2 AND p.id >= $3 AND p.id < $4
      AND p.kind IN ('BURN', 'TRANSFER_OUT')`,
    values: [householdId, memberId, from, before],
  });
  return rows[0]?.spent ?? 0n;
}
