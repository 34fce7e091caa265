/** Two members found to be one share their coupons, limits and past; an unmerge takes them apart as they were. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { couponBenefit, liveOffer, pointsBenefit } from './support/make-offer.ts';
import { expectOk, type OpenHouse, openHouse, refusalOf, system } from './support/open-house.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

it('follows the merge and its undoing', async () => {
  await liveOffer(house, 'ONCE', {
    triggers: ['ONCE_ONLY'],
    benefits: [couponBenefit()],
    limits: [{ phase: 'GRANT', scope: 'MEMBER', measure: 'USES', ceiling: '1' }],
  });
  await liveOffer(house, 'REGULAR', {
    triggers: ['FEE_PAID'],
    condition: 'history.spend("retail", 90) >= cny("100.00") && member.has("vehicle")',
    benefits: [pointsBenefit()],
  });
  const [survivor, other] = [
    await house.member(['CROSS_SUBSIDIARY_SHARING']),
    await house.member(['CROSS_SUBSIDIARY_SHARING']),
  ];
  const given = await house.record({ memberId: other, kind: 'ONCE_ONLY', lines: { a: 6_000 } });
  await house.record({ memberId: survivor, lines: { a: 4_000 } });
  await house.tell('auto.member-fact-changed', {
    memberId: other,
    subsidiary: 'auto',
    fact: 'vehicle',
    key: 'veh_1',
    active: true,
    attributes: {},
  });
  const couponId = given.effects.items[0]?.couponId ?? '';
  const basket = {
    subsidiary: 'retail',
    kind: 'BASKET_BOUGHT',
    lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 5_000n }],
  };
  const validate = async (memberId: string) => {
    const quote = expectOk(
      await house.coupon.validate(system('retail'), { memberId, basket, coupons: [couponId] }),
    );
    return quote.refused[0]?.refusal.code ?? 'APPLIES';
  };
  const earned = async (kind: string) =>
    (await house.record({ memberId: survivor, kind, lines: { a: 1_000 } })).effects.items.length;
  const merge = { mergeId: 'mrg_1', fromMemberId: other, toMemberId: survivor };

  expect([await validate(survivor), await validate(other), await earned('FEE_PAID')]).toEqual([
    'COUPON_NOT_YOURS',
    'APPLIES',
    0,
  ]);
  await house.tell('identity.members-merged', merge);
  expect([await validate(survivor), await earned('FEE_PAID'), await earned('ONCE_ONLY')]).toEqual([
    'APPLIES',
    1,
    0,
  ]);
  await house.tell('identity.members-unmerged', merge);
  expect([await validate(survivor), await validate(other), await earned('FEE_PAID')]).toEqual([
    'COUPON_NOT_YOURS',
    'APPLIES',
    0,
  ]);
  expect(await earned('ONCE_ONLY')).toBe(1);
  expect(
    refusalOf(
      await house.coupon.reserve(system('retail'), {
        idempotencyKey: house.key(),
        memberId: survivor,
        basket,
        coupons: [couponId],
      }),
    ),
  ).toBe('COUPON_NOT_YOURS');
});
