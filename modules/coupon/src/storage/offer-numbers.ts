/** What became of offers: counted from what was decided, issued and redeemed. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './offers.ts';

/** Amounts are CNY minor units. */
export interface OfferNumbers {
  readonly offerId: string;
  /** Occasions at which it gave something, and members who got something. */
  readonly granted: number;
  readonly members: number;
  /** What the grants cost, less what returns took back. */
  readonly costMinor: bigint;
  readonly issued: number;
  readonly reserved: number;
  /** Coupons used at least once, on balance. */
  readonly redeemed: number;
  readonly expired: number;
  readonly ended: number;
  /** What the coupons took off, and what reversals gave back of it. */
  readonly discountMinor: bigint;
  readonly reversedMinor: bigint;
}

/** Of what was granted, issued and redeemed in [from, before). */
export async function offerNumbers(
  db: Db,
  offerId: string,
  span: { readonly from: Date; readonly before: Date },
  now: Date,
): Promise<OfferNumbers> {
  const offer = toUuid('off', offerId);
  const { from, before } = span;
  const { rows } = await sql<Record<string, string>>`
    WITH given AS (
      SELECT g.decision_id, g.member_id, g.cost_left_minor FROM grant_made g JOIN decision d ON d.id = g.decision_id
      WHERE g.offer_id = ${offer} AND g.state <> 'REFUSED' AND d.decided_at >= ${from} AND d.decided_at < ${before}),
    coupons AS (
      SELECT id, uses_held, uses_spent, value_held, value_spent, expires_at, ended_as, uses_total, value_total FROM coupon
      WHERE offer_id = ${offer} AND issued_at >= ${from} AND issued_at < ${before}),
    used AS (
      SELECT l.discount_minor, l.reversed_minor FROM redemption_line l JOIN coupon c ON c.id = l.coupon_id
      JOIN redemption r ON r.id = l.redemption_id
      WHERE c.offer_id = ${offer} AND r.made_at >= ${from} AND r.made_at < ${before})
    SELECT (SELECT count(DISTINCT decision_id) FROM given)::text AS granted,
           (SELECT count(DISTINCT member_id) FROM given)::text AS members,
           (SELECT coalesce(sum(cost_left_minor), 0) FROM given)::text AS cost,
           (SELECT count(*) FROM coupons)::text AS issued,
           (SELECT count(*) FROM coupons WHERE uses_held > 0 OR value_held > 0)::text AS reserved,
           (SELECT count(*) FROM coupons WHERE uses_spent > 0 OR value_spent > 0)::text AS redeemed,
           (SELECT count(*) FROM coupons WHERE ended_as IS NULL AND expires_at < ${now}
              AND uses_spent = 0 AND value_spent = 0)::text AS expired,
           (SELECT count(*) FROM coupons WHERE ended_as IS NOT NULL)::text AS ended,
           (SELECT coalesce(sum(discount_minor), 0) FROM used)::text AS discount,
           (SELECT coalesce(sum(reversed_minor), 0) FROM used)::text AS reversed`.execute(db);
  const row = rows[0] ?? {};
  return {
    offerId: fromUuid('off', offer),
    granted: Number(row.granted),
    members: Number(row.members),
    costMinor: BigInt(row.cost ?? 0),
    issued: Number(row.issued),
    reserved: Number(row.reserved),
    redeemed: Number(row.redeemed),
    expired: Number(row.expired),
    ended: Number(row.ended),
    discountMinor: BigInt(row.discount ?? 0),
    reversedMinor: BigInt(row.reversed ?? 0),
  };
}

/**
 * Of the occasions in [from, before) that were in question for it: how often the offer came to what, most often first.
 * Those that its condition rules out are no use to count: a shelf of offers rules out most baskets.
 */
export async function offerOutcomes(
  db: Db,
  offerId: string,
  span: { readonly from: Date; readonly before: Date },
): Promise<readonly { readonly code: string; readonly count: number }[]> {
  const { rows } = await sql<{ code: string; count: string }>`
    SELECT o ->> 'code' AS code, count(*)::text AS count FROM decision d, jsonb_array_elements(d.outcomes) o
    WHERE d.decided_at >= ${span.from} AND d.decided_at < ${span.before} AND o ->> 'offerId' = ${offerId}
      AND o ->> 'code' <> 'CONDITION_NOT_MET'
    GROUP BY 1 ORDER BY count(*) DESC, 1`.execute(db);
  return rows.map(({ code, count }) => ({ code, count: Number(count) }));
}
