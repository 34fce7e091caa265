/** Object types of goods and customers: dealerships, models, cars, customers. */
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import type { Auto } from '../application/auto.ts';
import { seesRecordOf } from '../application/read.ts';
import type {
  CustomerRow,
  DealershipRow,
  SalesOrderRow,
  VehicleModelRow,
  VehicleRow,
  WorkOrderRow,
} from '../storage/tables.ts';
import {
  type AutoBuilder,
  memberStubOf,
  money,
  PowertrainEnum,
  type Ref,
  VehicleStateEnum,
} from './builder.ts';

export const memberStub = (builder: AutoBuilder) =>
  builder.externalRef('Member', builder.selection<{ id: string }>('id'));
export type MemberStub = ReturnType<typeof memberStub>;

export interface LaterTypes {
  readonly SalesOrder: Ref<SalesOrderRow>;
  readonly WorkOrder: Ref<WorkOrderRow>;
}

export function addVehicleTypes(
  builder: AutoBuilder,
  auto: Auto,
  Member: MemberStub,
  later: LaterTypes,
) {
  const Dealership = addDealership(builder);
  const VehicleModel = addModel(builder);
  const AutoCustomer = addCustomer(builder, auto, Member);
  const Vehicle = addVehicle(
    builder,
    auto,
    { Member, Dealership, VehicleModel, AutoCustomer },
    later,
  );
  return { Dealership, VehicleModel, AutoCustomer, Vehicle };
}

function addDealership(builder: AutoBuilder): Ref<DealershipRow> {
  return builder.objectRef<DealershipRow>('Dealership').implement({
    description: 'A 4S shop: sales, spare parts, service and survey under one roof.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `dea_…`.', resolve: ({ id }) => fromUuid('dea', id) }),
      code: t.exposeString('code', { description: 'Its code; never changes.' }),
      name: t.exposeString('name', { description: 'Name over the door.' }),
      city: t.exposeString('city', { description: 'City.' }),
      address: t.exposeString('address', { description: 'Street and number.' }),
      phone: t.exposeString('phone', { description: 'Service desk.' }),
      coolingOffDays: t.exposeInt('coolingOffDays', {
        description: 'Days after a sale on which the buyer may step back.',
      }),
    }),
  });
}

function addModel(builder: AutoBuilder): Ref<VehicleModelRow> {
  return builder.objectRef<VehicleModelRow>('VehicleModel').implement({
    description: 'A model of car that the company sells or services.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `vmd_…`.', resolve: ({ id }) => fromUuid('vmd', id) }),
      code: t.exposeString('code', { description: 'Its code; offers name it.' }),
      brand: t.exposeString('brand', { description: 'Brand.' }),
      series: t.exposeString('series', { description: 'Series.' }),
      name: t.exposeString('name', { description: 'Full name of the trim.' }),
      modelYear: t.exposeInt('modelYear', { description: 'Model year.' }),
      powertrain: t.field({
        type: enumType(builder, PowertrainEnum),
        description: 'What drives it.',
        resolve: ({ powertrain }) => powertrain,
      }),
      guidePrice: money(t, 'Recommended price, yuan.', ({ guidePriceMinor }) => guidePriceMinor),
      serviceIntervalKm: t.exposeInt('serviceIntervalKm', {
        description: 'Kilometres between services.',
      }),
      serviceIntervalMonths: t.exposeInt('serviceIntervalMonths', {
        description: 'Months between services.',
      }),
      onSale: t.exposeBoolean('onSale', { description: 'Whether more are taken into stock.' }),
    }),
  });
}

function addCustomer(builder: AutoBuilder, auto: Auto, Member: MemberStub): Ref<CustomerRow> {
  return builder.objectRef<CustomerRow>('AutoCustomer').implement({
    description: "A customer in the 4S company's own books, member or not.",
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `acu_…`.', resolve: ({ id }) => fromUuid('acu', id) }),
      customerNo: t.exposeString('customerNo', { description: "The company's own number." }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'The member this is; null for a walk-in.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      name: t.string({
        nullable: true,
        description: 'Name a walk-in left.',
        access: ['system', 'clerk'],
        resolve: ({ id, nameSealed }) => (nameSealed ? auto.name.seal.open(nameSealed, id) : null),
      }),
      phone: t.field({
        type: 'Phone',
        nullable: true,
        description: 'Telephone number a walk-in left.',
        access: ['system', 'clerk'],
        resolve: ({ id, phoneSealed }) =>
          phoneSealed ? auto.phone.seal.open(phoneSealed, id) : null,
      }),
      since: t.field({
        type: 'DateTime',
        description: 'Customer since.',
        resolve: ({ since }) => since,
      }),
    }),
  });
}

