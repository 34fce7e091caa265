/** Object types of the workshop: price list, slots, bookings, work orders, refunds. */
import { enumType } from '@guildhall/shared/graphql/index';
import { fromUuid } from '@guildhall/shared/ids';
import { yuan } from '@guildhall/shared/yuan';
import type {
  DealershipRow,
  ServiceBookingRow,
  ServiceItemRow,
  ServiceSlotRow,
  VehicleRow,
  WorkOrderLineRow,
  WorkOrderRefundLineRow,
  WorkOrderRefundRow,
  WorkOrderRow,
} from '../storage/tables.ts';
import {
  type AutoBuilder,
  couponStubOf,
  memberStubOf,
  money,
  type Ref,
  ServiceBookingStateEnum,
  ServiceCategoryEnum,
  ServiceItemKindEnum,
  ServiceUnitEnum,
  transactionStubOf,
  WorkOrderStateEnum,
} from './builder.ts';
import type { TransactionStub } from './sales-types.ts';
import type { MemberStub } from './vehicle-types.ts';

interface Parts {
  readonly Member: MemberStub;
  readonly Transaction: TransactionStub;
  readonly Dealership: Ref<DealershipRow>;
  readonly Vehicle: Ref<VehicleRow>;
}

export function addWorkshopTypes(builder: AutoBuilder, WorkOrder: Ref<WorkOrderRow>, parts: Parts) {
  const ServiceItem = addServiceItem(builder);
  const ServiceSlot = addSlot(builder, parts);
  const ServiceBooking = addBooking(builder, WorkOrder, ServiceSlot, parts);
  const WorkOrderRefund = addRefund(builder, WorkOrder, parts);
  addWorkOrder(builder, WorkOrder, ServiceBooking, WorkOrderRefund, parts);
  return { ServiceItem, ServiceSlot, ServiceBooking, WorkOrderRefund };
}

function addServiceItem(builder: AutoBuilder): Ref<ServiceItemRow> {
  return builder.objectRef<ServiceItemRow>('ServiceItem').implement({
    description: 'Labour or a part on the price list of the workshops.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `svi_…`.', resolve: ({ id }) => fromUuid('svi', id) }),
      code: t.exposeString('code', { description: 'Its code; coupons name it.' }),
      name: t.exposeString('name', { description: 'As the bill says it.' }),
      kind: t.field({
        type: enumType(builder, ServiceItemKindEnum),
        description: 'Labour or a part.',
        resolve: ({ kind }) => kind,
      }),
      category: t.field({
        type: enumType(builder, ServiceCategoryEnum),
        description: 'What kind of work it belongs to.',
        resolve: ({ category }) => category,
      }),
      unit: t.field({
        type: enumType(builder, ServiceUnitEnum),
        description: 'What a quantity counts.',
        resolve: ({ unit }) => unit,
      }),
      unitPrice: money(t, 'Price of one unit, yuan.', ({ unitPriceMinor }) => unitPriceMinor),
      active: t.exposeBoolean('active', { description: 'Whether it may be written on bills.' }),
    }),
  });
}

function addSlot(builder: AutoBuilder, { Dealership }: Parts): Ref<ServiceSlotRow> {
  return builder.objectRef<ServiceSlotRow>('ServiceSlot').implement({
    description: 'A time at a workshop that cars can be booked into.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `ssl_…`.', resolve: ({ id }) => fromUuid('ssl', id) }),
      dealership: t.field({
        type: Dealership,
        nullable: true,
        description: 'Where.',
        resolve: ({ dealershipId }, _args, { auto }) => auto.dealership.load(dealershipId),
      }),
      startsAt: t.field({
        type: 'DateTime',
        description: 'From.',
        resolve: ({ startsAt }) => startsAt,
      }),
      endsAt: t.field({ type: 'DateTime', description: 'To.', resolve: ({ endsAt }) => endsAt }),
      capacity: t.exposeInt('capacity', { description: 'Bays.' }),
      free: t.int({
        description: 'Bays that can still be booked.',
        resolve: ({ capacity, booked, closed }) => (closed ? 0 : capacity - booked),
      }),
      closed: t.exposeBoolean('closed', { description: 'No more bookings are taken.' }),
    }),
  });
}

