/** Many callers at once, through two ledgers on one database as two processes would be. */
import { toUuid } from '@guildhall/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerDoor } from '../src/index.ts';
import {
  burnOf,
  COUPON,
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
import { expectSound, tally, times } from './support/race.ts';

let ledger: OpenLedger;
let other: { readonly door: LedgerDoor; close(): Promise<void> };
beforeAll(async () => {
  ledger = await openLedger();
  other = await secondHouse(ledger);
});
afterAll(async () => {
  await other.close();
  await ledger.close();
});

const later = (ms: number): Date => new Date(ledger.clock.now().getTime() + ms);
/** Alternates between the two processes. */
const doorOf = (index: number): LedgerDoor => (index % 2 === 0 ? ledger.door : other.door);

async function balanceOf(memberId: string): Promise<bigint> {
  const [balance] = expectOk(
    await ledger.door.balances(COUPON, { owners: [memberId], currency: 'POINT' }),
  );
  return balance?.availableMinor ?? 0n;
}

describe('one balance', () => {
  it('is never overspent: forty callers, points for ten', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 100n);
    const calls = times(40, (index) => doorOf(index).postBurn(COUPON, burnOf(memberId, 10n)));
    expect(await tally(calls)).toEqual({ ok: 10, refused: { INSUFFICIENT_POINTS: 30 } });
    expect(await balanceOf(memberId)).toBe(0n);
    await expectSound(ledger);
  });

  it('keeps every earn and burn of a hundred callers over one hot account', async () => {
    const members = times(20, newMember);
    const calls = times(400, (index) => {
      const memberId = members[index % members.length] as string;
      return doorOf(index).postEarn(COUPON, earnOf(memberId, BigInt(1 + (index % 7))));
    });
    expect((await tally(calls)).ok).toBe(400);
    const outstanding = expectOk(await ledger.door.outstanding(OPERATOR, { currency: 'POINT' }));
    const systems = outstanding.accounts.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n);
    expect(outstanding.availableMinor + systems).toBe(0n);
    await expectSound(ledger);
  });
});

describe('one key', () => {
  it('sent by thirty callers at once is posted once, and all get the one answer', async () => {
    const input = earnOf(newMember(), 10n);
    const answers = await Promise.all(times(30, (index) => doorOf(index).postEarn(COUPON, input)));
    const first = expectOk(answers[0] as (typeof answers)[number]);
    for (const answer of answers) expect(expectOk(answer)).toEqual(first);
    expect(await balanceOf(input.memberId)).toBe(10n);
    await expectSound(ledger);
  });

  it('with two bodies for two members lets one through and refuses the other, neighbours unharmed', async () => {
    for (const turn of times(10, (index) => index)) {
      const key = nextKey('contested');
      const [a, b] = [newMember(), newMember()];
      const [first, second, ...neighbours] = await Promise.all([
        ledger.door.postEarn(COUPON, earnOf(a, 10n, { idempotencyKey: key })),
        other.door.postEarn(COUPON, earnOf(b, 20n, { idempotencyKey: key })),
        ...times(6, (index) => doorOf(index + turn).postEarn(COUPON, earnOf(newMember(), 1n))),
      ]);
      expect([first.ok, second.ok].filter(Boolean)).toHaveLength(1);
      expect(expectRefusal(first.ok ? second : first).code).toBe('IDEMPOTENCY_KEY_REUSED');
      expect(neighbours.every(({ ok }) => ok)).toBe(true);
    }
    await expectSound(ledger);
  });

  it('repeated inside one batch collapses; another body is refused', async () => {
    const input = earnOf(newMember(), 10n);
    const answers = await Promise.all([
      ledger.door.postEarn(COUPON, input),
      ledger.door.postEarn(COUPON, { ...input, amountMinor: 11n }),
      ledger.door.postEarn(COUPON, input),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(answers[2]).toEqual(answers[0]);
  });
});

describe('one hold', () => {
  it('is captured by one of many who want all of it', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 100n);
    const hold = expectOk(
      await ledger.door.holdPoints(COUPON, { ...burnOf(memberId, 100n), expiresAt: later(HOUR) }),
    );
    const calls = times(20, (index) =>
      doorOf(index).captureHold(COUPON, {
        idempotencyKey: nextKey('c'),
        holdId: hold.holdId,
        occurredAt: later(0),
      }),
    );
    expect(await tally(calls)).toEqual({ ok: 1, refused: { HOLD_CLOSED: 19 } });
    await expectSound(ledger);
  });

  it('ends in capture or timeout, never in both', async () => {
    const holds = [];
    const members = times(20, newMember);
    for (const memberId of members) {
      await earn(ledger, memberId, 50n);
      holds.push(
        expectOk(
          await ledger.door.holdPoints(COUPON, {
            ...burnOf(memberId, 50n),
            expiresAt: later(HOUR),
          }),
        ),
      );
    }
    // The clock passes the timeout while captures and the schedule run.
    const captures = holds.map(({ holdId }, index) =>
      doorOf(index).captureHold(COUPON, {
        idempotencyKey: nextKey('c'),
        holdId,
        occurredAt: later(0),
      }),
    );
    ledger.clock.advance(2 * HOUR);
    const settled = ledger.door.settleDue(COUPON, {});
    const late = holds.map(({ holdId }, index) =>
      doorOf(index + 1).captureHold(COUPON, {
        idempotencyKey: nextKey('late'),
        holdId,
        occurredAt: later(0),
      }),
    );
    const [outcomes] = await Promise.all([Promise.all(captures), settled, Promise.all(late)]);
    const views = expectOk(
      await ledger.door.holds(COUPON, { ids: holds.map(({ holdId }) => holdId) }),
    );
    for (const [index, { holdId }] of holds.entries()) {
      const view = views.find(({ id }) => id === holdId);
      expect(view?.state).toBe(outcomes[index]?.ok === true ? 'CAPTURED' : 'TIMED_OUT');
      expect(await balanceOf(members[index] as string)).toBe(
        outcomes[index]?.ok === true ? 0n : 50n,
      );
    }
    await expectSound(ledger);
  });
});

