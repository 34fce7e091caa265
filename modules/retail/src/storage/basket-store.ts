/**
 * Writes baskets and returns, one or thousands at a time in the same statements, so that a till and an import take the
 * same path. The unique receipt number is what makes a basket count once.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

export interface NewBasket {
  /** UUIDs. */
  readonly id: string;
  readonly transactionId: string;
  readonly memberId: string | null;
  readonly receiptNo: string;
  readonly storeCode: string;
  readonly channel: string;
  readonly boughtAt: Date;
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
  readonly reservationIds: readonly string[];
  readonly lines: readonly NewLine[];
}

export interface NewLine {
  readonly lineNo: number;
  readonly productCode: string;
  readonly category: string;
  readonly quantityMilli: bigint;
  readonly amountMinor: bigint;
  readonly discountMinor: bigint;
}

/** Answers the ids of those that are new; a receipt that is on record already is left alone. */
export async function insertBaskets(
  tx: EntityManager,
  now: Date,
  baskets: readonly NewBasket[],
): Promise<ReadonlySet<string>> {
  const rows = baskets.map((basket) => ({
    id: basket.id,
    receipt_no: basket.receiptNo,
    store_code: basket.storeCode,
    channel: basket.channel,
    member_id: basket.memberId,
    bought_at: basket.boughtAt.toISOString(),
    amount_minor: String(basket.amountMinor),
    discount_minor: String(basket.discountMinor),
    transaction_id: basket.transactionId,
    reservation_ids: basket.reservationIds,
  }));
  const inserted = await sql<{ id: string }>`
    INSERT INTO basket (id, receipt_no, store_code, channel, member_id, bought_at, recorded_at, amount_minor,
                        discount_minor, transaction_id, reservation_ids)
    SELECT id, receipt_no, store_code, channel, member_id, bought_at, ${now}, amount_minor, discount_minor,
           transaction_id, ARRAY(SELECT jsonb_array_elements_text(reservation_ids))
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS b(id uuid, receipt_no text, store_code text, channel text, member_id uuid, bought_at timestamptz,
           amount_minor bigint, discount_minor bigint, transaction_id uuid, reservation_ids jsonb)
    ON CONFLICT (receipt_no) DO NOTHING RETURNING id`.execute(tx.getKysely<unknown>());
  const ids = new Set(inserted.rows.map(({ id }) => id));
  await insertLines(
    tx,
    baskets.filter(({ id }) => ids.has(id)),
  );
  return ids;
}

async function insertLines(tx: EntityManager, baskets: readonly NewBasket[]): Promise<void> {
  const lines = baskets.flatMap(({ id, lines }) => lines.map((line) => ({ ...line, id })));
  if (lines.length === 0) return;
  await sql`
    INSERT INTO basket_line (basket_id, line_no, product_code, category, quantity_milli, amount_minor,
                             discount_minor)
    SELECT * FROM unnest(${lines.map(({ id }) => id)}::uuid[], ${lines.map(({ lineNo }) => lineNo)}::int[],
      ${lines.map(({ productCode }) => productCode)}::text[], ${lines.map(({ category }) => category)}::text[],
      ${lines.map(({ quantityMilli }) => quantityMilli)}::bigint[],
      ${lines.map(({ amountMinor }) => amountMinor)}::bigint[],
      ${lines.map(({ discountMinor }) => discountMinor)}::bigint[])`.execute(
    tx.getKysely<unknown>(),
  );
}

export interface LockedBasket {
  readonly id: string;
  readonly receiptNo: string;
  readonly storeCode: string;
  readonly channel: string;
  readonly memberId: string | null;
  readonly transactionId: string;
  readonly boughtAt: Date;
  readonly lines: readonly LockedLine[];
}

export interface LockedLine extends NewLine {
  readonly returnedMilli: bigint;
}

/** Locks the baskets in the order of their ids, so that two returns never wait for each other in a circle. */
export async function lockBaskets(
  tx: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LockedBasket>> {
  const db = tx.getKysely<unknown>();
  const baskets = await sql<Record<string, string>>`
    SELECT id, receipt_no, store_code, channel, member_id, transaction_id, bought_at
    FROM basket WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`.execute(db);
  const lines = await sql<Record<string, string>>`
    SELECT basket_id, line_no, product_code, category, quantity_milli, amount_minor, discount_minor, returned_milli
    FROM basket_line WHERE basket_id = ANY(${ids}::uuid[]) ORDER BY basket_id, line_no`.execute(db);
  const linesOf = Map.groupBy(lines.rows, (row) => row.basket_id);
  return new Map(
    baskets.rows.map((row) => [
      String(row.id),
      {
        id: String(row.id),
        receiptNo: String(row.receipt_no),
        storeCode: String(row.store_code),
        channel: String(row.channel),
        memberId: row.member_id ?? null,
        transactionId: String(row.transaction_id),
        boughtAt: new Date(String(row.bought_at)),
        lines: (linesOf.get(row.id) ?? []).map(lineOf),
      },
    ]),
  );
}

function lineOf(row: Readonly<Record<string, unknown>>): LockedLine {
  return {
    lineNo: Number(row.line_no),
    productCode: String(row.product_code),
    category: String(row.category),
    quantityMilli: BigInt(String(row.quantity_milli)),
    amountMinor: BigInt(String(row.amount_minor)),
    discountMinor: BigInt(String(row.discount_minor)),
    returnedMilli: BigInt(String(row.returned_milli)),
  };
}

export interface NewReturn {
  /** UUIDs. */
  readonly id: string;
  readonly basketId: string;
  readonly transactionId: string;
  readonly returnNo: string;
  /** Set for what is taken over from a file. */
  readonly visitNo: string | null;
  readonly storeCode: string;
  readonly reason: string;
  readonly returnedAt: Date;
  readonly amountMinor: bigint;
  readonly refundMinor: bigint;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly quantityMilli: bigint;
    readonly amountMinor: bigint;
  }[];
}