function addBooking(
  builder: AutoBuilder,
  WorkOrder: Ref<WorkOrderRow>,
  ServiceSlot: Ref<ServiceSlotRow>,
  { Member, Dealership, Vehicle }: Parts,
): Ref<ServiceBookingRow> {
  const Coupon = couponStub(builder);
  return builder.objectRef<ServiceBookingRow>('ServiceBooking').implement({
    description: 'A car booked into a workshop.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `sbk_…`.', resolve: ({ id }) => fromUuid('sbk', id) }),
      bookingNo: t.exposeString('bookingNo', { description: 'What people read aloud.' }),
      state: t.field({
        type: enumType(builder, ServiceBookingStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      category: t.field({
        type: enumType(builder, ServiceCategoryEnum),
        description: 'What the car needs.',
        resolve: ({ category }) => category,
      }),
      dealership: t.field({
        type: Dealership,
        nullable: true,
        description: 'Where.',
        resolve: ({ dealershipId }, _args, { auto }) => auto.dealership.load(dealershipId),
      }),
      slot: t.field({
        type: ServiceSlot,
        nullable: true,
        description: 'When.',
        resolve: ({ slotId }, _args, { auto }) => auto.slot.load(slotId),
      }),
      startsAt: t.field({
        type: 'DateTime',
        description: 'From when.',
        resolve: ({ startsAt }) => startsAt,
      }),
      vehicle: t.field({
        type: Vehicle,
        nullable: true,
        description: 'Which car.',
        resolve: ({ vehicleId }, _args, { auto }) => auto.vehicle.load(vehicleId),
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Who owned the car when it was booked.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description:
          'The coupon that it was booked with, if the caller may see it; used when the work is closed without naming any.',
        resolve: ({ couponId }) => couponStubOf(couponId),
      }),
      workOrder: t.field({
        type: WorkOrder,
        nullable: true,
        description: 'The work that came of it.',
        resolve: ({ id }, _args, { auto }) => auto.workOrderOfBooking.load(id),
      }),
      bookedAt: t.field({
        type: 'DateTime',
        description: 'When it was made.',
        resolve: ({ bookedAt }) => bookedAt,
      }),
      closedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When it was done or called off.',
        resolve: ({ closedAt }) => closedAt ?? null,
      }),
    }),
  });
}

function couponStub(builder: AutoBuilder) {
  const Coupon = builder.externalRef(
    'Coupon',
    builder.keyDirective(builder.selection<{ id: string }>('id'), false),
  );
  Coupon.implement({ externalFields: (t) => ({ id: t.id({ description: 'TypeID, `cpn_…`.' }) }) });
  return Coupon;
}

function addWorkOrder(
  builder: AutoBuilder,
  WorkOrder: Ref<WorkOrderRow>,
  ServiceBooking: Ref<ServiceBookingRow>,
  WorkOrderRefund: Ref<WorkOrderRefundRow>,
  { Member, Transaction, Dealership, Vehicle }: Parts,
): void {
  const Line = addLine(builder);
  builder.objectType(WorkOrder, {
    description: 'Work done on a car, and what it cost.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `wko_…`.', resolve: ({ id }) => fromUuid('wko', id) }),
      workOrderNo: t.exposeString('workOrderNo', { description: "The company's own number." }),
      state: t.field({
        type: enumType(builder, WorkOrderStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state,
      }),
      dealership: t.field({
        type: Dealership,
        nullable: true,
        description: 'Where.',
        resolve: ({ dealershipId }, _args, { auto }) => auto.dealership.load(dealershipId),
      }),
      vehicle: t.field({
        type: Vehicle,
        nullable: true,
        description: 'Which car.',
        resolve: ({ vehicleId }, _args, { auto }) => auto.vehicle.load(vehicleId),
      }),
      member: t.field({
        type: Member,
        nullable: true,
        description: 'Who owned the car when it came.',
        resolve: ({ memberId }) => memberStubOf(memberId),
      }),
      booking: t.field({
        type: ServiceBooking,
        nullable: true,
        description: 'The booking it came with.',
        resolve: ({ bookingId }, _args, { auto }) =>
          bookingId ? auto.booking.load(bookingId) : null,
      }),
      odometerKm: t.exposeInt('odometerKm', { description: 'Reading on arrival, kilometres.' }),
      lines: t.field({
        type: [Line],
        description: 'Labour and parts, in order.',
        resolve: ({ id }, _args, { auto }) => auto.workOrderLines.load(id),
      }),
      gross: t.field({
        type: 'Decimal',
        description: 'Sum of the lines before coupons and points, yuan; while it is open, so far.',
        resolve: async ({ id }, _args, { auto }) =>
          yuanSum(await auto.workOrderLines.load(id), ({ grossMinor }) => grossMinor),
      }),
      discount: money(t, 'What coupons and points paid, yuan.', (row) => row.discountMinor),
      paid: money(t, 'What was paid in money, yuan.', ({ paidMinor }) => paidMinor),
      openedAt: t.field({
        type: 'DateTime',
        description: 'When the car came.',
        resolve: ({ openedAt }) => openedAt,
      }),
      closedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: 'When the work was done, or called off.',
        resolve: ({ closedAt }) => closedAt ?? null,
      }),
      refunds: t.field({
        type: [WorkOrderRefund],
        description: 'What was given back, earliest first.',
        resolve: ({ id }, _args, { auto }) => auto.refunds.load(id),
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction on record for the finished work, with what came of it.',
        resolve: ({ transactionId }) => transactionStubOf(transactionId),
      }),
    }),
  });
}

