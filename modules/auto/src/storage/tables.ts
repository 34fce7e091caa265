/** Tables of schema `auto`. Ids are UUIDs here and TypeIDs at the doors; amounts are fen; dates are text. */
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type {
  Channel,
  Powertrain,
  SaleLineKind,
  ServiceCategory,
  ServiceItemKind,
  ServiceUnit,
} from '../domain/kinds.ts';
import type {
  BookingState,
  DeliveryState,
  SalesOrderState,
  VehicleState,
  WorkOrderState,
} from '../domain/states.ts';

export const DealershipTable = defineEntity({
  name: 'Dealership',
  tableName: 'dealership',
  properties: {
    id: p.uuid().primary(),
    code: p.text(),
    name: p.text(),
    city: p.text(),
    address: p.text(),
    phone: p.text(),
    coolingOffDays: p.integer(),
    openedAt: p.datetime(),
  },
});
export type DealershipRow = InferEntity<typeof DealershipTable>;

export const VehicleModelTable = defineEntity({
  name: 'VehicleModel',
  tableName: 'vehicle_model',
  properties: {
    id: p.uuid().primary(),
    code: p.text(),
    brand: p.text(),
    series: p.text(),
    name: p.text(),
    modelYear: p.integer(),
    powertrain: p.text().$type<Powertrain>(),
    guidePriceMinor: p.bigint(),
    serviceIntervalKm: p.integer(),
    serviceIntervalMonths: p.integer(),
    onSale: p.boolean(),
    registeredAt: p.datetime(),
  },
});
export type VehicleModelRow = InferEntity<typeof VehicleModelTable>;

export const CustomerTable = defineEntity({
  name: 'Customer',
  tableName: 'customer',
  properties: {
    id: p.uuid().primary(),
    customerNo: p.text(),
    memberId: p.uuid().nullable(),
    nameSealed: p.blob().nullable(),
    phoneSealed: p.blob().nullable(),
    phoneIndex: p.blob().nullable(),
    since: p.datetime(),
  },
});
export type CustomerRow = InferEntity<typeof CustomerTable>;

export const VehicleTable = defineEntity({
  name: 'Vehicle',
  tableName: 'vehicle',
  properties: {
    id: p.uuid().primary(),
    vin: p.text(),
    modelId: p.uuid(),
    colour: p.text(),
    state: p.text().$type<VehicleState>(),
    dealershipId: p.uuid().nullable(),
    ownerCustomerId: p.uuid().nullable(),
    ownerMemberId: p.uuid().nullable(),
    ownedSince: p.datetime().nullable(),
    plateSealed: p.blob().nullable(),
    plateIndex: p.blob().nullable(),
    odometerKm: p.integer(),
    receivedAt: p.datetime(),
  },
});
export type VehicleRow = InferEntity<typeof VehicleTable>;

export const SalesOrderTable = defineEntity({
  name: 'SalesOrder',
  tableName: 'sales_order',
  properties: {
    id: p.uuid().primary(),
    orderNo: p.text(),
    dealershipId: p.uuid(),
    vehicleId: p.uuid(),
    customerId: p.uuid().nullable(),
    memberId: p.uuid().nullable(),
    channel: p.text().$type<Channel>(),
    state: p.text().$type<SalesOrderState>(),
    depositMinor: p.bigint(),
    totalMinor: p.bigint(),
    placedAt: p.datetime(),
    soldAt: p.datetime().nullable(),
    coolingOffEndsOn: p.date().nullable(),
    cancelledAt: p.datetime().nullable(),
    cancelReason: p.text().nullable(),
    transactionId: p.uuid().nullable(),
    reversalTransactionId: p.uuid().nullable(),
  },
});
export type SalesOrderRow = InferEntity<typeof SalesOrderTable>;

export const SalesOrderLineTable = defineEntity({
  name: 'SalesOrderLine',
  tableName: 'sales_order_line',
  properties: {
    orderId: p.uuid().primary(),
    lineNo: p.integer().primary(),
    kind: p.text().$type<SaleLineKind>(),
    itemCode: p.text(),
    description: p.text(),
    quantity: p.integer(),
    amountMinor: p.bigint(),
  },
});
export type SalesOrderLineRow = InferEntity<typeof SalesOrderLineTable>;

export const DeliveryTable = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  properties: {
    id: p.uuid().primary(),
    orderId: p.uuid(),
    dealershipId: p.uuid(),
    state: p.text().$type<DeliveryState>(),
    plannedFor: p.datetime(),
    doneAt: p.datetime().nullable(),
    odometerKm: p.integer().nullable(),
  },
});
export type DeliveryRow = InferEntity<typeof DeliveryTable>;

