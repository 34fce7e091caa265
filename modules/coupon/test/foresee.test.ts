/** Coupons at a visit to come: what time will have made of them, whose they are, and where they are good. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CouponTemplate } from '../src/domain/offers/coupon-template.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import {
  DAY,
  expectOk,
  OPERATOR,
  type OpenHouse,
  openHouse,
  START,
  system,
} from './support/open-house.ts';

let house: OpenHouse;
let memberId: string;
let offers = 0;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
beforeEach(async () => {
  memberId = await house.member();
});

async function issue(
  over: Partial<CouponTemplate> = {},
  dates: { readonly validFrom?: Date; readonly expiresAt?: Date } = {},
): Promise<string> {
  offers += 1;
  const template = { honouredBy: ['auto'], kinds: ['SERVICE_DONE'], ...over };
  const offerId = await liveOffer(house, `AHEAD-${offers}`, {
    benefits: [couponBenefit(template)],
  });
  const wish = { idempotencyKey: house.key(), offerId, memberId, ...dates };
  return expectOk(await house.coupon.issueCoupon(OPERATOR, wish)).couponId;
}

const foresee = async (coupons: readonly string[], inDays = 2, whose = memberId) =>
  expectOk(
    await house.coupon.foresee(system('auto'), {
      ...{ memberId: whose, coupons, at: new Date(START.getTime() + inDays * DAY) },
      visit: { subsidiary: 'auto', storeCode: 'SZ-NS', kind: 'SERVICE_DONE' },
    }),
  ).map(({ refusal }) => refusal?.code ?? 'good');

it('is told as it will be then, not as it is now', async () => {
  const from = await issue({}, { validFrom: new Date(START.getTime() + DAY) });
  const until = await issue({}, { expiresAt: new Date(START.getTime() + DAY) });
  expect(await foresee([from, until], 0)).toEqual(['COUPON_NOT_STARTED', 'good']);
  expect(await foresee([from, until], 2)).toEqual(['good', 'COUPON_EXPIRED']);
});

it('a lower limit of the price is for the bill to say; place and kind are told at once', async () => {
  const coupons = [
    await issue({ minimumMinor: '99900' }),
    await issue({ honouredBy: ['retail'] }),
    await issue({ stores: ['GZ-TH'] }),
    await issue({ kinds: ['FEE_PAID'] }),
    'cpn_00000000000000000000000000',
  ];
  expect(await foresee(coupons)).toEqual([
    'good',
    'COUPON_WRONG_SUBSIDIARY',
    'COUPON_WRONG_STORE',
    'COUPON_WRONG_KIND',
    'COUPON_NOT_FOUND',
  ]);
});

it('is told of one’s own only, to the member and the companies', async () => {
  const theirs = await issue();
  expect(await foresee([theirs], 2, await house.member())).toEqual(['COUPON_NOT_YOURS']);
  const asked = { memberId, coupons: [theirs], at: START };
  const visit = { subsidiary: 'auto', kind: 'SERVICE_DONE' };
  const nosy = await house.coupon.foresee(system('retail'), { ...asked, visit });
  expect(nosy.ok ? 'told' : nosy.refusal.code).toBe('COUNTER_NOT_YOURS');
});
