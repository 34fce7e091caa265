/** What a set of offers gives for an occasion, together: multipliers see the base points of the others. */
import type { Facts } from '../facts.ts';
import { faceValueMinor } from '../offers/coupon-template.ts';
import type { CouponBenefit } from '../offers/offer-definition.ts';
import type { LiveOffer } from './live-offer.ts';
import { type PlannedCoupon, planCoupons } from './plan-coupons.ts';
import { costOfPoints, multiplierExtra, pointsPerCny } from './points.ts';

interface GrantOf {
  readonly offer: LiveOffer;
  readonly benefitNo: number;
  /** CNY minor units: what it costs who pays, and what it is taken to be worth to the customer. */
  readonly costMinor: bigint;
}
export interface PointsGrant extends GrantOf {
  readonly kind: 'POINTS';
  readonly currency: string;
  readonly scale: number;
  readonly amountMinor: bigint;
  readonly activeAfterDays: number;
}
export interface CouponGrant extends GrantOf {
  readonly kind: 'COUPON';
  readonly coupons: readonly PlannedCoupon[];
}
export type Grant = PointsGrant | CouponGrant;

/** Benefits that come to nothing (no points after rounding, no thing to bind to) are left out. */
export function benefitsOf(
  offers: readonly LiveOffer[],
  facts: Facts,
  now: Date,
): readonly Grant[] {
  const base = basePoints(offers, facts);
  return offers.flatMap((offer) =>
    offer.definition.benefits.flatMap((benefit, benefitNo): readonly Grant[] => {
      if (benefit.kind === 'COUPON') return couponGrant(offer, benefitNo, benefit, facts, now);
      const { currency, scale, activeAfterDays } = benefit;
      const amountMinor = pointsOf(benefit, facts, base);
      if (amountMinor <= 0n) return [];
      const costMinor = costOfPoints(amountMinor, scale, offer.definition.pointPrice);
      return [
        {
          offer,
          benefitNo,
          kind: 'POINTS',
          currency,
          scale,
          amountMinor,
          activeAfterDays,
          costMinor,
        },
      ];
    }),
  );
}

type PointsOf = Exclude<LiveOffer['definition']['benefits'][number], { kind: 'COUPON' }>;

function pointsOf(benefit: PointsOf, facts: Facts, base: ReadonlyMap<string, bigint>): bigint {
  switch (benefit.kind) {
    case 'POINTS_PER_CNY':
      return pointsPerCny(benefit, facts.occasion.lines);
    case 'POINTS_FIXED':
      return BigInt(benefit.amountMinor);
    case 'POINTS_MULTIPLIER':
      return multiplierExtra(benefit, base.get(benefit.currency) ?? 0n);
  }
}

/** Points by currency that the per-CNY benefits of these offers give. */
function basePoints(offers: readonly LiveOffer[], facts: Facts): ReadonlyMap<string, bigint> {
  const base = new Map<string, bigint>();
  for (const benefit of offers.flatMap(({ definition }) => definition.benefits)) {
    if (benefit.kind !== 'POINTS_PER_CNY') continue;
    const points = pointsPerCny(benefit, facts.occasion.lines);
    base.set(benefit.currency, (base.get(benefit.currency) ?? 0n) + points);
  }
  return base;
}

function couponGrant(
  offer: LiveOffer,
  benefitNo: number,
  benefit: CouponBenefit,
  facts: Facts,
  now: Date,
): readonly CouponGrant[] {
  const coupons = planCoupons(benefit, facts, now);
  if (coupons.length === 0) return [];
  const uses = benefit.coupon.value.kind === 'STORED_VALUE' ? 1 : benefit.coupon.uses;
  const costMinor = faceValueMinor(benefit.coupon) * BigInt(uses) * BigInt(coupons.length);
  return [{ offer, benefitNo, kind: 'COUPON', coupons, costMinor }];
}
