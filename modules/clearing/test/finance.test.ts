import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateBreakage, type Flow } from '../src/domain/breakage.ts';
import { isWorkingDay, workingDaysAfter } from '../src/domain/due-date.ts';
import { journalOf } from '../src/domain/journal.ts';
import { OBLIGATION_KINDS } from '../src/domain/kinds.ts';
import { mayMove, PERIOD_STATES } from '../src/domain/period-states.ts';
import { recognise } from '../src/domain/recognition.ts';

describe('revenue for points (IFRS 15)', () => {
  // Units, not fen, so that the rounding of the standard's example shows.
  const allocatedMinor = 9_000n;
  const first = recognise({ allocatedMinor, redeemed: '4500', expected: '9700' }, undefined);

  it('is recognised in proportion to points redeemed: 4,175', () => {
    expect(first).toEqual({ recognisedMinor: 4_175n, revenueMinor: 4_175n, catchUpMinor: 0n });
  });

  it('catches up when more are expected: 3,552', () => {
    const before = { recognisedMinor: 4_175n, redeemed: '4500' };
    const next = recognise({ allocatedMinor, redeemed: '8500', expected: '9900' }, before);
    expect(next.revenueMinor).toBe(3_552n);
    expect(next.catchUpMinor).toBe(-84n);
  });

  it('catches up when fewer are expected: 4,140', () => {
    const before = { recognisedMinor: 4_175n, redeemed: '4500' };
    const next = recognise({ allocatedMinor, redeemed: '8500', expected: '9200' }, before);
    expect(next.revenueMinor).toBe(4_140n);
  });

  it('never recognises more than was allocated, and all of it in the end, in whatever steps', () => {
    const steps = fc.array(fc.tuple(fc.nat(1_000), fc.nat(5_000)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.bigInt(0n, 10n ** 9n), (list, allocated) => {
        let redeemed = 0;
        let before: { recognisedMinor: bigint; redeemed: string } | undefined;
        let revenue = 0n;
        for (const [used, still] of [...list, [0, 0] as const]) {
          redeemed += used;
          const basis = {
            allocatedMinor: allocated,
            redeemed: `${redeemed}`,
            expected: `${redeemed + still}`,
          };
          const made = recognise(basis, before);
          revenue += made.revenueMinor;
          expect(made.recognisedMinor <= allocated && made.recognisedMinor >= 0n).toBe(true);
          expect(revenue).toBe(made.recognisedMinor);
          before = { recognisedMinor: made.recognisedMinor, redeemed: `${redeemed}` };
        }
        expect(revenue).toBe(redeemed === 0 ? 0n : allocated);
      }),
    );
  });
});

describe('breakage', () => {
  /** Issued 1,000 a month; a fifth of what is open is redeemed in each of the five months that points live. */
  const flows = (months: number): Flow[] =>
    Array.from({ length: months }, (_, born) => {
      let open = 1_000;
      return Array.from({ length: Math.min(6, months - born) }, (_age, age): Flow => {
        const redeemed = age < 5 ? open * 0.2 : 0;
        const expired = age === 5 ? open : 0;
        const issued = age === 0 ? 1_000 : 0;
        open -= redeemed + expired;
        return {
          earnedMonth: monthOf(born),
          month: monthOf(born + age),
          issued,
          redeemed,
          expired,
          withdrawn: 0,
        };
      });
    }).flat();
  const monthOf = (index: number): string =>
    `${2025 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;

  it('is what a steady history says it is', () => {
    // Issued in the month that is asked about, five months to go: 0.8^5 of it will be left.
    const open = [{ earnedMonth: monthOf(20), expiryMonth: monthOf(24), points: 1_000 }];
    const estimate = estimateBreakage(flows(20), open, monthOf(20));
    expect(estimate.rate).toBeCloseTo(0.8 ** 5, 6);
    expect(estimate.low).toBeCloseTo(estimate.rate, 6);
    expect(estimate.high).toBeCloseTo(estimate.rate, 6);
    expect(estimate.cohorts).toBe(20);
  });

  it('has an interval that widens when history disagrees with itself, and is the same each time', () => {
    const uneven = flows(20).map((flow) =>
      Number(flow.earnedMonth.slice(5)) % 2 === 0 ? { ...flow, redeemed: flow.redeemed / 3 } : flow,
    );
    const open = [{ earnedMonth: monthOf(20), expiryMonth: monthOf(24), points: 1_000 }];
    const estimate = estimateBreakage(uneven, open, monthOf(20));
    expect(estimate.high - estimate.low).toBeGreaterThan(0.02);
    expect(estimate.low < estimate.rate && estimate.rate < estimate.high).toBe(true);
    expect(estimateBreakage(uneven, open, monthOf(20))).toEqual(estimate);
  });

  it('expects everything to be redeemed while there is little history', () => {
    const open = [{ earnedMonth: monthOf(1), expiryMonth: null, points: 500 }];
    expect(estimateBreakage(flows(2), open, monthOf(1))).toMatchObject({
      enoughHistory: false,
      rate: 0,
      expectedRedeemed: 500,
    });
  });
});

describe('due dates', () => {
  it('count working days of the Chinese calendar', () => {
    expect(isWorkingDay('2026-10-01')).toBe(false); // National Day
    expect(isWorkingDay('2026-10-10')).toBe(true); // a Saturday worked for it
    expect(workingDaysAfter('2026-09-30', 1)).toBe('2026-10-08');
    expect(workingDaysAfter('2026-09-30', 3)).toBe('2026-10-10');
    expect(workingDaysAfter('2026-12-03', 10)).toBe('2026-12-17');
  });
});

describe('journals', () => {
  it('have an entry for every kind and side, and debit equals credit', () => {
    const totals = OBLIGATION_KINDS.flatMap((kind, index) => [
      { debtor: 'auto', creditor: 'retail', kind, amountMinor: BigInt(index + 1) },
      { debtor: 'retail', creditor: 'auto', kind, amountMinor: BigInt(index + 100) },
      { debtor: 'retail', creditor: 'property', kind, amountMinor: 5n },
    ]);
    const recognitions = [{ currency: 'POINT', allocatedMinor: -30n, revenueMinor: 70n }];
    const entries = journalOf('auto', totals, recognitions);
    expect(entries).toHaveLength(2 * OBLIGATION_KINDS.length + 2);
    expect(entries.every(({ amountMinor }) => amountMinor > 0n)).toBe(true);
    expect(entries.at(-2)).toMatchObject({
      debit: 'CONTRACT_LIABILITY',
      credit: 'DEFERRED_REVENUE',
      amountMinor: 30n,
    });
    const payable = entries.filter(({ credit }) => credit === 'PAYABLE');
    expect(payable).toHaveLength(OBLIGATION_KINDS.length);
  });
});

describe('the life of a month', () => {
  it('never goes back before its statements', () => {
    const backwards = PERIOD_STATES.flatMap((from, index) =>
      PERIOD_STATES.slice(0, index)
        .filter((to) => mayMove(from, to))
        .map((to) => `${from}>${to}`),
    );
    expect(backwards).toEqual(['DISPUTED>ISSUED', 'SETTLED>APPROVED']);
    expect(mayMove('ISSUED', 'SETTLED')).toBe(false);
  });
});
