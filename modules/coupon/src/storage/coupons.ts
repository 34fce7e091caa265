/** Coupons: found by code, id, member or grant; held, spent and given back by arithmetic that cannot go wrong. */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { CouponFacts } from '../domain/coupons/coupon.ts';
import { readCouponCode } from '../domain/coupons/coupon-code.ts';
import type { Db } from './offers.ts';

export interface CouponRow extends CouponFacts {
  readonly grantId: string | null;
  readonly instalmentNo: number | null;
  readonly issuedAt: Date;
  readonly endedAt: Date | null;
  readonly endedReason: string | null;
  readonly batchId: string | null;
  /** Who was granted it at first and answers for it; as a rule whose it is. */
  readonly grantedTo: string | null;
}

export interface RawCoupon {
  id: string;
  code: string;
  member_id: string | null;
  offer_id: string;
  offer_version: number;
  benefit_no: number;
  grant_id: string | null;
  instalment_no: number | null;
  uses_total: number;
  uses_held: number;
  uses_spent: number;
  value_total: string;
  value_held: string;
  value_spent: string;
  valid_from: Date;
  expires_at: Date;
  vests_at: Date | null;
  asset_type: string | null;
  asset_key: string | null;
  ended_as: CouponFacts['endedAs'];
  ended_at: Date | null;
  ended_reason: string | null;
  issued_at: Date;
  batch_id: string | null;
  batch_state: CouponFacts['batchState'];
  gift_until: Date | null;
  granted_to: string | null;
}

/** `member_id` is whose it is now: of a merged member, the survivor's. */
const COLUMNS = sql`id, code,
  CASE WHEN EXISTS (SELECT 1 FROM member_alias a WHERE a.from_id = member_id) THEN survivor_of(member_id) ELSE member_id END AS member_id, offer_id, offer_version, benefit_no, grant_id, instalment_no, uses_total, uses_held,
  uses_spent, value_total::text, value_held::text, value_spent::text, valid_from, expires_at, vests_at, asset_type,
  asset_key, ended_as, ended_at, ended_reason, issued_at, batch_id, gift_until,
  CASE WHEN granted_to IS NULL THEN NULL ELSE survivor_of(granted_to) END AS granted_to,
  (SELECT b.state FROM coupon_batch b WHERE b.id = coupon.batch_id) AS batch_state`;

const couponUuids = (ids: readonly string[]): string[] => ids.map((id) => toUuid('cpn', id));

/** By what callers name them: our codes as read, codes of others as they are written, or ids. */
export async function couponsNamed(
  db: Db,
  names: readonly string[],
): Promise<readonly CouponRow[]> {
  const { ids, codes } = idsAndCodes(names);
  const { rows } = await sql<RawCoupon>`
    SELECT ${COLUMNS} FROM coupon
    WHERE id = ANY(${ids}::uuid[]) OR code = ANY(${codes}::text[])`.execute(db);
  return rows.map(toCoupon);
}

export function idsAndCodes(names: readonly string[]): {
  /** UUIDs. */
  readonly ids: readonly string[];
  readonly codes: readonly string[];
} {
  return {
    ids: couponUuids(names.filter((name) => isId('cpn', name))),
    codes: names.flatMap((name) => [readCouponCode(name) ?? [], name.trim()].flat()),
  };
}

/** Locked in the order of their ids, so that two checkouts never wait for each other in a circle. */
export async function lockCoupons(db: Db, ids: readonly string[]): Promise<readonly CouponRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<RawCoupon>`
    SELECT ${COLUMNS} FROM coupon WHERE id = ANY(${couponUuids(ids)}::uuid[]) ORDER BY id FOR UPDATE`.execute(
    db,
  );
  return rows.map(toCoupon);
}

export async function lockCouponsOfGrants(
  db: Db,
  grantIds: readonly string[],
): Promise<readonly CouponRow[]> {
  if (grantIds.length === 0) return [];
  const { rows } = await sql<RawCoupon>`
    SELECT ${COLUMNS} FROM coupon WHERE grant_id = ANY(${[...grantIds]}::uuid[]) ORDER BY id FOR UPDATE`.execute(
    db,
  );
  return rows.map(toCoupon);
}

export async function couponsById(db: Db, ids: readonly string[]): Promise<readonly CouponRow[]> {
  const { rows } = await sql<RawCoupon>`
    SELECT ${COLUMNS} FROM coupon WHERE id = ANY(${couponUuids(ids)}::uuid[])`.execute(db);
  return rows.map(toCoupon);
}

