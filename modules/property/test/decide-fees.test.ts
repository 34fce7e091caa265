/** Fees: amounts to the fen, the first rule that says no wins, refunds give back exactly what was paid. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PayableBill,
  type PaymentFacts,
  refusePayment,
} from '../src/domain/decide-payment.ts';
import { decideRefund, quantityShare, type RefundableLine } from '../src/domain/decide-refund.ts';
import { dueOn, lastDayOf, parkingFeeMinor, propertyFeeMinor } from '../src/domain/fee-amount.ts';
import { answerBy, respondBy } from '../src/domain/service-level.ts';
import { billStateOf, COMPLAINT_MOVES, REPAIR_MOVES } from '../src/domain/states.ts';

describe('a month', () => {
  it.each([
    ['89.37 m2 at 2.85', 8_937, 28_500n, 25_470n], // 254.7045
    ['120.00 m2 at 2.85', 12_000, 28_500n, 34_200n],
    ['0.01 m2 at 0.5 rounds half a fen up', 1, 5_000n, 1n], // 0.005
    ['0.01 m2 at 0.4999 rounds down', 1, 4_999n, 0n],
    ['101.255 m2 cannot be, 101.25 at 1.755', 10_125, 17_550n, 17_769n], // 177.69375
  ])('of %s', (_, area, rate, fen) => {
    expect(propertyFeeMinor(area, rate)).toBe(fen);
  });

  it('of parking is the rate, to the fen', () => {
    expect([parkingFeeMinor(3_000_000n), parkingFeeMinor(50n), parkingFeeMinor(49n)]).toEqual([
      30_000n,
      1n,
      0n,
    ]);
  });

  it('ends on its last day, and its bill is due on the day of the schedule', () => {
    expect([lastDayOf('2024-02'), lastDayOf('2026-12'), dueOn('2026-03', 5)]).toEqual([
      '2024-02-29',
      '2026-12-31',
      '2026-03-05',
    ]);
  });
});

const now = new Date('2026-03-10T02:00:00Z');
const bill: PayableBill = {
  ...{ id: 'b1', billNo: 'PB1', dwellingId: 'd1', kind: 'PROPERTY_FEE', state: 'OPEN' },
  ...{ amountMinor: 1_000n, settledMinor: 200n },
};

describe('a payment', () => {
  it('is refused in this order', () => {
    const paid = { ...bill, state: 'PAID', settledMinor: 1_000n } as const;
    const elsewhere = { ...bill, id: 'b2', dwellingId: 'd2' };
    const line = (of: PayableBill, grossMinor = 800n) => ({ bill: of, grossMinor });
    const worst: PaymentFacts = {
      ...{
        now,
        at: new Date(now.getTime() + 1),
        payerMemberId: null,
        stranger: true,
        discounted: true,
      },
      lines: [line(paid), line(elsewhere), line(paid)],
    };
    const mends: Partial<PaymentFacts>[] = [
      { at: now },
      { stranger: false },
      { lines: [line(paid), line({ ...paid, id: 'b2' }), line(paid)] },
      { lines: [line(paid), line({ ...paid, id: 'b2' })] },
      { lines: [line(bill, 801n)] },
      { lines: [line(bill)] },
      { payerMemberId: 'm1' },
    ];
    let facts = worst;
    const codes = [...mends, {}].map((mend) => {
      const code = refusePayment(facts)?.refusal.code;
      facts = { ...facts, ...mend };
      return code;
    });
    expect(codes).toEqual([
      'PROPERTY_IN_FUTURE',
      'NOT_A_RESIDENT',
      'FEE_BILLS_DIFFER',
      'FEE_BILL_TWICE',
      'FEE_BILL_STATE',
      'FEE_PAYMENT_TOO_BIG',
      'PROPERTY_COUPONS_NEED_MEMBER',
      undefined,
    ]);
  });

  it('names the bill and what is open on it', () => {
    const facts = { now, at: now, payerMemberId: null, stranger: false, discounted: false };
    const refused = refusePayment({ ...facts, lines: [{ bill, grossMinor: 801n }] });
    expect(refused?.refusal).toMatchObject({
      path: ['bills', '0', 'amount'],
      params: { billNo: 'PB1', left: '8.00' },
    });
  });

  it('leads a bill from open to paid', () => {
    expect([
      billStateOf(0n, 5n),
      billStateOf(1n, 5n),
      billStateOf(5n, 5n),
      billStateOf(0n, 0n),
    ]).toEqual(['OPEN', 'PARTLY_PAID', 'PAID', 'PAID']);
  });
});

const refundable = fc
  .record({
    grossMinor: fc.bigInt({ min: 1n, max: 10_000_00n }),
    share: fc.bigInt({ min: 0n, max: 100n }),
  })
  .map(({ grossMinor, share }) => ({
    ...{ lineNo: 1, grossMinor, refundedMinor: 0n },
    discountMinor: (grossMinor * share) / 100n,
  }));

describe('a refund', () => {
  const payment = (line: RefundableLine) =>
    ({ receiptNo: 'PR1', state: 'SETTLED', lines: [line] }) as const;

  it('in parts gives back exactly what was paid, and one whole bill', () => {
    const wishes = fc.array(fc.bigInt({ min: 1n, max: 10_000_00n }), { maxLength: 6 });
    fc.assert(
      fc.property(refundable, wishes, (line, parts) => {
        let [money, quantity] = [0n, 0n];
        for (const part of [...parts, undefined]) {
          const left = line.grossMinor - line.refundedMinor;
          if (left === 0n) break;
          const grossMinor = part === undefined || part > left ? undefined : part;
          const decided = decideRefund(payment(line), [{ lineNo: 1, grossMinor }]);
          if (!decided.ok) throw new Error(decided.refusal.code);
          const gross = decided.value.grossMinor;
          expect(decided.value.paidMinor).toBeGreaterThanOrEqual(0n);
          expect(decided.value.paidMinor).toBeLessThanOrEqual(gross);
          money += decided.value.paidMinor;
          quantity += BigInt(quantityShare(line, gross).replace('.', ''));
          line.refundedMinor += gross;
          expect(decided.value.exhausts).toBe(line.refundedMinor === line.grossMinor);
        }
        expect(money).toBe(line.grossMinor - line.discountMinor);
        expect(quantity).toBe(1_000_000n);
      }),
    );
  });

  it('is refused when nothing is left, for unknown lines, lines named twice, and too much', () => {
    const line = { lineNo: 1, grossMinor: 100n, discountMinor: 10n, refundedMinor: 40n };
    const code = (...wishes: { lineNo: number; grossMinor: bigint | undefined }[]) => {
      const decided = decideRefund(payment(line), wishes);
      return decided.ok ? undefined : decided.refusal.code;
    };
    expect(decideRefund({ ...payment(line), state: 'REFUNDED' }, undefined)).toMatchObject({
      refusal: { code: 'FEE_PAYMENT_STATE' },
    });
    expect(code({ lineNo: 2, grossMinor: 1n })).toBe('FEE_REFUND_LINE_UNKNOWN');
    expect(code({ lineNo: 1, grossMinor: 1n }, { lineNo: 1, grossMinor: 1n })).toBe(
      'FEE_REFUND_LINE_TWICE',
    );
    expect(code({ lineNo: 1, grossMinor: 61n })).toBe('FEE_REFUND_TOO_BIG');
    expect(code({ lineNo: 1, grossMinor: 60n })).toBeUndefined();
  });
});

describe('reaction', () => {
  it('to an urgent repair is owed within an hour, to another within a day', () => {
    expect(respondBy(now, 'URGENT').toISOString()).toBe('2026-03-10T03:00:00.000Z');
    expect(respondBy(now, 'NORMAL').toISOString()).toBe('2026-03-11T02:00:00.000Z');
  });

  it.each([
    ['a Tuesday', '2026-03-10T02:00:00Z', '2026-03-13T15:59:59.999Z'],
    ['a Friday, over the weekend', '2026-03-13T02:00:00Z', '2026-03-18T15:59:59.999Z'],
    // 2026: 15 to 23 February are the Spring Festival, 14 February is worked in exchange.
    ['the eve of the Spring Festival', '2026-02-12T02:00:00Z', '2026-02-24T15:59:59.999Z'],
  ])('to a complaint of %s is owed by the end of the third working day', (_, received, due) => {
    expect(answerBy(new Date(received)).toISOString()).toBe(due);
  });
});

describe('states', () => {
  it('that are over lead nowhere, and a repair goes back to work only from done', () => {
    expect([REPAIR_MOVES.CONFIRMED, REPAIR_MOVES.CANCELLED]).toEqual([[], []]);
    expect([COMPLAINT_MOVES.CLOSED, COMPLAINT_MOVES.WITHDRAWN]).toEqual([[], []]);
    expect(
      Object.entries(REPAIR_MOVES)
        .filter(([, to]) => to.includes('IN_PROGRESS'))
        .map(([from]) => from),
    ).toEqual(['ACCEPTED', 'DONE']);
  });
});
