/**
 * A coupon as it stands, and the one word for it at a moment. What time decides (locked, expired) is derived, so no
 * job has to run for it to become true.
 */
import type { CouponTemplate } from '../offers/coupon-template.ts';

export interface CouponFacts {
  readonly couponId: string;
  readonly code: string;
  /** null: whoever presents the code. */
  readonly memberId: string | null;
  readonly offerId: string;
  readonly offerVersion: number;
  readonly benefitNo: number;
  readonly usesTotal: number;
  /** In open reservations. */
  readonly usesHeld: number;
  readonly usesSpent: number;
  /** Stored value only, CNY minor units. */
  readonly valueTotal: bigint;
  readonly valueHeld: bigint;
  readonly valueSpent: bigint;
  readonly validFrom: Date;
  /** The last moment at which it can be used. */
  readonly expiresAt: Date;
  /** Locked until then. */
  readonly vestsAt: Date | null;
  readonly asset: { readonly type: string; readonly key: string } | null;
  readonly endedAs: 'REVOKED' | 'RELINQUISHED' | null;
  /** Of a coupon that was made as a code: the state of its batch. */
  readonly batchState: BatchState | null;
  /** Offered as a gift until then, if nobody takes it. */
  readonly giftUntil: Date | null;
}

export const BATCH_STATES = ['PENDING', 'GENERATING', 'READY', 'PAUSED', 'CLOSED'] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const COUPON_STATES = [
  'ISSUED',
  'LOCKED',
  'RESERVED',
  'PARTIALLY_REDEEMED',
  'REDEEMED',
  'EXPIRED',
  'REVOKED',
  'RELINQUISHED',
] as const;
export type CouponState = (typeof COUPON_STATES)[number];

export function couponStateAt(coupon: CouponFacts, now: Date): CouponState {
  if (coupon.endedAs !== null) return coupon.endedAs;
  if (isUsedUp(coupon)) return 'REDEEMED';
  if (now > coupon.expiresAt) return 'EXPIRED';
  if (coupon.vestsAt !== null && now < coupon.vestsAt) return 'LOCKED';
  if (!hasFree(coupon)) return 'RESERVED';
  return coupon.usesSpent > 0 || coupon.valueSpent > 0n ? 'PARTIALLY_REDEEMED' : 'ISSUED';
}

/** Every use, or all of the stored value, is spent. */
export function isUsedUp(coupon: CouponFacts): boolean {
  return coupon.valueTotal > 0n
    ? coupon.valueSpent >= coupon.valueTotal
    : coupon.usesSpent >= coupon.usesTotal;
}

/** Something of it is neither spent nor held. */
export function hasFree(coupon: CouponFacts): boolean {
  return coupon.valueTotal > 0n ? freeValue(coupon) > 0n : freeUses(coupon) > 0;
}

export const freeUses = (coupon: CouponFacts): number =>
  coupon.usesTotal - coupon.usesSpent - coupon.usesHeld;

export const freeValue = (coupon: CouponFacts): bigint =>
  coupon.valueTotal - coupon.valueSpent - coupon.valueHeld;

/** A coupon together with what its offer's version says of it. */
export interface CouponWithTemplate {
  readonly coupon: CouponFacts;
  readonly template: CouponTemplate;
}