/** A member's coupons, the ones that end first first. `usable`: not ended, not expired, something left. */
export async function couponsOfMembers(
  db: Db,
  memberIds: readonly string[],
  usableAt: Date | undefined,
): Promise<readonly CouponRow[]> {
  const { rows } = await sql<RawCoupon>`
    SELECT ${COLUMNS} FROM coupon
    WHERE member_id = ANY(members_of(${memberIds.map((id) => toUuid('mem', id))}::uuid[]))
      AND (${usableAt === undefined} OR (ended_as IS NULL AND expires_at >= ${usableAt ?? null}::timestamptz
           AND (CASE WHEN value_total > 0 THEN value_spent < value_total ELSE uses_spent < uses_total END)))
    ORDER BY expires_at, id LIMIT 5000`.execute(db);
  return rows.map(toCoupon);
}

/** Changes to what of a coupon is held and spent; the table's checks hold the totals. */
export interface CouponMove {
  readonly couponId: string;
  readonly usesHeld: number;
  readonly usesSpent: number;
  readonly valueHeld: bigint;
  readonly valueSpent: bigint;
}

export async function moveCoupons(db: Db, moves: readonly CouponMove[]): Promise<void> {
  if (moves.length === 0) return;
  await sql`
    UPDATE coupon c SET uses_held = uses_held + m."usesHeld", uses_spent = uses_spent + m."usesSpent",
           value_held = value_held + m."valueHeld", value_spent = value_spent + m."valueSpent"
    FROM ${movesTable(moves)} WHERE c.id = m.id`.execute(db);
}

/** The moves as JSON. */
export const rowsOfMoves = (moves: readonly CouponMove[]): string =>
  JSON.stringify(
    moves.map((move) => ({
      id: toUuid('cpn', move.couponId),
      usesHeld: move.usesHeld,
      usesSpent: move.usesSpent,
      valueHeld: move.valueHeld.toString(),
      valueSpent: move.valueSpent.toString(),
    })),
  );

/** The moves as a row set called `m`, for use in a larger statement. */
export function movesTable(moves: readonly CouponMove[]) {
  return sql`jsonb_to_recordset(${rowsOfMoves(moves)}::jsonb)
    AS m(id uuid, "usesHeld" int, "usesSpent" int, "valueHeld" bigint, "valueSpent" bigint)`;
}

export async function endCoupons(
  db: Db,
  ids: readonly string[],
  as: 'REVOKED' | 'RELINQUISHED',
  reason: string,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE coupon SET ended_as = ${as}, ended_at = ${now}, ended_reason = ${reason}
    WHERE id = ANY(${couponUuids(ids)}::uuid[]) AND ended_as IS NULL`.execute(db);
}

/** Gives coupons that nobody has yet to a member. */
export async function assignCoupons(
  db: Db,
  ids: readonly string[],
  memberId: string,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE coupon SET member_id = ${toUuid('mem', memberId)} WHERE id = ANY(${couponUuids(ids)}::uuid[])`.execute(
    db,
  );
}

/** The same for many, each to its own member. */
export async function assignEach(
  db: Db,
  assigned: readonly { readonly couponId: string; readonly memberId: string }[],
): Promise<void> {
  if (assigned.length === 0) return;
  await sql`
    UPDATE coupon c SET member_id = a.member
    FROM unnest(${couponUuids(assigned.map(({ couponId }) => couponId))}::uuid[],
                ${assigned.map(({ memberId }) => toUuid('mem', memberId))}::uuid[]) AS a (id, member)
    WHERE c.id = a.id AND c.member_id IS NULL`.execute(db);
}

export function toCoupon(row: RawCoupon): CouponRow {
  return {
    couponId: fromUuid('cpn', row.id),
    code: row.code,
    memberId: row.member_id === null ? null : fromUuid('mem', row.member_id),
    offerId: fromUuid('off', row.offer_id),
    offerVersion: row.offer_version,
    benefitNo: row.benefit_no,
    grantId: row.grant_id,
    instalmentNo: row.instalment_no,
    usesTotal: row.uses_total,
    usesHeld: row.uses_held,
    usesSpent: row.uses_spent,
    valueTotal: BigInt(row.value_total),
    valueHeld: BigInt(row.value_held),
    valueSpent: BigInt(row.value_spent),
    validFrom: new Date(row.valid_from),
    expiresAt: new Date(row.expires_at),
    vestsAt: row.vests_at === null ? null : new Date(row.vests_at),
    asset:
      row.asset_type === null || row.asset_key === null
        ? null
        : { type: row.asset_type, key: row.asset_key },
    endedAs: row.ended_as,
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    endedReason: row.ended_reason,
    issuedAt: new Date(row.issued_at),
    batchId: row.batch_id === null ? null : fromUuid('bat', row.batch_id),
    batchState: row.batch_state,
    giftUntil: row.gift_until === null ? null : new Date(row.gift_until),
    grantedTo:
      row.granted_to === null
        ? row.member_id === null
          ? null
          : fromUuid('mem', row.member_id)
        : fromUuid('mem', row.granted_to),
  };
}
