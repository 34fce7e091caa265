/**
 * Merging and unmerging over the modules that keep something of a member, on whatever members did before: points, lots and
 * holds go to the survivor and come back to the unit; the order of merges does not matter; and the ledger verifies itself
 * after every step. `MERGE_RUNS` runs it longer.
 */
import type { IdentityService } from '@guildhall/identity';
import type { CurrencyCode, MemberId } from '@guildhall/ledger';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  expectOk,
  MODULE,
  OPERATOR,
  type OpenHouse,
  openHouse,
} from '../../../modules/coupon/test/support/open-house.ts';
import { settled } from './settled.ts';

const RUNS = Number(process.env.MERGE_RUNS ?? 4);
const PEOPLE = 4;

let house: OpenHouse;
let identity: IdentityService;
beforeAll(async () => {
  house = await openHouse();
  identity = house.house.doors.get<IdentityService>('identity');
});
afterAll(() => house.close());

async function earn(memberId: string, amount: number): Promise<void> {
  expectOk(
    await house.ledger.postEarn(MODULE, {
      idempotencyKey: house.key(),
      memberId: memberId as MemberId,
      currency: 'POINT' as CurrencyCode,
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
      for (const amounts of earned) {
        const memberId = await house.member([]);
        people.push(memberId);
        for (const amount of amounts) await earn(memberId, amount);
      }
      const [first = '', ...others] = people;
      const before = await points(people);
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
    }),
    { numRuns: RUNS, seed: 20_261_122 },
  );
});
