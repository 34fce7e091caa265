/** The 4S company's schema builder, its enums, and the loaders of one operation. */
import { couponMessages } from '@guildhall/coupon';
import type { IdentityDoor, SharingAnswer } from '@guildhall/identity';
import { createBuilder, defineEnum, type Types } from '@guildhall/shared/graphql/index';
import { listBy, oneBy } from '@guildhall/shared/graphql/row-loaders';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { RequestContext } from '@guildhall/shared/module';
import { yuan } from '@guildhall/shared/yuan';
import type { ObjectRef } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Auto } from '../application/auto.ts';
import { SUBSIDIARY } from '../application/auto.ts';
import { autoMessages } from '../domain/refusals.ts';
import * as t from '../storage/tables.ts';

/** Keys are UUIDs. */
export interface Loaders {
  readonly dealership: DataLoader<string, t.DealershipRow | null>;
  readonly model: DataLoader<string, t.VehicleModelRow | null>;
  readonly customer: DataLoader<string, t.CustomerRow | null>;
  readonly vehicle: DataLoader<string, t.VehicleRow | null>;
  readonly order: DataLoader<string, t.SalesOrderRow | null>;
  readonly orderLines: DataLoader<string, t.SalesOrderLineRow[]>;
  readonly deliveries: DataLoader<string, t.DeliveryRow[]>;
  readonly ordersOfVehicle: DataLoader<string, t.SalesOrderRow[]>;
  readonly slot: DataLoader<string, t.ServiceSlotRow | null>;
  readonly booking: DataLoader<string, t.ServiceBookingRow | null>;
  readonly workOrder: DataLoader<string, t.WorkOrderRow | null>;
  readonly workOrderLines: DataLoader<string, t.WorkOrderLineRow[]>;
  readonly workOrderOfBooking: DataLoader<string, t.WorkOrderRow | null>;
  readonly workOrdersOfVehicle: DataLoader<string, t.WorkOrderRow[]>;
  readonly refunds: DataLoader<string, t.WorkOrderRefundRow[]>;
  readonly refundLines: DataLoader<string, t.WorkOrderRefundLineRow[]>;
  readonly vehiclesOfMember: DataLoader<string, t.VehicleRow[]>;
  readonly bookingsOfMember: DataLoader<string, t.ServiceBookingRow[]>;
  readonly workOrdersOfMember: DataLoader<string, t.WorkOrderRow[]>;
  /** Keyed by member id (`mem_…`). */
  readonly sharing: DataLoader<string, SharingAnswer>;
}

export interface Context extends RequestContext {
  readonly auto: Loaders;
}

export const newBuilder = () =>
  createBuilder<Context>({ messages: [autoMessages, couponMessages] });
export type AutoBuilder = ReturnType<typeof newBuilder>;
export type Ref<T> = ObjectRef<Types<Context>, T>;

/** A field of yuan. */
export function money<Row>(
  f: PothosSchemaTypes.ObjectFieldBuilder<Types<Context>, Row>,
  description: string,
  minor: (row: Row) => bigint,
) {
  return f.field({ type: 'Decimal', description, resolve: (row) => yuan(minor(row)) });
}

/** A member's newest records are shown up to this many; the rest is in the lists. */
const LATEST = 50;

export function loadersFor(auto: Auto, { caller }: RequestContext): Loaders {
  const em = auto.kit.db.read();
  const identity = auto.kit.doors.get<IdentityDoor>('identity');
  return {
    ...rowLoaders(em),
    sharing: new DataLoader((memberIds: readonly string[]) =>
      identity.mayShare(caller, { memberIds, subsidiary: SUBSIDIARY }),
    ),
  };
}

type Reader = ReturnType<Auto['kit']['db']['read']>;

function rowLoaders(em: Reader): Omit<Loaders, 'sharing'> {
  const newest = { id: 'desc' } as const;
  const earliest = { id: 'asc' } as const;
  const asWritten = { lineNo: 'asc' } as const;
  const latestStart = { startsAt: 'desc', id: 'desc' } as const;
  return {
    dealership: oneBy(em, t.DealershipTable, 'id'),
    model: oneBy(em, t.VehicleModelTable, 'id'),
    customer: oneBy(em, t.CustomerTable, 'id'),
    vehicle: oneBy(em, t.VehicleTable, 'id'),
    order: oneBy(em, t.SalesOrderTable, 'id'),
    slot: oneBy(em, t.ServiceSlotTable, 'id'),
    booking: oneBy(em, t.ServiceBookingTable, 'id'),
    workOrder: oneBy(em, t.WorkOrderTable, 'id'),
    workOrderOfBooking: oneBy(em, t.WorkOrderTable, 'bookingId'),
    orderLines: listBy(em, t.SalesOrderLineTable, 'orderId', asWritten),
    deliveries: listBy(em, t.DeliveryTable, 'orderId', earliest),
    ordersOfVehicle: listBy(em, t.SalesOrderTable, 'vehicleId', newest),
    workOrderLines: listBy(em, t.WorkOrderLineTable, 'workOrderId', asWritten),
    workOrdersOfVehicle: listBy(em, t.WorkOrderTable, 'vehicleId', newest),
    refunds: listBy(em, t.WorkOrderRefundTable, 'workOrderId', earliest),
    refundLines: listBy(em, t.WorkOrderRefundLineTable, 'refundId', asWritten),
    vehiclesOfMember: listBy(em, t.VehicleTable, 'ownerMemberId', {
      ownedSince: 'desc',
      id: 'desc',
    }),
    bookingsOfMember: listBy(em, t.ServiceBookingTable, 'memberId', latestStart, LATEST),
    workOrdersOfMember: listBy(em, t.WorkOrderTable, 'memberId', newest, LATEST),
  };
}

