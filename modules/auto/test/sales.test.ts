/** Selling cars on a real database: one buyer for one car, the cooling-off, and everything back in its place. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  codeOf,
  DAY_MS,
  DMS,
  enroll,
  expectOk,
  memberOf,
  type OpenAuto,
  OTHER_SYSTEM,
  openAuto,
  published,
  START,
  saleOf,
  takeIntoStock,
  vin,
} from './support/open-auto.ts';

let auto: OpenAuto;
beforeAll(async () => {
  auto = await openAuto();
});
afterAll(() => auto.close());

const phone = (serial: number) => `+86138000001${String(serial).padStart(2, '0')}`;

/** State and owner of the car of that serial number. */
async function carNow(serial: number) {
  const db = auto.house.local.get('auto')?.kit.db.sql();
  if (db === undefined) throw new Error('the 4S company is not here');
  const { rows } = await sql<{ state: string; owned: boolean; plated: boolean }>`
    SELECT state, owner_member_id IS NOT NULL AS owned, plate_index IS NOT NULL AS plated
    FROM vehicle WHERE vin = ${vin(serial)}`.execute(db);
  return rows[0];
}

describe('a sale', () => {
  it('belongs to the company itself', async () => {
    expect(await codeOf(auto.door.recordVehicleSale(OTHER_SYSTEM, saleOf(1)))).toBe(
      'AUTO_STAFF_ONLY',
    );
    const member = memberOf('mem_01kkaqhx80ejgsedwch8phd1b7');
    expect(await codeOf(auto.door.recordVehicleSale(member, saleOf(1)))).toBe('AUTO_STAFF_ONLY');
  });

  it('makes the member the owner, begins the cooling-off and tells the group', async () => {
    const memberId = await enroll(auto.house, phone(1));
    const vehicleId = await takeIntoStock(auto.door, 1);
    const sold = await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(1, phone(1))));
    expect(await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(1, phone(1))))).toEqual(sold);
    expect(await carNow(1)).toEqual({ state: 'SOLD', owned: true, plated: false });
    const [fact, transaction] = (await published(auto.house)).slice(-2);
    expect(fact).toEqual({
      type: 'auto.member-fact-changed',
      payload: {
        ...{ memberId, subsidiary: 'auto', fact: 'vehicle', key: vehicleId, active: true },
        attributes: {
          ...{ model: 'LX-E6-LR', brand: '凌霄', series: 'E6', modelYear: 2026 },
          ...{ powertrain: 'ELECTRIC', boughtHere: true },
        },
      },
    });
    expect(transaction).toMatchObject({
      type: 'auto.transaction-recorded',
      payload: {
        ...{ transactionId: sold.transactionId, memberId, externalId: 'SO-1' },
        ...{ kind: 'VEHICLE_SOLD', storeCode: 'SZ-NS', amountMinor: '22480000' },
        attributes: { vehicleId, model: 'LX-E6-LR' },
      },
    });
  });

  it('may be to a walk-in, of whom the group learns nothing but the sale', async () => {
    await takeIntoStock(auto.door, 2);
    const walkIn = { name: '张三', phone: '+8613900000002' };
    await expectOk(auto.door.recordVehicleSale(CLERK, { ...saleOf(2), customer: { walkIn } }));
    const last = (await published(auto.house)).at(-1);
    expect(last?.payload).not.toHaveProperty('memberId');
    expect(JSON.stringify(last)).not.toMatch(/张三|13900000002/);
  });

  it('needs a member that exists and a car that is free, here and known', async () => {
    await takeIntoStock(auto.door, 3, 'GZ-TH');
    const code = (change: object) =>
      codeOf(auto.door.recordVehicleSale(CLERK, { ...saleOf(3), ...change }));
    expect(await code({ idempotencyKey: 'n1', customer: { phone: phone(99) } })).toBe(
      'AUTO_MEMBER_UNKNOWN',
    );
    expect(await code({ idempotencyKey: 'n2', customer: { customerNo: 'AC9' } })).toBe(
      'AUTO_CUSTOMER_UNKNOWN',
    );
    expect(await code({ idempotencyKey: 'n3', dealershipCode: 'XX' })).toBe('DEALERSHIP_NOT_FOUND');
    expect(await code({ idempotencyKey: 'n4', vin: vin(77) })).toBe('VEHICLE_NOT_FOUND');
    expect(await code({ idempotencyKey: 'n5' })).toBe('VEHICLE_ELSEWHERE');
    expect(await code({ idempotencyKey: 'n6', vin: vin(1), orderNo: 'SO-X' })).toBe(
      'VEHICLE_NOT_FOR_SALE',
    );
  });

  it('completes the order that allocated the car, and only for its buyer', async () => {
    await enroll(auto.house, phone(4));
    await takeIntoStock(auto.door, 4);
    const order = { ...saleOf(4, phone(4)), idempotencyKey: 'order-4', depositMinor: 1_000_000n };
    const placed = await expectOk(auto.door.placeSalesOrder(CLERK, order));
    expect(await carNow(4)).toMatchObject({ state: 'ALLOCATED', owned: false });
    const other = { ...saleOf(4, phone(1)), idempotencyKey: 'other' };
    expect(await codeOf(auto.door.recordVehicleSale(CLERK, other))).toBe('SALES_ORDER_DIFFERS');
    const anew = { ...saleOf(4, phone(1)), idempotencyKey: 'anew', orderNo: 'SO-4B' };
    expect(await codeOf(auto.door.recordVehicleSale(CLERK, anew))).toBe('VEHICLE_NOT_FOR_SALE');
    const sold = await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(4, phone(4))));
    expect(sold.orderId).toBe(placed.orderId);
  });

  it('of one car to two buyers at once succeeds for one of them', async () => {
    await takeIntoStock(auto.door, 5);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        codeOf(
          auto.door.recordVehicleSale(CLERK, {
            ...saleOf(5),
            ...{ idempotencyKey: `race-${index}`, orderNo: `SO-5-${index}` },
          }),
        ),
      ),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'VEHICLE_NOT_FOR_SALE')).toHaveLength(7);
  });

  it('has a number that counts once, whichever car it is for', async () => {
    await takeIntoStock(auto.door, 6);
    await takeIntoStock(auto.door, 7);
    const same = (serial: number) => ({ ...saleOf(serial), orderNo: 'SO-SAME' });
    const answers = await Promise.all(
      [6, 7].map((serial) => codeOf(auto.door.recordVehicleSale(CLERK, same(serial)))),
    );
    expect(answers.sort()).toEqual(['SALES_ORDER_DIFFERS', 'accepted']);
  });
});

