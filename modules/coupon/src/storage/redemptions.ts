/** Redemptions and what came back of them, by coupon and line. */

import { type Answered, insertAnswers } from '@guildhall/shared/commands-together';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { type CouponMove, movesTable } from './coupons.ts';
import type { Db } from './offers.ts';

export interface RedemptionLine {
  /** null: what points paid. */
  readonly couponId: string | null;
  readonly lineId: string;
  /** Price of the line; what comes back is counted in it. */
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
  readonly returnedMinor: bigint;
  readonly reversedMinor: bigint;
}

export interface RedemptionRow {
  readonly id: string;
  readonly reservationId: string;
  readonly memberId: string;
  readonly subsidiary: string;
  readonly storeCode: string | null;
  readonly orderRef: string;
  readonly transactionId: string | null;
  readonly occurredAt: Date;
  readonly madeAt: Date;
  readonly pointsMinor: bigint;
  readonly pointsReversedMinor: bigint;
  readonly capturePostingId: string | null;
  readonly lines: readonly RedemptionLine[];
}

export type NewRedemption = Omit<
  RedemptionRow,
  'madeAt' | 'pointsReversedMinor' | 'capturePostingId'
>;

/** Writes redemptions with their lines, in one statement. */
export async function storeRedemptions(
  db: Db,
  redemptions: readonly NewRedemption[],
  now: Date,
): Promise<void> {
  await sql`WITH ${redemptionParts(redemptions, now)} SELECT 1`.execute(db);
}

/** The same, with their reservations ended, their coupons spent and who asked answered; how many answers were recorded. */
export async function storeRedemptionsAndAnswers(
  db: Db,
  redemptions: readonly NewRedemption[],
  moves: readonly CouponMove[],
  answers: readonly Answered[],
  now: Date,
): Promise<number> {
  const recorded = insertAnswers(answers, now);
  if (redemptions.length === 0) return (await recorded.execute(db)).rows.length;
  const reservations = redemptions.map(({ reservationId }) => toUuid('rsv', reservationId));
  const { rows } = await sql`
    WITH ${redemptionParts(redemptions, now)},
    ended AS (
      UPDATE reservation SET state = 'REDEEMED', ended_at = ${now} WHERE id = ANY(${reservations}::uuid[])),
    spent AS (
      UPDATE coupon c SET uses_held = uses_held + m."usesHeld", uses_spent = uses_spent + m."usesSpent",
             value_held = value_held + m."valueHeld", value_spent = value_spent + m."valueSpent"
      FROM ${movesTable(moves)} WHERE c.id = m.id)
    ${recorded}`.execute(db);
  return rows.length;
}

/** As JSON: the redemptions, and what they took off each line. */
export function rowsOfRedemptions(redemptions: readonly NewRedemption[]): {
  readonly heads: string;
  readonly lines: string;
} {
  const heads = redemptions.map((r) => ({
    id: toUuid('rdm', r.id),
    reservation: toUuid('rsv', r.reservationId),
    member: toUuid('mem', r.memberId),
    subsidiary: r.subsidiary,
    store: r.storeCode,
    order: r.orderRef,
    transaction: r.transactionId === null ? null : toUuid('txn', r.transactionId),
    occurred: r.occurredAt.toISOString(),
    points: r.pointsMinor.toString(),
  }));
  const lines = redemptions.flatMap((r) =>
    r.lines.map(({ couponId, lineId, amountMinor, discountMinor }) => ({
      redemption: toUuid('rdm', r.id),
      coupon: couponId === null ? null : toUuid('cpn', couponId),
      lineId,
      amount: amountMinor.toString(),
      discount: discountMinor.toString(),
    })),
  );
  return { heads: JSON.stringify(heads), lines: JSON.stringify(lines) };
}

function redemptionParts(redemptions: readonly NewRedemption[], now: Date) {
  const { heads, lines } = rowsOfRedemptions(redemptions);
  return sql`
    made AS (
      INSERT INTO redemption (id, reservation_id, member_id, subsidiary, store_code, order_ref, transaction_id, occurred_at,
                              made_at, points_minor)
      SELECT id, reservation, member, subsidiary, store, "order", transaction, occurred, ${now}, points
      FROM jsonb_to_recordset(${heads}::jsonb)
        AS h(id uuid, reservation uuid, member uuid, subsidiary text, store text, "order" text, transaction uuid,
             occurred timestamptz, points bigint)),
    lines AS (
      INSERT INTO redemption_line (redemption_id, coupon_id, line_id, amount_minor, discount_minor)
      SELECT redemption, coupon, "lineId", amount, discount
      FROM jsonb_to_recordset(${lines}::jsonb)
        AS l(redemption uuid, coupon uuid, "lineId" text, amount bigint, discount bigint))`;
}

