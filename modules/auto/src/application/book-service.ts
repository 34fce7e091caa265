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
import { bookingChanged } from './envelope.ts';
import { couponToPlan, foreseeCoupon, plannedOnce } from './foresee-coupon.ts';
import { isForeign } from './read.ts';

export interface BookService {
  readonly idempotencyKey: string;
  readonly vehicleId: VehicleId;
  readonly slotId: ServiceSlotId;
  readonly category: ServiceCategory;
  /** Code or id of a coupon of the car's owner that is going to pay for it. */
  readonly coupon?: string | undefined;
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

/** Refusals: `BOOKING_RULES`, SERVICE_COUPON_NEEDS_MEMBER, the coupon module's reasons, SERVICE_COUPON_PLANNED. */
export async function bookService(
  auto: Auto,
  caller: Principal,
  input: BookService,
): Promise<Outcome<Booked>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, category, coupon } = input;
  const wish = { vehicleId: toUuid('veh', input.vehicleId), slotId: toUuid('ssl', input.slotId) };
  const foreseen =
    coupon === undefined ? undefined : await foreseeCoupon(auto, caller, { coupon, ...wish });
  const key = { caller, operation: 'book-service', idempotencyKey, input };
  return runCommand<Booked>(auto.kit, key, async (context) => {
    const { tx, now } = context;
    const checked = await checkSlot(context, caller, wish.vehicleId, input.slotId);
    if (!checked.ok) return checked;
    const { vehicle, slot } = checked.value;
    const id = newUuid(now);
    const memberId = vehicle.ownerMemberId ?? null;
    const chosen =
      foreseen && (await couponToPlan(context, foreseen, { id, ownerMemberId: memberId }));
    if (chosen?.ok === false) return chosen;
    const bookingNo = await nextNumber(tx, 'service_booking_no', 'SB');
    const written = await plannedOnce(() =>
      tx.insert(ServiceBookingTable, {
        ...{ id, bookingNo, memberId, category },
        ...{ slotId: slot.id, dealershipId: slot.dealershipId, vehicleId: vehicle.id },
        couponId: chosen?.value ?? null,
        ...{ state: 'BOOKED', startsAt: slot.startsAt, bookedAt: now },
      }),
    );
    if (!written.ok) return written;
    await context.publish(bookingChanged({ id, memberId }, now));
    return accept({ bookingId: fromUuid('sbk', id) });
  });
}

/**
 * The coupon that the booking plans stays planned. Refusals: SERVICE_BOOKING_STATE, SERVICE_BOOKING_STARTED, then
 * `BOOKING_RULES` for the new slot, then why that coupon will not be good there and then.
 */
export async function moveServiceBooking(
  auto: Auto,
  caller: Principal,
  input: MoveServiceBooking,
): Promise<Outcome<Booked>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, bookingId } = input;
  const key = { caller, operation: 'move-service-booking', idempotencyKey, input };
  const id = toUuid('sbk', bookingId);
  const kept = await foreseeKept(auto, caller, id, input.slotId);
  return runCommand<Booked>(auto.kit, key, async (context) => {
    const { tx, now } = context;
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
    // A coupon planned this very moment was looked at then, and is looked at again when the work is closed.
    if (kept !== undefined && kept.planned === booking.couponId) return kept.refused;
    await freeBay(tx, booking.slotId);
    booking.slotId = slot.id;
    booking.dealershipId = slot.dealershipId;
    booking.startsAt = slot.startsAt;
    await tx.flush();
    await context.publish(bookingChanged(booking, now));
    return accept({ bookingId });
  });
}

/** Why the coupon that the booking plans would not be good in the other slot, if so. */
async function foreseeKept(auto: Auto, caller: Principal, id: string, slotId: ServiceSlotId) {
  const booking = await auto.kit.db.read().findOne(ServiceBookingTable, { id });
  if (!booking?.couponId || isForeign(caller, booking.memberId)) return undefined;
  const coupon = fromUuid('cpn', booking.couponId);
  const wish = { coupon, vehicleId: booking.vehicleId, slotId: toUuid('ssl', slotId) };
  const { couponId } = await foreseeCoupon(auto, caller, wish, 'slotId');
  return couponId.ok ? undefined : { refused: couponId, planned: booking.couponId };
}

const forUpdate = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

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
