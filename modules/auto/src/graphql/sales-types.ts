/** Object types of sales: orders, their lines, deliveries. */
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import type {
  CustomerRow,
  DealershipRow,
  DeliveryRow,
  SalesOrderLineRow,
  SalesOrderRow,
  VehicleRow,
} from '../storage/tables.ts';
import {
  type AutoBuilder,
  memberStubOf,
  money,
  type Ref,
  SaleLineKindEnum,
  SalesOrderStateEnum,
  transactionStubOf,
  VehicleDeliveryStateEnum,
  VehicleSalesChannelEnum,
} from './builder.ts';
import type { MemberStub } from './vehicle-types.ts';

export function transactionStub(builder: AutoBuilder) {
  const Transaction = builder.externalRef(
    'Transaction',
    builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  );
  Transaction.implement({
    externalFields: (t) => ({ id: t.id({ description: 'TypeID, `txn_…`.' }) }),
  });
  return Transaction;
}
export type TransactionStub = ReturnType<typeof transactionStub>;

interface Parts {
  readonly Member: MemberStub;
  readonly Transaction: TransactionStub;
  readonly Dealership: Ref<DealershipRow>;
  readonly Vehicle: Ref<VehicleRow>;
  readonly AutoCustomer: Ref<CustomerRow>;
}

export function addSalesTypes(
  builder: AutoBuilder,
  SalesOrder: Ref<SalesOrderRow>,
  { Member, Transaction, Dealership, Vehicle, AutoCustomer }: Parts,
): void {
  const Line = addLine(builder);
  const Delivery = addDelivery(builder);
  builder.objectType(SalesOrder, {
    description: 'The sale of one car, from the promise to the handing over or the way back.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `sor_…`.', resolve: ({ id }) => fromUuid('sor', id) }),
      orderNo: t.exposeString('orderNo', { description: "The company's own number." }),
      state: t.field({
        type: enumType(builder, SalesOrderStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      dealership: t.field({
        type: Dealership,
        nullable: true,
        description: 'Who sells.',
        resolve: ({ dealershipId }, _args, { auto }) => auto.dealership.load(dealershipId),
      }),
      vehicle: t.field({
        type: Vehicle,
        nullable: true,
        description: 'What is sold.',
        resolve: ({ vehicleId }, _args, { auto }) => auto.vehicle.load(vehicleId),
      }),
      buyer: t.field({
        type: Member,
        nullable: true,
        description: 'The member who buys; null for a walk-in.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      customer: t.field({
        type: AutoCustomer,
        nullable: true,
        description: 'The customer who buys, member or not.',
        access: ['system', 'clerk', 'operator', 'auditor'],
        resolve: ({ customerId }, _args, { auto }) =>
          customerId ? auto.customer.load(customerId) : null,
      }),
      channel: t.field({
        type: enumType(builder, VehicleSalesChannelEnum),
        description: 'How it came about.',
        resolve: ({ channel }) => channel,
      }),
      deposit: money(t, 'Paid when the order was placed, yuan.', (row) => row.depositMinor),
      total: money(t, 'Sum of the lines, yuan.', ({ totalMinor }) => totalMinor),
      lines: t.field({
        type: [Line],
        description: 'What the contract lists, in order.',
        resolve: ({ id }, _args, { auto }) => auto.orderLines.load(id),
      }),
      placedAt: t.field({
        type: 'DateTime',
        description: 'When the car was promised.',
        resolve: ({ placedAt }) => placedAt,
      }),
      soldAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the contract was signed.',
        resolve: ({ soldAt }) => soldAt ?? null,
      }),
      coolingOffEndsOn: t.field({
        type: 'Date',
        nullable: true,
        description: 'The last day on which the buyer may step back.',
        resolve: ({ coolingOffEndsOn }) => coolingOffEndsOn ?? null,
      }),
      deliveries: t.field({
        type: [Delivery],
        description: 'Deliveries planned and done, earliest first.',
        resolve: ({ id }, _args, { auto }) => auto.deliveries.load(id),
      }),
      cancelledAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was called off.',
        resolve: ({ cancelledAt }) => cancelledAt ?? null,
      }),
      cancelReason: t.string({
        nullable: true,
        description: 'Why it was called off.',
        resolve: ({ cancelReason }) => cancelReason ?? null,
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction on record for the sale, with what came of it.',
        resolve: ({ transactionId }) => transactionStubOf(transactionId),
      }),
      reversal: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction that undid the sale, with what went back.',
        resolve: ({ reversalTransactionId }) => transactionStubOf(reversalTransactionId),
      }),
    }),
  });
}

function addLine(builder: AutoBuilder): Ref<SalesOrderLineRow> {
  return builder.objectRef<SalesOrderLineRow>('SalesOrderLine').implement({
    description: 'One line of a contract.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'From 1.' }),
      kind: t.field({
        type: enumType(builder, SaleLineKindEnum),
        description: 'What it is.',
        resolve: ({ kind }) => kind,
      }),
      itemCode: t.exposeString('itemCode', { description: 'Model, option or service code.' }),
      description: t.exposeString('description', { description: 'As the contract says it.' }),
      quantity: t.exposeInt('quantity', { description: 'Pieces.' }),
      amount: money(t, 'What the buyer pays for it, yuan.', ({ amountMinor }) => amountMinor),
    }),
  });
}

function addDelivery(builder: AutoBuilder): Ref<DeliveryRow> {
  return builder.objectRef<DeliveryRow>('VehicleDelivery').implement({
    description: 'The handing over of a car.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `vdl_…`.', resolve: ({ id }) => fromUuid('vdl', id) }),
      state: t.field({
        type: enumType(builder, VehicleDeliveryStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      plannedFor: t.field({
        type: 'DateTime',
        description: 'The appointment.',
        resolve: ({ plannedFor }) => plannedFor,
      }),
      doneAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was done.',
        resolve: ({ doneAt }) => doneAt ?? null,
      }),
      odometerKm: t.int({
        nullable: true,
        description: 'Reading when it was handed over, kilometres.',
        resolve: ({ odometerKm }) => odometerKm ?? null,
      }),
    }),
  });
}