interface RawRedemption {
  id: string;
  reservation_id: string;
  member_id: string;
  subsidiary: string;
  store_code: string | null;
  order_ref: string;
  transaction_id: string | null;
  occurred_at: Date;
  made_at: Date;
  points_minor: string;
  points_reversed_minor: string;
  capture_posting_id: string | null;
  lines:
    | {
        coupon: string | null;
        lineId: string;
        amount: string;
        discount: string;
        returned: string;
        reversed: string;
      }[]
    | null;
}

const SELECT = sql`
  SELECT id, reservation_id, member_id, subsidiary, store_code, order_ref, transaction_id, occurred_at, made_at, points_minor::text,
         points_reversed_minor::text, capture_posting_id,
         (SELECT jsonb_agg(jsonb_build_object('coupon', l.coupon_id, 'lineId', l.line_id, 'amount', l.amount_minor::text,
                    'discount', l.discount_minor::text, 'returned', l.returned_minor::text, 'reversed', l.reversed_minor::text)
                  ORDER BY l.coupon_id, l.line_id)
          FROM redemption_line l WHERE l.redemption_id = r.id) AS lines
  FROM redemption r`;

export async function lockRedemption(db: Db, id: string): Promise<RedemptionRow | undefined> {
  // The lines are read after the lock, so that what an earlier reversal wrote is seen.
  await sql`SELECT 1 FROM redemption WHERE id = ${toUuid('rdm', id)} FOR UPDATE`.execute(db);
  return (await redemptionsById(db, [id]))[0];
}

export async function lockRedemptionsOfTransaction(
  db: Db,
  transactionId: string,
): Promise<readonly RedemptionRow[]> {
  await sql`
    SELECT 1 FROM redemption WHERE transaction_id = ${toUuid('txn', transactionId)} ORDER BY id FOR UPDATE`.execute(
    db,
  );
  return redemptionsOfTransaction(db, transactionId);
}

export async function redemptionsOfTransaction(
  db: Db,
  transactionId: string,
): Promise<readonly RedemptionRow[]> {
  const { rows } = await sql<RawRedemption>`
    ${SELECT} WHERE transaction_id = ${toUuid('txn', transactionId)} ORDER BY id`.execute(db);
  return rows.map(toRedemption);
}

export async function redemptionsById(
  db: Db,
  ids: readonly string[],
): Promise<readonly RedemptionRow[]> {
  const { rows } = await sql<RawRedemption>`
    ${SELECT} WHERE id = ANY(${ids.map((id) => toUuid('rdm', id))}::uuid[])`.execute(db);
  return rows.map(toRedemption);
}

export async function redemptionsOfReservations(
  db: Db,
  reservationIds: readonly string[],
): Promise<readonly RedemptionRow[]> {
  const { rows } = await sql<RawRedemption>`
    ${SELECT} WHERE reservation_id = ANY(${reservationIds.map((id) => toUuid('rsv', id))}::uuid[])`.execute(
    db,
  );
  return rows.map(toRedemption);
}

export interface RedemptionFilter {
  /** The company that honoured it. */
  readonly subsidiary?: string | undefined;
  readonly storeCode?: string | undefined;
  readonly memberId?: string | undefined;
  readonly couponId?: string | undefined;
  readonly offerId?: string | undefined;
  readonly orderRef?: string | undefined;
  readonly from?: Date | undefined;
  readonly before?: Date | undefined;
  /** Only those of coupons that this company pays for, wholly or in part. */
  readonly fundedBy?: string | undefined;
}

