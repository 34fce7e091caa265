/**
 * Whatever is bought and paid with what came of it: when all of it has come back, in any order and in any parts, the
 * house is as if nothing had happened: points, coupons, limits, debts, history, and what companies owe each other.
 */
import type { MemberId } from '@guildhall/ledger';
import { toUuid } from '@guildhall/shared/ids';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { couponBenefit, liveOffer, pointsBenefit } from './support/make-offer.ts';
import {
  expectOk,
  OPERATOR,
  type OpenHouse,
  openHouse,
  START,
  system,
} from './support/open-house.ts';

/** More with UNDO_RUNS=50. */
const RUNS = Number(process.env.UNDO_RUNS ?? '5');

let house: OpenHouse;
const retail = system('retail');

beforeAll(async () => {
  house = await openHouse();
  expectOk(
    await house.coupon.setPointsTender(OPERATOR, {
      idempotencyKey: 'tender',
      currency: 'POINT',
      pointsPerCny: '1',
      maxShareBps: 10_000,
    }),
  );
  const limits = [
    { phase: 'GRANT', scope: 'TOTAL', measure: 'MONEY', ceiling: '100000000' },
    { phase: 'GRANT', scope: 'MEMBER_DAY', measure: 'USES', ceiling: '1000' },
    { phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '100000000' },
    { phase: 'REDEEM', scope: 'MEMBER', measure: 'USES', ceiling: '1000' },
  ] as const;
  await liveOffer(house, 'EARN', {
    limits: [...limits],
    benefits: [pointsBenefit({ rounding: 'HALF_UP' })],
  });
  await liveOffer(house, 'COUPON', {
    condition: 'transaction.amountMinor >= cny("30.00")',
    limits: [...limits],
    benefits: [
      couponBenefit({ value: { kind: 'PERCENT_OFF', shareBps: 3_333, ceilingMinor: null } }),
      couponBenefit({ value: { kind: 'STORED_VALUE', amountMinor: '1500' } }),
    ],
  });
});
afterAll(() => house.close());

/** Everything that must be as it was. */
async function stateOf(memberId: MemberId) {
  const member = toUuid('mem', memberId);
  const [counters, coupons, debts, days, visits, owed] = await Promise.all([
    house.rows(
      'SELECT offer_id, limit_no, scope, used FROM counter WHERE used <> 0 ORDER BY 1, 2, 3',
    ),
    house.rows(
      `SELECT id, uses_held, uses_spent, value_held, value_spent FROM coupon
       WHERE member_id = $1 AND (ended_as IS NULL OR uses_held <> 0 OR uses_spent <> 0 OR value_held <> 0 OR value_spent <> 0) ORDER BY id`,
      [member],
    ),
    house.rows(
      `SELECT coupon_id, amount_minor FROM debt WHERE member_id = $1 AND state = 'OPEN' ORDER BY 1`,
      [member],
    ),
    house.rows(
      'SELECT day, subsidiary, category, spend_minor FROM member_day WHERE member_id = $1 AND spend_minor <> 0 ORDER BY 1, 2, 3',
      [member],
    ),
    house.rows(
      'SELECT day, subsidiary, visits FROM member_visit WHERE member_id = $1 AND visits <> 0 ORDER BY 1, 2',
      [member],
    ),
    house.rows(
      `SELECT payload ->> 'couponId' AS coupon, sum((payload ->> 'valueMinor')::bigint * CASE type WHEN 'coupon.redeemed' THEN 1 ELSE -1 END) AS owed
       FROM outbox WHERE type IN ('coupon.redeemed', 'coupon.redemption-reversed') AND payload ->> 'memberId' = $1
       GROUP BY 1 HAVING sum((payload ->> 'valueMinor')::bigint * CASE type WHEN 'coupon.redeemed' THEN 1 ELSE -1 END) <> 0`,
      [memberId],
    ),
  ]);
  const [wallet] = expectOk(
    await house.ledger.balances(
      { kind: 'module', name: 'test' },
      { owners: [memberId], currency: 'POINT' },
    ),
  );
  return {
    counters,
    coupons,
    debts,
    days,
    visits,
    owed,
    points: [wallet?.availableMinor ?? 0n, wallet?.heldMinor ?? 0n, wallet?.debtMinor ?? 0n],
  };
}

interface Bought {
  readonly transactionId: string;
  readonly lines: Record<string, number>;
}

