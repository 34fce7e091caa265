import { newId } from '@guildhall/shared/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CouponUse, Happening } from '../src/domain/happenings.ts';
import { PROGRAMME } from '../src/domain/kinds.ts';
import { owedFor } from '../src/domain/obligations.ts';
import { readCouponRestored } from '../src/domain/read-facts.ts';
import { COUPONS, TermsBook } from '../src/domain/terms.ts';
import {
  anyLots,
  anyTerms,
  at,
  bookOf,
  COMPANIES,
  earned,
  expired,
  linesFor,
  lot,
  netsOf,
  redeemed,
  restored,
  START,
  shown,
  takenBack,
  terms,
} from './support.ts';

describe('pay on redeem', () => {
  it('lets the funders of the lots pay whoever takes the points, each its share', () => {
    // 1,000 points at 0.01 yuan are 10.00 yuan, 70 % auto and 30 % property.
    const lots = [lot(1000, '0.01', { auto: 7000, property: 3000 })];
    expect(shown(linesFor(redeemed('p', 'retail', lots)))).toEqual([
      'POINTS_REDEEMED auto>retail 700',
      'POINTS_REDEEMED property>retail 300',
    ]);
    expect(shown(linesFor(earned('e', lots)))).toEqual([]);
  });

  it('is no obligation where a company funds what it takes itself', () => {
    const lots = [lot(1000, '0.01', { auto: 7000, retail: 3000 })];
    expect(shown(linesFor(redeemed('p', 'retail', lots)))).toEqual([
      'POINTS_REDEEMED auto>retail 700',
    ]);
  });

  it('rounds once over all lots and splits so that the shares sum', () => {
    // 3 x 3.33 points at 0.05 yuan: 49.95 fen -> 50 fen over three equal funders.
    const lots = [1, 2, 3].map(() => lot(333, '0.05', { auto: 1, logistics: 1, property: 1 }));
    const lines = linesFor({ ...redeemed('p', 'retail', lots), scale: 2 });
    expect(lines.map(({ amountMinor }) => amountMinor)).toEqual([17n, 17n, 16n]);
    expect(lines.map(({ exactMinor }) => exactMinor)).toEqual(Array(3).fill('16.650000000000'));
  });

  it('keeps what is too small to pay as an exact line of nothing', () => {
    const [line] = linesFor(redeemed('p', 'retail', [lot(1, '0.001', { auto: 1 })]));
    expect(line).toMatchObject({ amountMinor: 0n, exactMinor: '0.100000000000' });
  });

  it('charges a fee and the tax on it by the terms with that company', () => {
    const book = bookOf(
      terms('auto', 'PAY_ON_REDEEM', { pricePerPoint: '0.02' }),
      terms('auto', 'PAY_ON_REDEEM', {
        counterparty: 'retail',
        serviceFeeBps: 200,
        taxRateBps: 600,
      }),
    );
    const lots = [lot(1000, '0.01', { auto: 1 })];
    expect(shown(linesFor(redeemed('p', 'retail', lots), book))).toEqual([
      'POINTS_REDEEMED auto>retail 2000',
      'SERVICE_FEE auto>programme 40',
      'SERVICE_TAX auto>programme 2',
    ]);
    expect(shown(linesFor(redeemed('p', 'property', lots), book))).toEqual([
      'POINTS_REDEEMED auto>property 2000',
    ]);
    const both = [
      ...linesFor(redeemed('p', 'retail', lots), book),
      ...linesFor(restored('r', 'retail', lots), book),
    ];
    expect(netsOf(both).size).toBe(0);
  });
});