function yuanSum<Row>(rows: readonly Row[], minor: (row: Row) => bigint): string {
  const sum = rows.reduce((all, row) => all + minor(row), 0n);
  return yuan(sum);
}

function addLine(builder: AutoBuilder): Ref<WorkOrderLineRow> {
  return builder.objectRef<WorkOrderLineRow>('WorkOrderLine').implement({
    description: 'Labour or a part on a work order, at the price of the day it was written.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'From 1; a refund names it.' }),
      itemCode: t.exposeString('itemCode', { description: 'Code on the price list.' }),
      kind: t.field({
        type: enumType(builder, ServiceItemKindEnum),
        description: 'Labour or a part.',
        resolve: ({ kind }) => kind,
      }),
      category: t.field({
        type: enumType(builder, ServiceCategoryEnum),
        description: 'What kind of work it belongs to.',
        resolve: ({ category }) => category,
      }),
      description: t.exposeString('description', { description: 'As the bill says it.' }),
      quantity: t.field({
        type: 'Decimal',
        description: "In the item's unit.",
        resolve: ({ quantity }) => quantity,
      }),
      unitPrice: money(t, 'Price of one unit, yuan.', ({ unitPriceMinor }) => unitPriceMinor),
      gross: money(t, 'Quantity times price, yuan.', ({ grossMinor }) => grossMinor),
      discount: money(t, 'What coupons and points paid of it, yuan.', (row) => row.discountMinor),
      refunded: money(t, 'Of the gross, given back, yuan.', ({ refundedMinor }) => refundedMinor),
    }),
  });
}

function addRefund(
  builder: AutoBuilder,
  WorkOrder: Ref<WorkOrderRow>,
  { Transaction }: Parts,
): Ref<WorkOrderRefundRow> {
  const Line = builder.objectRef<WorkOrderRefundLineRow>('WorkOrderRefundLine').implement({
    description: 'What was given back of one line.',
    fields: (t) => ({
      lineNo: t.exposeInt('lineNo', { description: 'The line of the work order.' }),
      gross: money(t, 'Of its price before coupons and points, yuan.', (row) => row.grossMinor),
      paid: money(t, 'Money given back for it, yuan.', ({ paidMinor }) => paidMinor),
    }),
  });
  return builder.objectRef<WorkOrderRefundRow>('WorkOrderRefund').implement({
    description: 'Finished work taken back, wholly or in part.',
    fields: (t) => ({
      id: t.id({ description: 'TypeID, `wrf_…`.', resolve: ({ id }) => fromUuid('wrf', id) }),
      refundNo: t.exposeString('refundNo', { description: "The company's own number." }),
      workOrder: t.field({
        type: WorkOrder,
        nullable: true,
        description: 'Of which work.',
        resolve: ({ workOrderId }, _args, { auto }) => auto.workOrder.load(workOrderId),
      }),
      gross: money(t, 'Of the price before coupons and points, yuan.', (row) => row.grossMinor),
      paid: money(
        t,
        'Money given back, yuan: less than the gross where coupons or points had paid a part.',
        ({ paidMinor }) => paidMinor,
      ),
      reason: t.exposeString('reason', { description: 'Why.' }),
      refundedAt: t.field({
        type: 'DateTime',
        description: 'When.',
        resolve: ({ refundedAt }) => refundedAt,
      }),
      lines: t.field({
        type: [Line],
        description: 'Line by line.',
        resolve: ({ id }, _args, { auto }) => auto.refundLines.load(id),
      }),
      transaction: t.field({
        type: Transaction,
        nullable: true,
        description: 'The transaction that undoes the work, with what went back.',
        resolve: ({ transactionId }) => transactionStubOf(transactionId),
      }),
    }),
  });
}
