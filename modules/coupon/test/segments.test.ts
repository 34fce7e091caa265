/** Segments: who is an offer for, under consent, and how many they are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countSegments, previewSegment } from '../src/application/count-segments.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import {
  expectOk,
  OPERATOR,
  type OpenHouse,
  openHouse,
  refusalOf,
  system,
} from './support/open-house.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it('decides who gets an offer, and is counted', async () => {
  const define = (code: string, condition: string) =>
    house.coupon.defineSegment(OPERATOR, {
      idempotencyKey: house.key(),
      code,
      name: { zh: '有车有房', en: 'Car and home' },
      condition,
    });
  expectOk(await define('car-and-home', 'member.has("vehicle") && member.has("dwelling")'));
  expect(refusalOf(await define('wrong', 'member.tier'))).toBe('CONDITION_MISTAKE');
  await liveOffer(house, 'FAMILIES', {
    triggers: ['FEE_PAID'],
    audience: { tiers: [], segments: ['car-and-home'], consents: [], household: false },
  });
  const tell = (memberId: string, subsidiary: string, fact: string, active = true) =>
    house.tell(`${subsidiary}.member-fact-changed`, {
      memberId,
      subsidiary,
      fact,
      key: `${fact}-1`,
      active,
      attributes: {},
    });
  const [shares, keeps, carless] = [
    await house.member(['CROSS_SUBSIDIARY_SHARING']),
    await house.member(),
    await house.member(['CROSS_SUBSIDIARY_SHARING']),
  ];
  for (const memberId of [shares, keeps]) await tell(memberId, 'auto', 'vehicle');
  for (const memberId of [shares, keeps, carless]) await tell(memberId, 'property', 'dwelling');
  const earns = async (memberId: string) =>
    (
      await house.record({
        memberId,
        subsidiary: 'property',
        kind: 'FEE_PAID',
        lines: { a: 1_000 },
      })
    ).effects.items.length;
  expect(await Promise.all([shares, keeps, carless].map(earns))).toEqual([1, 0, 0]);

  const { kit } = house.module('coupon');
  const counted = async (afterMs = 700_000) => {
    house.clock.advance(afterMs);
    await countSegments(kit);
    return (await house.rows<{ member_count: string }>('SELECT member_count FROM segment'))[0]
      ?.member_count;
  };
  expect(await counted()).toBe('1');
  const preview = (condition: string) => previewSegment(kit, condition, house.clock.now());
  // Somebody who does not share is not in it, and the writer of the condition is told that there are such.
  expect(await preview('member.has("vehicle") && member.has("dwelling")')).toEqual({
    ...{ members: 1, looked: 3, withheld: 1, isWhole: true },
    examples: [shares],
  });
  expect(await preview('!member.has("vehicle")')).toMatchObject({ members: 2, looked: 3 });
  expect(await preview('member.tier')).toBeNull();
  await tell(carless, 'auto', 'vehicle');
  expect(await counted()).toBe('2');
  await tell(shares, 'auto', 'vehicle', false);
  expect(await counted()).toBe('1');
  // Just counted: what comes now is seen with the next count, within a minute where the segment itself is new.
  await tell(shares, 'auto', 'vehicle');
  expect(await counted(61_000)).toBe('1');
  expectOk(await define('car-and-home', 'member.has("vehicle")'));
  expect(await counted(0)).toBe('2');
  await tell(shares, 'auto', 'vehicle', false);
  expect(await counted(30_000)).toBe('2');
  expect(await counted(31_000)).toBe('1');
});

it('decides at the counter too: a coupon that asks for a segment is good while its member is in it', async () => {
  expectOk(
    await house.coupon.defineSegment(OPERATOR, {
      ...{ idempotencyKey: house.key(), code: 'shopper', name: { zh: '常客', en: 'Shoppers' } },
      condition:
        'history.spend("retail", 90) >= cny("100.00") && history.visits("retail", 90) >= 1',
    }),
  );
  const offerId = await liveOffer(house, 'FOR-SHOPPERS', {
    triggers: ['CODE'],
    benefits: [couponBenefit({ condition: 'member.inSegment("shopper")' })],
  });
  const memberId = await house.member();
  const issued = { idempotencyKey: house.key(), offerId, memberId };
  const { couponId } = expectOk(await house.coupon.issueCoupon(OPERATOR, issued));
  const quoted = async () =>
    expectOk(
      await house.coupon.validate(system('retail'), {
        ...{ memberId, coupons: [couponId] },
        basket: {
          ...{ subsidiary: 'retail', kind: 'BASKET_BOUGHT' },
          lines: [
            { lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 5_000n },
          ],
        },
      }),
    );
  expect((await quoted()).refused).toMatchObject([
    { refusal: { code: 'COUPON_CONDITION_NOT_MET' } },
  ]);
  const bought = await house.record({ memberId, lines: { a: 10_000 } });
  expect((await quoted()).applicable).toMatchObject([{ couponId, discountMinor: 2_000n }]);
  await house.record({
    memberId,
    kind: 'GOODS_RETURNED',
    lines: { a: 1 },
    reverses: {
      transactionId: bought.transactionId,
      lines: [{ lineId: 'a', amountMinor: '1', quantity: '0' }],
    },
  });
  expect((await quoted()).applicable).toEqual([]);
});
