/** What can be asked of the property company. Everything a caller may not see is as if it did not exist. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateInput,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { between, given, newestFirst } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import type { EntityName } from '@mikro-orm/core';
import { z } from 'zod';
import { actingMember, type Property } from '../application/property.ts';
import { homesOf, seesAll, seesRecordOf } from '../application/read.ts';
import { firstDayOf } from '../domain/fee-amount.ts';
import * as rows from '../storage/tables.ts';
import {
  ComplaintStateEnum,
  DwellingUsageEnum,
  FeeBillStateEnum,
  FeeKindEnum,
  FeePaymentStateEnum,
  type PropertyBuilder,
  type Ref,
  RepairStateEnum,
} from './builder.ts';
import {
  code,
  documentNo,
  dwellingCodeInput,
  month,
  placePart,
  plateInput,
  READERS,
  READERS_OR_MEMBER,
} from './inputs.ts';

export interface Parts {
  readonly Community: Ref<rows.CommunityRow>;
  readonly Dwelling: Ref<rows.DwellingRow>;
  readonly Residency: Ref<rows.ResidencyRow>;
  readonly ParkingSpace: Ref<rows.ParkingSpaceRow>;
  readonly ParkingLease: Ref<rows.ParkingLeaseRow>;
  readonly FeeSchedule: Ref<rows.FeeScheduleRow>;
  readonly FeeBill: Ref<rows.FeeBillRow>;
  readonly FeePayment: Ref<rows.FeePaymentRow>;
  readonly FeeRefund: Ref<rows.FeeRefundRow>;
  readonly RepairRequest: Ref<rows.RepairRequestRow>;
  readonly Complaint: Ref<rows.ComplaintRow>;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

export function addQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
  addPlaceQueries(builder, property, parts);
  addParkingQueries(builder, property, parts);
  addBillQueries(builder, property, parts);
  addPaymentQueries(builder, property, parts);
  addCaseQueries(builder, property, parts);
}

/** The UUID of a community's code; a code nobody has finds nothing. */
async function communityIdOf(property: Property, communityCode: string | undefined) {
  if (communityCode === undefined) return undefined;
  const found = await property.kit.db.read().findOne(rows.CommunityTable, { code: communityCode });
  return found?.id ?? NOBODY;
}

async function dwellingIdOf(property: Property, dwellingCode: string | undefined) {
  if (dwellingCode === undefined) return undefined;
  const found = await property.kit.db.read().findOne(rows.DwellingTable, { code: dwellingCode });
  return found?.id ?? NOBODY;
}

const memberUuid = (id: string | undefined) => (id === undefined ? undefined : toUuid('mem', id));

/** Newest first, narrowed to what the caller sees; `own` is the filter that makes it a member's own. */
function page<Row extends { id: string }>(
  property: Property,
  caller: Principal,
  table: EntityName<Row>,
  where: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>> | undefined,
  args: { readonly first: number; readonly after?: string | null | undefined },
): Promise<Connection<Row>> {
  const scope = seesAll(caller) ? {} : own;
  return paginate(args, {
    load: async (wanted) =>
      scope === undefined
        ? []
        : newestFirst(property.kit.db.read(), table, { $and: [where, scope] }, wanted),
    keyOf: ({ id }) => [id],
  });
}

function ownRecords(caller: Principal): Record<string, unknown> | undefined {
  const memberId = actingMember(caller);
  return memberId === undefined ? undefined : { memberId };
}

async function ownHomes(property: Property, caller: Principal, column: 'id' | 'dwellingId') {
  return { [column]: { $in: [...(await homesOf(property, caller))] } };
}

function addPlaceQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
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

function addParkingQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
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

function addBillQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
  const em = () => property.kit.db.read();
  const billFilter = z.object({
    communityCode: code().optional().describe('Only of this community.'),
    dwellingCode: dwellingCodeInput().optional().describe('Only of this dwelling.'),
    kind: FeeKindEnum.optional().describe('Only for this.'),
    state: FeeBillStateEnum.optional().describe('Only in this state.'),
    month: month().optional().describe('Only of this month, YYYY-MM.'),
    dueBefore: dateInput().optional().describe('Only due before this day.'),
  });
  builder.queryFields((t) => ({
    feeBill: t.field({
      type: parts.FeeBill,
      nullable: true,
      description: 'One bill; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'feeBill',
        z.object({
          id: idInput('bil').optional().describe('The bill, by id.'),
          billNo: documentNo().optional().describe("By the company's own number."),
        }),
      ),
      resolve: async (_root, { id, billNo }, { property: loaders }) => {
        const where = id ? { id: toUuid('bil', id) } : billNo ? { billNo } : undefined;
        const found = where && (await em().findOne(rows.FeeBillTable, where));
        return found && (await loaders.seesDwelling(found.dwellingId)) ? found : null;
      },
    }),
    feeBills: t.field({
      type: connectionType(builder, 'FeeBill', parts.FeeBill, {
        description: 'Bills, newest first.',
      }),
      description:
        "Bills, newest first: the company's people see all, a member those of where they live.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'FeeBillFilter', billFilter),
          description: 'Which bills.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.FeeBillRow>> => {
        const {
          communityCode,
          dwellingCode,
          month: wanted,
          dueBefore,
          kind,
          state,
        } = args.filter ?? {};
        const where = given({
          ...{ kind, state },
          communityId: await communityIdOf(property, communityCode),
          dwellingId: await dwellingIdOf(property, dwellingCode),
          month: wanted === undefined ? undefined : firstDayOf(wanted),
          dueOn: between(undefined, dueBefore),
        });
        const own = await ownHomes(property, caller, 'dwellingId');
        return page(property, caller, rows.FeeBillTable, where, own, args);
      },
    }),
  }));
}

function addPaymentQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
  const em = () => property.kit.db.read();
  const paymentFilter = z.object({
    communityCode: code().optional().describe('Only of this community.'),
    dwellingCode: dwellingCodeInput().optional().describe('Only for this dwelling.'),
    memberId: idInput('mem').optional().describe('Only by this member.'),
    kind: FeeKindEnum.optional().describe('Only for this.'),
    state: FeePaymentStateEnum.optional().describe('Only in this state.'),
    paidFrom: dateTimeInput().optional().describe('Paid at this instant or later.'),
    paidBefore: dateTimeInput().optional().describe('Paid before this instant.'),
  });
  builder.queryFields((t) => ({
    feePayment: t.field({
      type: parts.FeePayment,
      nullable: true,
      description: 'One payment; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'feePayment',
        z.object({
          id: idInput('fpy').optional().describe('The payment, by id.'),
          receiptNo: documentNo().optional().describe("By the company's own number."),
        }),
      ),
      resolve: async (_root, { id, receiptNo }, { caller }) => {
        const where = id ? { id: toUuid('fpy', id) } : receiptNo ? { receiptNo } : undefined;
        const found = where && (await em().findOne(rows.FeePaymentTable, where));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    feePayments: t.field({
      type: connectionType(builder, 'FeePayment', parts.FeePayment, {
        description: 'Payments, newest first.',
      }),
      description: "Payments, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'FeePaymentFilter', paymentFilter),
          description: 'Which payments.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.FeePaymentRow>> => {
        const { communityCode, dwellingCode, memberId, kind, state, paidFrom, paidBefore } =
          args.filter ?? {};
        const where = given({
          ...{ kind, state },
          communityId: await communityIdOf(property, communityCode),
          dwellingId: await dwellingIdOf(property, dwellingCode),
          memberId: memberUuid(memberId),
          paidAt: between(paidFrom, paidBefore),
        });
        return page(property, caller, rows.FeePaymentTable, where, ownRecords(caller), args);
      },
    }),
  }));
}

function addCaseQueries(builder: PropertyBuilder, property: Property, parts: Parts): void {
  const place = {
    communityCode: code().optional().describe('Only of this community.'),
    memberId: idInput('mem').optional().describe('Only of this member.'),
  };
  const repairFilter = z.object({
    ...place,
    state: RepairStateEnum.optional().describe('Only in this state.'),
  });
  const complaintFilter = z.object({
    ...place,
    state: ComplaintStateEnum.optional().describe('Only in this state.'),
  });
  type Wanted = {
    communityCode?: string | undefined;
    memberId?: string | undefined;
    state?: string | undefined;
  };
  const whereOf = async ({ communityCode, memberId, state }: Wanted) =>
    given({
      state,
      communityId: await communityIdOf(property, communityCode),
      memberId: memberUuid(memberId),
    });
  builder.queryFields((t) => ({
    repairRequest: t.field({
      type: parts.RepairRequest,
      nullable: true,
      description: 'One report; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'repairRequest',
        z.object({ id: idInput('rpr').describe('The report.') }),
      ),
      resolve: async (_root, { id }, { caller, property: loaders }) => {
        const found = await loaders.repair.load(toUuid('rpr', id));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    repairRequests: t.field({
      type: connectionType(builder, 'RepairRequest', parts.RepairRequest, {
        description: 'Reports of broken things, newest first.',
      }),
      description: "Reports, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'RepairRequestFilter', repairFilter),
          description: 'Which reports.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.RepairRequestRow>> => {
        const where = await whereOf(args.filter ?? {});
        return page(property, caller, rows.RepairRequestTable, where, ownRecords(caller), args);
      },
    }),
    complaint: t.field({
      type: parts.Complaint,
      nullable: true,
      description: 'One complaint; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'complaint',
        z.object({ id: idInput('cpl').describe('The complaint.') }),
      ),
      resolve: async (_root, { id }, { caller, property: loaders }) => {
        const found = await loaders.complaint.load(toUuid('cpl', id));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    complaints: t.field({
      type: connectionType(builder, 'Complaint', parts.Complaint, {
        description: 'Complaints, newest first.',
      }),
      description: "Complaints, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ComplaintFilter', complaintFilter),
          description: 'Which complaints.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.ComplaintRow>> => {
        const where = await whereOf(args.filter ?? {});
        return page(property, caller, rows.ComplaintTable, where, ownRecords(caller), args);
      },
    }),
  }));
}
