/** A booking that does not happen: cancelled by the member or the counter, or the car did not come. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { refuseBookingMove } from '../domain/decide-service.ts';
import { notFound } from '../domain/refusals.ts';
import type { ServiceBookingId } from '../ids.ts';
import { freeBay } from '../storage/slot-usage.ts';
import { ServiceBookingTable, VehicleTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';
import type { Booked } from './book-service.ts';
import { bookingChanged } from './envelope.ts';
import { isForeign } from './read.ts';

export interface EndServiceBooking {
  readonly idempotencyKey: string;
  readonly bookingId: ServiceBookingId;
}

/** Refuses, in order: SERVICE_BOOKING_STATE, SERVICE_BOOKING_STARTED (members only). */
export async function cancelServiceBooking(
  auto: Auto,
  caller: Principal,
  input: EndServiceBooking,
): Promise<Outcome<Booked>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  return outsider ?? end(auto, caller, 'cancel-service-booking', input, 'CANCELLED');
}

/** The car did not come. Refuses SERVICE_BOOKING_STATE. */
export async function recordNoShow(
  auto: Auto,
  caller: Principal,
  input: EndServiceBooking,
): Promise<Outcome<Booked>> {
  return refuseOutsider(caller) ?? end(auto, caller, 'record-no-show', input, 'NO_SHOW');
}

function end(
  auto: Auto,
  caller: Principal,
  operation: string,
  input: EndServiceBooking,
  to: 'CANCELLED' | 'NO_SHOW',
): Promise<Outcome<Booked>> {
  const { idempotencyKey, bookingId } = input;
  const key = { caller, operation, idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now, publish }) => {
    const id = toUuid('sbk', bookingId);
    const named = await tx.findOne(ServiceBookingTable, { id }, { disableIdentityMap: true });
    if (named === null || isForeign(caller, named.memberId))
      return notFound('SERVICE_BOOKING_NOT_FOUND', {}, ['bookingId']);
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    await tx.findOneOrFail(VehicleTable, { id: named.vehicleId }, lock);
    const booking = await tx.findOneOrFail(ServiceBookingTable, { id }, lock);
    const byMember = caller.kind === 'member';
    const refused = refuseBookingMove({ now, booking, to, byMember });
    if (refused) return refused;
    booking.state = to;
    booking.closedAt = now;
    await tx.flush();
    await freeBay(tx, booking.slotId);
    await publish(bookingChanged(booking, now));
    return accept({ bookingId });
  });
}

/** Ends the bookings of a car that changes hands. The car's row is locked by the caller. */
export async function cancelOpenBookings(
  { tx, now, publish }: CommandContext,
  vehicleId: string,
): Promise<void> {
  const open = await tx.find(
    ServiceBookingTable,
    { vehicleId, state: 'BOOKED' },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  for (const booking of open) {
    booking.state = 'CANCELLED';
    booking.closedAt = now;
  }
  await tx.flush();
  for (const { slotId } of open) await freeBay(tx, slotId);
  if (open.length > 0) await publish(...open.map((booking) => bookingChanged(booking, now)));
}
