/** What can be asked of the 4S company. Everything a caller may not see is as if it did not exist. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
  type SortKey,
} from '@guildhall/shared/graphql/index';
import { between, given, newestFirst } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import type { EntityName } from '@mikro-orm/core';
import { z } from 'zod';
import type { Auto } from '../application/auto.ts';
import { scopeOf, seesAll, seesRecordOf } from '../application/read.ts';
import * as rows from '../storage/tables.ts';
import {
  type AutoBuilder,
  PowertrainEnum,
  type Ref,
  SalesOrderStateEnum,
  ServiceBookingStateEnum,
  ServiceCategoryEnum,
  VehicleStateEnum,
  WorkOrderStateEnum,
} from './builder.ts';
import { code, documentNo, plateInput, READERS, READERS_OR_MEMBER, vinInput } from './inputs.ts';

export interface Parts {
  readonly Dealership: Ref<rows.DealershipRow>;
  readonly VehicleModel: Ref<rows.VehicleModelRow>;
  readonly Vehicle: Ref<rows.VehicleRow>;
  readonly AutoCustomer: Ref<rows.CustomerRow>;
  readonly SalesOrder: Ref<rows.SalesOrderRow>;
  readonly ServiceItem: Ref<rows.ServiceItemRow>;
  readonly ServiceSlot: Ref<rows.ServiceSlotRow>;
  readonly ServiceBooking: Ref<rows.ServiceBookingRow>;
  readonly WorkOrder: Ref<rows.WorkOrderRow>;
}

export function addQueries(builder: AutoBuilder, auto: Auto, parts: Parts): void {
  addRangeQueries(builder, auto, parts);
  addVehicleQueries(builder, auto, parts);
  addSalesQueries(builder, auto, parts);
  addSlotQueries(builder, auto, parts);
  addWorkshopQueries(builder, auto, parts);
}

/** A list of records that belong to members: all for the company's people, his own for a member, none for others. */
function ownPage<Row extends { id: string }>(
  auto: Auto,
  caller: Principal,
  table: EntityName<Row>,
  where: Readonly<Record<string, unknown>>,
  args: { readonly first: number; readonly after?: string | null | undefined },
): Promise<Connection<Row>> {
  const scope = scopeOf(caller);
  return paginate(args, {
    load: async (page) =>
      scope === undefined
        ? []
        : newestFirst(auto.kit.db.read(), table, { $and: [where, scope] }, page),
    keyOf: ({ id }): SortKey => [id],
  });
}

const uuidOf = (prefix: string, id: string | undefined) =>
  id === undefined ? undefined : toUuid(prefix, id);

/** The UUID of a dealership's code; a code nobody has finds nothing. */
async function dealershipIdOf(auto: Auto, dealershipCode: string | undefined) {
  if (dealershipCode === undefined) return undefined;
  const found = await auto.kit.db.read().findOne(rows.DealershipTable, { code: dealershipCode });
  return found?.id ?? '00000000-0000-0000-0000-000000000000';
}

function addRangeQueries(builder: AutoBuilder, auto: Auto, parts: Parts): void {
  const modelFilter = z.object({
    powertrain: PowertrainEnum.optional().describe('Only with this drive.'),
    onSale: z.boolean().optional().describe('Only those that are, or are not, on sale.'),
  });
  builder.queryFields((t) => ({
    dealerships: t.field({
      type: [parts.Dealership],
      description: 'All dealerships, by code.',
      access: READERS_OR_MEMBER,
      resolve: () =>
        auto.kit.db.read().find(rows.DealershipTable, {}, { orderBy: { code: 'asc' } }),
    }),
    vehicleModels: t.field({
      type: connectionType(builder, 'VehicleModel', parts.VehicleModel, {
        description: 'Models, the newest first.',
      }),
      description: 'The range of models, the newest first.',
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'VehicleModelFilter', modelFilter),
          description: 'Which models.',
        }),
      },
      resolve: (_root, args): Promise<Connection<rows.VehicleModelRow>> =>
        paginate(args, {
          load: (page) =>
            newestFirst(
              auto.kit.db.read(),
              rows.VehicleModelTable,
              given({ ...args.filter }),
              page,
            ),
          keyOf: ({ id }) => [id],
        }),
    }),
    serviceItems: t.field({
      type: [parts.ServiceItem],
      description: 'The price list of the workshops, by code; inactive items too.',
      access: READERS_OR_MEMBER,
      resolve: () =>
        auto.kit.db.read().find(rows.ServiceItemTable, {}, { orderBy: { code: 'asc' } }),
    }),
  }));
}