describe('expiry', () => {
  it('and burns at the same moment share each lot out exactly', async () => {
    const members = times(12, newMember);
    for (const memberId of members) {
      await earn(ledger, memberId, 40n, { expiresAt: later(DAY) });
      await earn(ledger, memberId, 60n, { expiresAt: later(90 * DAY) });
    }
    const before = members.map((memberId, index) =>
      doorOf(index).postBurn(COUPON, burnOf(memberId, 30n)),
    );
    ledger.clock.advance(2 * DAY);
    const both = [ledger.door.settleDue(COUPON, {}), other.door.settleDue(COUPON, {})];
    const after = members.map((memberId, index) =>
      doorOf(index + 1).postBurn(COUPON, burnOf(memberId, 30n)),
    );
    await Promise.all([...before, ...both, ...after]);
    for (const [index, memberId] of members.entries()) {
      const first = expectOk(await (before[index] as (typeof before)[number]));
      // What the first burn took from the lot that ended is all that was ever taken from it.
      const fromEnded = first.lots.filter(
        ({ expiresAt }) => (expiresAt?.getTime() ?? 0) < later(0).getTime(),
      );
      const taken = fromEnded.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      expect(await balanceOf(memberId)).toBe(60n - (30n - taken) - 30n);
    }
    await expectSound(ledger);
  });
});

describe('transfers and merges', () => {
  it('in both directions at once neither deadlock nor make points', async () => {
    const [a, b] = [newMember(), newMember()];
    await earn(ledger, a, 500n);
    await earn(ledger, b, 500n);
    const calls = times(40, (index) => {
      const [fromMemberId, toMemberId] = index % 2 === 0 ? [a, b] : [b, a];
      const base = {
        currency: 'POINT',
        amountMinor: 5n,
        occurredAt: later(0),
        reason: { type: 'gift', id: 'g' },
      };
      return doorOf(index >> 1).transferPoints(OPERATOR, {
        ...base,
        idempotencyKey: nextKey('t'),
        fromMemberId,
        toMemberId,
      });
    });
    expect((await tally(calls)).ok).toBe(40);
    expect((await balanceOf(a)) + (await balanceOf(b))).toBe(1_000n);
    await expectSound(ledger);
  });

  it('a merge amid earns loses none of them', async () => {
    const [from, to] = [newMember(), newMember()];
    await earn(ledger, from, 10n);
    const earns = times(30, (index) => doorOf(index).postEarn(COUPON, earnOf(from, 10n)));
    const move = ledger.door.moveMember(COUPON, {
      idempotencyKey: nextKey('m'),
      mergeId: nextKey('merge'),
      fromMemberId: from,
      toMemberId: to,
    });
    const more = times(30, (index) => doorOf(index).postEarn(COUPON, earnOf(from, 10n)));
    expect((await tally([...earns, ...more])).ok).toBe(60);
    expectOk(await move);
    expect(await balanceOf(from)).toBe(0n);
    expect(await balanceOf(to)).toBe(610n);
    await expectSound(ledger);
  });
});

