/**
 * Merging and unmerging over the modules that keep something of a member, on whatever members did before: points, lots,
 * holds, coupons and tiers go to the survivor and come back to the unit; the order of merges does not matter; and the ledger verifies itself
 * after every step. `MERGE_RUNS` runs it longer.
 */
import type { IdentityService } from '@guildhall/identity';
import type { CurrencyCode, MemberId } from '@guildhall/ledger';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { couponBenefit, liveOffer } from '../../../modules/coupon/test/support/make-offer.ts';
import {
  DAY,
  expectOk,
  MODULE,
  OPERATOR,
  type OpenHouse,
  openHouse,
  system,
} from '../../../modules/coupon/test/support/open-house.ts';
import { settled } from './settled.ts';

const RUNS = Number(process.env.MERGE_RUNS ?? 4);
const PEOPLE = 4;

let house: OpenHouse;
let identity: IdentityService;
let giftId: string;
beforeAll(async () => {
  house = await openHouse();
  identity = house.house.doors.get<IdentityService>('identity');
  giftId = await liveOffer(house, 'GIFT', { triggers: ['CODE'], benefits: [couponBenefit()] });
  const name = (text: string) => ({ zh: text, en: text });
  expectOk(
    await house.ledger.defineCurrency(OPERATOR, {
      idempotencyKey: house.key(),
      ...{ code: 'GROWTH', name: name('成长值'), scale: 0, qualifying: true },
      expiry: { kind: 'NEVER' },
    }),
  );
  const tier = (code: string, thresholdMinor: bigint) => ({
    ...{ code, name: name(code), thresholdMinor },
    benefits: { earnMultiplierBps: 10_000, freeServices: [] },
  });
  expectOk(
    await house.ledger.defineTierProgramme(OPERATOR, {
      idempotencyKey: house.key(),
      ...{ code: 'GROUP', currency: 'GROWTH' as CurrencyCode, window: { kind: 'CALENDAR_YEAR' } },
      tiers: [tier('SILVER', 100n), tier('GOLD', 600n)],
      downgradeGraceDays: 0,
    }),
  );
});
afterAll(() => house.close());

async function earn(memberId: string, amount: number, currency = 'POINT'): Promise<void> {
  expectOk(
    await house.ledger.postEarn(MODULE, {
      idempotencyKey: house.key(),
      memberId: memberId as MemberId,
      currency: currency as CurrencyCode,
      amountMinor: BigInt(amount),
      subsidiary: 'retail',
      funding: {
        shares: [{ subsidiary: 'retail', parts: 10_000 }],
        pricePerPoint: '0.01',
        priceCurrency: 'CNY',
      },
      reason: { type: 'transaction', id: house.key() },
    }),
  );
}

async function verified(): Promise<void> {
  const report = expectOk(await house.ledger.verify(OPERATOR, {}));
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
}

const points = (members: readonly string[]) =>
  Promise.all(members.map(async (memberId) => Number(await house.points(memberId))));

/** Half of what somebody has, rounded up. */
async function hold(memberId: string, available: number): Promise<void> {
  if (available === 0) return;
  expectOk(
    await house.ledger.holdPoints(MODULE, {
      idempotencyKey: house.key(),
      memberId: memberId as MemberId,
      currency: 'POINT' as CurrencyCode,
      amountMinor: BigInt(Math.ceil(available / 2)),
      subsidiary: 'retail',
      expiresAt: new Date(house.clock.now().getTime() + 30 * DAY),
      reason: { type: 'reservation', id: house.key() },
    }),
  );
}

async function gift(memberId: string): Promise<string> {
  const wish = { idempotencyKey: house.key(), offerId: giftId, memberId };
  return expectOk(await house.coupon.issueCoupon(OPERATOR, wish)).couponId;
}

const line = { lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 5_000n };
const basket = { subsidiary: 'retail', kind: 'BASKET_BOUGHT', lines: [line] };

