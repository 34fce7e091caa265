/** What members owe for coupons that were used up before what they came of was undone. */
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './offers.ts';

export interface DebtRow {
  readonly id: string;
  readonly memberId: string;
  readonly couponId: string;
  readonly decisionId: string;
  readonly amountMinor: bigint;
  readonly state: 'OPEN' | 'CANCELLED' | 'WAIVED' | 'SETTLED';
  readonly madeAt: Date;
}

/** One debt per coupon, of what it has given on balance; nothing given cancels it. A debt that was ended stays ended. */
export async function setDebt(
  db: Db,
  debt: {
    readonly memberId: string;
    readonly couponId: string;
    readonly decisionId: string;
    readonly amountMinor: bigint;
  },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO debt AS d (id, member_id, coupon_id, decision_id, amount_minor, state, made_at)
    VALUES (${newUuid(now)}, ${toUuid('mem', debt.memberId)}, ${toUuid('cpn', debt.couponId)}, ${debt.decisionId},
            ${debt.amountMinor.toString()}, 'OPEN', ${now})
    ON CONFLICT ON CONSTRAINT debt_once DO UPDATE SET amount_minor = excluded.amount_minor,
      state = CASE WHEN excluded.amount_minor = 0 THEN 'CANCELLED' ELSE 'OPEN' END,
      ended_at = CASE WHEN excluded.amount_minor = 0 THEN ${now}::timestamptz END
      WHERE d.state IN ('OPEN', 'CANCELLED')`.execute(db);
}

export async function debtsOfCoupons(
  db: Db,
  couponIds: readonly string[],
): Promise<readonly DebtRow[]> {
  if (couponIds.length === 0) return [];
  const { rows } = await sql<RawDebt>`
    SELECT id, survivor_of(member_id) AS member_id, coupon_id, amount_minor::text, state, made_at, decision_id FROM debt
    WHERE coupon_id = ANY(${couponIds.map((id) => toUuid('cpn', id))}::uuid[])`.execute(db);
  return rows.map(toDebt);
}

export async function debtsOfMembers(
  db: Db,
  memberIds: readonly string[],
): Promise<readonly DebtRow[]> {
  const { rows } = await sql<RawDebt>`
    SELECT id, survivor_of(member_id) AS member_id, coupon_id, amount_minor::text, state, made_at, decision_id FROM debt
    WHERE member_id = ANY(members_of(${memberIds.map((id) => toUuid('mem', id))}::uuid[])) AND state = 'OPEN'
    ORDER BY made_at, id`.execute(db);
  return rows.map(toDebt);
}

/** False when there is no such open debt. */
export async function waiveDebt(db: Db, id: string, by: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    UPDATE debt SET state = 'WAIVED', ended_at = ${now}, ended_by = ${by}
    WHERE id = ${toUuid('dbt', id)} AND state = 'OPEN' RETURNING 1`.execute(db);
  return rows.length > 0;
}

interface RawDebt {
  id: string;
  member_id: string;
  coupon_id: string;
  decision_id: string;
  amount_minor: string;
  state: DebtRow['state'];
  made_at: Date;
}

function toDebt(row: RawDebt): DebtRow {
  return {
    id: fromUuid('dbt', row.id),
    memberId: fromUuid('mem', row.member_id),
    couponId: fromUuid('cpn', row.coupon_id),
    decisionId: row.decision_id,
    amountMinor: BigInt(row.amount_minor),
    state: row.state,
    madeAt: new Date(row.made_at),
  };
}