/** The newest first; `after`: the moment and id of the last one seen. */
export async function listRedemptions(
  db: Db,
  filter: RedemptionFilter,
  page: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<readonly RedemptionRow[]> {
  const wanted = [sql`true`];
  const { subsidiary, storeCode, memberId, couponId, offerId, orderRef, from, before, fundedBy } =
    filter;
  if (subsidiary !== undefined) wanted.push(sql`r.subsidiary = ${subsidiary}`);
  if (storeCode !== undefined) wanted.push(sql`r.store_code = ${storeCode}`);
  if (orderRef !== undefined) wanted.push(sql`r.order_ref = ${orderRef}`);
  if (from !== undefined) wanted.push(sql`r.made_at >= ${from}`);
  if (before !== undefined) wanted.push(sql`r.made_at < ${before}`);
  if (memberId !== undefined)
    wanted.push(sql`r.member_id = ANY(members_of(ARRAY[${toUuid('mem', memberId)}]::uuid[]))`);
  if (couponId !== undefined)
    wanted.push(sql`EXISTS (SELECT 1 FROM redemption_line l WHERE l.redemption_id = r.id
                            AND l.coupon_id = ${toUuid('cpn', couponId)})`);
  if (offerId !== undefined)
    wanted.push(sql`EXISTS (SELECT 1 FROM redemption_line l JOIN coupon c ON c.id = l.coupon_id
                            WHERE l.redemption_id = r.id AND c.offer_id = ${toUuid('off', offerId)})`);
  if (fundedBy !== undefined)
    wanted.push(sql`EXISTS (
      SELECT 1 FROM redemption_line l JOIN coupon c ON c.id = l.coupon_id
      JOIN offer_version v ON v.offer_id = c.offer_id AND v.version = c.offer_version
      WHERE l.redemption_id = r.id
        AND v.definition -> 'funding' @> jsonb_build_array(jsonb_build_object('subsidiary', ${fundedBy}::text)))`);
  if (page.after !== undefined)
    wanted.push(
      sql`(r.made_at, r.id) < (${page.after[0]}::timestamptz, ${toUuid('rdm', page.after[1])}::uuid)`,
    );
  const { rows } = await sql<RawRedemption>`
    ${SELECT} WHERE ${sql.join(wanted, sql` AND `)} ORDER BY r.made_at DESC, r.id DESC LIMIT ${page.limit}`.execute(
    db,
  );
  return rows.map(toRedemption);
}

/** The redemption was made by hand first; its transaction names it now. */
export async function linkTransaction(
  db: Db,
  redemptionId: string,
  transactionId: string,
): Promise<void> {
  await sql`
    UPDATE redemption SET transaction_id = ${toUuid('txn', transactionId)}
    WHERE id = ${toUuid('rdm', redemptionId)} AND transaction_id IS NULL`.execute(db);
}

export async function saveReversal(
  db: Db,
  redemption: Pick<RedemptionRow, 'id' | 'pointsReversedMinor' | 'lines'>,
): Promise<void> {
  const lines = JSON.stringify(
    redemption.lines.map(({ couponId, lineId, returnedMinor, reversedMinor }) => ({
      coupon: couponId === null ? null : toUuid('cpn', couponId),
      lineId,
      returned: returnedMinor.toString(),
      reversed: reversedMinor.toString(),
    })),
  );
  await sql`
    WITH points AS (
      UPDATE redemption SET points_reversed_minor = ${redemption.pointsReversedMinor.toString()}
      WHERE id = ${toUuid('rdm', redemption.id)})
    UPDATE redemption_line r SET returned_minor = l.returned, reversed_minor = l.reversed
    FROM jsonb_to_recordset(${lines}::jsonb) AS l(coupon uuid, "lineId" text, returned bigint, reversed bigint)
    WHERE r.redemption_id = ${toUuid('rdm', redemption.id)} AND r.line_id = l."lineId"
      AND r.coupon_id IS NOT DISTINCT FROM l.coupon`.execute(db);
}

/** What each coupon has given, less what came back, CNY minor units. */
export async function netGivenBy(
  db: Db,
  couponIds: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ coupon_id: string; net: string }>`
    SELECT coupon_id, sum(discount_minor - reversed_minor)::text AS net FROM redemption_line
    WHERE coupon_id = ANY(${couponIds.map((id) => toUuid('cpn', id))}::uuid[]) GROUP BY coupon_id`.execute(
    db,
  );
  return new Map(rows.map((row) => [fromUuid('cpn', row.coupon_id), BigInt(row.net)]));
}

function toRedemption(row: RawRedemption): RedemptionRow {
  return {
    id: fromUuid('rdm', row.id),
    reservationId: fromUuid('rsv', row.reservation_id),
    memberId: fromUuid('mem', row.member_id),
    subsidiary: row.subsidiary,
    storeCode: row.store_code,
    orderRef: row.order_ref,
    transactionId: row.transaction_id === null ? null : fromUuid('txn', row.transaction_id),
    occurredAt: new Date(row.occurred_at),
    madeAt: new Date(row.made_at),
    pointsMinor: BigInt(row.points_minor),
    pointsReversedMinor: BigInt(row.points_reversed_minor),
    capturePostingId: row.capture_posting_id,
    lines: (row.lines ?? []).map((line) => ({
      couponId: line.coupon === null ? null : fromUuid('cpn', line.coupon),
      lineId: line.lineId,
      amountMinor: BigInt(line.amount),
      discountMinor: BigInt(line.discount),
      returnedMinor: BigInt(line.returned),
      reversedMinor: BigInt(line.reversed),
    })),
  };
}
