/** Ludao Property 鹭岛物业: three communities, their dwellings and residents, this month's fee bills, parking. */
import { addMonths, businessDay } from '@guildhall/shared/business-time';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Chance } from './chance.ts';
import { forEach, type Seeding, systemOf } from './house.ts';
import type { SeededMember } from './members.ts';

const COMMUNITIES = [
  {
    code: 'LHY',
    name: '鹭海苑',
    district: '思明区',
    address: '环岛南路 66 号',
    phone: '+865925550201',
  },
  {
    code: 'WYC',
    name: '五缘城',
    district: '湖里区',
    address: '五缘湾道 188 号',
    phone: '+865925550202',
  },
  {
    code: 'XLF',
    name: '杏林枫景',
    district: '集美区',
    address: '杏滨路 520 号',
    phone: '+865925550203',
  },
] as const;

const BUILDINGS = ['1', '2', '3'];
const ROOMS = ['101', '201', '301', '401', '501', '601', '701', '801'];

interface Home {
  readonly community: (typeof COMMUNITIES)[number]['code'];
  readonly code: string;
}

export async function seedEstates(
  seeding: Seeding,
  chance: Chance,
  residents: readonly SeededMember[],
): Promise<void> {
  const homes: Home[] = [];
  for (const community of COMMUNITIES)
    homes.push(...(await seedCommunity(seeding, chance, community)));
  await moveIn(seeding, homes, residents);
  await issueBills(seeding);
}

async function seedCommunity(
  { property, now }: Seeding,
  chance: Chance,
  { phone, ...community }: (typeof COMMUNITIES)[number],
): Promise<Home[]> {
  const pms = systemOf('property');
  const { code } = community;
  valueOrThrow(
    await property.registerCommunity(pms, {
      ...community,
      idempotencyKey: code,
      city: '厦门',
      servicePhone: phone,
      managedSince: '2018-06-01',
    }),
  );
  const dwellings = BUILDINGS.flatMap((building) =>
    ROOMS.map((room) => ({
      building,
      unit: '1',
      room,
      usage: 'RESIDENTIAL' as const,
      areaCenti: chance.pick([8_850, 9_600, 11_200, 12_850, 14_300]),
      handedOverOn: '2018-09-30',
    })),
  );
  valueOrThrow(
    await property.registerDwellings(pms, {
      idempotencyKey: `${code}-dwellings`,
      communityCode: code,
      dwellings,
    }),
  );
  const fromMonth = addMonths(businessDay(now), -2).slice(0, 7);
  const schedule = { communityCode: code, dueDay: 20, fromMonth };
  valueOrThrow(
    await property.announceFeeSchedule(pms, {
      ...schedule,
      idempotencyKey: `${code}-property-fee`,
      kind: 'PROPERTY_FEE',
      usage: 'RESIDENTIAL',
      rateE4: 28_000n,
    }),
  );
  valueOrThrow(
    await property.announceFeeSchedule(pms, {
      ...schedule,
      idempotencyKey: `${code}-parking-fee`,
      kind: 'PARKING_FEE',
      usage: 'ANY',
      rateE4: 3_000_000n,
    }),
  );
  const spaces = Array.from({ length: 12 }, (_, index) => ({
    code: `B1-${String(index + 1).padStart(3, '0')}`,
    kind: 'UNDERGROUND' as const,
    hasCharger: index % 3 === 0,
  }));
  valueOrThrow(
    await property.registerParkingSpaces(pms, {
      idempotencyKey: `${code}-parking`,
      communityCode: code,
      spaces,
    }),
  );
  return dwellings.map(({ building, unit, room }) => ({
    community: code,
    code: `${code}-${building}-${unit}-${room}`,
  }));
}

async function moveIn(
  { property }: Seeding,
  homes: readonly Home[],
  residents: readonly SeededMember[],
): Promise<void> {
  const pms = systemOf('property');
  await forEach(residents.slice(0, homes.length), async (resident, index) => {
    const home = homes[index];
    if (home === undefined) return;
    valueOrThrow(
      await property.registerResidency(pms, {
        idempotencyKey: `residency-${index}`,
        dwellingCode: home.code,
        person: { memberId: resident.memberId },
        role: 'OWNER',
        paysFees: true,
        fromOn: '2019-03-01',
      }),
    );
    if (index % 4 !== 0) return;
    valueOrThrow(
      await property.leaseParkingSpace(pms, {
        idempotencyKey: `parking-${index}`,
        communityCode: home.community,
        spaceCode: `B1-${String((Math.floor(index / 4) % 12) + 1).padStart(3, '0')}`,
        dwellingCode: home.code,
        fromOn: '2026-01-01',
      }),
    );
  });
}

async function issueBills({ property, now }: Seeding): Promise<void> {
  const month = businessDay(now).slice(0, 7);
  for (const { code } of COMMUNITIES) {
    for (const kind of ['PROPERTY_FEE', 'PARKING_FEE'] as const) {
      valueOrThrow(
        await property.issueFeeBills(systemOf('property'), {
          idempotencyKey: `${code}-${kind}-${month}`,
          communityCode: code,
          kind,
          month,
        }),
      );
    }
  }
}
