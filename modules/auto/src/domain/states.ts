/** The states a 4S company keeps, and the only ways from one to the next. */
export const VEHICLE_STATES = ['IN_STOCK', 'ALLOCATED', 'SOLD', 'DELIVERED', 'EXTERNAL'] as const;
export type VehicleState = (typeof VEHICLE_STATES)[number];

export const SALES_ORDER_STATES = ['ORDERED', 'SOLD', 'DELIVERED', 'CANCELLED'] as const;
export type SalesOrderState = (typeof SALES_ORDER_STATES)[number];

export const DELIVERY_STATES = ['PLANNED', 'DONE', 'CANCELLED'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const BOOKING_STATES = ['BOOKED', 'CHECKED_IN', 'DONE', 'NO_SHOW', 'CANCELLED'] as const;
export type BookingState = (typeof BOOKING_STATES)[number];

export const WORK_ORDER_STATES = [
  'OPEN',
  'COMPLETED',
  'PARTLY_REFUNDED',
  'REFUNDED',
  'CANCELLED',
] as const;
export type WorkOrderState = (typeof WORK_ORDER_STATES)[number];

type Moves<S extends string> = Readonly<Record<S, readonly S[]>>;

export const SALES_ORDER_MOVES: Moves<SalesOrderState> = {
  ORDERED: ['SOLD', 'CANCELLED'],
  SOLD: ['DELIVERED', 'CANCELLED'],
  DELIVERED: ['CANCELLED'],
  CANCELLED: [],
};

export const BOOKING_MOVES: Moves<BookingState> = {
  BOOKED: ['CHECKED_IN', 'NO_SHOW', 'CANCELLED'],
  CHECKED_IN: ['DONE', 'CANCELLED'],
  DONE: [],
  NO_SHOW: [],
  CANCELLED: [],
};

export const WORK_ORDER_MOVES: Moves<WorkOrderState> = {
  OPEN: ['COMPLETED', 'CANCELLED'],
  COMPLETED: ['PARTLY_REFUNDED', 'REFUNDED'],
  PARTLY_REFUNDED: ['PARTLY_REFUNDED', 'REFUNDED'],
  REFUNDED: [],
  CANCELLED: [],
};

export function mayMove<S extends string>(moves: Moves<S>, from: S, to: S): boolean {
  return moves[from].includes(to);
}
