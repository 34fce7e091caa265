/** The 4S company on a database of its own, with identity beside it. Other modules are opened where a test names them. */
import type { Principal } from '@guildhall/shared/principal';
import { vinCheckCharacter } from '@guildhall/shared/vin';
import type { House } from '../../../../gateway/src/compose.ts';
import {
  clerkOf,
  enrollMember,
  expectOk,
  type OpenModules,
  openModules,
  type PublishedEvent,
  publishedBy,
} from '../../../../test/support/open-modules.ts';
import type { AutoDoor } from '../../src/index.ts';

export {
  codeOf,
  DAY_MS,
  expectOk,
  memberOf,
  OPERATOR,
  START,
} from '../../../../test/support/open-modules.ts';

export const DMS: Principal = { kind: 'system', clientId: 'auto-dms', subsidiary: 'auto' };
export const CLERK = clerkOf('auto');
export const OTHER_SYSTEM: Principal = {
  kind: 'system',
  clientId: 'retail-pos',
  subsidiary: 'retail',
};
export interface OpenAuto extends OpenModules {
  readonly door: AutoDoor;
}

/** With dealership `SZ-NS` (seven days of cooling-off), an electric model, and a price list. */
export async function openAuto(local: readonly string[] = ['auto', 'identity']): Promise<OpenAuto> {
  const { house, clock, close } = await openModules(local);
  const door = house.doors.get<AutoDoor>('auto');
  await stock(door);
  return {
    house,
    door,
    clock,
    close,
  };
}

async function stock(door: AutoDoor): Promise<void> {
  for (const [code, name] of [
    ['SZ-NS', '深圳南山4S店'],
    ['GZ-TH', '广州天河4S店'],
  ] as const) {
    await expectOk(
      door.registerDealership(DMS, {
        idempotencyKey: `dealership-${code}`,
        ...{ code, name, city: name.slice(0, 2), address: '科技园路1号', phone: '0755-26000000' },
        coolingOffDays: 7,
      }),
    );
  }
  await expectOk(
    door.registerVehicleModel(DMS, {
      idempotencyKey: 'model',
      code: 'LX-E6-LR',
      brand: '凌霄',
      series: 'E6',
      name: '凌霄 E6 长续航版',
      modelYear: 2026,
      powertrain: 'ELECTRIC',
      guidePriceMinor: 21_980_000n,
      serviceIntervalKm: 20_000,
      serviceIntervalMonths: 12,
    }),
  );
  for (const [code, name, kind, unit, unitPriceMinor] of [
    ['MNT-BASIC', '基础保养工时', 'LABOUR', 'HOUR', 18_000n],
    ['FILTER-AC', '空调滤芯', 'PART', 'PIECE', 8_900n],
    ['BRAKE-FLUID', '制动液', 'PART', 'LITRE', 6_550n],
  ] as const) {
    await expectOk(
      door.listServiceItem(DMS, {
        idempotencyKey: `item-${code}`,
        ...{ code, name, kind, unit, unitPriceMinor },
        category: 'MAINTENANCE',
      }),
    );
  }
}

/** A VIN that passes its check, different for each number. */
export function vin(serial: number): string {
  const draft = `LGH2E6B0${'0'}TS${String(serial).padStart(6, '0')}`;
  return draft.slice(0, 8) + vinCheckCharacter(draft) + draft.slice(9);
}

export async function takeIntoStock(door: AutoDoor, serial: number, dealershipCode = 'SZ-NS') {
  const { vehicleId } = await expectOk(
    door.receiveVehicle(DMS, {
      idempotencyKey: `receive-${serial}`,
      ...{ dealershipCode, vin: vin(serial), modelCode: 'LX-E6-LR' },
      ...{ colour: '星空蓝', odometerKm: 6 },
    }),
  );
  return vehicleId;
}

/** A sale of the car of that serial number for 219,800 yuan and 5,000 of insurance. */
export function saleOf(serial: number, phone?: string) {
  return {
    idempotencyKey: `sale-${serial}`,
    orderNo: `SO-${serial}`,
    dealershipCode: 'SZ-NS',
    vin: vin(serial),
    ...(phone === undefined ? {} : { customer: { phone } }),
    channel: 'STORE' as const,
    lines: [
      {
        ...{ kind: 'VEHICLE' as const, itemCode: 'LX-E6-LR', description: '凌霄 E6 长续航版' },
        ...{ quantity: 1, amountMinor: 21_980_000n },
      },
      {
        ...{ kind: 'INSURANCE' as const, itemCode: 'INS-FULL', description: '首年全险' },
        ...{ quantity: 1, amountMinor: 500_000n },
      },
    ],
  };
}

export const enroll = (house: House, phone: string): Promise<string> =>
  enrollMember(house, DMS, phone);

export const published = (house: House): Promise<PublishedEvent[]> => publishedBy(house, 'auto');
