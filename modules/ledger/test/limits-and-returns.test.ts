/** Limits by day and by month: what is returned counts as never sent, in the span it was sent in and in no other. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MemberId } from '../src/index.ts';
import {
  burnOf,
  COUPON,
  DAY,
  earn,
  expectOk,
  expectRefusal,
  FUNDING,
  newMember,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
} from './support/open-ledger.ts';
import { expectSound } from './support/race.ts';

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger([{ transferDailyLimitMinor: 100n }]);
});
afterAll(() => ledger.close());

const reason = { type: 'gift', id: 'g' };
const send = (fromMemberId: MemberId, toMemberId: MemberId, amountMinor: bigint) =>
  ledger.door.transferPoints(OPERATOR, {
    idempotencyKey: nextKey(),
    currency: 'POINT',
    ...{ fromMemberId, toMemberId, amountMinor, reason },
  });
const reverse = async (postingId: string, amountMinor?: bigint) =>
  expectOk(
    await ledger.door.reverse(OPERATOR, {
      idempotencyKey: nextKey(),
      ...{ postingId, reason },
      ...(amountMinor === undefined ? {} : { amountMinor }),
    }),
  );

it("a transfer that is reversed frees the day's limit, by what is reversed of it", async () => {
  const [giver, friend] = [newMember(), newMember()];
  await earn(ledger, giver, 1_000n);
  const sent = expectOk(await send(giver, friend, 100n));
  expect(expectRefusal(await send(giver, friend, 1n))).toMatchObject({
    code: 'TRANSFER_DAILY_LIMIT_EXCEEDED',
    params: { used: '100' },
  });
  await reverse(sent.from.postingId, 30n);
  expect(expectRefusal(await send(giver, friend, 31n)).params.used).toBe('70');
  expectOk(await send(giver, friend, 30n));
  await reverse(sent.to.postingId);
  expect(expectRefusal(await send(giver, friend, 71n)).params.used).toBe('30');
  ledger.clock.advance(DAY);
  const again = expectOk(await send(giver, friend, 100n));
  ledger.clock.advance(DAY);
  // Yesterday's return frees yesterday's limit, not today's.
  await reverse(again.from.postingId);
  expectOk(await send(giver, friend, 100n));
  expect(expectRefusal(await send(giver, friend, 1n)).params.used).toBe('100');
  await expectSound(ledger);
});

it("what a household's member spends or draws and returns is free again, in its own month only", async () => {
  const [keeper, child] = [newMember(), newMember()];
  const { id: householdId } = expectOk(
    await ledger.door.createHousehold(OPERATOR, {
      idempotencyKey: nextKey(),
      currency: 'POINT',
      name: '陈家',
      members: [
        { memberId: keeper, contributionBps: 10_000, spending: { kind: 'FULL' } },
        { memberId: child, contributionBps: 0, spending: { kind: 'LIMITED', perMonthMinor: 50n } },
      ],
    }),
  );
  await earn(ledger, keeper, 1_000n, { funding: FUNDING });
  const burn = (amount: bigint) =>
    ledger.door.burnFromHousehold(COUPON, {
      ...burnOf(child, amount, { occurredAt: ledger.clock.now() }),
      householdId,
    });
  const draw = (amountMinor: bigint) =>
    ledger.door.drawFromHousehold(OPERATOR, {
      idempotencyKey: nextKey(),
      ...{ householdId, memberId: child, amountMinor },
    });
  const drawn = async () => {
    const { lines } = expectOk(
      await ledger.door.statement(COUPON, { ownerId: householdId, currency: 'POINT', first: 1 }),
    );
    return lines[0]?.postingId ?? '';
  };
  expectOk(await draw(50n));
  const first = await drawn();
  expect(expectRefusal(await burn(1n)).code).toBe('SPENDING_LIMIT_EXCEEDED');
  await reverse(first, 20n);
  expectOk(await burn(20n));
  expect(expectRefusal(await burn(1n)).params.used).toBe('50');
  ledger.clock.advance(40 * DAY);
  expectOk(await burn(10n));
  // Last month's return gives nothing to this month.
  await reverse(first);
  expect(expectRefusal(await burn(41n)).params.used).toBe('10');
  expectOk(await burn(40n));
  await expectSound(ledger);
});
