/** Batches of codes, and their coupons. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { BatchState } from '../domain/coupons/coupon.ts';
import type { Db } from './offers.ts';

export interface BatchRow {
  readonly id: string;
  readonly code: string;
  readonly offerId: string;
  readonly offerVersion: number;
  readonly benefitNo: number;
  readonly origin: 'GENERATED' | 'IMPORTED';
  readonly size: number;
  readonly made: number;
  readonly state: BatchState;
  readonly validFrom: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly startedAt: Date | null;
  readonly readyAt: Date | null;
}

interface RawBatch {
  id: string;
  code: string;
  offer_id: string;
  offer_version: number;
  benefit_no: number;
  origin: BatchRow['origin'];
  size: string;
  made: string;
  state: BatchState;
  valid_from: Date;
  expires_at: Date;
  created_at: Date;
  created_by: string;
  started_at: Date | null;
  ready_at: Date | null;
}

const COLUMNS = sql`id, code, offer_id, offer_version, benefit_no, origin, size::text, made::text, state, valid_from, expires_at,
  created_at, created_by, started_at, ready_at`;

/** False when the code is taken. */
export async function insertBatch(
  db: Db,
  batch: Omit<BatchRow, 'createdAt' | 'startedAt' | 'readyAt' | 'made'>,
  now: Date,
): Promise<boolean> {
  const b = batch;
  const { rows } = await sql`
    INSERT INTO coupon_batch (id, code, offer_id, offer_version, benefit_no, origin, size, state, valid_from, expires_at,
                              created_at, created_by, changed_at, ready_at)
    VALUES (${toUuid('bat', b.id)}, ${b.code}, ${toUuid('off', b.offerId)}, ${b.offerVersion}, ${b.benefitNo}, ${b.origin},
            ${b.size}, ${b.state}, ${b.validFrom}, ${b.expiresAt}, ${now}, ${b.createdBy}, ${now},
            ${b.state === 'READY' ? now : null}::timestamptz)
    ON CONFLICT ON CONSTRAINT coupon_batch_code_once DO NOTHING RETURNING 1`.execute(db);
  return rows.length > 0;
}

export async function batchesById(db: Db, ids: readonly string[]): Promise<readonly BatchRow[]> {
  const { rows } = await sql<RawBatch>`
    SELECT ${COLUMNS} FROM coupon_batch WHERE id = ANY(${ids.map((id) => toUuid('bat', id))}::uuid[])`.execute(
    db,
  );
  return rows.map(toBatch);
}

export async function lockBatch(db: Db, id: string): Promise<BatchRow | undefined> {
  const { rows } = await sql<RawBatch>`
    SELECT ${COLUMNS} FROM coupon_batch WHERE id = ${toUuid('bat', id)} FOR UPDATE`.execute(db);
  return rows[0] === undefined ? undefined : toBatch(rows[0]);
}

/** The oldest batch that has codes to be made and that nobody else is working on. */
export async function lockBatchToMake(db: Db): Promise<BatchRow | undefined> {
  const { rows } = await sql<RawBatch>`
    SELECT ${COLUMNS} FROM coupon_batch WHERE state IN ('PENDING', 'GENERATING')
    ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED`.execute(db);
  return rows[0] === undefined ? undefined : toBatch(rows[0]);
}

export async function saveBatch(
  db: Db,
  batch: Pick<BatchRow, 'id' | 'state' | 'size' | 'made'>,
  now: Date,
): Promise<void> {
  await sql`
    UPDATE coupon_batch SET state = ${batch.state}, size = ${batch.size}, made = ${batch.made}, changed_at = ${now},
           started_at = CASE WHEN ${batch.state} = 'PENDING' THEN started_at ELSE coalesce(started_at, ${now}) END,
           ready_at = CASE WHEN ${batch.state} = 'READY' THEN coalesce(ready_at, ${now}) ELSE ready_at END
    WHERE id = ${toUuid('bat', batch.id)}`.execute(db);
}