export const memberStubOf = (memberId: string | null | undefined) =>
  memberId ? { id: fromUuid('mem', memberId) } : null;
export const transactionStubOf = (transactionId: string | null | undefined) =>
  transactionId ? { id: fromUuid('txn', transactionId) } : null;
export const couponStubOf = (couponId: string | null | undefined) =>
  couponId ? { id: fromUuid('cpn', couponId) } : null;
export const memberUuid = (id: string): string => toUuid('mem', id);

export const PowertrainEnum = defineEnum('Powertrain', 'What drives a car.', {
  PETROL: 'Petrol engine.',
  DIESEL: 'Diesel engine.',
  HYBRID: 'Petrol engine with a small battery that is never plugged in.',
  PLUG_IN_HYBRID: 'Engine and battery; can be charged.',
  RANGE_EXTENDED: 'Electric drive, with an engine that charges the battery.',
  ELECTRIC: 'Battery only.',
});
export const VehicleStateEnum = defineEnum(
  'VehicleState',
  'Where a car stands in its life with the company.',
  {
    IN_STOCK: 'Ours, and for sale.',
    ALLOCATED: 'Ours, promised to a buyer.',
    SOLD: 'Sold, not handed over yet.',
    DELIVERED: 'Sold and handed over.',
    EXTERNAL: 'Bought elsewhere; comes for service.',
  },
);
export const SalesOrderStateEnum = defineEnum('SalesOrderState', 'Where a sale stands.', {
  ORDERED: 'The car is promised; nothing is signed.',
  SOLD: 'The contract is signed.',
  DELIVERED: 'The car is handed over.',
  CANCELLED: 'Called off, or given back within the cooling-off.',
});
export const VehicleDeliveryStateEnum = defineEnum(
  'VehicleDeliveryState',
  'Where a delivery of a car stands.',
  {
    PLANNED: 'An appointment is made.',
    DONE: 'Handed over.',
    CANCELLED: 'The sale was called off before.',
  },
);
export const SaleLineKindEnum = defineEnum('VehicleSaleLineKind', 'What a line of a car sale is.', {
  VEHICLE: 'The car itself; exactly one line.',
  OPTION: 'Equipment fitted at the factory.',
  ACCESSORY: 'Equipment fitted by the dealership.',
  INSURANCE: 'Insurance arranged with the sale.',
  REGISTRATION: 'Registration and plates.',
});
export const VehicleSalesChannelEnum = defineEnum('VehicleSalesChannel', 'How a car was sold.', {
  STORE: 'In the showroom.',
  APP: "In the member's app.",
  WEB: 'On the web.',
  PHONE: 'By telephone.',
  IMPORT: 'Taken over from another system.',
});
export const ServiceCategoryEnum = defineEnum('ServiceCategory', 'What kind of work a car needs.', {
  MAINTENANCE: 'Regular service.',
  REPAIR: 'Something is broken.',
  TYRES: 'Tyres and wheels.',
  BODYWORK: 'Panels and paint.',
  INSPECTION: 'A check, such as before the yearly test.',
  CAR_WASH: 'Washing and cleaning.',
});
export const ServiceItemKindEnum = defineEnum('ServiceItemKind', 'Labour or a part.', {
  LABOUR: 'Work, by the hour or by the job.',
  PART: 'A part or a fluid.',
});
export const ServiceUnitEnum = defineEnum(
  'ServiceUnit',
  'What a quantity of labour or parts counts.',
  {
    HOUR: 'Hours of labour.',
    JOB: 'Jobs at a fixed price.',
    PIECE: 'Pieces.',
    LITRE: 'Litres.',
    SET: 'Sets.',
  },
);
export const ServiceBookingOrderEnum = defineEnum(
  'ServiceBookingOrder',
  'In which order bookings are listed.',
  { NEWEST: 'Booked last first.', STARTS: 'In the order in which the cars come, earliest first.' },
);
export const ServiceBookingStateEnum = defineEnum(
  'ServiceBookingState',
  'Where a booking stands.',
  {
    BOOKED: 'A bay is kept.',
    CHECKED_IN: 'The car is in the workshop.',
    DONE: 'The work is done.',
    NO_SHOW: 'The car did not come.',
    CANCELLED: 'Called off.',
  },
);
export const WorkOrderStateEnum = defineEnum('WorkOrderState', 'Where a work order stands.', {
  OPEN: 'The car is in the workshop.',
  COMPLETED: 'Done and paid.',
  PARTLY_REFUNDED: 'A part of the price was given back.',
  REFUNDED: 'All of it was given back.',
  CANCELLED: 'The car left without work done.',
});