interface VehicleParts {
  readonly Member: MemberStub;
  readonly Dealership: Ref<DealershipRow>;
  readonly VehicleModel: Ref<VehicleModelRow>;
  readonly AutoCustomer: Ref<CustomerRow>;
}

function addVehicle(
  builder: AutoBuilder,
  auto: Auto,
  { Member, Dealership, VehicleModel, AutoCustomer }: VehicleParts,
  { SalesOrder, WorkOrder }: LaterTypes,
): Ref<VehicleRow> {
  const Vehicle: Ref<VehicleRow> = builder.objectRef<VehicleRow>('Vehicle');
  builder.objectType(Vehicle, {
    description: 'One car.',
    fields: (t) => ({
      id: t.id({
        description: 'TypeID, `veh_…`; coupons bound to the car name it.',
        resolve: ({ id }) => fromUuid('veh', id),
      }),
      vin: t.string({
        nullable: true,
        description: "Vehicle identification number; only for its owner and the company's people.",
        resolve: ({ vin, ownerMemberId }, _args, { caller }) =>
          seesRecordOf(caller, ownerMemberId) ? vin : null,
      }),
      licencePlate: t.string({
        nullable: true,
        description: "Licence plate; only for its owner and the company's people.",
        resolve: ({ id, plateSealed, ownerMemberId }, _args, { caller }) =>
          plateSealed && seesRecordOf(caller, ownerMemberId)
            ? auto.plate.seal.open(plateSealed, id)
            : null,
      }),
      model: t.field({
        type: VehicleModel,
        nullable: true,
        description: 'What it is.',
        resolve: ({ modelId }, _args, { auto: loaders }) => loaders.model.load(modelId),
      }),
      colour: t.exposeString('colour', { description: 'Paint.' }),
      state: t.field({
        type: enumType(builder, VehicleStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      dealership: t.field({
        type: Dealership,
        nullable: true,
        description: 'Where it stands while it is ours, and who sold it afterwards.',
        resolve: ({ dealershipId }, _args, { auto: loaders }) =>
          dealershipId ? loaders.dealership.load(dealershipId) : null,
      }),
      owner: t.field({
        type: Member,
        nullable: true,
        description: 'The member who owns it.',
        resolve: ({ ownerMemberId }) => memberStubOf(ownerMemberId),
      }),
      customer: t.field({
        type: AutoCustomer,
        nullable: true,
        description: 'The customer who owns it, member or not.',
        access: ['system', 'clerk', 'operator', 'auditor'],
        resolve: ({ ownerCustomerId, ownerMemberId }, _args, { auto: loaders, caller }) =>
          ownerCustomerId && seesRecordOf(caller, ownerMemberId)
            ? loaders.customer.load(ownerCustomerId)
            : null,
      }),
      ownedSince: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'Owned by the present owner since.',
        resolve: ({ ownedSince }) => ownedSince ?? null,
      }),
      odometerKm: t.exposeInt('odometerKm', { description: 'Last known reading, kilometres.' }),
      salesOrders: t.field({
        type: [SalesOrder],
        description: 'Its sales, newest first, as far as the caller may see them.',
        resolve: async ({ id }, _args, { auto: loaders, caller }) =>
          (await loaders.ordersOfVehicle.load(id)).filter((order) =>
            seesRecordOf(caller, order.memberId),
          ),
      }),
      workOrders: t.field({
        type: [WorkOrder],
        description: 'Its service history, newest first, as far as the caller may see it.',
        resolve: async ({ id }, _args, { auto: loaders, caller }) =>
          (await loaders.workOrdersOfVehicle.load(id)).filter((order) =>
            seesRecordOf(caller, order.memberId),
          ),
      }),
    }),
  });
  builder.asEntity(Vehicle, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: async ({ id }, { auto: loaders, caller }) => {
      const row = isId('veh', id) ? await loaders.vehicle.load(toUuid('veh', id)) : null;
      return row && seesRecordOf(caller, row.ownerMemberId) ? row : null;
    },
  });
  return Vehicle;
}
