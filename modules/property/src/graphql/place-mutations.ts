/** What can be ordered about places: communities, dwellings, residents, parking. Every rule is behind the door. */
import {
  commandField,
  dateInput,
  idInput,
  minorInput,
  namedInput,
  phoneInput,
} from '@guildhall/shared/graphql/index';
import { readBack } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { PropertyDoor } from '../service.ts';
import {
  DwellingUsageEnum,
  ParkingSpaceKindEnum,
  type PropertyBuilder,
  ResidentRoleEnum,
} from './builder.ts';
import {
  code,
  dwellingCodeInput,
  OWN_PEOPLE,
  personInput,
  placePart,
  plateInput,
  text,
} from './inputs.ts';
import type { Parts } from './parts.ts';

export function addPlaceMutations(
  builder: PropertyBuilder,
  door: PropertyDoor,
  parts: Parts,
): void {
  addPlaces(builder, door, parts);
  addResidents(builder, door, parts);
  addParking(builder, door, parts);
}

function addPlaces(
  builder: PropertyBuilder,
  door: PropertyDoor,
  { Community, Dwelling }: Parts,
): void {
  commandField(builder, 'registerCommunity', {
    description: 'Takes a community over.',
    access: OWN_PEOPLE,
    input: z.object({
      code: code().describe('Its code: 2 to 32 capitals, digits and hyphens; never changes.'),
      name: text(80).describe('Name.'),
      city: text(40).describe('City.'),
      district: text(40).describe('District of the city.'),
      address: text(200).describe('Street and number.'),
      servicePhone: text(30).describe('Service desk.'),
      managedSince: dateInput().describe('First day.'),
    }),
    success: Community,
    execute: async (caller, input, { property }) =>
      readBack(await door.registerCommunity(caller, input), ({ communityId }) =>
        property.community.load(toUuid('cmy', communityId)),
      ),
  });
  const Registered = builder
    .objectRef<{ readonly dwellingIds: readonly string[] }>('DwellingsRegistered')
    .implement({
      description: 'Dwellings that were registered at once.',
      fields: (t) => ({
        dwellings: t.field({
          type: [Dwelling],
          description: 'In the order given.',
          resolve: async ({ dwellingIds }, _args, { property }) => {
            const ids = dwellingIds.map((id) => toUuid('dwl', id));
            const rows = await Promise.all(ids.map((id) => property.dwelling.load(id)));
            return rows.filter((row) => row !== null);
          },
        }),
      }),
    });
  commandField(builder, 'registerDwellings', {
    description: 'Registers dwellings of a community, all or none.',
    access: OWN_PEOPLE,
    input: z.object({
      communityCode: code().describe('Of which community.'),
      dwellings: z
        .array(
          namedInput(
            'NewDwellingInput',
            z.object({
              building: placePart().describe('Building, such as 03.'),
              unit: placePart().describe('Unit (entrance), such as 2.'),
              room: placePart().describe('Room, such as 1502.'),
              usage: DwellingUsageEnum.default('RESIDENTIAL').describe('What it is used for.'),
              area: minorInput({ scale: 2, min: '0.01', max: '100000.00' }).describe(
                'Square metres, as the certificate says.',
              ),
              handedOverOn: dateInput().describe('Handed over to its first owner on.'),
            }),
          ),
        )
        .min(1)
        .max(1_000)
        .describe('The dwellings, at most 1,000.'),
    }),
    success: Registered,
    execute: (caller, { dwellings, ...input }) =>
      door.registerDwellings(caller, {
        ...input,
        dwellings: dwellings.map(({ area, ...dwelling }) => ({
          ...dwelling,
          areaCenti: Number(area),
        })),
      }),
  });
}

