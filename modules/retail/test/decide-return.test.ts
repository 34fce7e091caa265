/** Returns: refusals in their order, and what never changes whatever comes back in whatever parts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReturn, type ReturnableBasket } from '../src/domain/decide-return.ts';

const boughtAt = new Date('2026-03-01T10:00:00Z');
const later = new Date('2026-03-02T10:00:00Z');

const basket = (lines: readonly [quantityMilli: bigint, amountMinor: bigint][], discountMinor = 0n): ReturnableBasket => ({
  boughtAt,
  amountMinor: lines.reduce((sum, [, amount]) => sum + amount, 0n),
  discountMinor,
  returnedMinor: 0n,
  refundedMinor: 0n,
  lines: lines.map(([quantityMilli, amountMinor], index) => ({
    lineNo: index + 1,
    quantityMilli,
    amountMinor,
    returnedMilli: 0n,
    returnedMinor: 0n,
  })),
});

/** The basket as it stands after a return. */
function after(before: ReturnableBasket, wish: Parameters<typeof decideReturn>[1]): ReturnableBasket {
  const decided = decideReturn(before, wish);
  if (!decided.ok) throw new Error(decided.refusal.code);
  const back = new Map(decided.value.lines.map((line) => [line.lineNo, line]));
  return {
    ...before,
    returnedMinor: before.returnedMinor + decided.value.amountMinor,
    refundedMinor: before.refundedMinor + decided.value.refundMinor,
    lines: before.lines.map((line) => ({
      ...line,
      returnedMilli: line.returnedMilli + (back.get(line.lineNo)?.quantityMilli ?? 0n),
      returnedMinor: line.returnedMinor + (back.get(line.lineNo)?.amountMinor ?? 0n),
    })),
  };
}

describe('deciding a return', () => {
  const three = basket([
    [3_000n, 1_000n],
    [1_000n, 250n],
  ]);

  it.each([
    ['RETURN_BEFORE_PURCHASE', three, { returnedAt: new Date(0), lines: [{ lineNo: 9, quantityMilli: 0n }] }],
    [
      'BASKET_ALREADY_RETURNED',
      after(three, { returnedAt: later }),
      { returnedAt: later, lines: [{ lineNo: 9, quantityMilli: 0n }] },
    ],
    ['RETURN_LINE_UNKNOWN', three, { returnedAt: later, lines: [{ lineNo: 9, quantityMilli: 0n }] }],
    [
      'RETURN_LINE_TWICE',
      three,
      {
        returnedAt: later,
        lines: [
          { lineNo: 1, quantityMilli: 1_000n },
          { lineNo: 1, quantityMilli: 0n },
        ],
      },
    ],
    ['RETURN_OF_NOTHING', three, { returnedAt: later, lines: [{ lineNo: 1, quantityMilli: 0n }] }],
    ['RETURN_EXCEEDS_PURCHASE', three, { returnedAt: later, lines: [{ lineNo: 1, quantityMilli: 3_001n }] }],
  ])('refuses with %s before anything that comes later in the order', (code, before, wish) => {
    const decided = decideReturn(before, wish);
    expect(decided.ok ? 'accepted' : decided.refusal.code).toBe(code);
  });

  it('rounds on the running total: thirds of 10.00 come back as 3.33, 3.34, 3.33', () => {
    let state = basket([[3_000n, 1_000n]]);
    const parts: bigint[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const next = after(state, { returnedAt: later, lines: [{ lineNo: 1, quantityMilli: 1_000n }] });
      parts.push(next.returnedMinor - state.returnedMinor);
      state = next;
    }
    expect(parts).toEqual([333n, 334n, 333n]);
  });

  it('gives back what was paid, not what a coupon paid', () => {
    const paidHalf = basket([[2_000n, 2_000n]], 1_000n);
    const decided = decideReturn(paidHalf, { returnedAt: later, lines: [{ lineNo: 1, quantityMilli: 1_000n }] });
    expect(decided).toMatchObject({ ok: true, value: { amountMinor: 1_000n, refundMinor: 500n, whole: false } });
  });

  it('sums to the whole however the goods come back', () => {
    const line = fc.tuple(fc.bigInt(1n, 50_000n), fc.bigInt(0n, 1_000_000n));
    const steps = fc.array(fc.tuple(fc.nat(), fc.bigInt(1n, 20_000n)), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.nat(100), steps, (lines, percent, wishes) => {
        const start = basket(lines);
        const discount = (start.amountMinor * BigInt(percent)) / 100n;
        let state: ReturnableBasket = { ...start, discountMinor: discount };
        for (const [pick, quantity] of wishes) {
          const open = state.lines.filter((item) => item.returnedMilli < item.quantityMilli);
          const chosen = open[pick % Math.max(open.length, 1)];
          if (chosen === undefined) break;
          const left = chosen.quantityMilli - chosen.returnedMilli;
          const quantityMilli = quantity < left ? quantity : left;
          state = after(state, { returnedAt: later, lines: [{ lineNo: chosen.lineNo, quantityMilli }] });
          expect(state.lines.every((item) => item.returnedMinor <= item.amountMinor)).toBe(true);
          expect(state.refundedMinor).toBeLessThanOrEqual(start.amountMinor - discount);
        }
        if (state.lines.some((item) => item.returnedMilli < item.quantityMilli)) {
          state = after(state, { returnedAt: later });
        }
        expect(state.returnedMinor).toBe(start.amountMinor);
        expect(state.refundedMinor).toBe(start.amountMinor - discount);
      }),
    );
  });
});
