/** What can be asked about places: communities, dwellings, parking. What a caller may not see does not exist for him. */
import {
  argsOf,
  type Connection,
  connectionType,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { given, newestFirst } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import type { Property } from '../application/property.ts';
import { seesAll } from '../application/read.ts';
import * as rows from '../storage/tables.ts';
import { DwellingUsageEnum, type PropertyBuilder } from './builder.ts';
import {
  code,
  dwellingCodeInput,
  placePart,
  plateInput,
  READERS,
  READERS_OR_MEMBER,
} from './inputs.ts';
import { communityIdOf, ownHomes, page } from './lists.ts';
import type { Parts } from './parts.ts';

export function addPlaceQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
  const em = () => property.kit.db.read();
  const dwellingFilter = z.object({
    communityCode: code().optional().describe('Only of this community.'),
    building: placePart().optional().describe('Only of this building.'),
    usage: DwellingUsageEnum.optional().describe('Only used for this.'),
  });
  const which = z.object({
    id: idInput('dwl').optional().describe('The dwelling, by id.'),
    code: dwellingCodeInput().optional().describe('By its code: community-building-unit-room.'),
  });
  builder.queryFields((t) => ({
    communities: t.field({
      type: [parts.Community],
      description: 'All communities, by code.',
      access: READERS_OR_MEMBER,
      resolve: () => em().find(rows.CommunityTable, {}, { orderBy: { code: 'asc' } }),
    }),
    community: t.field({
      type: parts.Community,
      nullable: true,
      description: 'One community, by its code.',
      access: READERS_OR_MEMBER,
      args: argsOf(builder, 'community', z.object({ code: code().describe('Its code.') })),
      resolve: (_root, args) => em().findOne(rows.CommunityTable, { code: args.code }),
    }),
    dwelling: t.field({
      type: parts.Dwelling,
      nullable: true,
      description: 'One dwelling; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(builder, 'dwelling', which),
      resolve: async (_root, args, { property: loaders }) => {
        const where = args.id
          ? { id: toUuid('dwl', args.id) }
          : args.code
            ? { code: args.code }
            : undefined;
        const found = where && (await em().findOne(rows.DwellingTable, where));
        return found && (await loaders.seesDwelling(found.id)) ? found : null;
      },
    }),
    dwellings: t.field({
      type: connectionType(builder, 'Dwelling', parts.Dwelling, {
        description: 'Dwellings, the last registered first.',
      }),
      description:
        "Dwellings, the last registered first: the company's people see all, a member where they live.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'DwellingFilter', dwellingFilter),
          description: 'Which dwellings.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.DwellingRow>> => {
        const { communityCode, ...plain } = args.filter ?? {};
        const communityId = await communityIdOf(property, communityCode);
        const where = given({ ...plain, communityId });
        const own = await ownHomes(property, caller, 'id');
        return page(property, caller, rows.DwellingTable, where, own, args);
      },
    }),
  }));
}

export function addParkingQueries(
  builder: PropertyBuilder,
  property: Property,
  parts: Parts,
): void {
  const em = () => property.kit.db.read();
  const spaceFilter = z.object({
    communityCode: code().optional().describe('Only of this community.'),
    hasCharger: z.boolean().optional().describe('Only where cars can, or cannot, be charged.'),
  });
  builder.queryFields((t) => ({
    parkingSpaces: t.field({
      type: connectionType(builder, 'ParkingSpace', parts.ParkingSpace, {
        description: 'Parking spaces, the last registered first.',
      }),
      description: 'Parking spaces, the last registered first.',
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ParkingSpaceFilter', spaceFilter),
          description: 'Which spaces.',
        }),
      },
      resolve: async (_root, args): Promise<Connection<rows.ParkingSpaceRow>> => {
        const { communityCode, hasCharger } = args.filter ?? {};
        const communityId = await communityIdOf(property, communityCode);
        const where = given({ hasCharger, communityId });
        return paginate(args, {
          load: (wanted) => newestFirst(em(), rows.ParkingSpaceTable, where, wanted),
          keyOf: ({ id }) => [id],
        });
      },
    }),
    parkingLeaseByPlate: t.field({
      type: parts.ParkingLease,
      nullable: true,
      description: 'The lease in force for the car with this plate: what the gate asks.',
      access: READERS,
      args: argsOf(
        builder,
        'parkingLeaseByPlate',
        z.object({ licencePlate: plateInput().describe('The plate.') }),
      ),
      resolve: async (_root, { licencePlate }, { caller }) => {
        if (!seesAll(caller)) return null;
        const where = { plateIndex: property.plate.index(licencePlate), untilOn: null };
        return em().findOne(rows.ParkingLeaseTable, where, { orderBy: { id: 'desc' } });
      },
    }),
  }));
}