function addResidents(builder: PropertyBuilder, door: PropertyDoor, { Residency }: Parts): void {
  commandField(builder, 'registerResidency', {
    description: 'Somebody moves in.',
    access: OWN_PEOPLE,
    input: z.object({
      dwellingCode: dwellingCodeInput().describe('Where: community-building-unit-room.'),
      person: personInput
        .optional()
        .describe('The member, found in one way; left out for somebody who is none.'),
      name: text(60).optional().describe('Name, as the company remembers it.'),
      phone: phoneInput().optional().describe('Telephone number, as the company remembers it.'),
      role: ResidentRoleEnum.describe('As what.'),
      paysFees: z
        .boolean()
        .default(false)
        .describe('From now on this resident pays the fees; whoever paid before no longer does.'),
      fromOn: dateInput().describe('First day; not later than today.'),
    }),
    success: Residency,
    execute: async (caller, input, { property }) =>
      readBack(await door.registerResidency(caller, input), ({ residencyId }) =>
        property.residency.load(toUuid('rsd', residencyId)),
      ),
  });
  commandField(builder, 'endResidency', {
    description: 'Somebody moves out.',
    access: OWN_PEOPLE,
    input: z.object({
      residencyId: idInput('rsd').describe('Who.'),
      untilOn: dateInput().describe('Last day; not later than today.'),
    }),
    success: Residency,
    execute: async (caller, input, { property }) =>
      readBack(await door.endResidency(caller, input), ({ residencyId }) =>
        property.residency.load(toUuid('rsd', residencyId)),
      ),
  });
  commandField(builder, 'changeFeePayer', {
    description: 'From now on this resident pays the fees of the dwelling.',
    access: OWN_PEOPLE,
    input: z.object({ residencyId: idInput('rsd').describe('Who.') }),
    success: Residency,
    execute: async (caller, input, { property }) =>
      readBack(await door.changeFeePayer(caller, input), ({ residencyId }) =>
        property.residency.load(toUuid('rsd', residencyId)),
      ),
  });
}

function addParking(
  builder: PropertyBuilder,
  door: PropertyDoor,
  { ParkingSpace, ParkingLease }: Parts,
): void {
  const Registered = builder
    .objectRef<{ readonly spaceIds: readonly string[] }>('ParkingSpacesRegistered')
    .implement({
      description: 'Parking spaces that were registered at once.',
      fields: (t) => ({
        spaces: t.field({
          type: [ParkingSpace],
          description: 'In the order given.',
          resolve: async ({ spaceIds }, _args, { property }) => {
            const ids = spaceIds.map((id) => toUuid('pks', id));
            const rows = await Promise.all(ids.map((id) => property.space.load(id)));
            return rows.filter((row) => row !== null);
          },
        }),
      }),
    });
  commandField(builder, 'registerParkingSpaces', {
    description: 'Registers parking spaces of a community, all or none.',
    access: OWN_PEOPLE,
    input: z.object({
      communityCode: code().describe('Of which community.'),
      spaces: z
        .array(
          namedInput(
            'NewParkingSpaceInput',
            z.object({
              code: code().describe('As it is painted on the ground, such as B1-037.'),
              kind: ParkingSpaceKindEnum.describe('What kind.'),
              hasCharger: z.boolean().default(false).describe('Whether cars can be charged.'),
            }),
          ),
        )
        .min(1)
        .max(1_000)
        .describe('The spaces, at most 1,000.'),
    }),
    success: Registered,
    execute: (caller, input) => door.registerParkingSpaces(caller, input),
  });
  commandField(builder, 'leaseParkingSpace', {
    description: 'Leases a parking space with a dwelling.',
    access: OWN_PEOPLE,
    input: z.object({
      communityCode: code().describe('In which community.'),
      spaceCode: code().describe('Which space.'),
      dwellingCode: dwellingCodeInput().describe('With which dwelling.'),
      person: personInput
        .optional()
        .describe("Who leases; the payer of the dwelling's fees when left out."),
      licencePlate: plateInput().optional().describe('Plate of the car.'),
      fromOn: dateInput().describe('First day.'),
    }),
    success: ParkingLease,
    execute: async (caller, input, { property }) =>
      readBack(await door.leaseParkingSpace(caller, input), ({ leaseId }) =>
        property.lease.load(toUuid('pkl', leaseId)),
      ),
  });
  commandField(builder, 'endParkingLease', {
    description: 'Ends a lease.',
    access: OWN_PEOPLE,
    input: z.object({
      leaseId: idInput('pkl').describe('Which lease.'),
      untilOn: dateInput().describe('Last day.'),
    }),
    success: ParkingLease,
    execute: async (caller, input, { property }) =>
      readBack(await door.endParkingLease(caller, input), ({ leaseId }) =>
        property.lease.load(toUuid('pkl', leaseId)),
      ),
  });
}
