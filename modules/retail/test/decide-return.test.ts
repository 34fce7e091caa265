/** Returns: refusals in their order, and what never changes whatever comes back in whatever parts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReturn, type ReturnableBasket } from '../src/domain/decide-return.ts';

const boughtAt = new Date('2026-03-01T10:00:00Z');
const later = new Date('2026-03-02T10:00:00Z');

type Line = readonly [quantityMilli: bigint, amountMinor: bigint, discountMinor?: bigint];

const basket = (lines: readonly Line[]): ReturnableBasket => ({
  boughtAt,
  lines: lines.map(([quantityMilli, amountMinor, discountMinor = 0n], index) => ({
    lineNo: index + 1,
    quantityMilli,
    amountMinor,
    discountMinor,
    returnedMilli: 0n,
  })),
});

interface State {
  readonly basket: ReturnableBasket;
  readonly returned: bigint;
  readonly refunded: bigint;
}

const begin = (lines: readonly Line[]): State => ({
  basket: basket(lines),
  returned: 0n,
  refunded: 0n,
});

/** The basket as it stands after a return. */
function after(before: State, wish: Parameters<typeof decideReturn>[1]): State {
  const decided = decideReturn(before.basket, wish);
  if (!decided.ok) throw new Error(decided.refusal.code);
  const back = new Map(decided.value.lines.map((line) => [line.lineNo, line]));
  return {
    returned: before.returned + decided.value.amountMinor,
    refunded: before.refunded + decided.value.refundMinor,
    basket: {
      ...before.basket,
      lines: before.basket.lines.map((line) => ({
        ...line,
        returnedMilli: line.returnedMilli + (back.get(line.lineNo)?.quantityMilli ?? 0n),
      })),
    },
  };
}

describe('deciding a return', () => {
  const three = basket([
    [3_000n, 1_000n],
    [1_000n, 250n],
  ]);

  it.each([
    [
      'RETURN_BEFORE_PURCHASE',
      three,
      { returnedAt: new Date(0), lines: [{ lineNo: 9, quantityMilli: 0n }] },
    ],
    [
      'BASKET_ALREADY_RETURNED',
      after({ basket: three, returned: 0n, refunded: 0n }, { returnedAt: later }).basket,
      { returnedAt: later, lines: [{ lineNo: 9, quantityMilli: 0n }] },
    ],
    [
      'RETURN_LINE_UNKNOWN',
      three,
      { returnedAt: later, lines: [{ lineNo: 9, quantityMilli: 0n }] },
    ],
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
    [
      'RETURN_EXCEEDS_PURCHASE',
      three,
      { returnedAt: later, lines: [{ lineNo: 1, quantityMilli: 3_001n }] },
    ],
  ])('refuses with %s before anything that comes later in the order', (code, before, wish) => {
    const decided = decideReturn(before, wish);
    expect(decided.ok ? 'accepted' : decided.refusal.code).toBe(code);
  });

  it('rounds on the running total: thirds of 10.00 come back as 3.33, 3.34, 3.33', () => {
    let state = begin([[3_000n, 1_000n]]);
    const parts: bigint[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const next = after(state, {
        returnedAt: later,
        lines: [{ lineNo: 1, quantityMilli: 1_000n }],
      });
      parts.push(next.returned - state.returned);
      state = next;
    }
    expect(parts).toEqual([333n, 334n, 333n]);
  });

  it('gives back what was paid for the line, not what a coupon paid', () => {
    const couponOnTheFirst = basket([
      [2_000n, 2_000n, 1_000n],
      [1_000n, 500n],
    ]);
    const decided = (lineNo: number) =>
      decideReturn(couponOnTheFirst, {
        returnedAt: later,
        lines: [{ lineNo, quantityMilli: 1_000n }],
      });
    expect(decided(1)).toMatchObject({
      ok: true,
      value: { amountMinor: 1_000n, refundMinor: 500n, whole: false },
    });
    expect(decided(2)).toMatchObject({ ok: true, value: { amountMinor: 500n, refundMinor: 500n } });
  });

  it('sums to the whole however the goods come back', () => {
    const line = fc
      .tuple(fc.bigInt(1n, 50_000n), fc.bigInt(0n, 1_000_000n), fc.bigInt(0n, 100n))
      .map(([quantity, amount, percent]): Line => [quantity, amount, (amount * percent) / 100n]);
    const steps = fc.array(fc.tuple(fc.nat(), fc.bigInt(1n, 20_000n)), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), steps, (lines, wishes) => {
        const amount = lines.reduce((sum, [, minor]) => sum + minor, 0n);
        const discount = lines.reduce((sum, [, , minor = 0n]) => sum + minor, 0n);
        const open = (state: State) =>
          state.basket.lines.filter((item) => item.returnedMilli < item.quantityMilli);
        let state = begin(lines);
        for (const [pick, quantity] of wishes) {
          const chosen = open(state)[pick % Math.max(open(state).length, 1)];
          if (chosen === undefined) break;
          const left = chosen.quantityMilli - chosen.returnedMilli;
          const quantityMilli = quantity < left ? quantity : left;
          state = after(state, {
            returnedAt: later,
            lines: [{ lineNo: chosen.lineNo, quantityMilli }],
          });
          expect(state.returned).toBeLessThanOrEqual(amount);
          expect(state.refunded).toBeLessThanOrEqual(amount - discount);
        }
        if (open(state).length > 0) state = after(state, { returnedAt: later });
        expect(state.returned).toBe(amount);
        expect(state.refunded).toBe(amount - discount);
      }),
    );
  });
});
