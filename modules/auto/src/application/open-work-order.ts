/** A car comes into the workshop, with a booking or without; lines are written while the work goes on. */

import { formatAmount } from '@guildhall/shared/amounts';
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { refuseBookingMove, refuseOpening } from '../domain/decide-service.ts';
import { lineGross, QUANTITY_SCALE } from '../domain/price-line.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { mayMove, WORK_ORDER_MOVES } from '../domain/states.ts';
import type { ServiceBookingId, VehicleId, WorkOrderId } from '../ids.ts';
import {
  DealershipTable,
  type ServiceBookingRow,
  ServiceBookingTable,
  ServiceItemTable,
  VehicleTable,
  WorkOrderLineTable,
  WorkOrderTable,
} from '../storage/tables.ts';
import { type Auto, nextNumber, refuseOutsider } from './auto.ts';
import { bookingChanged } from './envelope.ts';

const forUpdate = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export interface CheckInBooking {
  readonly idempotencyKey: string;
  readonly bookingId: ServiceBookingId;
  readonly odometerKm: number;
}

export interface OpenWorkOrder {
  readonly idempotencyKey: string;
  readonly dealershipCode: string;
  readonly vehicleId: VehicleId;
  readonly odometerKm: number;
}

export interface WorkOrderOpened {
  readonly workOrderId: WorkOrderId;
}

/** The booked car is here. Refuses SERVICE_BOOKING_STATE, then `OPENING_RULES`. */
export async function checkInBooking(
  auto: Auto,
  caller: Principal,
  input: CheckInBooking,
): Promise<Outcome<WorkOrderOpened>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey } = input;
  const key = { caller, operation: 'check-in-booking', idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const { tx, now } = context;
    const id = toUuid('sbk', input.bookingId);
    const named = await tx.findOne(ServiceBookingTable, { id }, { disableIdentityMap: true });
    if (named === null) return notFound('SERVICE_BOOKING_NOT_FOUND', {}, ['bookingId']);
    await tx.findOneOrFail(VehicleTable, { id: named.vehicleId }, forUpdate);
    const booking = await tx.findOneOrFail(ServiceBookingTable, { id }, forUpdate);
    const refused = refuseBookingMove({ now, booking, to: 'CHECKED_IN', byMember: false });
    if (refused) return refused;
    booking.state = 'CHECKED_IN';
    await tx.flush();
    await context.publish(bookingChanged(booking, now));
    const { dealershipId, vehicleId } = booking;
    return open(context, { dealershipId, vehicleId, odometerKm: input.odometerKm, booking });
  });
}

/** A car that comes without a booking. Refusals: `OPENING_RULES`. */
export async function openWorkOrder(
  auto: Auto,
  caller: Principal,
  input: OpenWorkOrder,
): Promise<Outcome<WorkOrderOpened>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, dealershipCode } = input;
  const key = { caller, operation: 'open-work-order', idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const dealership = await context.tx.findOne(DealershipTable, { code: dealershipCode });
    if (dealership === null)
      return notFound('DEALERSHIP_NOT_FOUND', { dealershipCode }, ['dealershipCode']);
    return open(context, {
      dealershipId: dealership.id,
      vehicleId: toUuid('veh', input.vehicleId),
      odometerKm: input.odometerKm,
    });
  });
}

async function open(
  { tx, now }: CommandContext,
  facts: {
    readonly dealershipId: string;
    readonly vehicleId: string;
    readonly odometerKm: number;
    readonly booking?: ServiceBookingRow;
  },
): Promise<Outcome<WorkOrderOpened>> {
  const { dealershipId, vehicleId, odometerKm, booking } = facts;
  const vehicle = await tx.findOne(VehicleTable, { id: vehicleId }, forUpdate);
  if (vehicle === null) return notFound('VEHICLE_NOT_FOUND', {}, ['vehicleId']);
  const other = await tx.findOne(WorkOrderTable, { vehicleId, state: 'OPEN' });
  const refused = refuseOpening({ vehicle, odometerKm, openWorkOrderNo: other?.workOrderNo });
  if (refused) return refused;
  vehicle.odometerKm = odometerKm;
  await tx.flush();
  const id = newUuid(now);
  await tx.insert(WorkOrderTable, {
    id,
    workOrderNo: await nextNumber(tx, 'work_order_no', 'WO'),
    ...{ dealershipId, vehicleId, odometerKm },
    bookingId: booking?.id ?? null,
    memberId: vehicle.ownerMemberId ?? null,
    state: 'OPEN',
    openedAt: now,
    ...{ grossMinor: 0n, discountMinor: 0n, paidMinor: 0n },
  });
  return accept({ workOrderId: fromUuid('wko', id) });
}

