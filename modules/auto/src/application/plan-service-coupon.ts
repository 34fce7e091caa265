/** Which coupon a booking that stands is going to be paid with: chosen later, changed, or taken back. */
import { runCommand } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { refuseBookingMove } from '../domain/decide-service.ts';
import { notFound } from '../domain/refusals.ts';
import type { ServiceBookingId } from '../ids.ts';
import { ServiceBookingTable, VehicleTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';
import type { Booked } from './book-service.ts';
import { bookingChanged } from './envelope.ts';
import { couponToPlan, foreseeCoupon, plannedOnce } from './foresee-coupon.ts';
import { isForeign } from './read.ts';

export interface PlanServiceCoupon {
  readonly idempotencyKey: string;
  readonly bookingId: ServiceBookingId;
  /** Code or id; left out: the booking is paid without. */
  readonly coupon?: string | undefined;
}

/**
 * Plans a coupon for a booking, another one, or none. Refuses, in order: SERVICE_BOOKING_NOT_FOUND,
 * SERVICE_BOOKING_STATE, SERVICE_BOOKING_STARTED (members only), SERVICE_COUPON_NEEDS_MEMBER, the coupon module's
 * reasons, SERVICE_COUPON_PLANNED.
 */
export async function planServiceCoupon(
  auto: Auto,
  caller: Principal,
  input: PlanServiceCoupon,
): Promise<Outcome<Booked>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, bookingId, coupon } = input;
  const id = toUuid('sbk', bookingId);
  const named = await auto.kit.db.read().findOne(ServiceBookingTable, { id });
  if (named === null || isForeign(caller, named.memberId))
    return notFound('SERVICE_BOOKING_NOT_FOUND', {}, ['bookingId']);
  const { vehicleId, slotId } = named;
  const foreseen =
    coupon === undefined
      ? undefined
      : await foreseeCoupon(auto, caller, { coupon, vehicleId, slotId });
  const key = { caller, operation: 'plan-service-coupon', idempotencyKey, input };
  return runCommand<Booked>(auto.kit, key, async (context) => {
    const { tx, now } = context;
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const vehicle = await tx.findOneOrFail(VehicleTable, { id: vehicleId }, lock);
    const booking = await tx.findOneOrFail(ServiceBookingTable, { id }, lock);
    const byMember = caller.kind === 'member';
    const stuck = refuseBookingMove({ now, booking, to: 'CANCELLED', byMember });
    if (stuck) return stuck;
    const ownerMemberId = vehicle.ownerMemberId ?? null;
    const chosen = foreseen && (await couponToPlan(context, foreseen, { id, ownerMemberId }));
    if (chosen?.ok === false) return chosen;
    booking.couponId = chosen?.value ?? null;
    const written = await plannedOnce(() => tx.flush());
    if (!written.ok) return written;
    await context.publish(bookingChanged(booking, now));
    return accept({ bookingId });
  });
}