function addVehicleQueries(builder: AutoBuilder, auto: Auto, parts: Parts): void {
  const em = () => auto.kit.db.read();
  const vehicleFilter = z.object({
    state: VehicleStateEnum.optional().describe('Only in this state.'),
    dealershipCode: code().optional().describe('Only of this dealership.'),
    modelCode: code().optional().describe('Only of this model.'),
  });
  const visible = (caller: Principal, row: rows.VehicleRow | null) =>
    row && seesRecordOf(caller, row.ownerMemberId) ? row : null;
  builder.queryFields((t) => ({
    vehicle: t.field({
      type: parts.Vehicle,
      nullable: true,
      description: 'One car; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(builder, 'vehicle', z.object({ id: idInput('veh').describe('The car.') })),
      resolve: async (_root, { id }, { caller, auto: loaders }) =>
        visible(caller, await loaders.vehicle.load(toUuid('veh', id))),
    }),
    vehicleByVin: t.field({
      type: parts.Vehicle,
      nullable: true,
      description: 'One car, by its VIN.',
      access: READERS_OR_MEMBER,
      args: argsOf(builder, 'vehicleByVin', z.object({ vin: vinInput().describe('The VIN.') })),
      resolve: async (_root, { vin }, { caller }) =>
        visible(caller, await em().findOne(rows.VehicleTable, { vin })),
    }),
    vehicleByPlate: t.field({
      type: parts.Vehicle,
      nullable: true,
      description: 'One car, by its licence plate.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'vehicleByPlate',
        z.object({ licencePlate: plateInput().describe('The plate.') }),
      ),
      resolve: async (_root, { licencePlate }, { caller }) => {
        const plateIndex = auto.plate.index(licencePlate);
        return visible(caller, await em().findOne(rows.VehicleTable, { plateIndex }));
      },
    }),
    vehicles: t.field({
      type: connectionType(builder, 'Vehicle', parts.Vehicle, {
        description: 'Cars, the newest on record first.',
      }),
      description: "Cars on record, newest first: for the company's people and those who oversee.",
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'VehicleFilter', vehicleFilter),
          description: 'Which cars.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.VehicleRow>> => {
        const { state, dealershipCode, modelCode } = args.filter ?? {};
        const model =
          modelCode === undefined
            ? undefined
            : await em().findOne(rows.VehicleModelTable, { code: modelCode });
        const where = given({
          state,
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          modelId: model === null ? '00000000-0000-0000-0000-000000000000' : model?.id,
        });
        return paginate(args, {
          load: async (page) =>
            seesAll(caller) ? newestFirst(em(), rows.VehicleTable, where, page) : [],
          keyOf: ({ id }) => [id],
        });
      },
    }),
    autoCustomer: t.field({
      type: parts.AutoCustomer,
      nullable: true,
      description: "One customer, by the company's own number.",
      access: READERS,
      args: argsOf(
        builder,
        'autoCustomer',
        z.object({ customerNo: documentNo().describe('The number.') }),
      ),
      resolve: (_root, { customerNo }, { caller }) =>
        seesAll(caller) ? em().findOne(rows.CustomerTable, { customerNo }) : null,
    }),
  }));
}

