import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FundedPoints,
  type Obligation,
  ofRedeemedCoupon,
  ofRedeemedPoints,
  ofRepaidDebt,
  ofRestoredCoupon,
  ofRestoredPoints,
  ofShiftedFunding,
  PROGRAMME,
} from '../src/domain/obligations.ts';

const at = { source: 'pst_1', occurredAt: '2026-11-22T04:00:00.000Z' };

function points(amountMinor: number, price: string, shares: Record<string, number>): FundedPoints {
  return {
    amountMinor: String(amountMinor),
    funding: {
      shares: Object.entries(shares).map(([subsidiary, parts]) => ({ subsidiary, parts })),
      pricePerPoint: price,
      priceCurrency: 'CNY',
    },
  };
}

const lines = (obligations: readonly Obligation[]) =>
  obligations.map(({ debtor, creditor, amountMinor }) => `${debtor}>${creditor} ${amountMinor}`);

/** What each company gains; the sum over companies is zero. */
function nets(obligations: readonly Obligation[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { debtor, creditor, amountMinor } of obligations) {
    net.set(debtor, (net.get(debtor) ?? 0n) - amountMinor);
    net.set(creditor, (net.get(creditor) ?? 0n) + amountMinor);
  }
  return new Map([...net].filter(([, amount]) => amount !== 0n));
}

describe('points redeemed', () => {
  it('are owed by the funders of the lots, each its share', () => {
    // 1,000 points at 0.01 yuan are 10.00 yuan, 70 % auto and 30 % property.
    const lot = points(1000, '0.01', { auto: 7000, property: 3000 });
    expect(lines(ofRedeemedPoints(at, 'retail', 0, [lot]))).toEqual([
      'auto>retail 700',
      'property>retail 300',
    ]);
  });

  it('are no obligation where a company funds what it takes itself', () => {
    const lot = points(1000, '0.01', { auto: 7000, retail: 3000 });
    expect(lines(ofRedeemedPoints(at, 'retail', 0, [lot]))).toEqual(['auto>retail 700']);
  });

  it('round once over all lots, and split so that the shares sum', () => {
    // 3 x 0.333 points at 0.05 yuan: 4.995 fen -> 5 fen over three equal funders.
    const lot = points(333, '0.05', { auto: 1, logistics: 1, property: 1 });
    const owed = ofRedeemedPoints(at, 'retail', 2, [lot, lot, lot]);
    expect(owed.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(50n);
    expect(lines(owed)).toEqual(['auto>retail 17', 'logistics>retail 17', 'property>retail 16']);
  });

  it('count for the scale of their currency', () => {
    expect(
      lines(ofRedeemedPoints(at, 'retail', 2, [points(100_000, '0.01', { auto: 1 })])),
    ).toEqual(['auto>retail 1000']);
  });
});

describe('what is taken back', () => {
  it('mirrors the redemption', () => {
    const lot = points(1001, '0.013', { auto: 3, property: 7 });
    const both = [
      ...ofRedeemedPoints(at, 'retail', 0, [lot]),
      ...ofRestoredPoints(at, 'retail', 0, [lot]),
    ];
    expect(nets(both).size).toBe(0);
  });

  it('of an earn that was spent lets the other lots and the pool pay the first funders', () => {
    // 100 points of auto were spent at retail; now taken back out of 60 points of logistics, 40 are owed by the member.
    const shifted = ofShiftedFunding(
      at,
      0,
      [points(100, '0.01', { auto: 1 })],
      [points(60, '0.01', { logistics: 1 })],
    );
    expect(lines(shifted)).toEqual(['programme>auto 100', 'logistics>programme 60']);
    const repaid = ofRepaidDebt(at, 0, '40', [points(50, '0.01', { property: 1 })]);
    expect(lines(repaid)).toEqual(['property>programme 40']);
    expect(nets([...shifted, ...repaid]).get(PROGRAMME)).toBeUndefined();
  });

  it('of an earn that was not spent owes nothing', () => {
    const lot = points(100, '0.01', { auto: 1 });
    expect(ofShiftedFunding(at, 0, [lot], [lot])).toEqual([]);
  });
});

describe('coupons', () => {
  const coupon = {
    redeemedAt: 'property',
    valueMinor: '36000',
    funding: [
      { subsidiary: 'auto', shareBps: 7000 },
      { subsidiary: 'property', shareBps: 3000 },
    ],
  };

  it('are owed to the company that honoured them', () => {
    expect(lines(ofRedeemedCoupon(at, coupon))).toEqual(['auto>property 25200']);
    const restored = ofRestoredCoupon(at, { ...coupon, valueInAllMinor: coupon.valueMinor });
    expect(nets([...ofRedeemedCoupon(at, coupon), ...restored]).size).toBe(0);
  });

  it('taken back in parts of any size leave nothing owed', () => {
    const funding = fc
      .array(fc.integer({ min: 1, max: 5_000 }), { minLength: 2, maxLength: 4 })
      .map((parts) =>
        parts.map((shareBps, index) => ({
          subsidiary: ['auto', 'property', 'retail', 'logistics'][index] ?? '',
          shareBps,
        })),
      );
    const values = fc.array(fc.bigInt({ min: 1n, max: 50_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(funding, values, (shares, parts) => {
        const use = { redeemedAt: 'property', funding: shares };
        const total = parts.reduce((sum, part) => sum + part, 0n);
        const all = ofRedeemedCoupon(at, { ...use, valueMinor: String(total) });
        let inAll = 0n;
        for (const part of parts) {
          inAll += part;
          const back = { ...use, valueMinor: String(part), valueInAllMinor: String(inAll) };
          all.push(...ofRestoredCoupon(at, back));
        }
        expect(nets(all).size).toBe(0);
        expect(all.every(({ amountMinor }) => amountMinor > 0n)).toBe(true);
      }),
    );
  });
});

const company = fc.constantFrom('auto', 'property', 'retail', 'logistics');
const funded = fc
  .record({
    amountMinor: fc.integer({ min: 1, max: 10_000_000 }),
    price: fc.constantFrom('0.01', '0.005', '0.0125', '0.33333333'),
    shares: fc.uniqueArray(fc.tuple(company, fc.integer({ min: 1, max: 10_000 })), {
      minLength: 1,
      maxLength: 4,
      selector: ([name]) => name,
    }),
  })
  .map(({ amountMinor, price, shares }) => points(amountMinor, price, Object.fromEntries(shares)));
const lots = fc.array(funded, { minLength: 1, maxLength: 6 });

describe('any facts', () => {
  it('give lines of two different companies, positive amounts and nets that sum to zero', () => {
    fc.assert(
      fc.property(
        lots,
        lots,
        company,
        fc.integer({ min: 0, max: 4 }),
        (some, others, redeemer, scale) => {
          const all = [
            ...ofRedeemedPoints(at, redeemer, scale, some),
            ...ofShiftedFunding(at, scale, some, others),
          ];
          for (const { debtor, creditor, amountMinor } of all) {
            expect(debtor).not.toBe(creditor);
            expect(amountMinor > 0n).toBe(true);
          }
          expect([...nets(all).values()].reduce((sum, net) => sum + net, 0n)).toBe(0n);
        },
      ),
    );
  });

  it('are undone by their reversal to the fen', () => {
    fc.assert(
      fc.property(lots, company, fc.integer({ min: 0, max: 4 }), (some, redeemer, scale) => {
        const both = [
          ...ofRedeemedPoints(at, redeemer, scale, some),
          ...ofRestoredPoints(at, redeemer, scale, some),
        ];
        expect(nets(both).size).toBe(0);
      }),
    );
  });
});