export const ServiceItemTable = defineEntity({
  name: 'ServiceItem',
  tableName: 'service_item',
  properties: {
    id: p.uuid().primary(),
    code: p.text(),
    name: p.text(),
    kind: p.text().$type<ServiceItemKind>(),
    category: p.text().$type<ServiceCategory>(),
    unit: p.text().$type<ServiceUnit>(),
    unitPriceMinor: p.bigint(),
    active: p.boolean(),
    listedAt: p.datetime(),
  },
});
export type ServiceItemRow = InferEntity<typeof ServiceItemTable>;

export const ServiceSlotTable = defineEntity({
  name: 'ServiceSlot',
  tableName: 'service_slot',
  properties: {
    id: p.uuid().primary(),
    dealershipId: p.uuid(),
    startsAt: p.datetime(),
    endsAt: p.datetime(),
    capacity: p.integer(),
    booked: p.integer(),
    closed: p.boolean(),
  },
});
export type ServiceSlotRow = InferEntity<typeof ServiceSlotTable>;

export const ServiceBookingTable = defineEntity({
  name: 'ServiceBooking',
  tableName: 'service_booking',
  properties: {
    id: p.uuid().primary(),
    bookingNo: p.text(),
    slotId: p.uuid(),
    dealershipId: p.uuid(),
    vehicleId: p.uuid(),
    memberId: p.uuid().nullable(),
    category: p.text().$type<ServiceCategory>(),
    couponId: p.uuid().nullable(),
    state: p.text().$type<BookingState>(),
    startsAt: p.datetime(),
    bookedAt: p.datetime(),
    closedAt: p.datetime().nullable(),
  },
});
export type ServiceBookingRow = InferEntity<typeof ServiceBookingTable>;

export const WorkOrderTable = defineEntity({
  name: 'WorkOrder',
  tableName: 'work_order',
  properties: {
    id: p.uuid().primary(),
    workOrderNo: p.text(),
    dealershipId: p.uuid(),
    vehicleId: p.uuid(),
    bookingId: p.uuid().nullable(),
    memberId: p.uuid().nullable(),
    state: p.text().$type<WorkOrderState>(),
    odometerKm: p.integer(),
    openedAt: p.datetime(),
    closedAt: p.datetime().nullable(),
    grossMinor: p.bigint(),
    discountMinor: p.bigint(),
    paidMinor: p.bigint(),
    reservationId: p.text().nullable(),
    transactionId: p.uuid().nullable(),
  },
});
export type WorkOrderRow = InferEntity<typeof WorkOrderTable>;

export const WorkOrderLineTable = defineEntity({
  name: 'WorkOrderLine',
  tableName: 'work_order_line',
  properties: {
    workOrderId: p.uuid().primary(),
    lineNo: p.integer().primary(),
    itemCode: p.text(),
    kind: p.text().$type<ServiceItemKind>(),
    category: p.text().$type<ServiceCategory>(),
    description: p.text(),
    quantity: p.decimal('string'),
    unitPriceMinor: p.bigint(),
    grossMinor: p.bigint(),
    discountMinor: p.bigint(),
    refundedMinor: p.bigint(),
  },
});
export type WorkOrderLineRow = InferEntity<typeof WorkOrderLineTable>;

export const WorkOrderRefundTable = defineEntity({
  name: 'WorkOrderRefund',
  tableName: 'work_order_refund',
  properties: {
    id: p.uuid().primary(),
    refundNo: p.text(),
    workOrderId: p.uuid(),
    grossMinor: p.bigint(),
    paidMinor: p.bigint(),
    reason: p.text(),
    refundedAt: p.datetime(),
    transactionId: p.uuid(),
  },
});
export type WorkOrderRefundRow = InferEntity<typeof WorkOrderRefundTable>;

export const WorkOrderRefundLineTable = defineEntity({
  name: 'WorkOrderRefundLine',
  tableName: 'work_order_refund_line',
  properties: {
    refundId: p.uuid().primary(),
    lineNo: p.integer().primary(),
    grossMinor: p.bigint(),
    paidMinor: p.bigint(),
  },
});
export type WorkOrderRefundLineRow = InferEntity<typeof WorkOrderRefundLineTable>;

export const entities = [
  DealershipTable,
  VehicleModelTable,
  CustomerTable,
  VehicleTable,
  SalesOrderTable,
  SalesOrderLineTable,
  DeliveryTable,
  ServiceItemTable,
  ServiceSlotTable,
  ServiceBookingTable,
  WorkOrderTable,
  WorkOrderLineTable,
  WorkOrderRefundTable,
  WorkOrderRefundLineTable,
];
