/** Typed builders of offers and coupons for tests: everything has a plain default. */

import type { CouponTemplate } from '../../src/domain/offers/coupon-template.ts';
import type { Benefit, OfferDefinition } from '../../src/domain/offers/offer-definition.ts';
import { expectOk, OPERATOR, type OpenHouse, START } from './open-house.ts';

export function couponTemplate(over: Partial<CouponTemplate> = {}): CouponTemplate {
  return {
    name: { zh: '满减券', en: 'Money off' },
    value: { kind: 'AMOUNT_OFF', amountMinor: '2000' },
    worthMinor: null,
    uses: 1,
    instalments: null,
    validity: { kind: 'DAYS', startsAfterDays: 0, days: 30 },
    honouredBy: ['retail'],
    stores: [],
    kinds: [],
    categories: [],
    itemCodes: [],
    minimumMinor: '0',
    condition: null,
    bind: null,
    transferable: false,
    combination: { group: null, exclusive: false },
    whenUsedUp: 'DEBT',
    ...over,
  };
}

export function couponBenefit(over: Partial<CouponTemplate> = {}, count = 1): Benefit {
  return { kind: 'COUPON', count, coupon: couponTemplate(over) };
}

export function pointsBenefit(
  over: Partial<Extract<Benefit, { kind: 'POINTS_PER_CNY' }>> = {},
): Benefit {
  return {
    kind: 'POINTS_PER_CNY',
    currency: 'POINT',
    scale: 0,
    pointsPerCny: '1',
    rounding: 'DOWN',
    roundPer: 'TRANSACTION',
    base: 'NET',
    categories: [],
    itemCodes: [],
    activeAfterDays: 0,
    ...over,
  };
}

export function offerDefinition(over: Partial<OfferDefinition> = {}): OfferDefinition {
  return {
    name: { zh: '活动', en: 'Offer' },
    description: null,
    triggers: ['BASKET_BOUGHT'],
    subsidiaries: [],
    audience: { tiers: [], segments: [], consents: [], household: false },
    condition: 'true',
    startsAt: new Date(START.getTime() - 86_400_000).toISOString(),
    endsAt: null,
    benefits: [pointsBenefit()],
    funding: [
      { subsidiary: 'retail', shareBps: 7_000 },
      { subsidiary: 'auto', shareBps: 3_000 },
    ],
    pointPrice: '0.01',
    limits: [],
    stacking: { group: null, exclusive: false, priority: 0 },
    ...over,
  };
}

/** Created and published. Answers the offer's id. */
export async function liveOffer(
  house: OpenHouse,
  code: string,
  over: Partial<OfferDefinition> = {},
): Promise<string> {
  const definition = offerDefinition(over);
  const created = expectOk(
    await house.coupon.createOffer(OPERATOR, {
      idempotencyKey: house.key(),
      code,
      owner: 'group',
      definition,
    }),
  );
  const { offerId } = created;
  expectOk(await house.coupon.publishOffer(OPERATOR, { idempotencyKey: house.key(), offerId }));
  return offerId;
}
