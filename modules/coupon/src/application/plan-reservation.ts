/** What a reservation would hold, decided by the rules on coupons as they stand under lock. Writes nothing. */
import { newId } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Outcome, refuse } from '@guildhall/shared/outcome';
import { type CheckoutDecision, decideReservation } from '../domain/coupons/decide-redemption.ts';
import { claimsOf } from '../domain/granting/claims.ts';
import type { Quote, Reservation } from '../door.ts';
import type { ClaimHeld } from '../storage/counters.ts';
import type { CouponMove, CouponRow } from '../storage/coupons.ts';
import type { CouponClaim, ReservationRow } from '../storage/reservations.ts';
import { versionKey } from './catalogue.ts';
import { type CheckoutFacts, checkoutOf } from './check-out.ts';

export const DEFAULT_TTL_SECONDS = 900;
export const MIN_TTL_SECONDS = 30;
export const MAX_TTL_SECONDS = 3_600;

export interface PlannedReservation {
  readonly row: ReservationRow;
  readonly holds: readonly CouponMove[];
  readonly reservation: Reservation;
  /** Coupons that nobody had yet: theirs who reserves them. */
  readonly taken: readonly string[];
}

export function planReservation(
  kit: ModuleKit,
  gathered: CheckoutFacts,
  coupons: readonly CouponRow[],
  input: Pick<CheckoutFacts['input'], 'memberId' | 'basket' | 'points'> & {
    readonly ttlSeconds?: number;
  },
  now: Date,
): Outcome<PlannedReservation> {
  const decided = decideReservation(checkoutOf(kit, gathered, coupons, now));
  if (!decided.ok) return { ok: false, refusal: decided.refusal };
  const { decision } = decided;
  const memberId = gathered.member?.survivorId ?? input.memberId;
  const row: ReservationRow = {
    id: newId('rsv', now),
    memberId,
    subsidiary: input.basket.subsidiary,
    basket: input.basket,
    state: 'OPEN',
    expiresAt: new Date(now.getTime() + (input.ttlSeconds ?? DEFAULT_TTL_SECONDS) * 1_000),
    discountMinor: decision.discountMinor,
    points: pointsOf(input, gathered, decision),
    holdId: null,
    claims: claimsOfReservation(decision, gathered, memberId, now),
    lines: [
      ...linesOf(decision),
      ...[...decision.pointsByLine].map(([lineId, discountMinor]) => ({
        couponId: null,
        lineId,
        discountMinor,
      })),
    ],
  };
  return {
    ok: true,
    value: {
      row,
      holds: decision.applied.map(holdOf),
      reservation: toReservation(row, decision.payableMinor),
      taken: coupons.flatMap(({ memberId: owner, couponId }) => (owner === null ? [couponId] : [])),
    },
  };
}

function holdOf({ coupon, totalMinor }: CheckoutDecision['applied'][number]): CouponMove {
  const stored = coupon.valueTotal > 0n;
  return {
    couponId: coupon.couponId,
    usesHeld: stored ? 0 : 1,
    usesSpent: 0,
    valueHeld: stored ? totalMinor : 0n,
    valueSpent: 0n,
  };
}

function pointsOf(
  { points }: Pick<CheckoutFacts['input'], 'points'>,
  { tenders }: CheckoutFacts,
  { pointsValueMinor }: CheckoutDecision,
) {
  if (points === undefined) return null;
  return {
    ...points,
    scale: tenders.get(points.currency)?.scale ?? 0,
    valueMinor: pointsValueMinor,
  };
}

/** One use and the money given, of each coupon's offer's limits on redemption. */
export function claimsOfReservation(
  { applied }: Pick<CheckoutDecision, 'applied'>,
  { versions, facts, member, input }: CheckoutFacts,
  memberId: string,
  now: Date,
): readonly CouponClaim[] {
  const subject = {
    memberId,
    householdId: member?.householdId ?? facts.member?.householdId ?? null,
    subsidiary: input.basket.subsidiary,
    storeCode: input.basket.storeCode ?? null,
    at: now,
  };
  return applied.flatMap(({ coupon, totalMinor }) => {
    const { offerId, offerVersion: version, couponId } = coupon;
    const limits = versions.get(versionKey({ offerId, version }))?.definition.limits ?? [];
    return claimsOf(
      { offerId, limits, phase: 'REDEEM', uses: 1n, moneyMinor: totalMinor },
      subject,
    ).map((one) => ({ ...one, couponId }));
  });
}

/** Of the first claim that would pass its limit: whose use is counted by it, which says what would do instead. */
export function limitReached(
  full: readonly ClaimHeld[],
  { offers, versions, coupons }: CheckoutFacts,
) {
  const [first] = full;
  const offerId = first?.offerId ?? '';
  const coupon = coupons.find((one) => one.offerId === offerId);
  const version = coupon?.offerVersion ?? 0;
  const limits = versions.get(versionKey({ offerId, version }))?.definition.limits ?? [];
  const scopes = full.flatMap((one) =>
    one.offerId === offerId ? (limits[one.limitNo]?.scope ?? []) : [],
  );
  return refuse(
    'RULE',
    'LIMIT_REACHED',
    { offer: offers.get(offerId)?.code ?? offerId, scopes, coupon: coupon?.couponId ?? null },
    ['coupons'],
  );
}

export function toReservation(row: ReservationRow, payableMinor: bigint): Reservation {
  return {
    reservationId: row.id,
    expiresAt: row.expiresAt,
    discountMinor: row.discountMinor,
    pointsValueMinor: row.points?.valueMinor ?? 0n,
    payableMinor,
    lines: row.lines.flatMap(({ couponId, lineId, discountMinor }) =>
      couponId === null ? [] : [{ couponId, lineId, discountMinor }],
    ),
  };
}

export function linesOf({ applied }: Pick<CheckoutDecision, 'applied'>): Quote['lines'] {
  return applied.flatMap(({ coupon, discount }) =>
    [...discount].map(([lineId, discountMinor]) => ({
      lineId,
      couponId: coupon.couponId,
      discountMinor,
    })),
  );
}
