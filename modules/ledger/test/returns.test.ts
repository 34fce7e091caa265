/**
 * Purchases that earn points, some of them paid with points of others, come back in any order, in parts, with time in
 * between in which points end. Once all of it is back, the member is as one who never bought: balances, debt, lots with
 * their expiry, and what each account of the programme got. What was kept by others is bought by both.
 *
 * LEDGER_RETURN_RUNS sets how many stories are told (default 12), LEDGER_RETURN_SEED repeats a run,
 * LEDGER_RETURN_SHRINK looks for the shortest story that fails.
 */
import { toUuid } from '@guildhall/shared/ids';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MemberId, PostingId } from '../src/index.ts';
import {
  burnOf,
  COUPON,
  DAY,
  earn,
  expectOk,
  newMember,
  nextKey,
  type OpenLedger,
  openLedger,
  START,
} from './support/open-ledger.ts';

const RUNS = Number(process.env.LEDGER_RETURN_RUNS ?? 12);
const SEED = Number(process.env.LEDGER_RETURN_SEED ?? Math.trunc(Math.random() * 2 ** 31));

let ledger: OpenLedger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

const days = fc.constantFrom(0, 0, 1, 4, 12);
const life = fc.constantFrom(2, 6, 15, 40, null);
const purchase = fc.record({
  earns: fc.integer({ min: 1, max: 60 }),
  life,
  /** Points it is paid with, as far as there are so many. */
  paid: fc.integer({ min: 0, max: 80 }),
  /** Bought by both: it stays, and is paid with money. */
  kept: fc.boolean(),
  wait: days,
});
type Purchase = typeof purchase extends fc.Arbitrary<infer T> ? T : never;
const story = fc.record({
  purchases: fc.array(purchase, { minLength: 2, maxLength: 6 }),
  /** Bought after the first of the returns. */
  late: fc.array(purchase, { maxLength: 2 }),
  waits: fc.array(days, { minLength: 1, maxLength: 6 }),
  deal: fc.infiniteStream(fc.nat()),
});

interface Step {
  readonly postingId: PostingId;
  /** null: all that is left. */
  readonly amount: bigint | null;
}

/** The steps that undo a purchase: what it earned and what it was paid with, each in halves. */
const stepsOf = (postingId: PostingId, amount: bigint): Step[] =>
  amount < 2n
    ? [{ postingId, amount: null }]
    : [
        { postingId, amount: amount / 2n },
        { postingId, amount: null },
      ];

/** `member` buys all of it, `twin` what is kept. Answers the steps that undo what only `member` bought. */
async function buy(
  { earns, life: lives, paid, kept, wait }: Purchase,
  member: MemberId,
  twin: MemberId,
): Promise<Step[]> {
  const steps: Step[] = [];
  const now = ledger.clock.now();
  if (!kept) {
    const available = (await balanceOf(member)).availableMinor;
    const amount = available < BigInt(paid) ? available : BigInt(paid);
    if (amount > 0n) {
      const burn = burnOf(member, amount, { occurredAt: now });
      const { postingId } = expectOk(await ledger.door.postBurn(COUPON, burn));
      steps.push(...stepsOf(postingId, amount));
    }
  }
  const expiresAt = lives === null ? null : new Date(now.getTime() + lives * DAY);
  const { postingId } = await earn(ledger, member, BigInt(earns), { expiresAt });
  if (kept) await earn(ledger, twin, BigInt(earns), { expiresAt });
  else steps.push(...stepsOf(postingId, BigInt(earns)));
  ledger.clock.advance(wait * DAY);
  return steps;
}

async function balanceOf(member: MemberId) {
  const [balance] = expectOk(
    await ledger.door.balances(COUPON, { owners: [member], currency: 'POINT' }),
  );
  const none = { availableMinor: 0n, pendingMinor: 0n, heldMinor: 0n, debtMinor: 0n };
  const { availableMinor, pendingMinor, heldMinor, debtMinor } = balance ?? none;
  return { availableMinor, pendingMinor, heldMinor, debtMinor };
}

/** All that can be told of the member: the wallet, its lots, and what came of its postings in the programme's accounts. */
async function stateOf(member: MemberId) {
  const lots = expectOk(await ledger.door.lots(COUPON, { owners: [member], currency: 'POINT' }));
  const { rows: accounts } = await ledger.admin.query(
    `SELECT a.kind, sum(leg.amount)::int AS net FROM posting p
      CROSS JOIN LATERAL (VALUES (p.account_id, p.d_system), (p.counter_id, p.d_counter)) AS leg (account_id, amount)
      JOIN account a ON a.id = leg.account_id
      WHERE p.owner_id = $1 AND p.seq IS NOT NULL GROUP BY 1 HAVING sum(leg.amount) <> 0 ORDER BY 1`,
    [toUuid('mem', member)],
  );
  return {
    balance: await balanceOf(member),
    lots: lots.map(({ amountMinor, remainingMinor, expiresAt }) => ({
      amountMinor,
      remainingMinor,
      expiresAt,
    })),
    accounts,
  };
}

it(`whatever the order of returns, it is as if never bought (${RUNS} stories)`, {
  timeout: 60_000 + RUNS * 10_000,
}, async () => {
  console.info(`returns: ${RUNS} stories, LEDGER_RETURN_SEED=${SEED}`);
  await fc.assert(
    fc.asyncProperty(story, async ({ purchases, late, waits, deal }) => {
      ledger.clock.set(START);
      const [member, twin] = [newMember(), newMember()];
      const draw = (below: number): number => (deal.next().value ?? 0) % below;
      const steps: Step[] = [];
      for (const one of purchases) steps.push(...(await buy(one, member, twin)));
      for (let n = 0; steps.length > 0; n += 1) {
        const [step] = steps.splice(draw(steps.length), 1);
        if (step !== undefined) await giveBack(step);
        ledger.clock.advance((waits[n % waits.length] ?? 0) * DAY);
        const one = late[n];
        if (one !== undefined) steps.push(...(await buy(one, member, twin)));
      }
      expectOk(await ledger.door.settleDue(COUPON, {}));
      expect(await stateOf(member)).toEqual(await stateOf(twin));
      const report = expectOk(await ledger.door.verify(COUPON, {}));
      expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: process.env.LEDGER_RETURN_SHRINK === undefined },
  );
});

async function giveBack({ postingId, amount }: Step): Promise<void> {
  const answer = await ledger.door.reverse(COUPON, {
    idempotencyKey: nextKey('back'),
    postingId,
    occurredAt: ledger.clock.now(),
    reason: { type: 'return', id: 'r-1' },
    ...(amount === null ? {} : { amountMinor: amount }),
  });
  // The whole of it may have come back before its half.
  if (answer.ok) return;
  expect(answer.refusal.code).toMatch(/^(POSTING_REVERSED_ALREADY|REVERSAL_EXCEEDS_POSTING)$/);
}
