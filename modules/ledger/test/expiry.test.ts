/**
 * Time passing over lots: expiry in bulk, warnings ahead of it, activation at a date, grace and extension.
 * LEDGER_BULK_LOTS sets how many lots expire in bulk (default 2,000; a million takes minutes).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineOf } from '../src/application/service.ts';
import { warnExpiring } from '../src/application/settle-due.ts';
import type { MemberId } from '../src/index.ts';
import {
  burnOf,
  COUPON,
  currencyOf,
  DAY,
  earn,
  earnOf,
  expectOk,
  expectRefusal,
  HOUR,
  newMember,
  nextKey,
  OPERATOR,
  type OpenLedger,
  openLedger,
  secondHouse,
} from './support/open-ledger.ts';
import { expectSound, times } from './support/race.ts';

const LOTS = Number(process.env.LEDGER_BULK_LOTS ?? 2_000);
const LOTS_EACH = 5;

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger([
    {},
    { code: 'GRACE', expiry: { kind: 'AFTER_DAYS', days: 10 }, graceDays: 5 },
    { code: 'ALIVE', expiry: { kind: 'AFTER_DAYS', days: 10 }, extendOnEarn: true },
  ]);
});
afterAll(() => ledger.close());

const later = (ms: number): Date => new Date(ledger.clock.now().getTime() + ms);

async function balanceOf(memberId: MemberId, currency = 'POINT') {
  const [balance] = expectOk(await ledger.door.balances(COUPON, { owners: [memberId], currency }));
  return balance;
}

describe('expiry in bulk', () => {
  it(`of ${LOTS} lots is set-based, shared by processes, goes on where it stopped, and is told once`, {
    timeout: 60_000 + LOTS * 2,
  }, async () => {
    const { door, clock, admin } = ledger;
    const members = times(Math.ceil(LOTS / LOTS_EACH), newMember);
    const ends = later(3 * DAY);
    for (let from = 0; from < members.length; from += 1_000) {
      const some = members.slice(from, from + 1_000);
      await Promise.all(
        some.flatMap((memberId) =>
          times(LOTS_EACH, () => door.postEarn(COUPON, earnOf(memberId, 3n, { expiresAt: ends }))),
        ),
      );
    }
    const total = BigInt(members.length * LOTS_EACH) * 3n;
    clock.advance(4 * DAY);
    const due = expectOk(await door.countDue(COUPON, {})).wallets;
    expect(due).toBe(members.length);
    // A run that stops in the middle …
    const first = expectOk(await door.settleDue(COUPON, { limit: Math.ceil(due / 3) }));
    expect(first).toMatchObject({ wallets: Math.ceil(due / 3), more: true });
    // … goes on, in two processes at once.
    const other = await secondHouse(ledger);
    const rest = await Promise.all(
      [door, other.door].map(async (each) => {
        const sum = { wallets: 0, expiredLots: 0 };
        for (let more = true; more; ) {
          const step = expectOk(await each.settleDue(COUPON, { limit: 200 }));
          sum.wallets += step.wallets;
          sum.expiredLots += step.expiredLots;
          more = step.more;
        }
        return sum;
      }),
    );
    await other.close();
    const wallets = rest.reduce((sum, run) => sum + run.wallets, first.wallets);
    const lots = rest.reduce((sum, run) => sum + run.expiredLots, first.expiredLots);
    expect([wallets, lots]).toEqual([members.length, members.length * LOTS_EACH]);
    expect(expectOk(await door.countDue(COUPON, {})).wallets).toBe(0);
    const { rows } = await admin.query<{ facts: string; points: string }>(`
        SELECT count(*) AS facts, sum((fact ->> 'amountMinor')::bigint) AS points
        FROM outbox, jsonb_array_elements(payload -> 'facts') AS fact WHERE type = 'ledger.points-expired'`);
    expect(rows[0]).toEqual({ facts: String(members.length), points: String(total) });
    await expectSound(ledger);
  });
});

describe('warnings ahead of expiry', () => {
  /** How much, how many days ahead. */
  const toldAfterLooking = async (owner: string): Promise<readonly [string, number][]> => {
    await warnExpiring(engineOf(ledger.house.local.get('ledger')?.kit ?? {}));
    const { rows } = await ledger.admin.query<{ fact: { amountMinor: string; daysAhead: number } }>(
      `SELECT fact FROM outbox, jsonb_array_elements(payload -> 'facts') AS fact
       WHERE type = 'ledger.points-expiring' AND fact ->> 'ownerId' = $1 ORDER BY outbox.id`,
      [owner],
    );
    return rows.map(({ fact }) => [fact.amountMinor, fact.daysAhead]);
  };

  it('tell each member once what ends within thirty days, and later what came since', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 40n, { expiresAt: later(20 * DAY) });
    await earn(ledger, memberId, 7n, { expiresAt: later(20 * DAY) });
    await earn(ledger, memberId, 60n, { expiresAt: later(45 * DAY) });
    expect(await toldAfterLooking(memberId)).toEqual([['47', 20]]);
    expect(await toldAfterLooking(memberId)).toHaveLength(1);
    ledger.clock.advance(16 * DAY);
    expect(await toldAfterLooking(memberId)).toEqual([
      ['47', 20],
      ['60', 29],
    ]);
  });

  it('tell also of what was earned after the last warning and ends before what it told of', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 10n, { expiresAt: later(25 * DAY) });
    expect(await toldAfterLooking(memberId)).toEqual([['10', 25]]);
    ledger.clock.advance(HOUR);
    await earn(ledger, memberId, 7n, { expiresAt: later(9 * DAY) });
    const both = [
      ['10', 25],
      ['7', 9],
    ];
    expect(await toldAfterLooking(memberId)).toEqual(both);
    ledger.clock.advance(HOUR);
    expect(await toldAfterLooking(memberId)).toEqual(both);
  });

  it('come thirty days before the expiry, however long the grace after it', async () => {
    const define = currencyOf({ code: 'LONG_GRACE', graceDays: 60 });
    expectOk(await ledger.door.defineCurrency(OPERATOR, define));
    const memberId = newMember();
    await earn(ledger, memberId, 10n, { currency: 'LONG_GRACE', expiresAt: later(20 * DAY) });
    expect(await toldAfterLooking(memberId)).toEqual([['10', 20]]);
  });
});

