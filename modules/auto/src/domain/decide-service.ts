/**
 * Whether a car may be booked into the workshop, checked in, and its work order closed. Pure.
 *
 * Invariants
 * - A car has at most one open booking and one open work order.
 * - A slot that has begun, is closed or is full takes no booking.
 * - The odometer never goes back.
 */
import { firstRefusal, type Rule, refuseRule } from './refusals.ts';
import {
  BOOKING_MOVES,
  type BookingState,
  mayMove,
  type VehicleState,
  WORK_ORDER_MOVES,
  type WorkOrderState,
} from './states.ts';

export interface BookingFacts {
  readonly now: Date;
  readonly slot: {
    readonly startsAt: Date;
    readonly closed: boolean;
    readonly booked: number;
    readonly capacity: number;
  };
  readonly vehicle: { readonly state: VehicleState; readonly ownerMemberId: string | null };
  /** The member who books for himself; undefined at the counter. */
  readonly bookedByMemberId: string | undefined;
  /** Number of the open booking that stands in the way, if any (never the one that is being moved). */
  readonly openBookingNo: string | undefined;
}

const ownCar: Rule<BookingFacts> = ({ vehicle, bookedByMemberId }) =>
  bookedByMemberId !== undefined && vehicle.ownerMemberId !== bookedByMemberId
    ? refuseRule('VEHICLE_NOT_OWNED_BY_MEMBER', {}, ['vehicleId'])
    : undefined;

const customersCar: Rule<BookingFacts> = ({ vehicle: { state } }) =>
  state === 'IN_STOCK' || state === 'ALLOCATED'
    ? refuseRule('VEHICLE_STILL_OURS', {}, ['vehicleId'])
    : undefined;

const slotOpen: Rule<BookingFacts> = ({ slot }) =>
  slot.closed ? refuseRule('SERVICE_SLOT_CLOSED', {}, ['slotId']) : undefined;

const slotAhead: Rule<BookingFacts> = ({ slot, now }) =>
  slot.startsAt <= now ? refuseRule('SERVICE_SLOT_STARTED', {}, ['slotId']) : undefined;

const noOtherBooking: Rule<BookingFacts> = ({ openBookingNo }) =>
  openBookingNo === undefined
    ? undefined
    : refuseRule('SERVICE_BOOKING_OPEN', { bookingNo: openBookingNo }, ['vehicleId']);

const bayFree: Rule<BookingFacts> = ({ slot }) =>
  slot.booked >= slot.capacity ? refuseRule('SERVICE_SLOT_FULL', {}, ['slotId']) : undefined;

/** In the order in which refusals win. */
export const BOOKING_RULES: readonly Rule<BookingFacts>[] = [
  ownCar,
  customersCar,
  slotOpen,
  slotAhead,
  noOtherBooking,
  bayFree,
];

export const refuseBooking = (facts: BookingFacts) => firstRefusal(BOOKING_RULES, facts);

export interface BookingMoveFacts {
  readonly now: Date;
  readonly booking: {
    readonly bookingNo: string;
    readonly state: BookingState;
    readonly startsAt: Date;
  };
  readonly to: BookingState;
  /** A member cannot cancel or move a booking whose slot has begun; the counter can. */
  readonly byMember: boolean;
}

/** What people order about a booking ends when the car is in the workshop: from then on it follows its work order. */
const bookingMayMove: Rule<BookingMoveFacts> = ({ booking: { bookingNo, state }, to }) =>
  state === 'BOOKED' && mayMove(BOOKING_MOVES, state, to)
    ? undefined
    : refuseRule('SERVICE_BOOKING_STATE', { bookingNo, state }, ['bookingId']);

const memberInTime: Rule<BookingMoveFacts> = ({ byMember, booking, now }) =>
  byMember && booking.startsAt <= now
    ? refuseRule('SERVICE_BOOKING_STARTED', {}, ['bookingId'])
    : undefined;

export const BOOKING_MOVE_RULES: readonly Rule<BookingMoveFacts>[] = [bookingMayMove, memberInTime];

export const refuseBookingMove = (facts: BookingMoveFacts) =>
  firstRefusal(BOOKING_MOVE_RULES, facts);

export interface OpeningFacts {
  readonly vehicle: { readonly state: VehicleState; readonly odometerKm: number };
  readonly odometerKm: number;
  readonly openWorkOrderNo: string | undefined;
}

const notOurStock: Rule<OpeningFacts> = ({ vehicle: { state } }) =>
  state === 'IN_STOCK' || state === 'ALLOCATED'
    ? refuseRule('VEHICLE_STILL_OURS', {}, ['vehicleId'])
    : undefined;

const noOpenWorkOrder: Rule<OpeningFacts> = ({ openWorkOrderNo }) =>
  openWorkOrderNo === undefined
    ? undefined
    : refuseRule('VEHICLE_IN_WORKSHOP', { workOrderNo: openWorkOrderNo }, ['vehicleId']);

const odometerForward: Rule<OpeningFacts> = ({ odometerKm, vehicle }) =>
  odometerKm < vehicle.odometerKm
    ? refuseRule('ODOMETER_BACKWARDS', { knownKm: vehicle.odometerKm }, ['odometerKm'])
    : undefined;

export const OPENING_RULES: readonly Rule<OpeningFacts>[] = [
  notOurStock,
  noOpenWorkOrder,
  odometerForward,
];

export const refuseOpening = (facts: OpeningFacts) => firstRefusal(OPENING_RULES, facts);

export interface CompletionFacts {
  readonly now: Date;
  readonly at: Date;
  readonly workOrder: {
    readonly workOrderNo: string;
    readonly state: WorkOrderState;
    readonly memberId: string | null;
    readonly openedAt: Date;
    readonly lineCount: number;
  };
  /** Coupons or points are to be used. */
  readonly discounted: boolean;
}

const orderOpen: Rule<CompletionFacts> = ({ workOrder: { workOrderNo, state } }) =>
  mayMove(WORK_ORDER_MOVES, state, 'COMPLETED')
    ? undefined
    : refuseRule('WORK_ORDER_STATE', { workOrderNo, state }, ['workOrderId']);

const doneByNow: Rule<CompletionFacts> = ({ at, now }) =>
  at > now ? refuseRule('AUTO_IN_FUTURE', {}, ['occurredAt']) : undefined;

const hasLines: Rule<CompletionFacts> = ({ workOrder: { workOrderNo, lineCount } }) =>
  lineCount === 0 ? refuseRule('WORK_ORDER_EMPTY', { workOrderNo }, ['workOrderId']) : undefined;

const couponsNeedMember: Rule<CompletionFacts> = ({ discounted, workOrder: { memberId } }) =>
  discounted && memberId === null
    ? refuseRule('AUTO_COUPONS_NEED_MEMBER', {}, ['coupons'])
    : undefined;

/** After these come the reasons of the coupon module. */
export const COMPLETION_RULES: readonly Rule<CompletionFacts>[] = [
  orderOpen,
  doneByNow,
  hasLines,
  couponsNeedMember,
];

export const refuseCompletion = (facts: CompletionFacts) => firstRefusal(COMPLETION_RULES, facts);
