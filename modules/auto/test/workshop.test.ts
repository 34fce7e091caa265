/** The workshop on a real database: slots, bookings, work orders in money, refunds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceSlotId, VehicleId } from '../src/index.ts';
import {
  CLERK,
  codeOf,
  DAY_MS,
  enroll,
  expectOk,
  memberOf,
  type OpenAuto,
  openAuto,
  published,
  START,
  vin,
} from './support/open-auto.ts';

let auto: OpenAuto;
beforeAll(async () => {
  auto = await openAuto();
});
afterAll(() => auto.close());

const phone = (serial: number) => `+86138000002${String(serial).padStart(2, '0')}`;

async function slot(hours: number, capacity: number): Promise<ServiceSlotId> {
  const startsAt = new Date(START.getTime() + DAY_MS + hours * 3_600_000);
  const endsAt = new Date(startsAt.getTime() + 3_600_000);
  const { slotIds } = await expectOk(
    auto.door.openServiceSlots(CLERK, {
      ...{ idempotencyKey: `slot-${hours}`, dealershipCode: 'SZ-NS' },
      slots: [{ startsAt, endsAt, capacity }],
    }),
  );
  return slotIds[0] ?? '';
}

async function car(serial: number, owner?: string): Promise<VehicleId> {
  const { vehicleId } = await expectOk(
    auto.door.registerCustomerVehicle(CLERK, {
      ...{ idempotencyKey: `car-${serial}`, vin: vin(serial), modelCode: 'LX-E6-LR', colour: '白' },
      ...{ odometerKm: 10_000, customer: owner === undefined ? {} : { phone: owner } },
    }),
  );
  return vehicleId;
}

const book = (key: string, vehicleId: VehicleId, slotId: ServiceSlotId, caller = CLERK) =>
  auto.door.bookService(caller, {
    idempotencyKey: key,
    vehicleId,
    slotId,
    category: 'MAINTENANCE',
  });

describe('booking', () => {
  it('the last bay succeeds for one of many', async () => {
    const slotId = await slot(0, 1);
    const cars = await Promise.all(Array.from({ length: 6 }, (_, index) => car(100 + index)));
    const answers = await Promise.all(
      cars.map((id, index) => codeOf(book(`last-${index}`, id, slotId))),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'SERVICE_SLOT_FULL')).toHaveLength(5);
  });

  it('one car into two slots at once succeeds once', async () => {
    const slots = [await slot(1, 5), await slot(2, 5)];
    const id = await car(110);
    const answers = await Promise.all(
      slots.map((slotId, index) => codeOf(book(`two-${index}`, id, slotId))),
    );
    expect(answers.sort()).toEqual(['SERVICE_BOOKING_OPEN', 'accepted']);
  });

  it('is free again when it is called off or moved away', async () => {
    const [here, there] = [await slot(3, 1), await slot(4, 1)];
    const [first, second] = [await car(120), await car(121)];
    const { bookingId } = await expectOk(book('f1', first, here));
    expect(await codeOf(book('f2', second, here))).toBe('SERVICE_SLOT_FULL');
    const move = { idempotencyKey: 'move', bookingId, slotId: there };
    await expectOk(auto.door.moveServiceBooking(CLERK, move));
    await expectOk(book('f3', second, here));
    expect(
      await codeOf(
        auto.door.moveServiceBooking(CLERK, { ...move, idempotencyKey: 'm2', slotId: here }),
      ),
    ).toBe('SERVICE_SLOT_FULL');
    await expectOk(auto.door.cancelServiceBooking(CLERK, { idempotencyKey: 'off', bookingId }));
    await expectOk(book('f4', first, there));
  });

  it('is for a member his own car only, and not another member his bookings', async () => {
    const [owner, other] = [await enroll(auto.house, phone(1)), await enroll(auto.house, phone(2))];
    const id = await car(130, phone(1));
    const slotId = await slot(5, 3);
    expect(await codeOf(book('o1', id, slotId, memberOf(other)))).toBe(
      'VEHICLE_NOT_OWNED_BY_MEMBER',
    );
    const { bookingId } = await expectOk(book('o2', id, slotId, memberOf(owner)));
    const cancel = (key: string, caller: string) =>
      codeOf(auto.door.cancelServiceBooking(memberOf(caller), { idempotencyKey: key, bookingId }));
    expect(await cancel('x1', other)).toBe('SERVICE_BOOKING_NOT_FOUND');
    expect(await cancel('x2', owner)).toBe('accepted');
  });
});

describe('work', () => {
  it('goes from the booking to the bill, and tells the group', async () => {
    const memberId = await enroll(auto.house, phone(3));
    const vehicleId = await car(140, phone(3));
    const { bookingId } = await expectOk(book('w1', vehicleId, await slot(6, 1)));
    const checkIn = { idempotencyKey: 'in', bookingId, odometerKm: 19_800 };
    const { workOrderId } = await expectOk(auto.door.checkInBooking(CLERK, checkIn));
    const complete = { idempotencyKey: 'done', workOrderId };
    expect(
      await codeOf(auto.door.completeWorkOrder(CLERK, { ...complete, idempotencyKey: 'd0' })),
    ).toBe('WORK_ORDER_EMPTY');
    await expectOk(
      auto.door.addWorkOrderLines(CLERK, {
        ...{ idempotencyKey: 'lines', workOrderId },
        lines: [
          { itemCode: 'MNT-BASIC', quantityCenti: 150n },
          { itemCode: 'BRAKE-FLUID', quantityCenti: 33n },
        ],
      }),
    );
    const done = await expectOk(auto.door.completeWorkOrder(CLERK, complete));
    expect(await expectOk(auto.door.completeWorkOrder(CLERK, complete))).toEqual(done);
    expect((await published(auto.house)).at(-1)?.payload).toMatchObject({
      ...{
        transactionId: done.transactionId,
        kind: 'SERVICE_DONE',
        memberId,
        amountMinor: '29162',
      },
      lines: [
        { lineId: '1', itemCode: 'MNT-BASIC', quantity: '1.50', amountMinor: '27000' },
        { lineId: '2', itemCode: 'BRAKE-FLUID', quantity: '0.33', amountMinor: '2162' },
      ],
      attributes: { vehicleId, odometerKm: 19_800 },
    });
    expect(
      await codeOf(
        auto.door.addWorkOrderLines(CLERK, {
          idempotencyKey: 'late',
          workOrderId,
          lines: [{ itemCode: 'MNT-BASIC', quantityCenti: 100n }],
        }),
      ),
    ).toBe('WORK_ORDER_STATE');

    const refund = (key: string, lines?: { lineNo: number; grossMinor?: bigint }[]) =>
      auto.door.refundWorkOrder(CLERK, { idempotencyKey: key, workOrderId, reason: '返工', lines });
    const part = await expectOk(refund('r1', [{ lineNo: 1, grossMinor: 9_000n }]));
    expect((await published(auto.house)).at(-1)?.payload).toMatchObject({
      ...{ transactionId: part.transactionId, kind: 'SERVICE_REFUNDED', amountMinor: '9000' },
      reverses: {
        transactionId: done.transactionId,
        lines: [{ lineId: '1', quantity: '0.500000', amountMinor: '9000' }],
      },
    });
    await expectOk(refund('r2'));
    expect(await codeOf(refund('r3'))).toBe('WORK_ORDER_STATE');
  });

  it('of one car is open once, and its odometer never goes back', async () => {
    const vehicleId = await car(150);
    const open = (key: string, odometerKm: number) =>
      codeOf(
        auto.door.openWorkOrder(CLERK, {
          idempotencyKey: key,
          dealershipCode: 'SZ-NS',
          vehicleId,
          odometerKm,
        }),
      );
    expect(await open('k1', 9_999)).toBe('ODOMETER_BACKWARDS');
    const answers = await Promise.all([open('k2', 10_001), open('k3', 10_001), open('k4', 10_001)]);
    expect(answers.sort()).toEqual(['VEHICLE_IN_WORKSHOP', 'VEHICLE_IN_WORKSHOP', 'accepted']);
  });

  it('is completed once, however many press the button', async () => {
    const vehicleId = await car(160);
    const opened = { idempotencyKey: 'q', dealershipCode: 'SZ-NS', vehicleId, odometerKm: 10_500 };
    const { workOrderId } = await expectOk(auto.door.openWorkOrder(CLERK, opened));
    const lines = [{ itemCode: 'FILTER-AC', quantityCenti: 100n }];
    await expectOk(
      auto.door.addWorkOrderLines(CLERK, { idempotencyKey: 'ql', workOrderId, lines }),
    );
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        codeOf(auto.door.completeWorkOrder(CLERK, { idempotencyKey: `q-${index}`, workOrderId })),
      ),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'WORK_ORDER_STATE')).toHaveLength(4);
  });
});
