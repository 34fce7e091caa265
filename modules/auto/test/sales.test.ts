/** Selling cars on a real database: one buyer for one car, the cooling-off, and everything back in its place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  codeOf,
  enroll,
  expectOk,
  memberOf,
  type OpenAuto,
  OTHER_SYSTEM,
  openAuto,
  published,
  saleOf,
  takeIntoStock,
} from './support/open-auto.ts';

let auto: OpenAuto;
beforeAll(async () => {
  auto = await openAuto();
});
afterAll(() => auto.close());

describe('a sale', () => {
  it('belongs to the company itself', async () => {
    expect(await codeOf(auto.door.recordVehicleSale(OTHER_SYSTEM, saleOf(1)))).toBe(
      'AUTO_STAFF_ONLY',
    );
    expect(await codeOf(auto.door.recordVehicleSale(memberOf('mem_x'), saleOf(1)))).toBe(
      'AUTO_STAFF_ONLY',
    );
  });

  it('makes the member the owner, begins the cooling-off and tells the group', async () => {
    const phone = '+8613800000001';
    const memberId = await enroll(auto.house, phone);
    const vehicleId = await takeIntoStock(auto.door, 1);
    const { orderId, transactionId } = await expectOk(
      auto.door.recordVehicleSale(CLERK, saleOf(1, phone)),
    );
    expect(orderId).toMatch(/^sor_/);
    const events = await published(auto.house);
    expect(events.slice(-2)).toEqual([
      {
        type: 'auto.member-fact-changed',
        payload: {
          memberId,
          subsidiary: 'auto',
          fact: 'vehicle',
          key: vehicleId,
          active: true,
          attributes: {
            model: 'LX-E6-LR',
            brand: '凌霄',
            series: 'E6',
            modelYear: 2026,
            powertrain: 'ELECTRIC',
            boughtHere: true,
          },
        },
      },
      {
        type: 'auto.transaction-recorded',
        payload: expect.objectContaining({
          transactionId,
          memberId,
          externalId: 'SO-1',
          kind: 'VEHICLE_SOLD',
          storeCode: 'SZ-NS',
          amountMinor: '22480000',
        }),
      },
    ]);
  });
});
