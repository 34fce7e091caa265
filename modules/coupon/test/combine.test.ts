/** Several coupons on one basket: the best legal combination is what brute force finds; nothing is given twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAll, bestCombination, clashOf } from '../src/domain/coupons/combine.ts';
import type { CouponWithTemplate } from '../src/domain/coupons/coupon.ts';
import { quoteCheckout } from '../src/domain/coupons/decide-redemption.ts';
import type { BasketLine } from '../src/domain/coupons/discount.ts';
import { couponValueSchema } from '../src/domain/offers/coupon-template.ts';
import { coupon, NOON } from './support/domain-builders.ts';
import { couponTemplate } from './support/make-offer.ts';
import { subsetsOf } from './support/subsets.ts';

const lineOf = (
  lineId: string,
  amountMinor: bigint,
  over: Partial<BasketLine> = {},
): BasketLine => ({
  lineId,
  itemCode: 'i',
  category: 'general',
  quantity: '1',
  amountMinor,
  ...over,
});

const basket = fc
  .array(
    fc.record({
      fen: fc.integer({ min: 0, max: 20_000 }),
      quantity: fc.constantFrom('1', '2', '3'),
      category: fc.constantFrom('a', 'b'),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((lines) => lines.map(({ fen, ...rest }, index) => lineOf(`l${index}`, BigInt(fen), rest)));

const minor = fc.integer({ min: 1, max: 15_000 }).map(String);
const ceiling = fc.option(minor, { nil: null });
const value = fc.oneof(
  fc.record({
    kind: fc.constantFrom('AMOUNT_OFF' as const, 'STORED_VALUE' as const),
    amountMinor: minor,
  }),
  fc.record({
    kind: fc.constantFrom('PERCENT_OFF' as const, 'FEE_WAIVER' as const),
    shareBps: fc.integer({ min: 1, max: 10_000 }),
    ceilingMinor: ceiling,
  }),
  fc.record({
    kind: fc.constantFrom('FREE_SERVICE' as const, 'GIFT' as const, 'ERRAND' as const),
    ceilingMinor: ceiling,
  }),
);
const wallet = fc
  .array(
    fc.record({
      value,
      group: fc.constantFrom(null, null, 'g', 'h'),
      exclusive: fc.boolean().map((yes) => yes && Math.abs(1) === 1),
      categories: fc.constantFrom<string[]>([], ['a'], ['b']),
      days: fc.integer({ min: 1, max: 9 }),
      weight: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(
      ({ value: gives, group, exclusive, categories, days, weight }, index): CouponWithTemplate => {
        const stored = gives.kind === 'STORED_VALUE' ? BigInt(gives.amountMinor) : 0n;
        return {
          coupon: coupon({
            couponId: `cpn_${index}`,
            valueTotal: stored,
            expiresAt: new Date(NOON.getTime() + days * 86_400_000),
          }),
          template: couponTemplate({
            value: couponValueSchema.parse(gives),
            categories,
            combination: { group, exclusive: exclusive && weight === 0 },
          }),
        };
      },
    ),
  );

const storedIn = ({ applied }: ReturnType<typeof applyAll>): bigint =>
  applied.reduce((all, one) => (one.coupon.valueTotal > 0n ? all + one.totalMinor : all), 0n);

describe('the best legal combination', () => {
  it('gives as much as brute force, with the least stored value, then the fewest coupons', () => {
    fc.assert(
      fc.property(basket, wallet, (lines, coupons) => {
        const legal = subsetsOf(coupons).filter(
          (set) =>
            clashOf(set) === undefined &&
            applyAll(set, lines).applied.every(({ totalMinor }) => totalMinor > 0n),
        );
        const most = legal.reduce((best, set) => {
          const given = applyAll(set, lines).discountMinor;
          return given > best ? given : best;
        }, 0n);
        const equal = legal.filter((set) => applyAll(set, lines).discountMinor === most);
        const spent = (set: Parameters<typeof applyAll>[0]): bigint =>
          storedIn(applyAll(set, lines));
        const least = equal.map(spent).reduce((a, b) => (a < b ? a : b));
        const fewest = Math.min(
          ...equal.filter((set) => spent(set) === least).map((set) => set.length),
        );
        const found = bestCombination(coupons, lines);
        expect(found.discountMinor).toBe(most);
        expect(storedIn(found)).toBe(least);
        expect(found.applied).toHaveLength(fewest);
      }),
      { numRuns: 300 },
    );
  });

  it('never takes more off a line than it costs, and its parts sum to the whole', () => {
    fc.assert(
      fc.property(basket, wallet, (lines, coupons) => {
        const { left, discountMinor, applied } = bestCombination(coupons, lines);
        for (const amount of left.values()) expect(amount).toBeGreaterThanOrEqual(0n);
        const total = lines.reduce((all, { amountMinor }) => all + amountMinor, 0n);
        const unpaid = [...left.values()].reduce((all, amount) => all + amount, 0n);
        expect(total - unpaid).toBe(discountMinor);
        for (const { discount, totalMinor } of applied)
          expect([...discount.values()].reduce((all, part) => all + part, 0n)).toBe(totalMinor);
      }),
      { numRuns: 300 },
    );
  });

  it('takes the amount after the share, and leaves out what would take nothing', () => {
    const share = {
      coupon: coupon({ couponId: 'cpn_a' }),
      template: couponTemplate({
        value: { kind: 'PERCENT_OFF', shareBps: 5_000, ceilingMinor: null },
      }),
    };
    const amount = {
      coupon: coupon({ couponId: 'cpn_b' }),
      template: couponTemplate({ value: { kind: 'AMOUNT_OFF', amountMinor: '2000' } }),
    };
    const gift = {
      coupon: coupon({ couponId: 'cpn_c' }),
      template: couponTemplate({
        value: { kind: 'GIFT', ceilingMinor: null },
        categories: ['none'],
      }),
    };
    const found = bestCombination([gift, amount, share], [lineOf('x', 10_000n)]);
    expect(found.applied.map(({ coupon: one, totalMinor }) => [one.couponId, totalMinor])).toEqual([
      ['cpn_a', 5_000n],
      ['cpn_b', 2_000n],
    ]);
  });
});

it('money that is stored is spent last: a free coupon pays what it can first', () => {
  const stored = {
    coupon: coupon({ couponId: 'cpn_a', valueTotal: 10_000n }),
    template: couponTemplate({ value: { kind: 'STORED_VALUE', amountMinor: '10000' } }),
  };
  const free = {
    coupon: coupon({ couponId: 'cpn_b' }),
    template: couponTemplate({ value: { kind: 'AMOUNT_OFF', amountMinor: '2000' } }),
  };
  const found = bestCombination([stored, free], [lineOf('x', 6_000n)]);
  expect(found.applied.map(({ coupon: one, totalMinor }) => [one.couponId, totalMinor])).toEqual([
    ['cpn_b', 2_000n],
    ['cpn_a', 4_000n],
  ]);
});

describe('each kind', () => {
  const on = (
    gives: Parameters<typeof couponTemplate>[0],
    lines: readonly BasketLine[],
    valueTotal = 0n,
  ) =>
    applyAll([{ coupon: coupon({ valueTotal }), template: couponTemplate(gives) }], lines)
      .applied[0];

  it.each([
    [
      'share, rounded down',
      { value: { kind: 'PERCENT_OFF', shareBps: 1_500, ceilingMinor: null } },
      [lineOf('x', 333n)],
      49n,
    ],
    [
      'share up to its ceiling',
      { value: { kind: 'PERCENT_OFF', shareBps: 5_000, ceilingMinor: '1000' } },
      [lineOf('x', 9_000n)],
      1_000n,
    ],
    [
      'the whole fee',
      { value: { kind: 'FEE_WAIVER', shareBps: 10_000, ceilingMinor: null } },
      [lineOf('x', 12_345n)],
      12_345n,
    ],
    [
      'amount up to the price',
      { value: { kind: 'AMOUNT_OFF', amountMinor: '2000' } },
      [lineOf('x', 1_500n)],
      1_500n,
    ],
    [
      'one unit of the dearest',
      { value: { kind: 'GIFT', ceilingMinor: null } },
      [lineOf('x', 900n, { quantity: '3' }), lineOf('y', 500n)],
      500n,
    ],
    [
      'a part of a unit is the line',
      { value: { kind: 'FREE_SERVICE', ceilingMinor: null } },
      [lineOf('x', 900n, { quantity: '0.5' })],
      900n,
    ],
    [
      'an errand up to its ceiling',
      { value: { kind: 'ERRAND', ceilingMinor: '600' } },
      [lineOf('x', 900n)],
      600n,
    ],
  ] as const)('%s', (_name, gives, lines, expected) => {
    expect(on(gives as Parameters<typeof couponTemplate>[0], lines)?.totalMinor).toBe(expected);
  });

  it('stored value pays what is left of it', () => {
    const gives = { value: { kind: 'STORED_VALUE', amountMinor: '5000' } } as const;
    expect(on(gives, [lineOf('x', 3_000n)], 5_000n)?.totalMinor).toBe(3_000n);
    expect(on(gives, [lineOf('x', 9_000n)], 5_000n)?.totalMinor).toBe(5_000n);
  });

  it('an amount is spread by largest remainder', () => {
    const found = on({ value: { kind: 'AMOUNT_OFF', amountMinor: '100' } }, [
      lineOf('x', 100n),
      lineOf('y', 100n),
      lineOf('z', 100n),
    ]);
    expect([...(found?.discount.values() ?? [])]).toEqual([34n, 33n, 33n]);
  });
});

describe('points beside coupons', () => {
  const tender = { currency: 'POINT', scale: 0, pointsPerCny: '100', maxShareBps: 5_000 };
  const quote = (points: bigint, share = tender) =>
    quoteCheckout({
      memberId: 'mem_1',
      memberActive: true,
      counter: {
        subsidiary: 'retail',
        storeCode: null,
        kind: 'B',
        asset: null,
        lines: [lineOf('x', 6_000n), lineOf('y', 4_000n)],
      },
      presented: [],
      unknown: [],
      unreadable: [],
      points: { currency: 'POINT', amountMinor: points },
      tender: share,
      now: NOON,
    });

  it('pay at their rate, spread over what is left', () => {
    const paid = quote(4_000n);
    expect(paid).toMatchObject({
      pointsValueMinor: 4_000n,
      payableMinor: 6_000n,
      pointsRefusal: undefined,
    });
    expect([...paid.pointsByLine]).toEqual([
      ['x', 2_400n],
      ['y', 1_600n],
    ]);
  });

  it('are refused above their share, saying the most that may', () => {
    expect(quote(5_001n).pointsRefusal).toMatchObject({
      code: 'POINTS_EXCEED_SHARE',
      params: { most: '5000' },
    });
    expect(quote(5_000n).pointsRefusal).toBeUndefined();
  });

  it('are rounded down to the fen', () => {
    expect(quote(150n, { ...tender, pointsPerCny: '70' }).pointsValueMinor).toBe(214n);
  });
});
