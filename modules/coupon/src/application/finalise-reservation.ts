/**
 * Makes a reservation final: what was held is spent, the points are captured, and who is owed what is announced. Used
 * by the redeem command and by the transaction that names the reservation. The caller holds the reservation's lock.
 *
 * A reservation that has ended before its transaction arrived is taken up again where that is still possible.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import type { NewEvent } from '@guildhall/shared/events/event';
import { newId, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { freeUses, freeValue } from '../domain/coupons/coupon.ts';
import { COUPON_REDEEMED, type CouponRedeemed } from '../door.ts';
import { claim } from '../storage/counters.ts';
import {
  type CouponMove,
  type CouponRow,
  couponsById,
  lockCoupons,
  moveCoupons,
} from '../storage/coupons.ts';
import { setDebt } from '../storage/debts.ts';
import { decisionsOfGrants, type NewLedgerCall } from '../storage/decisions.ts';
import { type NewRedemption, netGivenBy, storeRedemptions } from '../storage/redemptions.ts';
import { endReservations, type ReservationRow } from '../storage/reservations.ts';
import { versionKey } from './catalogue.ts';
import { GRANT_UNDONE, templateOf, type Versions, versionsOfCoupons } from './coupon-templates.ts';
import { Undone } from './transact.ts';

export interface Finalised {
  readonly redemptionId: string;
  readonly coupons: readonly {
    readonly couponId: string;
    readonly offerId: string;
    readonly valueMinor: bigint;
  }[];
  readonly pointsMinor: bigint;
  readonly points: { readonly currency: string; readonly scale: number } | null;
  /** The capture of the points, to be written with its decision or alone, and made after commit. */
  readonly call: NewLedgerCall | undefined;
}

export interface Order {
  readonly orderRef: string;
  readonly transactionId: string | null;
  readonly occurredAt: Date;
}

/** The versions behind the coupons of these reservations; loaded before the transaction, since they never change. */
export async function versionsOfReservations(
  kit: Pick<ModuleKit, 'db'>,
  reservations: readonly Pick<ReservationRow, 'lines'>[],
): Promise<Versions> {
  const ids = new Set(
    reservations.flatMap(({ lines }) => lines.flatMap(({ couponId }) => couponId ?? [])),
  );
  const coupons = await couponsById(kit.db.sql(), [...ids]);
  return versionsOfCoupons(kit, coupons);
}

/** Undefined when the reservation had ended and its coupons were taken by somebody else meanwhile. */
export async function finaliseReservation(
  context: CommandContext,
  reservation: ReservationRow,
  order: Order,
  versions: Versions,
): Promise<Finalised | undefined> {
  const db = context.tx.getKysely<unknown>();
  const given = valueByCoupon(reservation);
  const coupons = await lockCoupons(db, [...given.keys()]);
  const open = reservation.state === 'OPEN';
  if (!open && !(await takeUpAgain(context, reservation, coupons, given))) return undefined;
  const captured = open && reservation.points !== null && reservation.holdId !== null;
  const pointsMinor = captured ? (reservation.points?.amountMinor ?? 0n) : 0n;
  const redemption = redemptionOf(reservation, order, pointsMinor, context.now);
  const redemptionId = redemption.id;
  await endReservations(db, [reservation.id], 'REDEEMED', context.now);
  await moveCoupons(
    db,
    coupons.map((coupon) => spend(coupon, given.get(coupon.couponId) ?? 0n, open)),
  );
  await storeRedemptions(db, [redemption], context.now);
  await oweForRevoked(context, coupons, versions);
  await context.publish(...redeemedEvents(redemption, coupons, given, versions));
  return {
    redemptionId,
    coupons: coupons.map(({ couponId, offerId }) => ({
      couponId,
      offerId,
      valueMinor: given.get(couponId) ?? 0n,
    })),
    pointsMinor,
    points: reservation.points,
    call: captured
      ? {
          id: newUuid(context.now),
          kind: 'CAPTURE',
          subjectId: toUuid('rdm', redemptionId),
          input: { holdId: reservation.holdId, final: true, occurredAt: order.occurredAt },
        }
      : undefined,
  };
}

/** What is written down of a reservation made final. */
export function redemptionOf(
  reservation: ReservationRow,
  order: Order,
  pointsMinor: bigint,
  now: Date,
): NewRedemption {
  const { basket } = reservation;
  const amounts = new Map(basket.lines.map(({ lineId, amountMinor }) => [lineId, amountMinor]));
  return {
    id: newId('rdm', now),
    reservationId: reservation.id,
    memberId: reservation.memberId,
    subsidiary: reservation.subsidiary,
    storeCode: basket.storeCode ?? null,
    ...order,
    pointsMinor,
    lines: reservation.lines
      .filter(({ couponId }) => couponId !== null || pointsMinor > 0n)
      .map((line) => ({
        ...line,
        amountMinor: amounts.get(line.lineId) ?? 0n,
        returnedMinor: 0n,
        reversedMinor: 0n,
      })),
  };
}

