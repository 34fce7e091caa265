/**
 * Car to home and back: a member buys a car and pays less for the home; paying for the home, the member has the car
 * serviced for nothing; then all of it is undone. Every number is asserted as the parties see it, over HTTP.
 */

import type { LedgerDoor } from '@guildhall/ledger';
import { SteppedClock } from '@guildhall/shared/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../support/test-guildhall.ts';
import {
  moveIn,
  openCommunity,
  openDealership,
  PHONE,
  publishCarToHome,
  publishHomeToCar,
  VIN,
} from './neighbourhood.ts';
import { EFFECTS, order, type TransactionSeen, tally } from './orders.ts';

let guildhall: TestGuildhall;
let auto: Caller;
let property: Caller;
let operator: Caller;
let member: Caller;
let memberId: string;
let vehicleId: string;
let dwellingId: string;

beforeAll(async () => {
  const clock = new SteppedClock(new Date('2026-03-10T02:00:00Z'));
  guildhall = await startTestGuildhall({ clock });
  auto = await guildhall.system('auto');
  property = await guildhall.system('property');
  operator = await guildhall.staff('zhou', ['operator']);
  const ledger = guildhall.running.house.doors.get<LedgerDoor>('ledger');
  await ledger.defineCurrency(
    { kind: 'staff', personId: 'per', accountId: 'acc', roles: ['operator'] },
    {
      idempotencyKey: 'POINT',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'NEVER' },
    },
  );
  ({ vehicleId } = await openDealership(auto));
  ({ dwellingId } = await openCommunity(property));
  ({ memberId } = await moveIn(property));
  await publishCarToHome(operator);
  await publishHomeToCar(operator);
  member = await guildhall.member(PHONE);
});
afterAll(() => guildhall.stop());

describe('car to home', () => {
  it('works', async () => {
    const sold = await order<{ id: string; transaction: TransactionSeen }>(
      auto,
      'recordVehicleSale',
      'SalesOrder',
      {
        ...{
          orderNo: 'SO-2026-0001',
          dealershipCode: 'SZ-NS',
          vin: VIN,
          customer: { phone: PHONE },
        },
        lines: [
          {
            kind: 'VEHICLE',
            itemCode: 'LX-E6-LR',
            description: '凌霄 E6 长续航版',
            amount: '219800.00',
          },
          { kind: 'INSURANCE', itemCode: 'INS-FULL', description: '首年全险', amount: '5000.00' },
        ],
      },
      `id state total coolingOffEndsOn transaction { ${EFFECTS} }`,
    );
    console.log(JSON.stringify(sold, null, 1).slice(0, 300), tally(sold.transaction));
    const mine = await member.ask<{
      me: {
        id: string;
        coupons: {
          id: string;
          code: string;
          state: string;
          asset: { type: string; key: string };
          vestsAt: string;
        }[];
      };
    }>(
      '{ me { id coupons(usable: true) { id code state instalmentNo vestsAt validFrom expiresAt asset { type key } terms { kind } } } }',
    );
    console.log(JSON.stringify(mine).slice(0, 1500), memberId, vehicleId, dwellingId);
  });
});