/**
 * Stores returns of baskets that are locked, and what they take back of basket and lines. Answers the ids of those
 * that are new; a return number that is on record already is left alone.
 */
export async function insertReturns(
  tx: EntityManager,
  now: Date,
  returns: readonly NewReturn[],
): Promise<ReadonlySet<string>> {
  const db = tx.getKysely<unknown>();
  const rows = returns.map((item) => ({
    id: item.id,
    return_no: item.returnNo,
    visit_no: item.visitNo,
    basket_id: item.basketId,
    store_code: item.storeCode,
    reason: item.reason,
    returned_at: item.returnedAt.toISOString(),
    amount_minor: String(item.amountMinor),
    refund_minor: String(item.refundMinor),
    transaction_id: item.transactionId,
  }));
  const inserted = await sql<{ id: string }>`
    INSERT INTO goods_return (id, return_no, visit_no, basket_id, store_code, reason, returned_at, recorded_at,
                              amount_minor, refund_minor, transaction_id)
    SELECT id, return_no, visit_no, basket_id, store_code, reason, returned_at, ${now}, amount_minor, refund_minor, transaction_id
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(id uuid, return_no text, visit_no text, basket_id uuid, store_code text, reason text, returned_at timestamptz,
           amount_minor bigint, refund_minor bigint, transaction_id uuid)
    ON CONFLICT (return_no) DO NOTHING RETURNING id`.execute(db);
  const ids = new Set(inserted.rows.map(({ id }) => id));
  await takeBack(
    tx,
    returns.filter(({ id }) => ids.has(id)),
  );
  return ids;
}

async function takeBack(tx: EntityManager, returns: readonly NewReturn[]): Promise<void> {
  if (returns.length === 0) return;
  const db = tx.getKysely<unknown>();
  const lines = returns.flatMap(({ id, basketId, lines }) =>
    lines.map((line) => ({ ...line, id, basketId })),
  );
  await sql`
    INSERT INTO goods_return_line (return_id, line_no, quantity_milli, amount_minor)
    SELECT * FROM unnest(${lines.map(({ id }) => id)}::uuid[], ${lines.map(({ lineNo }) => lineNo)}::int[],
      ${lines.map(({ quantityMilli }) => quantityMilli)}::bigint[],
      ${lines.map(({ amountMinor }) => amountMinor)}::bigint[])`.execute(db);
  await sql`
    UPDATE basket_line l SET returned_milli = l.returned_milli + r.milli, returned_minor = l.returned_minor + r.minor
    FROM (SELECT basket_id, line_no, sum(milli) AS milli, sum(minor) AS minor
          FROM unnest(${lines.map(({ basketId }) => basketId)}::uuid[], ${lines.map(({ lineNo }) => lineNo)}::int[],
            ${lines.map(({ quantityMilli }) => quantityMilli)}::bigint[],
            ${lines.map(({ amountMinor }) => amountMinor)}::bigint[]) AS u(basket_id, line_no, milli, minor)
          GROUP BY basket_id, line_no) r
    WHERE l.basket_id = r.basket_id AND l.line_no = r.line_no`.execute(db);
  await sql`
    UPDATE basket b SET returned_minor = b.returned_minor + r.amount, refunded_minor = b.refunded_minor + r.refund,
      state = CASE WHEN EXISTS (SELECT 1 FROM basket_line l WHERE l.basket_id = b.id AND l.returned_milli < l.quantity_milli)
                   THEN 'PARTLY_RETURNED' ELSE 'RETURNED' END
    FROM (SELECT basket_id, sum(amount) AS amount, sum(refund) AS refund
          FROM unnest(${returns.map(({ basketId }) => basketId)}::uuid[],
            ${returns.map(({ amountMinor }) => amountMinor)}::bigint[],
            ${returns.map(({ refundMinor }) => refundMinor)}::bigint[]) AS u(basket_id, amount, refund)
          GROUP BY basket_id) r
    WHERE b.id = r.basket_id`.execute(db);
}
