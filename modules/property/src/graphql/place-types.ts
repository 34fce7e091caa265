/** Object types of places: communities, dwellings, residents, parking. */

import { formatAmount } from '@guildhall/shared/amounts';
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import type { Property } from '../application/property.ts';
import { seesAll, seesRecordOf } from '../application/read.ts';
import type {
  CommunityRow,
  DwellingRow,
  FeeBillRow,
  FeeScheduleRow,
  ParkingLeaseRow,
  ParkingSpaceRow,
  ResidencyRow,
} from '../storage/tables.ts';
import {
  DwellingUsageEnum,
  memberStubOf,
  ParkingSpaceKindEnum,
  type PropertyBuilder,
  type Ref,
  ResidentRoleEnum,
} from './builder.ts';

export const memberStub = (builder: PropertyBuilder) =>
  builder.externalRef('Member', builder.selection<{ id: string }>('id'));
export type MemberStub = ReturnType<typeof memberStub>;

export interface FeeRefs {
  readonly FeeBill: Ref<FeeBillRow>;
  readonly FeeSchedule: Ref<FeeScheduleRow>;
}

export function addPlaceTypes(
  builder: PropertyBuilder,
  property: Property,
  Member: MemberStub,
  fees: FeeRefs,
) {
  const Community = addCommunity(builder, fees);
  const Dwelling: Ref<DwellingRow> = builder.objectRef<DwellingRow>('Dwelling');
  const ParkingSpace: Ref<ParkingSpaceRow> = builder.objectRef<ParkingSpaceRow>('ParkingSpace');
  const Residency = addResidency(builder, property, { Member, Dwelling });
  const ParkingLease = addLease(builder, property, { Member, Dwelling, ParkingSpace });
  addSpace(builder, ParkingSpace, { Community, ParkingLease });
  addDwelling(builder, Dwelling, { Community, Residency, ParkingLease, ...fees });
  return { Community, Dwelling, Residency, ParkingSpace, ParkingLease };
}

function addCommunity(builder: PropertyBuilder, { FeeSchedule }: FeeRefs): Ref<CommunityRow> {
  return builder.objectRef<CommunityRow>('Community').implement({
    description: 'A residential community that the company manages.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `cmy_…`.', resolve: ({ id }) => fromUuid('cmy', id) }),
      code: t.exposeString('code', { description: 'Its code; never changes.' }),
      name: t.exposeString('name', { description: 'Name.' }),
      city: t.exposeString('city', { description: 'City.' }),
      district: t.exposeString('district', { description: 'District of the city.' }),
      address: t.exposeString('address', { description: 'Street and number.' }),
      servicePhone: t.exposeString('servicePhone', { description: 'Service desk.' }),
      managedSince: t.field({
        type: 'Date',
        description: 'Managed by the company since.',
        resolve: ({ managedSince }) => managedSince,
      }),
      feeSchedules: t.field({
        type: [FeeSchedule],
        description: 'What fees have been and will be, the newest version of each first.',
        resolve: ({ id }, _args, { property }) => property.schedules.load(id),
      }),
    }),
  });
}

function addResidency(
  builder: PropertyBuilder,
  property: Property,
  { Member, Dwelling }: { Member: MemberStub; Dwelling: Ref<DwellingRow> },
): Ref<ResidencyRow> {
  return builder.objectRef<ResidencyRow>('Residency').implement({
    description: "Somebody's connection to a dwelling, from a day to a day.",
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `rsd_…`.', resolve: ({ id }) => fromUuid('rsd', id) }),
      dwelling: t.field({
        type: Dwelling,
        nullable: true,
        description: 'Where.',
        resolve: ({ dwellingId }, _args, { property: loaders }) =>
          loaders.dwelling.load(dwellingId),
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'The member who lives there; null when it is nobody of ours.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      role: t.field({
        type: enumType(builder, ResidentRoleEnum),
        description: 'As what.',
        resolve: ({ role }) => role,
      }),
      paysFees: t.exposeBoolean('paysFees', { description: 'Pays the fees of the dwelling now.' }),
      fromOn: t.field({
        type: 'Date',
        description: 'First day.',
        resolve: ({ fromOn }) => fromOn,
      }),
      untilOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'Last day; null while it goes on.',
        resolve: ({ untilOn }) => untilOn ?? null,
      }),
      name: t.string({
        nullable: true,
        description: 'Name, as the company remembers it.',
        access: ['system', 'clerk'],
        resolve: ({ id, nameSealed }, _args, { caller }) =>
          nameSealed && seesAll(caller) ? property.name.seal.open(nameSealed, id) : null,
      }),
      phone: t.field({
        type: 'Phone',
        nullable: true,
        description: 'Telephone number, as the company remembers it.',
        access: ['system', 'clerk'],
        resolve: ({ id, phoneSealed }, _args, { caller }) =>
          phoneSealed && seesAll(caller) ? property.phone.seal.open(phoneSealed, id) : null,
      }),
    }),
  });
}