describe('pay on issue', () => {
  const book = bookOf(terms('auto', 'PAY_ON_ISSUE', { breakageToFunderBps: 4_000 }));
  const lots = [lot(1000, '0.01', { auto: 7000, property: 3000 })];

  it('pays the pool at issue, and the pool pays whoever takes the points', () => {
    expect(shown(linesFor(earned('e', lots), book))).toEqual(['POINTS_ISSUED auto>programme 700']);
    expect(shown(linesFor(redeemed('p', 'retail', lots), book))).toEqual([
      'POINTS_REDEEMED programme>retail 700',
      'POINTS_REDEEMED property>retail 300',
    ]);
  });

  it('pays the pool also for what the funder takes itself', () => {
    expect(shown(linesFor(redeemed('p', 'auto', lots), book))).toContain(
      'POINTS_REDEEMED programme>auto 700',
    );
  });

  it('gives back of what expires the part that the terms say', () => {
    expect(shown(linesFor(expired('x', lots), book))).toEqual([
      'BREAKAGE_RETURNED programme>auto 280',
    ]);
  });

  it('gives back the whole of an earn that is taken back, also after its points were spent', () => {
    const [own] = lots;
    const others = [lot(1000, '0.01', { logistics: 1 })];
    expect(shown(linesFor(takenBack('t', lots, own === undefined ? [] : [own]), book))).toEqual([
      'ISSUE_RETURNED programme>auto 700',
    ]);
    expect(shown(linesFor(takenBack('t', lots, others), book))).toEqual([
      'ISSUE_RETURNED programme>auto 700',
      'FUNDING_SHIFTED programme>property 300',
      'FUNDING_SHIFTED logistics>programme 1000',
    ]);
  });

  it('leaves the pool even when points are issued, spent, and their earn taken back out of a later one', () => {
    const all = bookOf(terms('auto', 'PAY_ON_ISSUE'), terms('logistics', 'PAY_ON_ISSUE'));
    const own = [lot(100, '0.01', { auto: 1 })];
    const later = [lot(100, '0.01', { logistics: 1 })];
    const lines = [
      ...linesFor(earned('e1', own), all),
      ...linesFor(redeemed('b', 'retail', own), all),
      ...linesFor(takenBack('t', own, []), all), // becomes the member's debt
      ...linesFor(earned('e2', later, START, '100'), all),
    ];
    expect([...netsOf(lines)]).toEqual([
      ['logistics', -100n],
      ['retail', 100n],
    ]);
  });

  it('counts by the moment a lot was issued, whatever is agreed later', () => {
    const changed = bookOf(
      terms('auto', 'PAY_ON_ISSUE'),
      terms('auto', 'PAY_ON_REDEEM', { effectiveFrom: at(10).toISOString() }),
    );
    const before = [lot(100, '0.01', { auto: 1 }, at(9))];
    const after = [lot(100, '0.01', { auto: 1 }, at(11))];
    expect(shown(linesFor(redeemed('p', 'retail', before, at(20)), changed))).toEqual([
      'POINTS_REDEEMED programme>retail 100',
    ]);
    expect(shown(linesFor(redeemed('q', 'retail', after, at(20)), changed))).toEqual([
      'POINTS_REDEEMED auto>retail 100',
    ]);
  });
});

describe('prepaid', () => {
  const book = bookOf(
    terms('auto', 'PREPAID', { pricePerPoint: '0.01', breakageToFunderBps: 5_000 }),
  );
  const lots = [lot(1000, '0.01', { auto: 1, property: 1 })];

  it('draws points on the packs instead of money, and the pool pays', () => {
    expect(owedFor(earned('e', lots), book)).toMatchObject({
      lines: [],
      draws: [{ company: 'auto', points: '500.000000000000' }],
    });
    expect(shown(linesFor(redeemed('p', 'retail', lots), book))).toContain(
      'POINTS_REDEEMED programme>retail 500',
    );
    expect(owedFor(expired('x', lots), book).draws).toMatchObject([
      { points: '-250.000000000000' },
    ]);
    expect(owedFor(takenBack('t', lots, lots), book).draws).toMatchObject([
      { points: '-500.000000000000' },
    ]);
  });
});

describe('a company that has left', () => {
  const runOffs = [
    { company: 'auto', effectiveFrom: at(5).toISOString(), successor: 'retail', rate: '0.5' },
  ];
  const book = new TermsBook({ terms: [], runOffs });
  const lots = [lot(1000, '0.01', { auto: 1 })];

  it('is succeeded from that moment on, and not before', () => {
    expect(shown(linesFor(redeemed('p', 'property', lots, at(4)), book))).toEqual([
      'POINTS_REDEEMED auto>property 1000',
    ]);
    // What the successor does not take over is the pool's: who honours is paid whole.
    expect(shown(linesFor(redeemed('q', 'property', lots, at(6)), book))).toEqual([
      'POINTS_REDEEMED programme>property 500',
      'POINTS_REDEEMED retail>property 500',
    ]);
  });

  it('still gets back what it paid', () => {
    const back = restored('r', 'property', lots, at(6));
    expect(shown(linesFor(back, book))).toEqual(['POINTS_RESTORED property>auto 1000']);
  });
});

describe('debts', () => {
  it('are carried by the pool until a later earn repays them', () => {
    const shifted = linesFor(
      takenBack('t', [lot(100, '0.01', { auto: 1 })], [lot(60, '0.01', { logistics: 1 })]),
    );
    expect(shown(shifted)).toEqual([
      'FUNDING_SHIFTED programme>auto 100',
      'FUNDING_SHIFTED logistics>programme 60',
    ]);
    const repaid = linesFor(earned('e', [lot(50, '0.01', { property: 1 })], START, '40'));
    expect(shown(repaid)).toEqual(['DEBT_REPAID property>programme 40']);
    expect(netsOf([...shifted, ...repaid]).get(PROGRAMME)).toBeUndefined();
  });

  it('are repaid also by points given back', () => {
    const lots = [lot(100, '0.01', { auto: 1 })];
    expect(shown(linesFor(restored('r', 'retail', lots, START, '30')))).toEqual([
      'POINTS_RESTORED retail>auto 100',
      'DEBT_REPAID auto>programme 30',
    ]);
  });
});

