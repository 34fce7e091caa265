import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  type OpenLedger,
  openLedger,
  RETAIL,
  START,
} from './support/open-ledger.ts';

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

const at = (ms: number): Date => new Date(START.getTime() + ms);

describe('earning and burning', () => {
  it('puts points in as a lot with its payers and takes them out first-expiring-first', async () => {
    const { door } = ledger;
    const memberId = newMember();
    const late = await earn(ledger, memberId, 100n, { expiresAt: at(60 * DAY) });
    const soon = await earn(ledger, memberId, 50n, { expiresAt: at(30 * DAY) });
    expect(late.balance.availableMinor).toBe(100n);
    expect(soon.balance.availableMinor).toBe(150n);

    const burn = expectOk(await door.postBurn(RETAIL, burnOf(memberId, 70n)));
    expect(burn.balance).toEqual({
      availableMinor: 80n,
      pendingMinor: 0n,
      heldMinor: 0n,
      debtMinor: 0n,
    });
    expect(burn.lots.map(({ lotId, amountMinor }) => [lotId, amountMinor])).toEqual([
      [soon.lotId, 50n],
      [late.lotId, 20n],
    ]);
    expect(burn.lots[0]?.funding.shares).toHaveLength(2);
    const [balance] = expectOk(
      await door.balances(COUPON, { owners: [memberId], currency: 'POINT' }),
    );
    expect(balance?.availableMinor).toBe(80n);
    expect(balance?.nextExpiry).toEqual({ at: at(60 * DAY), amountMinor: 80n });
  });

  it('takes the first-expiring first however many lots there are, and whatever is earned in between', async () => {
    const { door } = ledger;
    const memberId = newMember();
    const open: { readonly lotId: string; readonly day: number; left: bigint }[] = [];
    // Days in no order: some lots come before those that are remembered, some after, some between.
    const days = Array.from({ length: 60 }, (_, n) => 40 + ((n * 37) % 101));
    const earnNext = async (): Promise<void> => {
      const day = days.pop() ?? 200;
      const { lotId } = await earn(ledger, memberId, 10n, { expiresAt: at(day * DAY) });
      open.push({ lotId, day, left: 10n });
      open.sort((a, b) => a.day - b.day || (a.lotId < b.lotId ? -1 : 1));
    };
    for (let n = 0; n < 24; n += 1) await earnNext();
    for (const amount of [3n, 10n, 1n, 27n, 5n, 60n, 2n, 8n, 44n, 9n, 31n, 16n]) {
      const taken: [string, bigint][] = [];
      for (let left = amount; left > 0n; ) {
        const [lot] = open;
        if (lot === undefined) throw new Error('The lots do not cover the burn');
        const part = lot.left < left ? lot.left : left;
        taken.push([lot.lotId, part]);
        lot.left -= part;
        left -= part;
        if (lot.left === 0n) open.shift();
      }
      const { lots } = expectOk(await door.postBurn(RETAIL, burnOf(memberId, amount)));
      expect(lots.map(({ lotId, amountMinor }) => [lotId, amountMinor])).toEqual(taken);
      await earnNext();
      await earnNext();
    }
  });

  it('gives the first answer again for the same key and body, and refuses another body', async () => {
    const { door } = ledger;
    const memberId = newMember();
    const input = earnOf(memberId, 40n);
    const first = expectOk(await door.postEarn(COUPON, input));
    expect(expectOk(await door.postEarn(COUPON, input))).toEqual(first);
    const burn = burnOf(memberId, 15n);
    const burned = expectOk(await door.postBurn(COUPON, burn));
    expect(expectOk(await door.postBurn(COUPON, burn))).toEqual(burned);
    expect(expectOk(await door.postEarn(COUPON, input))).toEqual(first);
    expect(expectRefusal(await door.postEarn(COUPON, { ...input, amountMinor: 41n })).code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    // Another client may use the same key.
    expectOk(await door.postEarn(RETAIL, input));
  });

  it('remembers a refusal under its key for ever', async () => {
    const { door } = ledger;
    const memberId = newMember();
    const burn = burnOf(memberId, 15n);
    const refused = expectRefusal(await door.postBurn(COUPON, burn));
    expect(refused).toMatchObject({
      code: 'INSUFFICIENT_POINTS',
      params: { available: '0', required: '15' },
    });
    await earn(ledger, memberId, 100n);
    expect(expectRefusal(await door.postBurn(COUPON, burn))).toEqual(refused);
    expectOk(await door.postBurn(COUPON, burnOf(memberId, 15n)));
  });
});

describe('holds', () => {
  it('authorizes, captures in parts, and releases the rest', async () => {
    const { door, clock } = ledger;
    const memberId = newMember();
    await earn(ledger, memberId, 100n, { expiresAt: at(30 * DAY) });
    const input = { ...burnOf(memberId, 80n), expiresAt: at(2 * HOUR) };
    const hold = expectOk(await door.holdPoints(RETAIL, input));
    expect(hold.balance).toMatchObject({ availableMinor: 20n, heldMinor: 80n });
    expect(expectOk(await door.holdPoints(RETAIL, input))).toEqual(hold);
    expect(expectRefusal(await door.postBurn(RETAIL, burnOf(memberId, 21n))).code).toBe(
      'INSUFFICIENT_POINTS',
    );
    const capture = {
      idempotencyKey: 'c1',
      holdId: hold.holdId,
      amountMinor: 30n,
      occurredAt: clock.now(),
    };
    const captured = expectOk(await door.captureHold(RETAIL, capture));
    expect(captured).toMatchObject({ remainingMinor: 50n, releasedMinor: 0n });
    expect(expectOk(await door.captureHold(RETAIL, capture))).toEqual(captured);
    const last = { ...capture, idempotencyKey: 'c2', amountMinor: 20n, final: true };
    const final = expectOk(await door.captureHold(RETAIL, last));
    expect(final).toMatchObject({
      remainingMinor: 0n,
      releasedMinor: 30n,
      balance: { availableMinor: 50n, heldMinor: 0n },
    });
    expect(expectOk(await door.captureHold(RETAIL, last))).toEqual(final);
    const closed = await door.releaseHold(RETAIL, { idempotencyKey: 'r1', holdId: hold.holdId });
    expect(expectRefusal(closed)).toMatchObject({
      code: 'HOLD_CLOSED',
      params: { state: 'CAPTURED' },
    });
  });
});

describe('reversal', () => {
  it('of a burn gives back to the same lots, last taken first', async () => {
    const { door, clock } = ledger;
    const memberId = newMember();
    await earn(ledger, memberId, 50n, { expiresAt: at(30 * DAY) });
    const late = await earn(ledger, memberId, 100n, { expiresAt: at(60 * DAY) });
    const burn = expectOk(await door.postBurn(RETAIL, burnOf(memberId, 70n)));
    const input = {
      idempotencyKey: 'rev-1',
      postingId: burn.postingId,
      amountMinor: 20n,
      occurredAt: clock.now(),
      reason: { type: 'return', id: 'r-1' },
    };
    const part = expectOk(await door.reverse(RETAIL, input));
    expect(part.lots.map(({ lotId, amountMinor }) => [lotId, amountMinor])).toEqual([
      [late.lotId, 20n],
    ]);
    expect(part.leftMinor).toBe(50n);
    expect(expectOk(await door.reverse(RETAIL, input))).toEqual(part);
    const { amountMinor: _, ...all } = input;
    const rest = expectOk(await door.reverse(RETAIL, { ...all, idempotencyKey: 'rev-2' }));
    expect(rest).toMatchObject({
      leftMinor: 0n,
      amountMinor: 50n,
      balance: { availableMinor: 150n },
    });
    const again = await door.reverse(RETAIL, { ...all, idempotencyKey: 'rev-3' });
    expect(expectRefusal(again).code).toBe('POSTING_REVERSED_ALREADY');
    const ofReversal = await door.reverse(RETAIL, {
      ...all,
      idempotencyKey: 'rev-4',
      postingId: rest.postingId,
    });
    expect(expectRefusal(ofReversal).code).toBe('REVERSAL_OF_REVERSAL');
  });

  it('of an earn that is spent makes debt, which the next earn repays first', async () => {
    const { door, clock } = ledger;
    const memberId = newMember();
    const posted = await earn(ledger, memberId, 100n);
    expectOk(await door.postBurn(RETAIL, burnOf(memberId, 80n)));
    const reason = { type: 'return', id: 'r-2' };
    const back = expectOk(
      await door.reverse(COUPON, {
        idempotencyKey: 'rev-e',
        postingId: posted.postingId,
        occurredAt: clock.now(),
        reason,
      }),
    );
    expect(back).toMatchObject({
      amountMinor: 100n,
      debtMinor: 80n,
      balance: { availableMinor: 0n, debtMinor: 80n },
    });
    const next = await earn(ledger, memberId, 50n);
    expect(next).toMatchObject({
      debtRepaidMinor: 50n,
      balance: { availableMinor: 0n, debtMinor: 30n },
    });
    const after = await earn(ledger, memberId, 50n);
    expect(after).toMatchObject({
      debtRepaidMinor: 30n,
      balance: { availableMinor: 20n, debtMinor: 0n },
    });
  });
});
