/** Selling, cancelling and handing over: the first rule that says no wins, in the documented order. */
import { describe, expect, it } from 'vitest';
import {
  type CancellationFacts,
  coolingOffEnd,
  type DeliveryFacts,
  refuseCancellation,
  refuseDelivery,
  refuseSale,
  type SaleFacts,
} from '../src/domain/decide-sale.ts';

const now = new Date('2026-03-10T02:00:00Z');
const later = new Date('2026-03-10T02:00:01Z');

/** Each step mends the fault that wins at that point, so the next one shows. */
function walk<F extends object>(
  facts: F,
  steps: readonly (readonly [code: string, mend: Partial<F>])[],
  refuse: (facts: F) => { readonly refusal: { readonly code: string } } | undefined,
): void {
  let current = facts;
  for (const [code, mend] of steps) {
    expect(refuse(current)?.refusal.code).toBe(code);
    current = { ...current, ...mend };
  }
  expect(refuse(current)).toBeUndefined();
}

describe('a sale', () => {
  it('is refused in this order', () => {
    const vehicle = {
      id: 'v1',
      state: 'DELIVERED',
      dealershipId: 'd2',
      dealershipCode: 'GZ',
    } as const;
    const order = { state: 'SOLD', vehicleId: 'v9', dealershipId: 'd1', memberId: null } as const;
    const worst: SaleFacts = {
      ...{ now, at: later, orderNo: 'SO-1', dealershipId: 'd1', memberId: null },
      ...{ vehicle, order, lines: [] },
    };
    walk(
      worst,
      [
        ['AUTO_IN_FUTURE', { at: now }],
        ['SALES_ORDER_DIFFERS', { order: { ...order, vehicleId: 'v1' } }],
        ['SALES_ORDER_STATE', { order: undefined }],
        ['VEHICLE_NOT_FOR_SALE', { vehicle: { ...vehicle, state: 'IN_STOCK' } }],
        ['VEHICLE_ELSEWHERE', { vehicle: { ...vehicle, state: 'IN_STOCK', dealershipId: 'd1' } }],
        ['SALE_VEHICLE_LINE', { lines: [{ kind: 'VEHICLE', amountMinor: 0n }] }],
        ['SALE_TOTAL_ZERO', { lines: [{ kind: 'VEHICLE', amountMinor: 1n }] }],
      ],
      refuseSale,
    );
  });

  it('of an order needs the car that is allocated to it, and one buyer', () => {
    const vehicle = {
      id: 'v1',
      state: 'ALLOCATED',
      dealershipId: 'd1',
      dealershipCode: 'SZ',
    } as const;
    const order = {
      state: 'ORDERED',
      vehicleId: 'v1',
      dealershipId: 'd1',
      memberId: 'm1',
    } as const;
    const facts: SaleFacts = {
      ...{ now, at: now, orderNo: 'SO-1', dealershipId: 'd1', memberId: 'm1', vehicle, order },
      lines: [{ kind: 'VEHICLE', amountMinor: 1n }],
    };
    expect(refuseSale(facts)).toBeUndefined();
    expect(refuseSale({ ...facts, memberId: 'm2' })?.refusal.code).toBe('SALES_ORDER_DIFFERS');
    expect(refuseSale({ ...facts, order: undefined })?.refusal.code).toBe('VEHICLE_NOT_FOR_SALE');
  });
});

describe('a cancellation', () => {
  it('is refused in this order', () => {
    const order = { orderNo: 'SO-1', state: 'CANCELLED', coolingOffEndsOn: '2026-03-09' } as const;
    const worst: CancellationFacts = { now, order, openWorkOrderNo: 'WO-1' };
    walk(
      worst,
      [
        ['SALES_ORDER_STATE', { order: { ...order, state: 'DELIVERED' } }],
        [
          'COOLING_OFF_OVER',
          { order: { ...order, state: 'SOLD', coolingOffEndsOn: '2026-03-10' } },
        ],
        ['VEHICLE_IN_WORKSHOP', { openWorkOrderNo: undefined }],
      ],
      refuseCancellation,
    );
  });

  it('is possible to the last moment of the last day in Shanghai', () => {
    // Sold on 3 March at 23:30 in Shanghai, seven days: the last one is 10 March.
    const endsOn = coolingOffEnd(new Date('2026-03-03T15:30:00Z'), 7);
    expect(endsOn).toBe('2026-03-10');
    const order = { orderNo: 'SO-1', state: 'SOLD', coolingOffEndsOn: endsOn } as const;
    const at = (text: string) =>
      refuseCancellation({ now: new Date(text), order, openWorkOrderNo: undefined });
    expect(at('2026-03-10T15:59:59.999Z')).toBeUndefined();
    expect(at('2026-03-10T16:00:00Z')?.refusal).toMatchObject({
      code: 'COOLING_OFF_OVER',
      params: { endedOn: '2026-03-10' },
    });
  });

  it('of an order that is not sold yet knows no cooling-off', () => {
    const order = { orderNo: 'SO-1', state: 'ORDERED', coolingOffEndsOn: null } as const;
    expect(refuseCancellation({ now, order, openWorkOrderNo: undefined })).toBeUndefined();
  });
});

describe('a delivery', () => {
  it('is refused in this order', () => {
    const worst: DeliveryFacts = {
      ...{ now, at: later, order: { orderNo: 'SO-1', state: 'ORDERED' }, planned: false },
      ...{ odometerKm: 5, knownKm: 6 },
    };
    walk(
      worst,
      [
        ['AUTO_IN_FUTURE', { at: now }],
        ['SALES_ORDER_STATE', { order: { orderNo: 'SO-1', state: 'SOLD' } }],
        ['DELIVERY_NOT_PLANNED', { planned: true }],
        ['ODOMETER_BACKWARDS', { odometerKm: 6 }],
      ],
      refuseDelivery,
    );
  });
});
