/**
 * What everybody at the counter at the same moment asks and keeps, each by one call of a function of the database
 * (`migrations/coupon/0030-sessions-together.sql`). What is kept is kept wholly; when something is not as it was read,
 * nothing is: the answer is false, and the caller decides again under locks.
 */
import { type Answered, rowsOfAnswers } from '@guildhall/shared/commands-together';
import { sqlState } from '@guildhall/shared/database/database';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { type RawBuilder, sql } from 'kysely';
import type { CouponFacts } from '../domain/coupons/coupon.ts';
import { rowsOfClaims } from './counters.ts';
import {
  type CouponMove,
  type CouponRow,
  idsAndCodes,
  type RawCoupon,
  rowsOfMoves,
  toCoupon,
} from './coupons.ts';
import type { Db } from './offers.ts';
import { type NewRedemption, rowsOfRedemptions } from './redemptions.ts';
import {
  type RawReservation,
  type ReservationRow,
  rowsOfReservations,
  toReservation,
} from './reservations.ts';

/** Raised by the functions where something is not as it was read. */
const UNDONE = 'GH001';

export interface CouponsAsked {
  /** Of the catalogue, at the same moment. */
  readonly catalogueVersion: string;
  readonly coupons: readonly CouponRow[];
  /** The version of each coupon's row, by coupon id. */
  readonly seen: ReadonlyMap<string, string>;
}

/** Coupons by what callers name them, see `couponsNamed`. */
export async function couponsAsked(db: Db, names: readonly string[]): Promise<CouponsAsked> {
  const { ids, codes } = idsAndCodes(names);
  const { rows } = await sql<RawCoupon & { id: string | null; catalogue: string; seen: string }>`
    SELECT * FROM coupons_asked(${ids}::uuid[], ${codes}::text[])`.execute(db);
  const found = rows.filter(({ id }) => id !== null);
  return {
    catalogueVersion: rows[0]?.catalogue ?? '',
    coupons: found.map(toCoupon),
    seen: new Map(found.map(({ id, seen }) => [fromUuid('cpn', id), seen])),
  };
}

export interface ToReserve {
  /** The rows that something was decided on, by coupon id. */
  readonly seen: ReadonlyMap<string, string>;
  readonly reservations: readonly ReservationRow[];
  /** One for each coupon. */
  readonly holds: readonly CouponMove[];
  /** Coupons that nobody had yet, and whose they are now. */
  readonly takers: ReadonlyMap<string, string>;
  readonly answers: readonly Answered[];
}

export function keepReservations(db: Db, wanted: ToReserve, now: Date): Promise<boolean> {
  const { reservations, takers } = wanted;
  const { heads, lines } = rowsOfReservations(reservations);
  const seen = [...wanted.seen].map(([id, version]) => ({ id: toUuid('cpn', id), version }));
  const holds = wanted.holds.map(({ couponId, usesHeld, valueHeld }) => {
    const taker = takers.get(couponId);
    return {
      id: toUuid('cpn', couponId),
      usesHeld,
      valueHeld: valueHeld.toString(),
      taker: taker === undefined ? null : toUuid('mem', taker),
    };
  });
  const claims = rowsOfClaims(reservations.flatMap((one) => one.claims));
  return kept(
    db,
    sql`SELECT keep_reservations(${JSON.stringify(seen)}::json, ${heads}::json, ${lines}::json, ${JSON.stringify(holds)}::json,
                                 ${claims}::json, ${rowsOfAnswers(wanted.answers)}::json, ${now})`,
  );
}

/** What spending a coupon depends on. */
export type Spendable = Pick<
  CouponRow,
  'couponId' | 'offerId' | 'offerVersion' | 'valueTotal' | 'endedAs'
>;

interface RawLine {
  readonly coupon: string | null;
  readonly lineId: string;
  readonly discount: string;
  readonly offer: string | null;
  readonly version: number;
  readonly value: string;
  readonly ended: CouponFacts['endedAs'];
}

/** Reservations, and what their coupons are spent by, by coupon id. */
export async function reservationsAsked(
  db: Db,
  ids: readonly string[],
): Promise<{
  readonly reservations: readonly ReservationRow[];
  readonly coupons: ReadonlyMap<string, Spendable>;
}> {
  const { rows } = await sql<Omit<RawReservation, 'lines'> & { lines: RawLine[] | null }>`
    SELECT * FROM reservations_asked(${ids.map((id) => toUuid('rsv', id))}::uuid[])`.execute(db);
  const coupons = rows.flatMap(({ lines }) =>
    (lines ?? []).flatMap(({ coupon, offer, version, value, ended }): Spendable[] =>
      coupon === null || offer === null
        ? []
        : [
            {
              couponId: fromUuid('cpn', coupon),
              offerId: fromUuid('off', offer),
              offerVersion: version,
              valueTotal: BigInt(value),
              endedAs: ended,
            },
          ],
    ),
  );
  return {
    reservations: rows.map(toReservation),
    coupons: new Map(coupons.map((one) => [one.couponId, one])),
  };
}

export interface ToRedeem {
  readonly redemptions: readonly NewRedemption[];
  /** One for each coupon. */
  readonly moves: readonly CouponMove[];
  readonly answers: readonly Answered[];
  readonly events: readonly DomainEvent[];
}

export function keepRedemptions(db: Db, wanted: ToRedeem, now: Date): Promise<boolean> {
  const { heads, lines } = rowsOfRedemptions(wanted.redemptions);
  return kept(
    db,
    sql`SELECT keep_redemptions(${heads}::json, ${lines}::json, ${rowsOfMoves(wanted.moves)}::json,
                                ${rowsOfAnswers(wanted.answers)}::json, ${JSON.stringify(wanted.events)}::json, ${now})`,
  );
}

async function kept(db: Db, statement: RawBuilder<unknown>): Promise<boolean> {
  try {
    await statement.execute(db);
    return true;
  } catch (error) {
    if (sqlState(error) === UNDONE) return false;
    throw error;
  }
}