function addLease(
  builder: PropertyBuilder,
  property: Property,
  refs: { Member: MemberStub; Dwelling: Ref<DwellingRow>; ParkingSpace: Ref<ParkingSpaceRow> },
): Ref<ParkingLeaseRow> {
  const { Member, Dwelling, ParkingSpace } = refs;
  return builder.objectRef<ParkingLeaseRow>('ParkingLease').implement({
    description: 'A parking space leased with a dwelling.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `pkl_…`.', resolve: ({ id }) => fromUuid('pkl', id) }),
      space: t.field({
        type: ParkingSpace,
        nullable: true,
        description: 'Which space.',
        resolve: ({ spaceId }, _args, { property: loaders }) => loaders.space.load(spaceId),
      }),
      dwelling: t.field({
        type: Dwelling,
        nullable: true,
        description: 'With which dwelling.',
        resolve: ({ dwellingId }, _args, { property: loaders }) =>
          loaders.dwelling.load(dwellingId),
      }),
      lessee: t.field({
        type: Member,
        nullable: true,
        description: 'The member who leases it.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      licencePlate: t.string({
        nullable: true,
        description: "Plate of the car; only for the lessee and the company's people.",
        resolve: ({ id, plateSealed, memberId }, _args, { caller }) =>
          plateSealed && seesRecordOf(caller, memberId)
            ? property.plate.seal.open(plateSealed, id)
            : null,
      }),
      fromOn: t.field({
        type: 'Date',
        description: 'First day.',
        resolve: ({ fromOn }) => fromOn,
      }),
      untilOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'Last day; null while it goes on.',
        resolve: ({ untilOn }) => untilOn ?? null,
      }),
    }),
  });
}

function addSpace(
  builder: PropertyBuilder,
  ParkingSpace: Ref<ParkingSpaceRow>,
  { Community, ParkingLease }: { Community: Ref<CommunityRow>; ParkingLease: Ref<ParkingLeaseRow> },
): void {
  builder.objectType(ParkingSpace, {
    description: 'One parking space.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `pks_…`.', resolve: ({ id }) => fromUuid('pks', id) }),
      code: t.exposeString('code', { description: 'As it is painted on the ground.' }),
      community: t.field({
        type: Community,
        nullable: true,
        description: 'Where.',
        resolve: ({ communityId }, _args, { property }) => property.community.load(communityId),
      }),
      kind: t.field({
        type: enumType(builder, ParkingSpaceKindEnum),
        description: 'What kind.',
        resolve: ({ kind }) => kind,
      }),
      hasCharger: t.exposeBoolean('hasCharger', { description: 'Whether cars can be charged.' }),
      leases: t.field({
        type: [ParkingLease],
        description: 'Its leases, newest first, as far as the caller may see them.',
        resolve: async ({ id }, _args, { property, caller }) =>
          (await property.leasesOfSpace.load(id)).filter((lease) =>
            seesRecordOf(caller, lease.memberId),
          ),
      }),
    }),
  });
}

function addDwelling(
  builder: PropertyBuilder,
  Dwelling: Ref<DwellingRow>,
  refs: {
    readonly Community: Ref<CommunityRow>;
    readonly Residency: Ref<ResidencyRow>;
    readonly ParkingLease: Ref<ParkingLeaseRow>;
  } & FeeRefs,
): void {
  const { Community, Residency, ParkingLease, FeeBill } = refs;
  builder.objectType(Dwelling, {
    description: 'A flat, shop or office in a community.',
    fields: (t) => ({
      id: t.id({
        description: 'TypeID, `dwl_…`; coupons bound to the dwelling name it.',
        resolve: ({ id }) => fromUuid('dwl', id),
      }),
      code: t.string({
        nullable: true,
        description:
          "Community, building, unit and room; only for those who live there and the company's people.",
        resolve: async ({ id, code }, _args, { property }) =>
          (await property.seesDwelling(id)) ? code : null,
      }),
      community: t.field({
        type: Community,
        nullable: true,
        description: 'Where.',
        resolve: ({ communityId }, _args, { property }) => property.community.load(communityId),
      }),
      building: t.exposeString('building', { description: 'Building.' }),
      unit: t.exposeString('unit', { description: 'Unit (entrance).' }),
      room: t.string({
        nullable: true,
        description: "Room; only for those who live there and the company's people.",
        resolve: async ({ id, room }, _args, { property }) =>
          (await property.seesDwelling(id)) ? room : null,
      }),
      usage: t.field({
        type: enumType(builder, DwellingUsageEnum),
        description: 'What it is used for.',
        resolve: ({ usage }) => usage,
      }),
      area: t.field({
        type: 'Decimal',
        description: 'Square metres, as the certificate says.',
        resolve: ({ areaCenti }) => formatAmount(BigInt(areaCenti), 2),
      }),
      handedOverOn: t.field({
        type: 'Date',
        description: 'Handed over to its first owner on.',
        resolve: ({ handedOverOn }) => handedOverOn,
      }),
      residencies: t.field({
        type: [Residency],
        description:
          'Who lives and lived there, earliest first; a resident sees his own entries only.',
        resolve: async ({ id }, _args, { property, caller }) =>
          (await property.residencies.load(id)).filter(({ memberId }) =>
            seesRecordOf(caller, memberId),
          ),
      }),
      bills: t.field({
        type: [FeeBill],
        description: 'Its bills, the latest month first, for those who may see them.',
        resolve: async ({ id }, _args, { property }) =>
          (await property.seesDwelling(id)) ? property.billsOfDwelling.load(id) : [],
      }),
      parkingLeases: t.field({
        type: [ParkingLease],
        description: 'Parking spaces leased with it, newest first, for those who may see them.',
        resolve: async ({ id }, _args, { property }) =>
          (await property.seesDwelling(id)) ? property.leasesOfDwelling.load(id) : [],
      }),
    }),
  });
  builder.asEntity(Dwelling, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: async ({ id }, { property }) => {
      if (!isId('dwl', id)) return null;
      const uuid = toUuid('dwl', id);
      return (await property.seesDwelling(uuid)) ? property.dwelling.load(uuid) : null;
    },
  });
}
