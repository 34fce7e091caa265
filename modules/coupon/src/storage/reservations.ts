/** Reservations: what is held for one basket until a moment. */

import { type Answered, insertAnswers } from '@guildhall/shared/commands-together';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { decode, encode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import type { Claim } from '../domain/granting/claims.ts';
import type { Basket, ReservationStatus } from '../door.ts';
import { type CouponMove, movesTable } from './coupons.ts';
import type { Db } from './offers.ts';

/** A claim on a limit, and the coupon it was made for. */
export type CouponClaim = Claim & { readonly couponId: string };

export interface ReservationLine {
  /** null: what points pay. */
  readonly couponId: string | null;
  readonly lineId: string;
  readonly discountMinor: bigint;
}

export interface ReservationRow {
  readonly id: string;
  readonly memberId: string;
  readonly subsidiary: string;
  readonly basket: Basket;
  readonly state: ReservationStatus;
  readonly expiresAt: Date;
  readonly discountMinor: bigint;
  readonly points: {
    readonly currency: string;
    readonly scale: number;
    readonly amountMinor: bigint;
    readonly valueMinor: bigint;
  } | null;
  readonly holdId: string | null;
  readonly claims: readonly CouponClaim[];
  readonly lines: readonly ReservationLine[];
}

/** Writes reservations and holds their coupons, in one statement. */
export async function storeReservations(
  db: Db,
  reservations: readonly ReservationRow[],
  holds: readonly CouponMove[],
  now: Date,
): Promise<void> {
  await sql`WITH ${reservationParts(reservations, holds, now)} SELECT 1`.execute(db);
}

/** The same with the answers to who asked for them; how many answers were recorded. */
export async function storeReservationsAndAnswers(
  db: Db,
  reservations: readonly ReservationRow[],
  holds: readonly CouponMove[],
  answers: readonly Answered[],
  now: Date,
): Promise<number> {
  const recorded = insertAnswers(answers, now);
  const { rows } =
    reservations.length === 0
      ? await recorded.execute(db)
      : await sql`WITH ${reservationParts(reservations, holds, now)} ${recorded}`.execute(db);
  return rows.length;
}

/** As JSON: the reservations, and what they take off each line. */
export function rowsOfReservations(reservations: readonly ReservationRow[]): {
  readonly heads: string;
  readonly lines: string;
} {
  const heads = reservations.map((r) => ({
    id: toUuid('rsv', r.id),
    member: toUuid('mem', r.memberId),
    subsidiary: r.subsidiary,
    basket: encode(r.basket),
    until: r.expiresAt.toISOString(),
    discount: r.discountMinor.toString(),
    currency: r.points?.currency ?? null,
    scale: r.points?.scale ?? null,
    points: (r.points?.amountMinor ?? 0n).toString(),
    value: (r.points?.valueMinor ?? 0n).toString(),
    claims: encode(r.claims),
  }));
  const lines = reservations.flatMap((r) =>
    r.lines.map(({ couponId, lineId, discountMinor }) => ({
      reservation: toUuid('rsv', r.id),
      coupon: couponId === null ? null : toUuid('cpn', couponId),
      lineId,
      discount: discountMinor.toString(),
    })),
  );
  return { heads: JSON.stringify(heads), lines: JSON.stringify(lines) };
}

function reservationParts(
  reservations: readonly ReservationRow[],
  holds: readonly CouponMove[],
  now: Date,
) {
  const { heads, lines } = rowsOfReservations(reservations);
  return sql`
    made AS (
      INSERT INTO reservation (id, member_id, subsidiary, basket, state, expires_at, discount_minor, points_currency,
                               points_scale, points_minor, points_value_minor, claims, made_at)
      SELECT id, member, subsidiary, basket, 'OPEN', until, discount, currency, scale, points, value, claims, ${now}
      FROM jsonb_to_recordset(${heads}::jsonb)
        AS h(id uuid, member uuid, subsidiary text, basket jsonb, until timestamptz, discount bigint, currency text,
             scale int, points bigint, value bigint, claims jsonb)),
    lines AS (
      INSERT INTO reservation_line (reservation_id, coupon_id, line_id, discount_minor)
      SELECT reservation, coupon, "lineId", discount
      FROM jsonb_to_recordset(${lines}::jsonb)
        AS l(reservation uuid, coupon uuid, "lineId" text, discount bigint)),
    held AS (
      UPDATE coupon c SET uses_held = uses_held + m."usesHeld", value_held = value_held + m."valueHeld"
      FROM ${movesTable(holds)} WHERE c.id = m.id)`;
}

export interface RawReservation {
  id: string;
  member_id: string;
  subsidiary: string;
  basket: unknown;
  state: ReservationStatus;
  expires_at: Date;
  discount_minor: string;
  points_currency: string | null;
  points_scale: number | null;
  points_minor: string;
  points_value_minor: string;
  hold_id: string | null;
  claims: unknown;
  lines: { coupon: string | null; lineId: string; discount: string }[] | null;
}

const SELECT = sql`
  SELECT id, member_id, subsidiary, basket, state, expires_at, discount_minor::text, points_currency, points_scale, points_minor::text,
         points_value_minor::text, hold_id, claims,
         (SELECT jsonb_agg(jsonb_build_object('coupon', l.coupon_id, 'lineId', l.line_id, 'discount', l.discount_minor::text)
                           ORDER BY l.coupon_id, l.line_id)
          FROM reservation_line l WHERE l.reservation_id = r.id) AS lines
  FROM reservation r`;

export async function reservationsById(
  db: Db,
  ids: readonly string[],
): Promise<readonly ReservationRow[]> {
  const { rows } = await sql<RawReservation>`
    ${SELECT} WHERE id = ANY(${ids.map((id) => toUuid('rsv', id))}::uuid[])`.execute(db);
  return rows.map(toReservation);
}

/** Locked in the order of their ids; those that still are as they were read: open, and not over. */
export async function lockOpen(db: Db, ids: readonly string[], now: Date): Promise<number> {
  const { rows } = await sql`
    SELECT 1 FROM reservation WHERE id = ANY(${ids.map((id) => toUuid('rsv', id))}::uuid[])
      AND state = 'OPEN' AND expires_at >= ${now} ORDER BY id FOR UPDATE`.execute(db);
  return rows.length;
}

/** Locked in the order of their ids. */
export async function lockReservations(
  db: Db,
  ids: readonly string[],
): Promise<readonly ReservationRow[]> {
  const { rows } = await sql<RawReservation>`
    ${SELECT} WHERE id = ANY(${ids.map((id) => toUuid('rsv', id))}::uuid[]) ORDER BY id FOR UPDATE OF r`.execute(
    db,
  );
  return rows.map(toReservation);
}

/** Open reservations whose time is over and that nobody else is working on. */
export async function lockExpired(
  db: Db,
  now: Date,
  only: { readonly couponIds?: readonly string[]; readonly limit: number },
): Promise<readonly ReservationRow[]> {
  const couponIds = only.couponIds?.map((id) => toUuid('cpn', id));
  const { rows } = await sql<RawReservation>`
    ${SELECT} WHERE state = 'OPEN' AND expires_at <= ${now}
      AND (${couponIds === undefined} OR EXISTS (
        SELECT 1 FROM reservation_line l WHERE l.reservation_id = r.id AND l.coupon_id = ANY(${couponIds ?? []}::uuid[])))
    ORDER BY id LIMIT ${only.limit} FOR UPDATE OF r SKIP LOCKED`.execute(db);
  return rows.map(toReservation);
}

/** Whether some open reservation is over: what it holds may be what somebody waits for. */
export async function anyExpired(db: Db, now: Date): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM reservation WHERE state = 'OPEN' AND expires_at <= ${now} LIMIT 1`.execute(db);
  return rows.length > 0;
}

export async function endReservations(
  db: Db,
  ids: readonly string[],
  state: Exclude<ReservationStatus, 'OPEN'>,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE reservation SET state = ${state}, ended_at = ${now}
    WHERE id = ANY(${ids.map((id) => toUuid('rsv', id))}::uuid[])`.execute(db);
}

export async function saveHold(db: Db, id: string, holdId: string): Promise<void> {
  await sql`UPDATE reservation SET hold_id = ${holdId} WHERE id = ${toUuid('rsv', id)}`.execute(db);
}

export function toReservation(row: RawReservation): ReservationRow {
  return {
    id: fromUuid('rsv', row.id),
    memberId: fromUuid('mem', row.member_id),
    subsidiary: row.subsidiary,
    basket: decode(row.basket) as Basket,
    state: row.state,
    expiresAt: new Date(row.expires_at),
    discountMinor: BigInt(row.discount_minor),
    points:
      row.points_currency === null
        ? null
        : {
            currency: row.points_currency,
            scale: row.points_scale ?? 0,
            amountMinor: BigInt(row.points_minor),
            valueMinor: BigInt(row.points_value_minor),
          },
    holdId: row.hold_id,
    claims: decode(row.claims) as readonly CouponClaim[],
    lines: (row.lines ?? []).map(({ coupon, lineId, discount }) => ({
      couponId: coupon === null ? null : fromUuid('cpn', coupon),
      lineId,
      discountMinor: BigInt(discount),
    })),
  };
}