/** What clearing is told: one fact for each coupon. */
export function redeemedEvents(
  { id: redemptionId, memberId, subsidiary, occurredAt }: NewRedemption,
  coupons: readonly Pick<CouponRow, 'couponId' | 'offerId' | 'offerVersion'>[],
  given: ReadonlyMap<string, bigint>,
  versions: Versions,
): readonly NewEvent[] {
  return coupons.map((coupon) => {
    const valueMinor = given.get(coupon.couponId) ?? 0n;
    const about = { redemptionId, memberId, subsidiary, valueMinor, occurredAt };
    return {
      type: COUPON_REDEEMED,
      occurredAt,
      payload: redeemedPayload(coupon, versions, about),
    };
  });
}

/** A coupon that was revoked while it was promised to this basket is honoured, and owed for. */
async function oweForRevoked(
  { tx, now }: CommandContext,
  coupons: readonly CouponRow[],
  versions: Versions,
): Promise<void> {
  const revoked = coupons.filter(({ endedReason }) => endedReason === GRANT_UNDONE);
  if (revoked.length === 0) return;
  const db = tx.getKysely<unknown>();
  const [net, decisions] = await Promise.all([
    netGivenBy(
      db,
      revoked.map(({ couponId }) => couponId),
    ),
    decisionsOfGrants(
      db,
      revoked.flatMap(({ grantId }) => grantId ?? []),
    ),
  ]);
  for (const { couponId, grantedTo: memberId, grantId, ...coupon } of revoked) {
    const decisionId = decisions.get(grantId ?? '');
    const owes = templateOf(coupon, versions).whenUsedUp === 'DEBT';
    if (!owes || memberId === null || decisionId === undefined) continue;
    await setDebt(
      db,
      { memberId, couponId, decisionId, amountMinor: net.get(couponId) ?? 0n },
      now,
    );
  }
}

export function redeemedPayload(
  coupon: Pick<CouponRow, 'couponId' | 'offerId' | 'offerVersion'>,
  versions: Versions,
  about: {
    readonly redemptionId: string;
    readonly memberId: string;
    readonly subsidiary: string;
    readonly valueMinor: bigint;
    readonly occurredAt: Date;
  },
): CouponRedeemed {
  const { offerId, offerVersion: version } = coupon;
  const offer = versions.get(versionKey({ offerId, version }));
  if (offer === undefined) throw new Error(`No version ${version} of offer ${offerId}`);
  return {
    redemptionId: about.redemptionId,
    couponId: coupon.couponId,
    offerId,
    memberId: about.memberId,
    redeemedAt: about.subsidiary,
    valueMinor: about.valueMinor.toString(),
    funding: offer.definition.funding,
    occurredAt: about.occurredAt.toISOString(),
  };
}

export function valueByCoupon({
  lines,
}: Pick<ReservationRow, 'lines'>): ReadonlyMap<string, bigint> {
  const given = new Map<string, bigint>();
  for (const { couponId, discountMinor } of lines) {
    if (couponId !== null) given.set(couponId, (given.get(couponId) ?? 0n) + discountMinor);
  }
  return given;
}

/** From held (or from free, when the reservation was taken up again) to spent. */
export function spend(
  coupon: Pick<CouponRow, 'couponId' | 'valueTotal'>,
  valueMinor: bigint,
  wasHeld: boolean,
): CouponMove {
  const stored = coupon.valueTotal > 0n;
  return {
    couponId: coupon.couponId,
    usesHeld: stored || !wasHeld ? 0 : -1,
    usesSpent: stored ? 0 : 1,
    valueHeld: stored && wasHeld ? -valueMinor : 0n,
    valueSpent: stored ? valueMinor : 0n,
  };
}

async function takeUpAgain(
  { tx }: CommandContext,
  reservation: ReservationRow,
  coupons: readonly CouponRow[],
  given: ReadonlyMap<string, bigint>,
): Promise<boolean> {
  const free = coupons.every((coupon) =>
    coupon.valueTotal > 0n
      ? freeValue(coupon) >= (given.get(coupon.couponId) ?? 0n)
      : freeUses(coupon) > 0,
  );
  if (!free || coupons.length === 0) return false;
  try {
    // A savepoint, so that a limit that is full by now leaves no half claim.
    await tx.transactional(async (inner) => {
      const full = await claim(inner.getKysely<unknown>(), reservation.claims);
      if (full.size > 0) throw new Undone();
    });
    return true;
  } catch (error) {
    if (error instanceof Undone) return false;
    throw error;
  }
}
