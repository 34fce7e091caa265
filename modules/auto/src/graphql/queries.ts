/** What can be asked of the showroom: range, cars, customers, sales. Everything a caller may not see is as if it did not exist. */
import {
  argsOf,
  type Connection,
  connectionType,
  dateTimeInput,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { between, given, newestFirst } from '@guildhall/shared/graphql/row-loaders';
import { toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import type { Auto } from '../application/auto.ts';
import { seesAll, seesRecordOf } from '../application/read.ts';
import * as rows from '../storage/tables.ts';
import {
  type AutoBuilder,
  PowertrainEnum,
  type Ref,
  SalesOrderStateEnum,
  VehicleStateEnum,
} from './builder.ts';
import { code, documentNo, plateInput, READERS, READERS_OR_MEMBER, vinInput } from './inputs.ts';
import { dealershipIdOf, NOBODY, ownPage, uuidOf } from './lists.ts';

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
          modelId: model === null ? NOBODY : model?.id,
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
