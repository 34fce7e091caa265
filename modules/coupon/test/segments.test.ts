/** Segments: who is an offer for, under consent, and how many they are. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countSegments, previewSegment } from '../src/application/count-segments.ts';
import { liveOffer } from './support/make-offer.ts';
import { expectOk, OPERATOR, type OpenHouse, openHouse, refusalOf } from './support/open-house.ts';

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
  const counted = async () => {
    house.clock.advance(700_000);
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
});