function addSalesQueries(builder: AutoBuilder, auto: Auto, parts: Parts): void {
  const filter = z.object({
    state: SalesOrderStateEnum.optional().describe('Only in this state.'),
    dealershipCode: code().optional().describe('Only of this dealership.'),
    memberId: idInput('mem').optional().describe('Only of this buyer.'),
    soldFrom: dateTimeInput().optional().describe('Sold at this instant or later.'),
    soldBefore: dateTimeInput().optional().describe('Sold before this instant.'),
  });
  builder.queryFields((t) => ({
    salesOrder: t.field({
      type: parts.SalesOrder,
      nullable: true,
      description: 'One sale; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'salesOrder',
        z.object({
          id: idInput('sor').optional().describe('The sale, by id.'),
          orderNo: documentNo().optional().describe("The sale, by the company's own number."),
        }),
      ),
      resolve: async (_root, { id, orderNo }, { caller }) => {
        const where = id ? { id: toUuid('sor', id) } : orderNo ? { orderNo } : undefined;
        const found = where && (await auto.kit.db.read().findOne(rows.SalesOrderTable, where));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    salesOrders: t.field({
      type: connectionType(builder, 'SalesOrder', parts.SalesOrder, {
        description: 'Sales, newest first.',
      }),
      description: "Sales, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'SalesOrderFilter', filter),
          description: 'Which sales.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.SalesOrderRow>> => {
        const { state, dealershipCode, memberId, soldFrom, soldBefore } = args.filter ?? {};
        const where = given({
          state,
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          memberId: uuidOf('mem', memberId),
          soldAt: between(soldFrom, soldBefore),
        });
        return ownPage(auto, caller, rows.SalesOrderTable, where, args);
      },
    }),
  }));
}

function addSlotQueries(builder: AutoBuilder, auto: Auto, { ServiceSlot }: Parts): void {
  const slotFilter = z.object({
    dealershipCode: code().optional().describe('Only of this dealership.'),
    startsFrom: dateTimeInput().optional().describe('Beginning at this instant or later.'),
    startsBefore: dateTimeInput().optional().describe('Beginning before this instant.'),
    free: z.boolean().optional().describe('True: only slots with a free bay.'),
  });
  builder.queryField('serviceSlots', (t) =>
    t.field({
      type: connectionType(builder, 'ServiceSlot', ServiceSlot, {
        description: 'Slots, earliest first.',
      }),
      description: 'Workshop slots, earliest first.',
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ServiceSlotFilter', slotFilter),
          description: 'Which slots.',
        }),
      },
      resolve: async (_root, args): Promise<Connection<rows.ServiceSlotRow>> => {
        const { dealershipCode, startsFrom, startsBefore, free } = args.filter ?? {};
        const where = given({
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          startsAt: between(startsFrom, startsBefore),
          ...(free === true ? { closed: false } : {}),
        });
        return paginate(args, {
          load: ({ limit, after }) => earliestSlots(auto, where, free === true, limit, after),
          keyOf: ({ startsAt, id }) => [startsAt.toISOString(), id],
        });
      },
    }),
  );
}

function earliestSlots(
  auto: Auto,
  where: Record<string, unknown>,
  free: boolean,
  limit: number,
  after: SortKey | undefined,
): Promise<rows.ServiceSlotRow[]> {
  const em = auto.kit.db.read();
  const query = em.createQueryBuilder(rows.ServiceSlotTable, 's').where(where);
  if (free) query.andWhere('s.booked < s.capacity');
  if (after !== undefined)
    query.andWhere('(s.starts_at, s.id) > (?::timestamptz, ?::uuid)', [
      String(after[0]),
      String(after[1]),
    ]);
  return query.orderBy({ startsAt: 'asc', id: 'asc' }).limit(limit).getResultList();
}