describe('a cancellation', () => {
  it('within the cooling-off puts everything back, and tells the group to undo the sale', async () => {
    const memberId = await enroll(auto.house, phone(10));
    const vehicleId = await takeIntoStock(auto.door, 10);
    const { orderId, transactionId } = await expectOk(
      auto.door.recordVehicleSale(CLERK, saleOf(10, phone(10))),
    );
    await expectOk(
      auto.door.planDelivery(CLERK, { idempotencyKey: 'plan-10', orderId, plannedFor: START }),
    );
    const delivered = {
      idempotencyKey: 'deliver-10',
      orderId,
      odometerKm: 12,
      licencePlate: '粤BD10010',
    };
    await expectOk(auto.door.deliverVehicle(CLERK, delivered));
    expect(await carNow(10)).toEqual({ state: 'DELIVERED', owned: true, plated: true });
    const cancel = { idempotencyKey: 'cancel-10', orderId, reason: '改变主意' };
    const { reversalTransactionId } = await expectOk(auto.door.cancelSalesOrder(CLERK, cancel));
    expect(await carNow(10)).toEqual({ state: 'IN_STOCK', owned: false, plated: false });
    const [reversal, fact] = (await published(auto.house)).slice(-2);
    expect(reversal?.payload).toMatchObject({
      ...{ transactionId: reversalTransactionId, kind: 'VEHICLE_SALE_CANCELLED', memberId },
      reverses: { transactionId },
      amountMinor: '22480000',
    });
    expect(fact?.payload).toMatchObject({ memberId, key: vehicleId, active: false });
    expect(
      await codeOf(auto.door.cancelSalesOrder(CLERK, { ...cancel, idempotencyKey: 'c2' })),
    ).toBe('SALES_ORDER_STATE');
    // The car can be sold again.
    const again = { ...saleOf(10), idempotencyKey: 'again-10', orderNo: 'SO-10B' };
    expect(await codeOf(auto.door.recordVehicleSale(CLERK, again))).toBe('accepted');
  });

  it('is refused once the cooling-off is over, and while the car is in a workshop', async () => {
    const vehicleId = await takeIntoStock(auto.door, 11);
    const { orderId } = await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(11)));
    const { workOrderId } = await expectOk(
      auto.door.openWorkOrder(CLERK, {
        ...{ idempotencyKey: 'wo-11', dealershipCode: 'SZ-NS', vehicleId, odometerKm: 20 },
      }),
    );
    const cancel = (idempotencyKey: string) =>
      codeOf(auto.door.cancelSalesOrder(CLERK, { idempotencyKey, orderId, reason: '改变主意' }));
    expect(await cancel('w1')).toBe('VEHICLE_IN_WORKSHOP');
    await expectOk(auto.door.cancelWorkOrder(CLERK, { idempotencyKey: 'wc', workOrderId }));
    auto.clock.advance(8 * DAY_MS);
    expect(await cancel('w2')).toBe('COOLING_OFF_OVER');
    auto.clock.set(START);
    expect(await cancel('w3')).toBe('accepted');
  });

  it('of an order that was only placed tells the group nothing', async () => {
    await takeIntoStock(auto.door, 12);
    const order = { ...saleOf(12), idempotencyKey: 'order-12', depositMinor: 0n };
    const { orderId } = await expectOk(auto.door.placeSalesOrder(CLERK, order));
    const before = (await published(auto.house)).length;
    const cancel = { idempotencyKey: 'cancel-12', orderId, reason: '改变主意' };
    expect(await expectOk(auto.door.cancelSalesOrder(DMS, cancel))).toMatchObject({
      reversalTransactionId: null,
    });
    expect(await published(auto.house)).toHaveLength(before);
    expect(await carNow(12)).toMatchObject({ state: 'IN_STOCK' });
  });
});

