/** What offers cost, from the uses of their lots and coupons as they happen. */
import { sql } from 'kysely';
import type { Db } from './terms.ts';

export async function nameOffers(
  db: Db,
  lots: readonly { readonly lot: string; readonly offer: string }[],
): Promise<void> {
  if (lots.length === 0) return;
  await sql`
    INSERT INTO lot_offer (lot_id, offer_id)
    SELECT DISTINCT ON (lot) lot, offer FROM jsonb_to_recordset(${JSON.stringify(lots)}::jsonb) AS o(lot uuid, offer text)
    ORDER BY lot ON CONFLICT DO NOTHING`.execute(db);
}

export interface PointsOfOffer {
  readonly company: string;
  readonly currency: string;
  readonly scale: number;
  /** The company's shares, decimal text of minor units of the point currency and of CNY fen. */
  readonly granted: string;
  readonly redeemed: string;
  readonly reversed: string;
  readonly expired: string;
  readonly grantedMinor: string;
  readonly redeemedMinor: string;
  readonly reversedMinor: string;
  readonly expiredMinor: string;
}

/** Points of an offer by payer: every use of its lots so far, at each lot's own price. Redeemed is net of given back. */
export async function pointsOfOffer(db: Db, offerId: string): Promise<readonly PointsOfOffer[]> {
  const measure = (kinds: string, sign = '') =>
    sql.raw(`
    coalesce(sum(${sign}u.points_minor * s.share) FILTER (WHERE u.kind IN (${kinds})), 0)`);
  const points = {
    granted: sql`${measure("'EARNED', 'PUT_BACK'")}`,
    redeemed: sql`${measure("'REDEEMED'")} - ${measure("'RESTORED'")}`,
    reversed: sql`${measure("'TAKEN_BACK', 'REMOVED'")}`,
    expired: sql`${measure("'EXPIRED'")}`,
  };
  const money = (amount: typeof points.granted) =>
    sql`trim_scale(round((${amount}) * s.price, 6))::text`;
  const text = (amount: typeof points.granted) => sql`trim_scale(round(${amount}, 6))::text`;
  const { rows } = await sql<{
    company: string;
    currency: string;
    scale: number;
    granted: string;
    redeemed: string;
    reversed: string;
    expired: string;
    granted_minor: string;
    redeemed_minor: string;
    reversed_minor: string;
    expired_minor: string;
  }>`
    SELECT s.company, s.currency, s.scale, ${text(points.granted)} AS granted, ${text(points.redeemed)} AS redeemed,
      ${text(points.reversed)} AS reversed, ${text(points.expired)} AS expired, ${money(points.granted)} AS granted_minor,
      ${money(points.redeemed)} AS redeemed_minor, ${money(points.reversed)} AS reversed_minor,
      ${money(points.expired)} AS expired_minor
    FROM lot_offer o
    JOIN happening e ON e.posting_id = o.lot_id AND e.kind = 'EARNED'
    CROSS JOIN LATERAL (
      SELECT p ->> 'subsidiary' AS company, e.fact ->> 'currency' AS currency, (e.fact ->> 'scale')::int AS scale,
        (p ->> 'parts')::numeric / (SELECT sum((q ->> 'parts')::numeric)
          FROM jsonb_array_elements(e.fact #> '{lots,0,funding,shares}') q) AS share,
        (e.fact #>> '{lots,0,funding,pricePerPoint}')::numeric * 100 / power(10::numeric, (e.fact ->> 'scale')::int) AS price
      FROM jsonb_array_elements(e.fact #> '{lots,0,funding,shares}') p) s
    JOIN lot_use u ON u.lot_id = o.lot_id
    WHERE o.offer_id = ${offerId} GROUP BY s.company, s.currency, s.scale, s.price ORDER BY 1, 2`.execute(
    db,
  );
  return rows.map((row) => ({
    company: row.company,
    currency: row.currency,
    scale: row.scale,
    granted: row.granted,
    redeemed: row.redeemed,
    reversed: row.reversed,
    expired: row.expired,
    grantedMinor: row.granted_minor,
    redeemedMinor: row.redeemed_minor,
    reversedMinor: row.reversed_minor,
    expiredMinor: row.expired_minor,
  }));
}

export interface CouponsOfOffer {
  readonly company: string;
  readonly redeemedMinor: string;
  readonly reversedMinor: string;
}

/** What redemptions of an offer's coupons cost each payer, also where the payer honoured them itself. Exact, before rounding. */
export async function couponsOfOffer(db: Db, offerId: string): Promise<readonly CouponsOfOffer[]> {
  const { rows } = await sql<{ company: string; redeemed: string; reversed: string }>`
    SELECT f ->> 'subsidiary' AS company,
      trim_scale(round(coalesce(sum(v.value) FILTER (WHERE h.kind = 'COUPON_REDEEMED'), 0), 6))::text AS redeemed,
      trim_scale(round(coalesce(sum(v.value) FILTER (WHERE h.kind = 'COUPON_RESTORED'), 0), 6))::text AS reversed
    FROM happening h
    CROSS JOIN LATERAL jsonb_array_elements(h.fact -> 'funding') f
    CROSS JOIN LATERAL (
      SELECT (h.fact ->> 'valueMinor')::numeric * (f ->> 'shareBps')::numeric
        / (SELECT sum((g ->> 'shareBps')::numeric) FROM jsonb_array_elements(h.fact -> 'funding') g) AS value) v
    WHERE h.kind IN ('COUPON_REDEEMED', 'COUPON_RESTORED') AND h.fact ->> 'offerId' = ${offerId}
    GROUP BY 1 ORDER BY 1`.execute(db);
  return rows.map(({ company, redeemed, reversed }) => ({
    company,
    redeemedMinor: redeemed,
    reversedMinor: reversed,
  }));
}
