/**
 * Booking a car into the workshop, by the counter or by the member who owns it, and moving a booking to another slot.
 *
 * Invariant: the car is locked first and the bay is taken by a conditional update, so one car has one open booking and
 * the last bay goes to one car.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { refuseBooking, refuseBookingMove } from '../domain/decide-service.ts';
import type { ServiceCategory } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { memberUuidOf, type ServiceBookingId, type ServiceSlotId, type VehicleId } from '../ids.ts';
import { freeBay, takeBay } from '../storage/slot-usage.ts';
import { ServiceBookingTable, ServiceSlotTable, VehicleTable } from '../storage/tables.ts';
import { type Auto, nextNumber, refuseOutsider } from './auto.ts';

export interface BookService {
  readonly idempotencyKey: string;
  readonly vehicleId: VehicleId;
  readonly slotId: ServiceSlotId;
  readonly category: ServiceCategory;
}

export interface MoveServiceBooking {
  readonly idempotencyKey: string;
  readonly bookingId: ServiceBookingId;
  readonly slotId: ServiceSlotId;
}

export interface Booked {
  readonly bookingId: ServiceBookingId;
}

/** The member who acts for himself, as a UUID; undefined for the counter. */
export function actingMember(caller: Principal): string | undefined {
  return caller.kind === 'member' ? memberUuidOf(caller.memberId) : undefined;
}

/** Refusals: `BOOKING_RULES`. */
export async function bookService(
  auto: Auto,
  caller: Principal,
  input: BookService,
): Promise<Outcome<Booked>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, category } = input;
  const key = { caller, operation: 'book-service', idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const { tx, now } = context;
    const checked = await checkSlot(context, caller, toUuid('veh', input.vehicleId), input.slotId);
    if (!checked.ok) return checked;
    const { vehicle, slot } = checked.value;
    const id = newUuid(now);
    await tx.insert(ServiceBookingTable, {
      id,
      bookingNo: await nextNumber(tx, 'service_booking_no', 'SB'),
      slotId: slot.id,
      dealershipId: slot.dealershipId,
      vehicleId: vehicle.id,
      memberId: vehicle.ownerMemberId ?? null,
      category,
      state: 'BOOKED',
      startsAt: slot.startsAt,
      bookedAt: now,
    });
    return accept({ bookingId: fromUuid('sbk', id) });
  });
}

/** Refusals: SERVICE_BOOKING_STATE, SERVICE_BOOKING_STARTED, then `BOOKING_RULES` for the new slot. */
export async function moveServiceBooking(
  auto: Auto,
  caller: Principal,
  input: MoveServiceBooking,
): Promise<Outcome<Booked>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, bookingId } = input;
  const key = { caller, operation: 'move-service-booking', idempotencyKey, input };
  return runCommand(auto.kit, key, async (context) => {
    const { tx, now } = context;
    const id = toUuid('sbk', bookingId);
    const named = await tx.findOne(ServiceBookingTable, { id }, { disableIdentityMap: true });
    if (named === null || isForeign(caller, named.memberId))
      return notFound('SERVICE_BOOKING_NOT_FOUND', {}, ['bookingId']);
    await lockVehicle(context, named.vehicleId);
    const booking = await tx.findOneOrFail(ServiceBookingTable, { id }, forUpdate);
    const byMember = caller.kind === 'member';
    const stuck = refuseBookingMove({ now, booking, to: 'CANCELLED', byMember });
    if (stuck) return stuck;
    if (booking.slotId === toUuid('ssl', input.slotId)) return accept({ bookingId });
    const checked = await checkSlot(context, caller, booking.vehicleId, input.slotId, id);
    if (!checked.ok) return checked;
    const { slot } = checked.value;
    await freeBay(tx, booking.slotId);
    booking.slotId = slot.id;
    booking.dealershipId = slot.dealershipId;
    booking.startsAt = slot.startsAt;
    await tx.flush();
    return accept({ bookingId });
  });
}

const forUpdate = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

/** A member is told nothing of other people's bookings, not even that they exist. */
export function isForeign(caller: Principal, memberId: string | null | undefined): boolean {
  return caller.kind === 'member' && memberId !== memberUuidOf(caller.memberId);
}

function lockVehicle({ tx }: CommandContext, id: string) {
  return tx.findOne(VehicleTable, { id }, forUpdate);
}

/** Locks the car, applies the rules and takes the bay. `moving` is the booking that is being moved. */
async function checkSlot(
  context: CommandContext,
  caller: Principal,
  vehicleId: string,
  slotId: ServiceSlotId,
  moving?: string,
) {
  const { tx, now } = context;
  const vehicle = await lockVehicle(context, vehicleId);
  if (vehicle === null) return notFound('VEHICLE_NOT_FOUND', {}, ['vehicleId']);
  const slot = await tx.findOne(
    ServiceSlotTable,
    { id: toUuid('ssl', slotId) },
    { disableIdentityMap: true },
  );
  if (slot === null) return notFound('SERVICE_SLOT_NOT_FOUND', {}, ['slotId']);
  const open = await tx.findOne(ServiceBookingTable, {
    vehicleId,
    state: { $in: ['BOOKED', 'CHECKED_IN'] },
    ...(moving === undefined ? {} : { id: { $ne: moving } }),
  });
  const refused = refuseBooking({
    now,
    slot,
    vehicle: { state: vehicle.state, ownerMemberId: vehicle.ownerMemberId ?? null },
    bookedByMemberId: actingMember(caller),
    openBookingNo: open?.bookingNo,
  });
  if (refused) return refused;
  const taken = await takeBay(tx, slot.id);
  return taken ? accept({ vehicle, slot }) : refuseRule('SERVICE_SLOT_FULL', {}, ['slotId']);
}