export interface AddWorkOrderLines {
  readonly idempotencyKey: string;
  readonly workOrderId: WorkOrderId;
  readonly lines: readonly {
    readonly itemCode: string;
    /** Hundredths of the item's unit: 150n is an hour and a half. */
    readonly quantityCenti: bigint;
  }[];
}

/** Writes lines at today's prices. Refuses WORK_ORDER_STATE. */
export async function addWorkOrderLines(
  auto: Auto,
  caller: Principal,
  input: AddWorkOrderLines,
): Promise<Outcome<WorkOrderOpened>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, workOrderId } = input;
  const key = { caller, operation: 'add-work-order-lines', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx }) => {
    const id = toUuid('wko', workOrderId);
    const order = await tx.findOne(WorkOrderTable, { id }, forUpdate);
    if (order === null) return notFound('WORK_ORDER_NOT_FOUND', {}, ['workOrderId']);
    const { workOrderNo, state } = order;
    if (!mayMove(WORK_ORDER_MOVES, state, 'COMPLETED'))
      return refuseRule('WORK_ORDER_STATE', { workOrderNo, state }, ['workOrderId']);
    const codes = [...new Set(input.lines.map(({ itemCode }) => itemCode))];
    const items = await tx.find(ServiceItemTable, { code: { $in: codes }, active: true });
    const byCode = new Map(items.map((item) => [item.code, item]));
    const missing = codes.filter((code) => !byCode.has(code));
    if (missing.length > 0)
      return notFound('SERVICE_ITEM_NOT_FOUND', { codes: missing }, ['lines']);
    const before = await tx.count(WorkOrderLineTable, { workOrderId: id });
    const rows = input.lines.flatMap(({ itemCode, quantityCenti }, index) => {
      const item = byCode.get(itemCode);
      if (item === undefined) return [];
      return {
        workOrderId: id,
        lineNo: before + index + 1,
        itemCode,
        ...{ kind: item.kind, category: item.category, description: item.name },
        quantity: formatAmount(quantityCenti, QUANTITY_SCALE),
        unitPriceMinor: item.unitPriceMinor,
        grossMinor: lineGross(quantityCenti, item.unitPriceMinor),
        ...{ discountMinor: 0n, refundedMinor: 0n },
      };
    });
    await tx.insertMany(WorkOrderLineTable, rows);
    return accept({ workOrderId });
  });
}

export interface CancelWorkOrder {
  readonly idempotencyKey: string;
  readonly workOrderId: WorkOrderId;
}

/** The car leaves without work done. Refuses WORK_ORDER_STATE. */
export async function cancelWorkOrder(
  auto: Auto,
  caller: Principal,
  input: CancelWorkOrder,
): Promise<Outcome<WorkOrderOpened>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, workOrderId } = input;
  const key = { caller, operation: 'cancel-work-order', idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const { tx, now } = context;
    const order = await tx.findOne(WorkOrderTable, { id: toUuid('wko', workOrderId) }, forUpdate);
    if (order === null) return notFound('WORK_ORDER_NOT_FOUND', {}, ['workOrderId']);
    const { workOrderNo, state } = order;
    if (!mayMove(WORK_ORDER_MOVES, state, 'CANCELLED'))
      return refuseRule('WORK_ORDER_STATE', { workOrderNo, state }, ['workOrderId']);
    order.state = 'CANCELLED';
    order.closedAt = now;
    await tx.flush();
    if (order.bookingId) await closeBooking(context, order.bookingId, 'CANCELLED');
    return accept({ workOrderId });
  });
}

/** The booking goes the way of its work order. Its bay was used, so the slot keeps it. */
export async function closeBooking(
  { tx, now, publish }: CommandContext,
  bookingId: string,
  state: 'DONE' | 'CANCELLED',
): Promise<void> {
  const booking = await tx.findOneOrFail(ServiceBookingTable, { id: bookingId }, forUpdate);
  booking.state = state;
  booking.closedAt = now;
  await tx.flush();
  await publish(bookingChanged(booking, now));
}
