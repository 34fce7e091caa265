/** The property company on a database of its own, with identity beside it. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { House } from '../../../../gateway/src/compose.ts';
import {
  clerkOf,
  enrollMember,
  expectOk,
  moduleDatabaseOf,
  type OpenModules,
  openModules,
  type PublishedEvent,
  publishedBy,
} from '../../../../test/support/open-modules.ts';
import type { FeeBillId, PropertyDoor } from '../../src/index.ts';

export {
  codeOf,
  DAY_MS,
  expectOk,
  memberOf,
  START,
} from '../../../../test/support/open-modules.ts';

export const PMS: Principal = { kind: 'system', clientId: 'property-pms', subsidiary: 'property' };
export const CLERK = clerkOf('property');
export const OTHER_SYSTEM: Principal = { kind: 'system', clientId: 'auto-dms', subsidiary: 'auto' };
export const HOME = 'YGH-03-2-1502';

export interface OpenProperty extends OpenModules {
  readonly door: PropertyDoor;
}

/**
 * With community `YGH`: `YGH-03-2-1502` (89.37 square metres), `YGH-03-2-1503` (120.00) and the shop `YGH-01-1-101`
 * (45.50); 2.85 yuan for homes and 6.8 for shops; two parking spaces at 300 yuan.
 */
export async function openProperty(
  local: readonly string[] = ['property', 'identity'],
): Promise<OpenProperty> {
  const { house, clock, close } = await openModules(local);
  const door = house.doors.get<PropertyDoor>('property');
  await build(door);
  return {
    house,
    door,
    clock,
    close,
  };
}

async function build(door: PropertyDoor): Promise<void> {
  await expectOk(
    door.registerCommunity(PMS, {
      idempotencyKey: 'community',
      ...{ code: 'YGH', name: '阳光花园', city: '深圳', district: '南山', address: '海德三道1号' },
      ...{ servicePhone: '0755-26000001', managedSince: '2015-06-01' },
    }),
  );
  const home = { building: '03', unit: '2', handedOverOn: '2016-01-01' };
  await expectOk(
    door.registerDwellings(PMS, {
      idempotencyKey: 'dwellings',
      communityCode: 'YGH',
      dwellings: [
        { ...home, room: '1502', usage: 'RESIDENTIAL', areaCenti: 8_937 },
        { ...home, room: '1503', usage: 'RESIDENTIAL', areaCenti: 12_000 },
        { ...home, building: '01', unit: '1', room: '101', usage: 'SHOP', areaCenti: 4_550 },
      ],
    }),
  );
  for (const [kind, usage, rateE4] of [
    ['PROPERTY_FEE', 'RESIDENTIAL', 28_500n],
    ['PROPERTY_FEE', 'SHOP', 68_000n],
    ['PARKING_FEE', 'ANY', 3_000_000n],
  ] as const) {
    await expectOk(
      door.announceFeeSchedule(PMS, {
        idempotencyKey: `schedule-${kind}-${usage}`,
        ...{ communityCode: 'YGH', kind, usage, rateE4, dueDay: 20, fromMonth: '2016-01' },
      }),
    );
  }
  await expectOk(
    door.registerParkingSpaces(PMS, {
      idempotencyKey: 'spaces',
      communityCode: 'YGH',
      spaces: [
        { code: 'B1-037', kind: 'UNDERGROUND', hasCharger: true },
        { code: 'B1-038', kind: 'UNDERGROUND', hasCharger: false },
      ],
    }),
  );
}

export function moveIn(door: PropertyDoor, phone: string | undefined, dwellingCode = HOME) {
  return expectOk(
    door.registerResidency(PMS, {
      idempotencyKey: `move-in-${phone}-${dwellingCode}`,
      dwellingCode,
      ...(phone === undefined ? { name: '王建国' } : { person: { phone } }),
      ...{ role: 'OWNER', paysFees: true, fromOn: '2020-05-01' },
    }),
  );
}

/** The open bill of a dwelling for a month. */
export async function billOf(
  { house, door }: OpenProperty,
  month: string,
  dwellingCode = HOME,
): Promise<FeeBillId> {
  await expectOk(
    door.issueFeeBills(PMS, {
      idempotencyKey: `bills-${month}-${dwellingCode}`,
      ...{ communityCode: 'YGH', kind: 'PROPERTY_FEE', month },
    }),
  );
  const { rows } = await sql<{ id: string }>`
    SELECT b.id FROM fee_bill b JOIN dwelling d ON d.id = b.dwelling_id
    WHERE d.code = ${dwellingCode} AND b.month = ${`${month}-01`}::date AND b.kind = 'PROPERTY_FEE'
      AND b.state <> 'CANCELLED'`.execute(databaseOf(house));
  return billId(rows[0]?.id ?? '');
}

export const billId = (uuid: string): FeeBillId => fromUuid('bil', uuid);

export const databaseOf = (house: House) => moduleDatabaseOf(house, 'property');

export interface BillNow {
  readonly state: string;
  readonly amount: bigint;
  readonly settled: bigint;
}

export async function billNow(house: House, id: FeeBillId): Promise<BillNow> {
  const { rows } = await sql<{ state: string; amount_minor: string; settled_minor: string }>`
    SELECT state, amount_minor, settled_minor FROM fee_bill WHERE id = ${toUuid('bil', id)}`.execute(
    databaseOf(house),
  );
  const [row] = rows;
  if (row === undefined) throw new Error('there is no such bill');
  return {
    state: row.state,
    amount: BigInt(row.amount_minor),
    settled: BigInt(row.settled_minor),
  };
}

export const enroll = (house: House, phone: string): Promise<string> =>
  enrollMember(house, PMS, phone);

export const published = (house: House): Promise<PublishedEvent[]> =>
  publishedBy(house, 'property');
