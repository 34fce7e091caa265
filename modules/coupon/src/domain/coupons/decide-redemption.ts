/**
 * Decides a checkout: which of the named coupons apply, what each takes off which line, and the first reason against
 * each that does not. Pure; used alike for a quote, a reservation and a test.
 */
import { allocate } from '@guildhall/shared/amounts';
import type { Refusal } from '@guildhall/shared/outcome';
import type { Verdict } from '../conditions/condition.ts';
import type { OfferState } from '../offers/offer-states.ts';
import { firstRefusal, precedenceOf } from '../rules/index.ts';
import { type Counter, no } from '../rules/subject.ts';
import { type Applied, applyAll, bestCombination, type Combination, clashOf } from './combine.ts';
import type { CouponWithTemplate } from './coupon.ts';
import { payWithPoints, type Tender } from './tender.ts';

export interface PresentedCoupon extends CouponWithTemplate {
  /** As the caller named it. */
  readonly named: string;
  readonly offerState: OfferState;
  readonly condition: Verdict | undefined;
}

export interface Checkout {
  readonly memberId: string;
  readonly memberActive: boolean;
  readonly counter: Counter;
  readonly presented: readonly PresentedCoupon[];
  /** Names that are no coupon. */
  readonly unknown: readonly string[];
  /** QR codes that are worth nothing, and why. */
  readonly unreadable: readonly RefusedCoupon[];
  readonly points: { readonly currency: string; readonly amountMinor: bigint } | undefined;
  readonly tender: Tender | undefined;
  /** What the member has of these points, where it was asked for. */
  readonly availableMinor?: bigint;
  /** Coupons of which a limit is known to leave nothing, and what it says. */
  readonly withoutRoom?: ReadonlyMap<string, Refusal>;
  readonly now: Date;
}

export interface RefusedCoupon {
  readonly named: string;
  readonly couponId?: string;
  readonly refusal: Refusal;
}

export interface CheckoutDecision {
  readonly applied: readonly Applied[];
  readonly refused: readonly RefusedCoupon[];
  readonly discountMinor: bigint;
  readonly pointsValueMinor: bigint;
  readonly pointsRefusal: Refusal | undefined;
  /** What the points pay of each line. */
  readonly pointsByLine: ReadonlyMap<string, bigint>;
  readonly payableMinor: bigint;
}

/** The best legal combination of the named coupons, then points on what is left. */
export function quoteCheckout(checkout: Checkout): CheckoutDecision {
  const { passing, refused } = sift(checkout);
  const best = bestCombination(passing, checkout.counter.lines);
  const chosen = new Set(best.applied.map(({ coupon }) => coupon.couponId));
  const left = passing
    .filter(({ coupon }) => !chosen.has(coupon.couponId))
    .map(({ named, coupon, template }): RefusedCoupon => {
      const others = passing.filter((one) => chosen.has(one.coupon.couponId));
      const clash = clashOf([...others, { coupon, template }]);
      const refusal =
        clash === undefined
          ? no('NOTHING_LEFT_TO_PAY')
          : notCombinable(
              others.filter((one) => clashOf([one, { coupon, template }]) !== undefined),
            );
      return { named, couponId: coupon.couponId, refusal };
    });
  return withPoints(checkout, best, [...refused, ...left]);
}

/** All of the named coupons, or the first reason in precedence order. */
export function decideReservation(
  checkout: Checkout,
):
  | { readonly ok: true; readonly decision: CheckoutDecision }
  | { readonly ok: false; readonly refusal: Refusal } {
  const { passing, refused } = sift(checkout);
  const first = [...refused].sort((a, b) => precedenceOf(a.refusal) - precedenceOf(b.refusal))[0];
  if (first !== undefined) return { ok: false, refusal: naming(first) };
  const clash = clashOf(passing);
  if (clash !== undefined) {
    const refusal = notCombinable(
      passing.filter((one) => one.coupon.couponId === clash.with.couponId),
    );
    return { ok: false, refusal: naming({ named: clash.coupon.couponId, refusal }) };
  }
  const combination = applyAll(passing, checkout.counter.lines);
  const idle = combination.applied.find(({ totalMinor }) => totalMinor === 0n);
  if (idle !== undefined) {
    const refusal = no('NOTHING_LEFT_TO_PAY');
    return { ok: false, refusal: naming({ named: idle.coupon.couponId, refusal }) };
  }
  const decision = withPoints(checkout, combination, []);
  return decision.pointsRefusal === undefined
    ? { ok: true, decision }
    : { ok: false, refusal: decision.pointsRefusal };
}

/** With which of the others: by their ids, and by what they are called. */
function notCombinable(others: readonly PresentedCoupon[]): Refusal {
  const names = others.map(({ template }) => template.name);
  return no('COUPON_NOT_COMBINABLE', {
    with: others.map(({ coupon }) => coupon.couponId).sort(),
    withZh: [...new Set(names.map(({ zh }) => zh))],
    withEn: [...new Set(names.map(({ en }) => en))],
  });
}

/** A refusal of a whole checkout says which coupon it is about. */
function naming({ named, refusal }: RefusedCoupon): Refusal {
  return { ...refusal, params: { ...refusal.params, coupon: named } };
}

function sift(checkout: Checkout): {
  readonly passing: readonly PresentedCoupon[];
  readonly refused: readonly RefusedCoupon[];
} {
  const { memberId, memberActive, counter, now } = checkout;
  const passing: PresentedCoupon[] = [];
  const refused: RefusedCoupon[] = [
    ...checkout.unreadable,
    ...checkout.unknown.map(
      (named): RefusedCoupon => ({
        named,
        refusal: { ...no('COUPON_NOT_FOUND'), kind: 'NOT_FOUND' },
      }),
    ),
  ];
  for (const one of checkout.presented) {
    const refusal =
      firstRefusal({ ...one, memberId, memberActive, counter, now }) ??
      checkout.withoutRoom?.get(one.coupon.couponId);
    if (refusal === undefined) passing.push(one);
    else refused.push({ named: one.named, couponId: one.coupon.couponId, refusal });
  }
  return { passing, refused };
}

function withPoints(
  { points, tender, counter, availableMinor }: Checkout,
  combination: Combination,
  refused: readonly RefusedCoupon[],
): CheckoutDecision {
  const total = counter.lines.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const leftMinor = total - combination.discountMinor;
  const paid =
    points === undefined
      ? undefined
      : payWithPoints(tender, { ...points, availableMinor }, leftMinor);
  const pointsValueMinor = paid?.ok === true ? paid.valueMinor : 0n;
  return {
    applied: combination.applied,
    refused,
    discountMinor: combination.discountMinor,
    pointsValueMinor,
    pointsRefusal: paid?.ok === false ? paid.refusal : undefined,
    pointsByLine: spreadPoints(pointsValueMinor, combination.left),
    payableMinor: leftMinor - pointsValueMinor,
  };
}

/** By what is left of each line, largest remainder, in the order of the basket. */
function spreadPoints(
  valueMinor: bigint,
  left: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  if (valueMinor === 0n) return new Map();
  const lines = [...left];
  const parts = allocate(
    valueMinor,
    lines.map(([, minor]) => minor),
  );
  return new Map(
    lines.flatMap(([lineId], index) => {
      const part = parts[index] ?? 0n;
      return part > 0n ? [[lineId, part] as const] : [];
    }),
  );
}
