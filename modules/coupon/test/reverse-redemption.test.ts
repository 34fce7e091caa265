/** Returns give back what was paid with coupons and points; any order ends in the same state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Paid,
  type PaidLine,
  reverseRedemption,
} from '../src/domain/coupons/reverse-redemption.ts';

const paid = fc
  .record({
    lines: fc.array(
      fc.record({
        amount: fc.integer({ min: 1, max: 5_000 }),
        byCoupon: fc.nat(100),
        byPoints: fc.nat(100),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    points: fc.integer({ min: 0, max: 3_000 }),
  })
  .map(({ lines, points }): Paid => {
    const all = lines.flatMap(({ amount, byCoupon, byPoints }, index): PaidLine[] => {
      const amountMinor = BigInt(amount);
      const base = { lineId: `l${index}`, amountMinor, returnedMinor: 0n, reversedMinor: 0n };
      const coupon = (amountMinor * BigInt(byCoupon)) / 100n;
      const pointsValue = ((amountMinor - coupon) * BigInt(byPoints)) / 100n;
      return [
        ...(coupon > 0n ? [{ ...base, couponId: 'c', discountMinor: coupon }] : []),
        ...(pointsValue > 0n ? [{ ...base, couponId: null, discountMinor: pointsValue }] : []),
      ];
    });
    const withPoints = all.some(({ couponId }) => couponId === null);
    return { lines: all, pointsMinor: withPoints ? BigInt(points) : 0n, pointsReversedMinor: 0n };
  });

/** Cumulative amounts of returns, line by line, in some order. */
const returns = fc.array(fc.record({ line: fc.nat(3), share: fc.integer({ min: 1, max: 100 }) }), {
  maxLength: 6,
});

function play(before: Paid, steps: readonly { line: number; share: number }[]): Paid {
  const inAll = new Map<string, bigint>();
  let state = before;
  for (const { line, share } of steps) {
    const lineId = `l${line}`;
    const price = before.lines.find((one) => one.lineId === lineId)?.amountMinor ?? 0n;
    inAll.set(lineId, (inAll.get(lineId) ?? 0n) + (price * BigInt(share)) / 100n);
    const { lines, pointsReversedMinor } = reverseRedemption(state, inAll);
    state = { ...state, lines, pointsReversedMinor };
  }
  return state;
}

describe('giving back', () => {
  it('ends in the same state in any order', () => {
    fc.assert(
      fc.property(
        paid,
        returns.chain((steps) =>
          fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })),
        ),
        (before, [steps, shuffled]) => {
          expect(play(before, shuffled)).toEqual(play(before, steps));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives everything back once everything has come back, and never more', () => {
    fc.assert(
      fc.property(paid, returns, (before, steps) => {
        const between = play(before, steps);
        for (const line of between.lines)
          expect(line.reversedMinor).toBeLessThanOrEqual(line.discountMinor);
        const whole = reverseRedemption(between, 'WHOLE');
        for (const line of whole.lines) expect(line.reversedMinor).toBe(line.discountMinor);
        expect(whole.pointsReversedMinor).toBe(before.pointsMinor);
        expect(reverseRedemption({ ...between, ...whole }, 'WHOLE')).toMatchObject({
          coupons: [],
          pointsBackMinor: 0n,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('gives the use back with the last line, and the value line by line', () => {
    const base = {
      couponId: 'c',
      amountMinor: 100n,
      discountMinor: 50n,
      returnedMinor: 0n,
      reversedMinor: 0n,
    };
    const before = {
      lines: [
        { ...base, lineId: 'x' },
        { ...base, lineId: 'y' },
      ],
      pointsMinor: 0n,
      pointsReversedMinor: 0n,
    };
    const first = reverseRedemption(before, new Map([['x', 100n]]));
    expect(first.coupons).toEqual([
      { couponId: 'c', valueMinor: 50n, valueInAllMinor: 50n, whole: false },
    ]);
    const second = reverseRedemption(
      { ...before, lines: first.lines },
      new Map([
        ['x', 100n],
        ['y', 100n],
      ]),
    );
    expect(second.coupons).toEqual([
      { couponId: 'c', valueMinor: 50n, valueInAllMinor: 100n, whole: true },
    ]);
  });
});