/** The newest first. */
export async function listBatches(
  db: Db,
  filter: {
    readonly offerId?: string | undefined;
    readonly states?: readonly BatchState[] | undefined;
  },
  page: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<readonly BatchRow[]> {
  const wanted = [sql`true`];
  if (filter.offerId !== undefined) wanted.push(sql`offer_id = ${toUuid('off', filter.offerId)}`);
  if (filter.states !== undefined) wanted.push(sql`state = ANY(${[...filter.states]}::text[])`);
  if (page.after !== undefined)
    wanted.push(
      sql`(created_at, id) < (${page.after[0]}::timestamptz, ${toUuid('bat', page.after[1])}::uuid)`,
    );
  const { rows } = await sql<RawBatch>`
    SELECT ${COLUMNS} FROM coupon_batch WHERE ${sql.join(wanted, sql` AND `)}
    ORDER BY created_at DESC, id DESC LIMIT ${page.limit}`.execute(db);
  return rows.map(toBatch);
}

/** What every coupon of a batch has alike. */
export interface BatchCoupon {
  readonly usesTotal: number;
  readonly valueTotal: bigint;
}

/** One statement for all; throws when a code is there already. */
export async function insertCodes(
  db: Db,
  batch: BatchRow,
  coupon: BatchCoupon,
  ids: readonly string[],
  codes: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO coupon (id, code, offer_id, offer_version, benefit_no, batch_id, uses_total, value_total, valid_from,
                        expires_at, issued_at)
    SELECT id, code, ${toUuid('off', batch.offerId)}, ${batch.offerVersion}, ${batch.benefitNo}, ${toUuid('bat', batch.id)},
           ${coupon.usesTotal}, ${coupon.valueTotal.toString()}, ${batch.validFrom}, ${batch.expiresAt}, ${now}
    FROM unnest(${[...ids]}::uuid[], ${[...codes]}::text[]) AS c (id, code)`.execute(db);
}

/** Those that were not there before; the others belong to some coupon already. */
export async function insertNewCodes(
  db: Db,
  batch: BatchRow,
  coupon: BatchCoupon,
  ids: readonly string[],
  codes: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ code: string }>`
    INSERT INTO coupon (id, code, offer_id, offer_version, benefit_no, batch_id, uses_total, value_total, valid_from,
                        expires_at, issued_at)
    SELECT id, code, ${toUuid('off', batch.offerId)}, ${batch.offerVersion}, ${batch.benefitNo}, ${toUuid('bat', batch.id)},
           ${coupon.usesTotal}, ${coupon.valueTotal.toString()}, ${batch.validFrom}, ${batch.expiresAt}, ${now}
    FROM unnest(${[...ids]}::uuid[], ${[...codes]}::text[]) AS c (id, code)
    ON CONFLICT ON CONSTRAINT coupon_code_once DO NOTHING RETURNING code`.execute(db);
  return new Set(rows.map(({ code }) => code));
}

export interface CodeRow {
  readonly couponId: string;
  readonly code: string;
  readonly claimed: boolean;
  readonly used: boolean;
}

/** In the order in which they were made. */
export async function codesOfBatch(
  db: Db,
  batchId: string,
  after: string | undefined,
  limit: number,
): Promise<readonly CodeRow[]> {
  const { rows } = await sql<{ id: string; code: string; claimed: boolean; used: boolean }>`
    SELECT id, code, member_id IS NOT NULL AS claimed, uses_spent > 0 OR value_spent > 0 AS used FROM coupon
    WHERE batch_id = ${toUuid('bat', batchId)}
      AND (${after === undefined} OR id > ${after === undefined ? null : toUuid('cpn', after)}::uuid)
    ORDER BY id LIMIT ${limit}`.execute(db);
  return rows.map(({ id, ...row }) => ({ ...row, couponId: fromUuid('cpn', id) }));
}

/** The coupon of a code of this batch; where a download goes on. */
export async function placeOfCode(
  db: Db,
  batchId: string,
  code: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM coupon WHERE code = ${code} AND batch_id = ${toUuid('bat', batchId)}`.execute(
    db,
  );
  return rows[0] === undefined ? undefined : fromUuid('cpn', rows[0].id);
}

export interface BatchNumbers {
  readonly batchId: string;
  readonly claimed: number;
  readonly used: number;
}

export async function batchNumbers(
  db: Db,
  ids: readonly string[],
): Promise<readonly BatchNumbers[]> {
  const { rows } = await sql<{ batch_id: string; claimed: string; used: string }>`
    SELECT batch_id, count(*) FILTER (WHERE member_id IS NOT NULL)::text AS claimed,
           count(*) FILTER (WHERE uses_spent > 0 OR value_spent > 0)::text AS used
    FROM coupon WHERE batch_id = ANY(${ids.map((id) => toUuid('bat', id))}::uuid[])
    GROUP BY batch_id`.execute(db);
  return rows.map((row) => ({
    batchId: fromUuid('bat', row.batch_id),
    claimed: Number(row.claimed),
    used: Number(row.used),
  }));
}

function toBatch(row: RawBatch): BatchRow {
  return {
    id: fromUuid('bat', row.id),
    code: row.code,
    offerId: fromUuid('off', row.offer_id),
    offerVersion: row.offer_version,
    benefitNo: row.benefit_no,
    origin: row.origin,
    size: Number(row.size),
    made: Number(row.made),
    state: row.state,
    validFrom: new Date(row.valid_from),
    expiresAt: new Date(row.expires_at),
    createdAt: new Date(row.created_at),
    createdBy: row.created_by,
    startedAt: row.started_at === null ? null : new Date(row.started_at),
    readyAt: row.ready_at === null ? null : new Date(row.ready_at),
  };
}