function addWorkshopQueries(builder: AutoBuilder, auto: Auto, parts: Parts): void {
  const bookingFilter = z.object({
    state: ServiceBookingStateEnum.optional().describe('Only in this state.'),
    category: ServiceCategoryEnum.optional().describe('Only for this kind of work.'),
    dealershipCode: code().optional().describe('Only of this dealership.'),
    memberId: idInput('mem').optional().describe('Only of this member.'),
    vehicleId: idInput('veh').optional().describe('Only of this car.'),
    startsFrom: dateTimeInput().optional().describe('Beginning at this instant or later.'),
    startsBefore: dateTimeInput().optional().describe('Beginning before this instant.'),
  });
  const workOrderFilter = z.object({
    state: WorkOrderStateEnum.optional().describe('Only in this state.'),
    dealershipCode: code().optional().describe('Only of this dealership.'),
    memberId: idInput('mem').optional().describe('Only of this member.'),
    vehicleId: idInput('veh').optional().describe('Only of this car.'),
    openedFrom: dateTimeInput().optional().describe('Opened at this instant or later.'),
    openedBefore: dateTimeInput().optional().describe('Opened before this instant.'),
  });
  builder.queryFields((t) => ({
    serviceBooking: t.field({
      type: parts.ServiceBooking,
      nullable: true,
      description: 'One booking; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'serviceBooking',
        z.object({ id: idInput('sbk').describe('The booking.') }),
      ),
      resolve: async (_root, { id }, { caller, auto: loaders }) => {
        const found = await loaders.booking.load(toUuid('sbk', id));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    serviceBookings: t.field({
      type: connectionType(builder, 'ServiceBooking', parts.ServiceBooking, {
        description: 'Bookings, newest first.',
      }),
      description: "Bookings, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ServiceBookingFilter', bookingFilter),
          description: 'Which bookings.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.ServiceBookingRow>> => {
        const { dealershipCode, memberId, vehicleId, startsFrom, startsBefore, ...plain } =
          args.filter ?? {};
        const where = given({
          ...plain,
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          memberId: uuidOf('mem', memberId),
          vehicleId: uuidOf('veh', vehicleId),
          startsAt: between(startsFrom, startsBefore),
        });
        return ownPage(auto, caller, rows.ServiceBookingTable, where, args);
      },
    }),
    workOrder: t.field({
      type: parts.WorkOrder,
      nullable: true,
      description: 'One work order; null when there is none that this caller may see.',
      access: READERS_OR_MEMBER,
      args: argsOf(
        builder,
        'workOrder',
        z.object({
          id: idInput('wko').optional().describe('The work order, by id.'),
          workOrderNo: documentNo().optional().describe("By the company's own number."),
        }),
      ),
      resolve: async (_root, { id, workOrderNo }, { caller }) => {
        const where = id ? { id: toUuid('wko', id) } : workOrderNo ? { workOrderNo } : undefined;
        const found = where && (await auto.kit.db.read().findOne(rows.WorkOrderTable, where));
        return found && seesRecordOf(caller, found.memberId) ? found : null;
      },
    }),
    workOrders: t.field({
      type: connectionType(builder, 'WorkOrder', parts.WorkOrder, {
        description: 'Work orders, newest first.',
      }),
      description: "Work orders, newest first: the company's people see all, a member their own.",
      access: READERS_OR_MEMBER,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'WorkOrderFilter', workOrderFilter),
          description: 'Which work orders.',
        }),
      },
      resolve: async (_root, args, { caller }): Promise<Connection<rows.WorkOrderRow>> => {
        const { dealershipCode, memberId, vehicleId, openedFrom, openedBefore, state } =
          args.filter ?? {};
        const where = given({
          state,
          dealershipId: await dealershipIdOf(auto, dealershipCode),
          memberId: uuidOf('mem', memberId),
          vehicleId: uuidOf('veh', vehicleId),
          openedAt: between(openedFrom, openedBefore),
        });
        return ownPage(auto, caller, rows.WorkOrderTable, where, args);
      },
    }),
  }));
}