describe('a ceiling on issuance', () => {
  it('is exact with two processes issuing', async () => {
    const base = { subsidiary: 'logistics', currency: 'POINT' };
    expectOk(
      await ledger.door.limitIssuance(OPERATOR, {
        ...base,
        idempotencyKey: nextKey('l'),
        ceilingMinor: 100n,
      }),
    );
    const calls = times(60, (index) =>
      doorOf(index).postEarn(COUPON, earnOf(newMember(), 5n, { subsidiary: 'logistics' })),
    );
    expect(await tally(calls)).toEqual({ ok: 20, refused: { ISSUANCE_CEILING_EXCEEDED: 40 } });
    await expectSound(ledger);
  });

  it('holds for a wallet on which something is due, and is learnt of from another process', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 10n, { expiresAt: later(DAY) });
    const issue = (door: LedgerDoor) =>
      door.postEarn(COUPON, earnOf(memberId, 60n, { subsidiary: 'property' }));
    expectOk(await issue(ledger.door));
    expectOk(
      await other.door.limitIssuance(OPERATOR, {
        idempotencyKey: nextKey('l'),
        subsidiary: 'property',
        currency: 'POINT',
        ceilingMinor: 130n,
      }),
    );
    ledger.clock.advance(2 * DAY);
    expectOk(await issue(ledger.door));
    expect(expectRefusal(await issue(ledger.door)).code).toBe('ISSUANCE_CEILING_EXCEEDED');
    expect(await balanceOf(memberId)).toBe(120n);
    await expectSound(ledger);
  });
});

describe('a wallet that somebody else keeps locked', () => {
  it('holds up its own commands and nobody behind them', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 100n);
    await ledger.admin.query('BEGIN');
    await ledger.admin.query('SELECT 1 FROM wallet WHERE owner_id = $1 FOR UPDATE', [
      toUuid('mem', memberId),
    ]);
    let answered = false;
    const blocked = ledger.door.postBurn(COUPON, burnOf(memberId, 30n)).then((outcome) => {
      answered = true;
      return outcome;
    });
    // Sent while that one waits, over the same connection.
    await new Promise((resolve) => setTimeout(resolve, 10));
    const others = times(40, () => ledger.door.postEarn(COUPON, earnOf(newMember(), 1n)));
    expect((await tally(others)).ok).toBe(40);
    expect(answered).toBe(false);
    await ledger.admin.query('COMMIT');
    expectOk(await blocked);
    expect(await balanceOf(memberId)).toBe(70n);
    await expectSound(ledger);
  });
});

describe('a wallet that is remembered', () => {
  it('is never trusted: what another process did to it counts', async () => {
    const memberId = newMember();
    await earn(ledger, memberId, 100n);
    expectOk(await ledger.door.postBurn(COUPON, burnOf(memberId, 10n)));
    // Behind the back of the first process: spent, held, suspended.
    expectOk(await other.door.postBurn(COUPON, burnOf(memberId, 80n)));
    expect(expectRefusal(await ledger.door.postBurn(COUPON, burnOf(memberId, 20n))).code).toBe(
      'INSUFFICIENT_POINTS',
    );
    expectOk(await other.door.postEarn(COUPON, earnOf(memberId, 50n)));
    expectOk(await ledger.door.postBurn(COUPON, burnOf(memberId, 60n)));
    expectOk(
      await other.door.freezeMember(COUPON, {
        memberId,
        frozen: true,
      }),
    );
    expect(expectRefusal(await ledger.door.postEarn(COUPON, earnOf(memberId, 1n))).code).toBe(
      'WALLET_FROZEN',
    );
    await expectSound(ledger);
  });

  it('repeated keys are answered while new ones are posted beside them', async () => {
    const inputs = times(30, () => earnOf(newMember(), 2n));
    const first = await Promise.all(inputs.map((input) => ledger.door.postEarn(COUPON, input)));
    const again = times(3, () => [...inputs, ...times(10, () => earnOf(newMember(), 1n))]).flat();
    const answers = await Promise.all(
      again.map((input, index) => doorOf(index).postEarn(COUPON, input)),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    for (const [index, answer] of first.entries()) expect(answers[index]).toEqual(answer);
    await expectSound(ledger);
  });
});
