/** Coupons offered from member to member. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './offers.ts';

export interface GiftRow {
  readonly id: string;
  readonly couponId: string;
  readonly fromMember: string;
  readonly code: string;
  readonly state: 'OPEN' | 'TAKEN' | 'TAKEN_BACK' | 'DECLINED';
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly takenBy: string | null;
  readonly endedAt: Date | null;
}

interface RawGift {
  id: string;
  coupon_id: string;
  from_member: string;
  code: string;
  state: GiftRow['state'];
  made_at: Date;
  expires_at: Date;
  taken_by: string | null;
  ended_at: Date | null;
}

const COLUMNS = sql`id, coupon_id, survivor_of(from_member) AS from_member, code, state, made_at, expires_at,
  survivor_of(taken_by) AS taken_by, ended_at`;

/** Offers the coupon: an earlier offer that nobody took is over with it. */
export async function offerGift(
  db: Db,
  gift: Pick<GiftRow, 'id' | 'couponId' | 'fromMember' | 'code' | 'expiresAt'>,
  now: Date,
): Promise<void> {
  const coupon = toUuid('cpn', gift.couponId);
  await sql`UPDATE coupon_gift SET state = 'TAKEN_BACK', ended_at = ${now} WHERE coupon_id = ${coupon} AND state = 'OPEN'`.execute(
    db,
  );
  await sql`
    INSERT INTO coupon_gift (id, coupon_id, from_member, code, state, made_at, expires_at)
    VALUES (${toUuid('gft', gift.id)}, ${coupon}, ${toUuid('mem', gift.fromMember)}, ${gift.code}, 'OPEN', ${now}, ${gift.expiresAt})`.execute(
    db,
  );
  await sql`UPDATE coupon SET gift_until = ${gift.expiresAt} WHERE id = ${coupon}`.execute(db);
}

export async function giftsById(db: Db, ids: readonly string[]): Promise<readonly GiftRow[]> {
  const { rows } = await sql<RawGift>`
    SELECT ${COLUMNS} FROM coupon_gift WHERE id = ANY(${ids.map((id) => toUuid('gft', id))}::uuid[])`.execute(
    db,
  );
  return rows.map(toGift);
}

/** By its code; not locked: the coupon's lock, taken after it, decides. */
export async function giftByCode(db: Db, code: string): Promise<GiftRow | undefined> {
  const { rows } =
    await sql<RawGift>`SELECT ${COLUMNS} FROM coupon_gift WHERE code = ${code}`.execute(db);
  return rows[0] === undefined ? undefined : toGift(rows[0]);
}

/** The gifts a member has made, the newest first. */
export async function giftsOfMembers(
  db: Db,
  memberIds: readonly string[],
): Promise<readonly GiftRow[]> {
  const { rows } = await sql<RawGift>`
    SELECT ${COLUMNS} FROM coupon_gift
    WHERE from_member = ANY(members_of(${memberIds.map((id) => toUuid('mem', id))}::uuid[]))
    ORDER BY made_at DESC, id DESC LIMIT 500`.execute(db);
  return rows.map(toGift);
}

/** The coupon is the taker's, under a new code, so that the giver's is worth nothing. */
export async function takeGift(
  db: Db,
  gift: GiftRow,
  taker: { readonly memberId: string; readonly newCode: string },
  now: Date,
): Promise<void> {
  const member = toUuid('mem', taker.memberId);
  await sql`
    UPDATE coupon_gift SET state = 'TAKEN', taken_by = ${member}, ended_at = ${now} WHERE id = ${toUuid('gft', gift.id)}`.execute(
    db,
  );
  await sql`
    UPDATE coupon SET member_id = ${member}, code = ${taker.newCode}, gift_until = NULL,
           granted_to = coalesce(granted_to, ${toUuid('mem', gift.fromMember)})
    WHERE id = ${toUuid('cpn', gift.couponId)}`.execute(db);
}

/** Nobody took it: the coupon is the giver's as before. */
export async function endGift(
  db: Db,
  gift: GiftRow,
  state: 'TAKEN_BACK' | 'DECLINED',
  now: Date,
): Promise<void> {
  await sql`UPDATE coupon_gift SET state = ${state}, ended_at = ${now} WHERE id = ${toUuid('gft', gift.id)}`.execute(
    db,
  );
  await sql`UPDATE coupon SET gift_until = NULL WHERE id = ${toUuid('cpn', gift.couponId)}`.execute(
    db,
  );
}

function toGift(row: RawGift): GiftRow {
  return {
    id: fromUuid('gft', row.id),
    couponId: fromUuid('cpn', row.coupon_id),
    fromMember: fromUuid('mem', row.from_member),
    code: row.code,
    state: row.state,
    madeAt: new Date(row.made_at),
    expiresAt: new Date(row.expires_at),
    takenBy: row.taken_by === null ? null : fromUuid('mem', row.taken_by),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  };
}
