/** What counters were told, and why. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { Refusal } from '@guildhall/shared/outcome';
import { decode, encode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import type { CouponTraced } from '../domain/coupons/trace-redemption.ts';
import type { Basket } from '../door.ts';
import type { Db } from './offers.ts';

export interface SessionDecision {
  /** UUID. */
  readonly id: string;
  readonly step: 'VALIDATE' | 'RESERVE';
  readonly memberId: string;
  readonly subsidiary: string;
  readonly storeCode: string | null;
  readonly decidedAt: Date;
  readonly basket: Basket;
  readonly coupons: readonly CouponTraced[];
  readonly refusal: Refusal | null;
}

export async function storeSessionDecisions(
  db: Db,
  decisions: readonly SessionDecision[],
): Promise<void> {
  if (decisions.length === 0) return;
  const rows = decisions.map((one) => ({
    id: one.id,
    step: one.step,
    member: toUuid('mem', one.memberId),
    subsidiary: one.subsidiary,
    store: one.storeCode,
    at: one.decidedAt.toISOString(),
    basket: encode(one.basket),
    coupons: one.coupons,
    refusal: one.refusal,
  }));
  await sql`
    INSERT INTO session_decision (id, step, member_id, subsidiary, store_code, decided_at, basket, coupons, refusal)
    SELECT id, step, member, subsidiary, store, at, basket, coupons, refusal
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS d(id uuid, step text, member uuid, subsidiary text, store text, at timestamptz, basket jsonb, coupons jsonb, refusal jsonb)`.execute(
    db,
  );
}

export interface SessionDecisionFilter {
  readonly memberId?: string | undefined;
  readonly subsidiary?: string | undefined;
  readonly storeCode?: string | undefined;
  readonly couponId?: string | undefined;
  /** Only with this reason among its refusals. */
  readonly code?: string | undefined;
  readonly from?: Date | undefined;
  readonly before?: Date | undefined;
}

interface RawDecision {
  id: string;
  step: SessionDecision['step'];
  member_id: string;
  subsidiary: string;
  store_code: string | null;
  decided_at: Date;
  basket: unknown;
  coupons: CouponTraced[];
  refusal: Refusal | null;
}

/** The newest first. */
export async function listSessionDecisions(
  db: Db,
  filter: SessionDecisionFilter,
  page: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<readonly SessionDecision[]> {
  const { memberId, subsidiary, storeCode, couponId, code, from, before } = filter;
  const wanted = [sql`true`];
  if (memberId !== undefined)
    wanted.push(sql`member_id = ANY(members_of(ARRAY[${toUuid('mem', memberId)}]::uuid[]))`);
  if (subsidiary !== undefined) wanted.push(sql`subsidiary = ${subsidiary}`);
  if (storeCode !== undefined) wanted.push(sql`store_code = ${storeCode}`);
  if (couponId !== undefined) wanted.push(sql`coupons @> ${JSON.stringify([{ couponId }])}::jsonb`);
  if (code !== undefined)
    wanted.push(
      sql`(coupons @> ${JSON.stringify([{ code }])}::jsonb OR refusal ->> 'code' = ${code})`,
    );
  if (from !== undefined) wanted.push(sql`decided_at >= ${from}`);
  if (before !== undefined) wanted.push(sql`decided_at < ${before}`);
  if (page.after !== undefined)
    wanted.push(sql`(decided_at, id) < (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`);
  const { rows } = await sql<RawDecision>`
    SELECT id, step, survivor_of(member_id) AS member_id, subsidiary, store_code, decided_at, basket, coupons, refusal
    FROM session_decision WHERE ${sql.join(wanted, sql` AND `)} ORDER BY decided_at DESC, id DESC LIMIT ${page.limit}`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    step: row.step,
    memberId: fromUuid('mem', row.member_id),
    subsidiary: row.subsidiary,
    storeCode: row.store_code,
    decidedAt: new Date(row.decided_at),
    basket: decode(row.basket) as Basket,
    coupons: row.coupons,
    refusal: row.refusal,
  }));
}
