/**
 * Which coupon for whom follows from the member's portrait: two members send the same parcel on the same day. The one
 * who shops at the supermarket gets an errand from it, the one who does not gets a reason to come. When the first brings
 * everything back, the portrait follows, and the next parcel is answered differently.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  buy,
  openSetting,
  publishOffer,
  type Setting,
  sendParcel,
} from '../../support/parcels-and-shop.ts';
import type { Caller } from '../../support/test-guildhall.ts';
import { order, tally } from '../car-to-home/orders.ts';

let story: Setting;
let neighbour: Caller;

const parcelOffer = (code: string, condition: string, coupon: object) => ({
  code,
  triggers: ['PARCEL_SENT'],
  subsidiaries: ['logistics'],
  name: { zh: code, en: code },
  condition,
  funding: [{ subsidiary: 'logistics', shareBps: 10_000 }],
  benefits: [{ coupon: { name: { zh: code, en: code }, validDays: 30, ...coupon } }],
});

beforeAll(async () => {
  story = await openSetting(async (operator) => {
    await order(
      operator,
      'defineSegment',
      'MemberSegment',
      {
        code: 'shopper',
        name: { zh: '常购家庭', en: 'Shoppers' },
        condition: 'history.spend("retail", 90) >= cny("100")',
      },
      'id memberCount',
    );
    await publishOffer(
      operator,
      parcelOffer('ERRAND-FOR-SHOPPERS', 'member.inSegment("shopper")', {
        ...{ kind: 'ERRAND', ceiling: '12.00', honouredBy: ['logistics'] },
      }),
    );
    await publishOffer(
      operator,
      parcelOffer('COME-AND-SHOP', '!member.inSegment("shopper")', {
        ...{ kind: 'AMOUNT_OFF', amount: '10.00', minimum: '50.00', honouredBy: ['retail'] },
      }),
    );
  });
  neighbour = await story.guildhall.member('+8613800138044');
});
afterAll(() => story.guildhall.stop());

it('gives each what fits, and follows when habits change', async () => {
  const basket = await buy(story, 'R-1', [
    { productCode: 'RICE', quantity: '2' },
    { productCode: 'MILK', quantity: '1' },
  ]);
  expect(basket.paid).toBe('112.30');

  // Without consent the rules do not see the habit.
  expect(tally((await sendParcel(story.member)).transaction)).toEqual(['COUPON_ISSUED 10.00 CNY']);
  for (const purpose of ['CROSS_SUBSIDIARY_SHARING', 'PROFILING']) {
    const consent = { memberId: story.memberId, purpose, granted: true, wordingVersion: '2026-01' };
    await order(story.member, 'setConsent', 'ConsentSet', consent, '__typename');
  }
  expect(tally((await sendParcel(story.member)).transaction)).toEqual(['COUPON_ISSUED 12.00 CNY']);
  expect(tally((await sendParcel(neighbour)).transaction)).toEqual(['COUPON_ISSUED 10.00 CNY']);
  expect((await story.coupons()).map(({ terms }) => terms.kind).sort()).toEqual([
    'AMOUNT_OFF',
    'ERRAND',
  ]);

  await order(
    story.retail,
    'returnGoods',
    'GoodsReturn',
    { basketId: basket.id, returnNo: 'B-1', reason: 'UNWANTED' },
    'id',
  );
  expect(tally((await sendParcel(story.member)).transaction)).toEqual(['COUPON_ISSUED 10.00 CNY']);
});
