/** The workshop: the first rule that says no wins, in the documented order; refunds give back exactly what was paid. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantityShare } from '../src/application/refund-work-order.ts';
import { decideRefund, type RefundableLine } from '../src/domain/decide-refund.ts';
import {
  type BookingFacts,
  type CompletionFacts,
  type OpeningFacts,
  refuseBooking,
  refuseBookingMove,
  refuseCompletion,
  refuseOpening,
} from '../src/domain/decide-service.ts';
import { lineGross } from '../src/domain/price-line.ts';
import { BOOKING_MOVES, SALES_ORDER_MOVES, WORK_ORDER_MOVES } from '../src/domain/states.ts';

const now = new Date('2026-03-10T02:00:00Z');
const later = new Date('2026-03-10T03:00:00Z');

function codes<F>(
  facts: F,
  mends: readonly Partial<F>[],
  refuse: (facts: F) => { readonly refusal: { readonly code: string } } | undefined,
): (string | undefined)[] {
  const all: (string | undefined)[] = [];
  let current = facts;
  for (const mend of [...mends, {}]) {
    all.push(refuse(current)?.refusal.code);
    current = { ...current, ...mend };
  }
  return all;
}

describe('a booking', () => {
  const worst: BookingFacts = {
    now,
    slot: { startsAt: now, closed: true, booked: 2, capacity: 2 },
    vehicle: { state: 'IN_STOCK', ownerMemberId: 'm1' },
    ...{ bookedByMemberId: 'm2', openBookingNo: 'SB-1' },
  };

  it('is refused in this order', () => {
    const mends = [
      { bookedByMemberId: 'm1' },
      { vehicle: { state: 'DELIVERED', ownerMemberId: 'm1' } as const },
      { slot: { ...worst.slot, closed: false } },
      { slot: { ...worst.slot, closed: false, startsAt: later } },
      { openBookingNo: undefined },
      { slot: { ...worst.slot, closed: false, startsAt: later, booked: 1 } },
    ];
    expect(codes(worst, mends, refuseBooking)).toEqual([
      'VEHICLE_NOT_OWNED_BY_MEMBER',
      'VEHICLE_STILL_OURS',
      'SERVICE_SLOT_CLOSED',
      'SERVICE_SLOT_STARTED',
      'SERVICE_BOOKING_OPEN',
      'SERVICE_SLOT_FULL',
      undefined,
    ]);
  });

  it('follows its work order once the car is in the workshop', () => {
    const booking = { bookingNo: 'SB-1', state: 'CHECKED_IN', startsAt: later } as const;
    const moves = (['CANCELLED', 'NO_SHOW', 'CHECKED_IN'] as const).map(
      (to) => refuseBookingMove({ now, booking, to, byMember: false })?.refusal.code,
    );
    expect(moves).toEqual(Array(3).fill('SERVICE_BOOKING_STATE'));
  });

  it('can be called off by a member before its slot begins, by the counter at any time', () => {
    const booking = { bookingNo: 'SB-1', state: 'BOOKED', startsAt: now } as const;
    const code = (byMember: boolean, startsAt = now) =>
      refuseBookingMove({ now, booking: { ...booking, startsAt }, to: 'CANCELLED', byMember })
        ?.refusal.code;
    expect([code(true), code(true, later), code(false)]).toEqual([
      'SERVICE_BOOKING_STARTED',
      undefined,
      undefined,
    ]);
  });
});

describe('a work order', () => {
  it('is opened unless, in this order', () => {
    const worst: OpeningFacts = {
      vehicle: { state: 'ALLOCATED', odometerKm: 100 },
      ...{ odometerKm: 99, openWorkOrderNo: 'WO-1' },
    };
    const mends = [
      { vehicle: { state: 'EXTERNAL', odometerKm: 100 } as const },
      { openWorkOrderNo: undefined },
      { odometerKm: 100 },
    ];
    expect(codes(worst, mends, refuseOpening)).toEqual([
      'VEHICLE_STILL_OURS',
      'VEHICLE_IN_WORKSHOP',
      'ODOMETER_BACKWARDS',
      undefined,
    ]);
  });

  it('is completed unless, in this order', () => {
    const workOrder = {
      ...{ workOrderNo: 'WO-1', memberId: null, openedAt: now, lineCount: 0 },
      state: 'CANCELLED',
    } as const;
    const worst: CompletionFacts = { now, at: later, workOrder, discounted: true };
    const open = { ...workOrder, state: 'OPEN' } as const;
    const mends = [
      { workOrder: open },
      { at: now },
      { workOrder: { ...open, lineCount: 1 } },
      { discounted: false },
    ];
    expect(codes(worst, mends, refuseCompletion)).toEqual([
      'WORK_ORDER_STATE',
      'AUTO_IN_FUTURE',
      'WORK_ORDER_EMPTY',
      'AUTO_COUPONS_NEED_MEMBER',
      undefined,
    ]);
  });

  it('prices a line to the fen, half up', () => {
    expect(lineGross(150n, 18_000n)).toBe(27_000n);
    expect(lineGross(33n, 6_550n)).toBe(2_162n); // 2,161.5
    expect(lineGross(1n, 49n)).toBe(0n);
  });
});

const refundable = fc
  .record({
    grossMinor: fc.bigInt({ min: 1n, max: 10_000_00n }),
    share: fc.integer({ min: 0, max: 100 }),
    quantityCenti: fc.integer({ min: 1, max: 99_999 }),
  })
  .map(({ grossMinor, share, quantityCenti }) => ({
    ...{ lineNo: 1, grossMinor, refundedMinor: 0n },
    discountMinor: (grossMinor * BigInt(share)) / 100n,
    quantity: (quantityCenti / 100).toFixed(2),
  }));

describe('a refund', () => {
  const order = (line: RefundableLine) =>
    ({ workOrderNo: 'WO-1', state: 'COMPLETED', lines: [line] }) as const;

  it('in parts gives back exactly what was paid, and the whole quantity', () => {
    fc.assert(
      fc.property(
        refundable,
        fc.array(fc.bigInt({ min: 1n, max: 10_000_00n }), { maxLength: 6 }),
        (line, wishes) => {
          let [money, quantity] = [0n, 0n];
          for (const wish of [...wishes, undefined]) {
            const left = line.grossMinor - line.refundedMinor;
            const grossMinor = wish === undefined || wish > left ? undefined : wish;
            if (left === 0n) break;
            const decided = decideRefund(order(line), [{ lineNo: 1, grossMinor }]);
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
          expect(quantity).toBe(BigInt(line.quantity.replace('.', '')) * 10_000n);
        },
      ),
    );
  });

  it('is refused for a line that is unknown, named twice, or asked for too much', () => {
    const line = { lineNo: 1, grossMinor: 100n, discountMinor: 0n, refundedMinor: 40n };
    const code = (...wishes: { lineNo: number; grossMinor: bigint | undefined }[]) => {
      const decided = decideRefund(order(line), wishes);
      return decided.ok ? undefined : decided.refusal.code;
    };
    expect(code({ lineNo: 2, grossMinor: 1n })).toBe('WORK_ORDER_LINE_UNKNOWN');
    expect(code({ lineNo: 1, grossMinor: 1n }, { lineNo: 1, grossMinor: 1n })).toBe(
      'WORK_ORDER_LINE_TWICE',
    );
    expect(code({ lineNo: 1, grossMinor: 61n })).toBe('SERVICE_REFUND_TOO_BIG');
    expect(code({ lineNo: 1, grossMinor: 60n })).toBeUndefined();
    const open = decideRefund({ ...order(line), state: 'OPEN' }, undefined);
    expect(open).toMatchObject({ refusal: { code: 'WORK_ORDER_STATE' } });
  });
});

describe('states', () => {
  it('that are over lead nowhere', () => {
    expect([SALES_ORDER_MOVES.CANCELLED, BOOKING_MOVES.DONE, BOOKING_MOVES.NO_SHOW]).toEqual([
      [],
      [],
      [],
    ]);
    expect([WORK_ORDER_MOVES.REFUNDED, WORK_ORDER_MOVES.CANCELLED]).toEqual([[], []]);
  });
});