/** Buys, paying with whatever of the member's coupons and points applies. */
async function buy(
  memberId: MemberId,
  lines: Record<string, number>,
  pay: { coupons: boolean; points: number },
): Promise<Bought> {
  const basket = {
    subsidiary: 'retail',
    kind: 'BASKET_BOUGHT',
    lines: Object.entries(lines).map(([lineId, fen]) => ({
      lineId,
      itemCode: `item-${lineId}`,
      category: 'general',
      quantity: '1',
      amountMinor: BigInt(fen),
    })),
  };
  const owned = await house.rows<{ code: string }>(
    `SELECT code FROM coupon WHERE member_id = $1 AND ended_as IS NULL`,
    [toUuid('mem', memberId)],
  );
  const codes = pay.coupons ? owned.map(({ code }) => code) : [];
  const quote = expectOk(await house.coupon.validate(retail, { memberId, basket, coupons: codes }));
  const available = await house.points(memberId);
  // One point pays one CNY here; only what pays whole fen of what is left.
  const most = quote.payableMinor / 100n;
  const points = [BigInt(pay.points), available, most].reduce((a, b) => (a < b ? a : b));
  const coupons = quote.applicable.map(({ couponId }) => couponId);
  const reservationIds: string[] = [];
  if (coupons.length > 0 || points > 0n) {
    const reserved = await house.coupon.reserve(retail, {
      idempotencyKey: house.key(),
      memberId,
      basket,
      coupons,
      ...(points > 0n ? { points: { currency: 'POINT', amountMinor: points } } : {}),
    });
    reservationIds.push(expectOk(reserved).reservationId);
  }
  const { transactionId } = await house.record({
    memberId,
    lines,
    ...(reservationIds.length > 0 ? { reservationIds } : {}),
  });
  return { transactionId, lines };
}

async function giveBack(
  memberId: MemberId,
  transactionId: string,
  lines?: Record<string, number>,
): Promise<void> {
  await house.record({
    memberId,
    kind: 'GOODS_RETURNED',
    lines: lines ?? {},
    reverses: {
      transactionId,
      ...(lines === undefined
        ? {}
        : {
            lines: Object.entries(lines).map(([lineId, fen]) => ({
              lineId,
              quantity: '0.5',
              amountMinor: String(fen),
            })),
          }),
    },
  });
}

const purchase = fc.record({
  lines: fc.array(fc.integer({ min: 1, max: 6_000 }), { minLength: 1, maxLength: 3 }),
  coupons: fc.boolean(),
  points: fc.integer({ min: 0, max: 40 }),
});

describe('undone in any order', () => {
  it('leaves the house as if nothing had happened', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(purchase, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat()),
        async (purchases, random) => {
          house.clock.set(START);
          const memberId = await house.member();
          const before = await stateOf(memberId);
          const left: { bought: Bought; lines: [string, number][] }[] = [];
          for (const { lines, coupons, points } of purchases) {
            const priced = Object.fromEntries(lines.map((fen, index) => [`l${index}`, fen]));
            const bought = await buy(memberId, priced, { coupons, points });
            left.push({ bought, lines: Object.entries(priced) });
          }
          const draw = (below: number): number => (random.next().value ?? 0) % below;
          while (left.length > 0) {
            const at = draw(left.length);
            const one = left[at];
            if (one === undefined) break;
            const line = one.lines.splice(draw(one.lines.length), 1)[0];
            if (line === undefined || draw(4) === 0) {
              await giveBack(memberId, one.bought.transactionId);
              left.splice(at, 1);
              continue;
            }
            const [lineId, fen] = line;
            const half = Math.floor(fen / 2);
            if (half > 0) await giveBack(memberId, one.bought.transactionId, { [lineId]: half });
            await giveBack(memberId, one.bought.transactionId, { [lineId]: fen - half });
            if (one.lines.length === 0) left.splice(at, 1);
          }
          expect(await stateOf(memberId)).toEqual(before);
        },
      ),
      { numRuns: RUNS, endOnFailure: false },
    );
  }, 400_000);
});

describe('a coupon used before what it came of came back', () => {
  it('is owed for; undoing its use cancels the debt, whichever comes first', async () => {
    for (const useFirst of [true, false]) {
      const memberId = await house.member();
      const first = await buy(memberId, { a: 6_000 }, { coupons: false, points: 0 });
      const second = await buy(memberId, { b: 3_000 }, { coupons: true, points: 0 });
      const debts = () =>
        house.rows<{ amount_minor: string; state: string }>(
          'SELECT amount_minor, state FROM debt WHERE member_id = $1 ORDER BY amount_minor',
          [toUuid('mem', memberId)],
        );
      if (useFirst) {
        await giveBack(memberId, second.transactionId);
        await giveBack(memberId, first.transactionId);
        expect(await debts()).toEqual([]);
      } else {
        await giveBack(memberId, first.transactionId);
        // A third off 30.00, and the stored 15.00 on the rest.
        expect(await debts()).toEqual([
          { amount_minor: '999', state: 'OPEN' },
          { amount_minor: '1500', state: 'OPEN' },
        ]);
        await giveBack(memberId, second.transactionId, { b: 1_500 });
        expect((await debts()).map(({ amount_minor }) => amount_minor)).toEqual(['500', '750']);
        await giveBack(memberId, second.transactionId);
        expect((await debts()).map(({ state }) => state)).toEqual(['CANCELLED', 'CANCELLED']);
      }
      const usable = await house.rows(
        `SELECT 1 FROM coupon WHERE member_id = $1 AND ended_as IS NULL`,
        [toUuid('mem', memberId)],
      );
      expect(usable).toEqual([]);
      expect(await house.points(memberId)).toBe(0n);
    }
  });
});