/** Which of these coupons the counter would take from this member. */
async function usable(memberId: string, coupons: readonly string[]): Promise<readonly string[]> {
  const asked = coupons.map(async (couponId) => {
    const validation = { memberId, basket, coupons: [couponId] };
    const quote = expectOk(await house.coupon.validate(system('retail'), validation));
    return quote.refused.length === 0 ? [couponId] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** What somebody has beside points: holds with what is left of each, coupons, tier with what counts for it. */
async function belongings(memberId: string, coupons: readonly string[]) {
  const memberIds = [memberId as MemberId];
  const holds = expectOk(await house.ledger.holds(MODULE, { owners: memberIds }));
  const [tier] = expectOk(await house.ledger.evaluateTiers(MODULE, { memberIds }));
  return {
    holds: holds.map(({ id, remainingMinor, state }) => `${id} ${remainingMinor} ${state}`).sort(),
    coupons: await usable(memberId, coupons),
    tier: tier?.tier?.code ?? 'NONE',
    growth: Number(tier?.qualifyingMinor ?? 0n),
  };
}

const everything = (people: readonly string[], coupons: readonly string[]) =>
  Promise.all(people.map((memberId) => belongings(memberId, coupons)));

async function merge(fromMemberId: string, toMemberId: string): Promise<string> {
  const { mergeId } = expectOk(
    await identity.mergeMembers(OPERATOR, {
      idempotencyKey: house.key(),
      fromMemberId,
      toMemberId,
      reason: 'SAME_PERSON_CONFIRMED',
    }),
  );
  await settled(house, identity);
  return mergeId;
}
async function unmerge(mergeId: string): Promise<void> {
  expectOk(
    await identity.unmergeMembers(OPERATOR, {
      idempotencyKey: house.key(),
      mergeId,
      reason: 'NOT_THE_SAME',
    }),
  );
  await settled(house, identity);
}

/** What each earned, and in which order the others are merged into the first. */
const story = fc.record({
  earned: fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { maxLength: 3 }), {
    minLength: PEOPLE,
    maxLength: PEOPLE,
  }),
  order: fc.shuffledSubarray([1, 2, 3], { minLength: 3, maxLength: 3 }),
  chained: fc.boolean(),
  between: fc.integer({ min: 0, max: 300 }),
});

it('merging and unmerging is identity when nothing happened in between, and what happened stays with who it was told of', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ earned, order, chained, between }) => {
      const people: string[] = [];
      const coupons: string[] = [];
      for (const amounts of earned) {
        const memberId = await house.member([]);
        people.push(memberId);
        for (const amount of amounts) {
          await earn(memberId, amount);
          await earn(memberId, amount, 'GROWTH');
        }
        await hold(
          memberId,
          amounts.reduce((sum, one) => sum + one, 0),
        );
        coupons.push(await gift(memberId));
      }
      const [first = '', ...others] = people;
      const before = await points(people);
      const had = await everything(people, coupons);
      expect(had.map((one) => one.coupons)).toEqual(coupons.map((couponId) => [couponId]));
      const total = before.reduce((sum, one) => sum + one, 0);
      // Straight into the first, or one through another: either way the first has everything.
      const merges: string[] = [];
      for (const [at, number] of order.entries()) {
        const from = people[number] ?? '';
        const next = people[order[at + 1] ?? 0] ?? first;
        merges.push(await merge(from, chained ? next : first));
        await verified();
      }
      expect(Number(await house.points(first))).toBe(total);
      const all = await belongings(first, coupons);
      expect(all.holds).toEqual(had.flatMap(({ holds }) => holds).sort());
      expect(all.coupons).toEqual(coupons);
      const growth = had.reduce((sum, one) => sum + one.growth, 0);
      expect(all).toMatchObject({
        growth,
        tier: growth >= 600 ? 'GOLD' : growth >= 100 ? 'SILVER' : 'NONE',
      });
      const survivors = await identity.memberStates(MODULE, { memberIds: others });
      expect(survivors.map((state) => state?.survivorId)).toEqual(others.map(() => first));
      if (between > 0) await earn(first, between);
      for (const mergeId of merges.toReversed()) {
        await unmerge(mergeId);
        await verified();
      }
      expect(await points(people)).toEqual(
        before.map((one, at) => (at === 0 ? one + between : one)),
      );
      expect(await everything(people, coupons)).toEqual(had);
    }),
    { numRuns: RUNS, seed: 20_261_122 },
  );
});