describe('activation at a date', () => {
  it('nobody spends pending points; they are active at their moment, whoever looks first', async () => {
    const { door, clock } = ledger;
    const [looked, scheduled] = [newMember(), newMember()];
    for (const memberId of [looked, scheduled])
      await earn(ledger, memberId, 30n, { activeAt: later(2 * DAY) });
    expect(await balanceOf(looked)).toMatchObject({ availableMinor: 0n, pendingMinor: 30n });
    expect(expectRefusal(await door.postBurn(COUPON, burnOf(looked, 1n))).code).toBe(
      'INSUFFICIENT_POINTS',
    );
    clock.advance(2 * DAY);
    expect(await balanceOf(looked)).toMatchObject({ availableMinor: 30n, pendingMinor: 0n });
    expectOk(await door.postBurn(COUPON, burnOf(looked, 30n, { occurredAt: clock.now() })));
    const { activatedLots } = expectOk(await door.settleDue(COUPON, {}));
    expect(activatedLots).toBe(1);
    expect(await balanceOf(scheduled)).toMatchObject({ availableMinor: 30n, pendingMinor: 0n });
    await expectSound(ledger);
  });
});

describe('grace and extension', () => {
  it('points are spent until the end of the grace days, and not a moment longer', async () => {
    const { door, clock } = ledger;
    const memberId = newMember();
    const over = { currency: 'GRACE' };
    const { expiresAt } = await earn(ledger, memberId, 20n, over);
    const expiry = expiresAt?.getTime() ?? 0;
    clock.set(new Date(expiry + 5 * DAY - 1));
    expectOk(await door.postBurn(COUPON, burnOf(memberId, 5n, over)));
    clock.set(new Date(expiry + 5 * DAY));
    expect(expectRefusal(await door.postBurn(COUPON, burnOf(memberId, 1n, over))).code).toBe(
      'INSUFFICIENT_POINTS',
    );
    expect(await balanceOf(memberId, 'GRACE')).toMatchObject({ availableMinor: 0n });
    await expectSound(ledger);
  });

  it('an earn extends the open lots where the currency says so, an operator where she says so', async () => {
    const { door, clock } = ledger;
    const memberId = newMember();
    const over = { currency: 'ALIVE' };
    const first = await earn(ledger, memberId, 20n, over);
    clock.advance(6 * DAY);
    const second = await earn(ledger, memberId, 5n, over);
    const ends = async () =>
      expectOk(await door.lots(COUPON, { owners: [memberId], currency: 'ALIVE' })).map(
        ({ expiresAt }) => expiresAt,
      );
    expect(await ends()).toEqual([second.expiresAt, second.expiresAt]);
    expect(first.expiresAt?.getTime()).toBeLessThan(second.expiresAt?.getTime() ?? 0);
    const until = later(40 * DAY);
    const { lots } = expectOk(
      await door.extendLots(OPERATOR, {
        idempotencyKey: nextKey('x'),
        memberId,
        currency: 'ALIVE',
        until,
        reason: { type: 'goodwill', id: 'g' },
      }),
    );
    expect(lots).toHaveLength(2);
    expect(await ends()).toEqual([until, until]);
    clock.advance(39 * DAY);
    expect(await balanceOf(memberId, 'ALIVE')).toMatchObject({ availableMinor: 25n });
    clock.advance(DAY);
    expect(await balanceOf(memberId, 'ALIVE')).toMatchObject({ availableMinor: 0n });
    await expectSound(ledger);
  });
});

describe('an earn that is taken back after its points ended', () => {
  it('costs nobody what they could not spend; what was spent of it is owed', async () => {
    const { door, clock } = ledger;
    const memberId = newMember();
    const posted = await earn(ledger, memberId, 100n, { expiresAt: later(DAY) });
    expectOk(await door.postBurn(COUPON, burnOf(memberId, 30n)));
    clock.advance(2 * DAY);
    const takeBack = async (amountMinor: bigint) => {
      const reason = { type: 'return', id: nextKey() };
      const { postingId } = posted;
      const back = {
        idempotencyKey: nextKey(),
        postingId,
        amountMinor,
        occurredAt: later(0),
        reason,
      };
      expectOk(await door.reverse(COUPON, back));
      return balanceOf(memberId);
    };
    expect(await takeBack(50n)).toMatchObject({ availableMinor: 0n, debtMinor: 0n });
    expect(await takeBack(50n)).toMatchObject({ availableMinor: 0n, debtMinor: 30n });
    await expectSound(ledger);
  });
});