describe('a plate', () => {
  it('belongs to one car, and finds its owner', async () => {
    const memberId = await enroll(auto.house, phone(20));
    const external = (serial: number, licencePlate: string) => ({
      ...{ idempotencyKey: `ext-${serial}`, vin: vin(serial), modelCode: 'LX-E6-LR', colour: '白' },
      ...{ odometerKm: 30_000, licencePlate, customer: { phone: phone(20) } },
    });
    await expectOk(auto.door.registerCustomerVehicle(CLERK, external(20, '粤BD20020')));
    expect(await codeOf(auto.door.registerCustomerVehicle(CLERK, external(21, '粤B·D20020')))).toBe(
      'PLATE_TAKEN',
    );
    expect(
      await codeOf(
        auto.door.registerCustomerVehicle(CLERK, {
          ...external(20, '粤BD20021'),
          idempotencyKey: 'v',
        }),
      ),
    ).toBe('VIN_TAKEN');
    await takeIntoStock(auto.door, 22);
    const sale = { ...saleOf(22), customer: { licencePlate: '粤BD20020' } };
    await expectOk(auto.door.recordVehicleSale(CLERK, sale));
    expect((await published(auto.house)).at(-1)?.payload).toMatchObject({ memberId });
  });
});

describe('a car', () => {
  it('moves between dealerships only while it is promised to nobody', async () => {
    const vehicleId = await takeIntoStock(auto.door, 30, 'GZ-TH');
    const move = (key: string, dealershipCode: string) =>
      codeOf(auto.door.transferVehicle(CLERK, { idempotencyKey: key, vehicleId, dealershipCode }));
    expect(
      await codeOf(auto.door.recordVehicleSale(CLERK, { ...saleOf(30), idempotencyKey: 't0' })),
    ).toBe('VEHICLE_ELSEWHERE');
    expect(await move('t1', 'XX')).toBe('DEALERSHIP_NOT_FOUND');
    expect(await move('t2', 'SZ-NS')).toBe('accepted');
    expect(await codeOf(auto.door.recordVehicleSale(CLERK, saleOf(30)))).toBe('accepted');
    expect(await move('t3', 'GZ-TH')).toBe('VEHICLE_NOT_FOR_SALE');
  });

  it('gets its plate when it is no longer ours, and no other car has it', async () => {
    const [sold, ours] = [await takeIntoStock(auto.door, 31), await takeIntoStock(auto.door, 32)];
    await expectOk(auto.door.recordVehicleSale(CLERK, saleOf(31)));
    const plate = (key: string, vehicleId: string, licencePlate: string) =>
      codeOf(
        auto.door.registerLicencePlate(CLERK, { idempotencyKey: key, vehicleId, licencePlate }),
      );
    expect(await plate('p1', ours, '粤BD31310')).toBe('VEHICLE_STILL_OURS');
    expect(await plate('p2', sold, '粤BD20020')).toBe('PLATE_TAKEN');
    expect(await plate('p3', sold, '粤BD31310')).toBe('accepted');
    expect(await carNow(31)).toMatchObject({ plated: true });
  });
});