describe('coupons', () => {
  const use = (over: Partial<CouponUse> = {}): CouponUse => ({
    source: 'rdm/cpn',
    occurredAt: START.toISOString(),
    redemptionId: newId('rdm', START),
    couponId: newId('cpn', START),
    offerId: newId('off', START),
    redeemedAt: 'property',
    valueMinor: '36000',
    funding: [
      { subsidiary: 'auto', shareBps: 7000 },
      { subsidiary: 'property', shareBps: 3000 },
    ],
    ...over,
  });

  it('are owed to the company that honoured them, with a fee where terms say so', () => {
    expect(shown(linesFor({ kind: 'COUPON_REDEEMED', ...use() }))).toEqual([
      'COUPON_REDEEMED auto>property 25200',
    ]);
    const book = bookOf(terms('auto', 'PAY_ON_REDEEM', { currency: COUPONS, serviceFeeBps: 100 }));
    expect(shown(linesFor({ kind: 'COUPON_REDEEMED', ...use() }, book))).toContain(
      'SERVICE_FEE auto>programme 252',
    );
  });

  it('taken back in parts of any size leave nothing owed, rounded or exact', () => {
    const funding = fc
      .array(fc.integer({ min: 1, max: 5_000 }), { minLength: 2, maxLength: 4 })
      .map((parts) =>
        parts.map((shareBps, index) => ({ subsidiary: COMPANIES[index] ?? '', shareBps })),
      );
    const values = fc.array(fc.bigInt({ min: 1n, max: 50_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(funding, values, (shares, parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0n);
        const whole = use({ funding: shares, valueMinor: String(total) });
        const all = [...linesFor({ kind: 'COUPON_REDEEMED', ...whole })];
        let inAll = 0n;
        for (const part of parts) {
          inAll += part;
          const [back] = readCouponRestored({
            ...whole,
            memberId: '',
            valueMinor: String(part),
            valueInAllMinor: String(inAll),
          });
          if (back !== undefined) all.push(...linesFor(back));
        }
        expect(netsOf(all).size).toBe(0);
        // Thirds of a fen are kept to twelve decimals.
        for (const residue of netsOf(all, true).values())
          expect(residue < 20n && residue > -20n).toBe(true);
        expect(all.every(({ amountMinor }) => amountMinor >= 0n)).toBe(true);
      }),
    );
  });
});

describe('any facts under any terms', () => {
  const some: fc.Arbitrary<Happening> = fc.oneof(
    anyLots.map((lots) => earned('s', lots, at(101), '1')),
    fc
      .tuple(anyLots, fc.constantFrom(...COMPANIES))
      .map(([lots, to]) => redeemed('s', to, lots, at(101))),
    anyLots.map((lots) => expired('s', lots, at(101))),
    fc.tuple(anyLots, anyLots).map(([original, lots]) => takenBack('s', original, lots, at(101))),
  );

  it('give lines of two different companies, amounts not below zero, nets that sum to zero', () => {
    fc.assert(
      fc.property(some, anyTerms, (happening, versions) => {
        const lines = linesFor(happening, bookOf(...versions));
        for (const { debtor, creditor, amountMinor } of lines) {
          expect(debtor).not.toBe(creditor);
          expect(amountMinor >= 0n).toBe(true);
        }
        const nets = [...netsOf(lines).values()];
        expect(nets.reduce((sum, net) => sum + net, 0n)).toBe(0n);
      }),
    );
  });

  it('split into shares that sum to the value, rounded once', () => {
    fc.assert(
      fc.property(anyLots, (lots) => {
        // Nobody of the funders takes the points, so every share is a line.
        const lines = linesFor(redeemed('s', 'partner', lots, at(101)));
        const exact = lines.reduce((sum, one) => sum + BigInt(one.exactMinor.replace('.', '')), 0n);
        const total = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
        const off = total * 10n ** 12n - exact;
        expect(off <= 5n * 10n ** 11n + 10n && off >= -5n * 10n ** 11n - 10n).toBe(true);
      }),
    );
  });

  it('are undone by their reversal to the fen', () => {
    const reversed = fc.tuple(anyLots, fc.constantFrom(...COMPANIES), anyTerms);
    fc.assert(
      fc.property(reversed, ([lots, to, versions]) => {
        const book = bookOf(...versions);
        const both = [
          ...linesFor(redeemed('p', to, lots, START), book),
          ...linesFor(restored('r', to, lots, at(101)), book),
        ];
        expect(netsOf(both).size).toBe(0);
        const issue = [
          ...linesFor(earned('e', lots, START), book),
          ...linesFor(takenBack('t', lots, lots, at(101)), book),
        ];
        expect(netsOf(issue).size).toBe(0);
      }),
    );
  });
});
