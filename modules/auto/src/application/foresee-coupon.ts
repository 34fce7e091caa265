/**
 * The coupon that a booking is going to be paid with. A booking remembers it and holds nothing: it is looked at when it is
 * planned, as it will be at the slot's time, and used when the work is closed.
 *
 * Invariant: of all open bookings, one at most plans a coupon (`service_booking_coupon`).
 */
import type { CouponDoor } from '@guildhall/coupon';
import type { CommandContext } from '@guildhall/shared/commands';
import { violatedConstraint } from '@guildhall/shared/database/database';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { TRANSACTION_KINDS } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { memberIdOf } from '../ids.ts';
import {
  DealershipTable,
  ServiceBookingTable,
  ServiceSlotTable,
  VehicleTable,
} from '../storage/tables.ts';
import { type Auto, SUBSIDIARY } from './auto.ts';
import { isForeign } from './read.ts';

/** A coupon as it will be at the slot's time, for the car's owner of now. Ids are UUIDs. */
export interface Foreseen {
  readonly ownerMemberId: string | null;
  readonly couponId: Outcome<string>;
}

/** Asked before the booking's transaction: no door is called inside one. `field` is what a refusal names. */
export async function foreseeCoupon(
  { kit }: Auto,
  caller: Principal,
  wish: { readonly coupon: string; readonly vehicleId: string; readonly slotId: string },
  field: 'coupon' | 'slotId' = 'coupon',
): Promise<Foreseen> {
  const em = kit.db.read();
  const { vehicleId, coupon } = wish;
  const vehicle = await em.findOne(VehicleTable, { id: vehicleId });
  const slot = await em.findOne(ServiceSlotTable, { id: wish.slotId });
  const ownerMemberId = vehicle?.ownerMemberId ?? null;
  const no = (couponId: Outcome<string>): Foreseen => ({ ownerMemberId, couponId });
  if (vehicle === null) return no(notFound('VEHICLE_NOT_FOUND', {}, ['vehicleId']));
  if (slot === null) return no(notFound('SERVICE_SLOT_NOT_FOUND', {}, ['slotId']));
  if (ownerMemberId === null) return no(refuseRule('SERVICE_COUPON_NEEDS_MEMBER', {}, [field]));
  if (isForeign(caller, ownerMemberId))
    return no(refuseRule('VEHICLE_NOT_OWNED_BY_MEMBER', {}, ['vehicleId']));
  const dealership = await em.findOneOrFail(DealershipTable, { id: slot.dealershipId });
  const told = await kit.doors.get<CouponDoor>('coupon').foresee(caller, {
    ...{ memberId: memberIdOf(ownerMemberId), coupons: [coupon], at: slot.startsAt },
    visit: {
      ...{ subsidiary: SUBSIDIARY, storeCode: dealership.code },
      kind: TRANSACTION_KINDS.serviceDone,
      asset: { type: 'vehicle', key: fromUuid('veh', vehicleId) },
    },
  });
  if (!told.ok) return no(told);
  const [{ couponId, refusal } = {}] = told.value;
  if (refusal !== undefined || couponId === undefined) {
    const { kind, code, params } = refusal ?? {
      kind: 'NOT_FOUND',
      code: 'COUPON_NOT_FOUND',
      params: {},
    };
    return no(refuse(kind, code, params, [field]));
  }
  return { ownerMemberId, couponId: accept(toUuid('cpn', couponId)) };
}

const planned = () => refuseRule('SERVICE_COUPON_PLANNED', {}, ['coupon']);

/** Under the car's lock: the coupon as it was foreseen, unless the car changed hands or another booking plans it. */
export async function couponToPlan(
  { tx }: CommandContext,
  { ownerMemberId, couponId }: Foreseen,
  booking: { readonly id: string; readonly ownerMemberId: string | null },
): Promise<Outcome<string>> {
  if (!couponId.ok) return couponId;
  if (ownerMemberId !== booking.ownerMemberId)
    return refuse('RULE', 'COUPON_NOT_YOURS', {}, ['coupon']);
  const others = await tx.count(ServiceBookingTable, {
    couponId: couponId.value,
    state: { $in: ['BOOKED', 'CHECKED_IN'] },
    id: { $ne: booking.id },
  });
  return others > 0 ? planned() : couponId;
}

/** Two bookings that plan one coupon at the same moment: the second is refused. */
export async function plannedOnce<T>(write: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return accept(await write());
  } catch (error) {
    if (violatedConstraint(error) === 'service_booking_coupon') return planned();
    throw error;
  }
}
