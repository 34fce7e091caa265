/**
 * Reserved delivery slots. A booking takes a place by a conditional update of its slot, so the last place goes to
 * exactly one of those who want it; a cancelled booking gives its place back under the same lock.
 *
 * Locks in order: basket, slot, booking.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { violatedConstraint } from '@guildhall/shared/database/database';
import { fromUuid, isId, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { textSeal } from '@guildhall/shared/sealed-text';
import { LockMode } from '@mikro-orm/core';
import { sql } from 'kysely';
import { type DeliveryState, mayBecome } from '../domain/delivery-states.ts';
import { forbidden, notFound, refuseRule } from '../domain/refusals.ts';
import type { BookDelivery, OpenDeliverySlot } from '../door.ts';
import { BASKET, BOOKING, SLOT } from '../ids.ts';
import {
  BasketTable,
  DeliveryBookingTable,
  DeliverySlotTable,
  StoreTable,
} from '../storage/tables.ts';
import { type Kit, sightOf, tradesHere } from './caller.ts';

export const ADDRESS_PURPOSE = 'retail/delivery-booking.address';

/** Refusals, first wins: RETAIL_NOT_YOURS, SLOT_TIMES_REVERSED, STORE_UNKNOWN, SLOT_EXISTS. */
export async function openDeliverySlot(
  kit: Kit,
  caller: Principal,
  input: OpenDeliverySlot,
): Promise<Outcome<{ readonly slotId: string }>> {
  if (!tradesHere(caller)) return forbidden('RETAIL_NOT_YOURS');
  const { idempotencyKey, ...slot } = input;
  const key = { caller, operation: 'open-delivery-slot', idempotencyKey, input: slot };
  return runCommand(kit, key, async ({ tx, now }) => {
    const { storeCode, startsAt, endsAt, capacity } = slot;
    if (endsAt <= startsAt) return refuseRule('SLOT_TIMES_REVERSED', {}, ['endsAt']);
    if ((await tx.count(StoreTable, { code: storeCode })) === 0) {
      return notFound('STORE_UNKNOWN', { storeCode }, ['storeCode']);
    }
    const id = newUuid(now);
    const made = await sql`
      INSERT INTO delivery_slot (id, store_code, starts_at, ends_at, capacity)
      VALUES (${id}, ${storeCode}, ${startsAt}, ${endsAt}, ${capacity})
      ON CONFLICT ON CONSTRAINT delivery_slot_once DO NOTHING RETURNING 1`.execute(
      tx.getKysely<unknown>(),
    );
    if (made.rows.length === 0) return refuseRule('SLOT_EXISTS', {}, ['startsAt']);
    return accept({ slotId: fromUuid(SLOT, id) });
  });
}

/** Refusals, first wins: RETAIL_NOT_YOURS, SLOT_UNKNOWN, SLOT_CAPACITY_BELOW_BOOKED. */
export async function changeDeliveryCapacity(
  kit: Kit,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly slotId: string; readonly capacity: number },
): Promise<Outcome<{ readonly slotId: string }>> {
  if (!tradesHere(caller)) return forbidden('RETAIL_NOT_YOURS');
  const { idempotencyKey, slotId, capacity } = input;
  const key = {
    caller,
    operation: 'change-delivery-capacity',
    idempotencyKey,
    input: { slotId, capacity },
  };
  return runCommand(kit, key, async ({ tx }) => {
    const slot = await lockSlot(tx, slotId);
    if (slot === null) return notFound('SLOT_UNKNOWN', {}, ['slotId']);
    if (capacity < slot.booked) {
      return refuseRule('SLOT_CAPACITY_BELOW_BOOKED', { booked: slot.booked }, ['capacity']);
    }
    slot.capacity = capacity;
    return accept({ slotId });
  });
}

const lockSlot = (tx: CommandContext['tx'], slotId: string) =>
  isId(SLOT, slotId)
    ? tx.findOne(
        DeliverySlotTable,
        { id: toUuid(SLOT, slotId) },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      )
    : Promise.resolve(null);

/**
 * By the member whose basket it is, or the supermarket's own people. Refusals, first wins: BASKET_UNKNOWN,
 * BASKET_WITHOUT_MEMBER, SLOT_UNKNOWN, SLOT_OF_OTHER_STORE, SLOT_STARTED, DELIVERY_ALREADY_BOOKED, SLOT_FULL.
 */
export async function bookDelivery(
  kit: Kit,
  caller: Principal,
  input: BookDelivery,
): Promise<Outcome<{ readonly bookingId: string }>> {
  const { idempotencyKey, ...wish } = input;
  const key = { caller, operation: 'book-delivery', idempotencyKey, input: wish };
  return runCommand(kit, key, (context) => book(kit, caller, context, wish));
}

async function book(
  kit: Kit,
  caller: Principal,
  { tx, now }: CommandContext,
  wish: Omit<BookDelivery, 'idempotencyKey'>,
): Promise<Outcome<{ readonly bookingId: string }>> {
  const basket = isId(BASKET, wish.basketId)
    ? await tx.findOne(
        BasketTable,
        { id: toUuid(BASKET, wish.basketId) },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      )
    : null;
  if (basket === null || !owns(caller, basket.memberId ?? null))
    return notFound('BASKET_UNKNOWN', {}, ['basketId']);
  if (basket.memberId === null || basket.memberId === undefined)
    return refuseRule('BASKET_WITHOUT_MEMBER', {}, ['basketId']);
  const slot = isId(SLOT, wish.slotId)
    ? await tx.findOne(DeliverySlotTable, { id: toUuid(SLOT, wish.slotId) })
    : null;
  if (slot === null) return notFound('SLOT_UNKNOWN', {}, ['slotId']);
  if (slot.storeCode !== basket.storeCode) {
    return refuseRule('SLOT_OF_OTHER_STORE', { storeCode: slot.storeCode }, ['slotId']);
  }
  if (slot.startsAt <= now) return refuseRule('SLOT_STARTED', {}, ['slotId']);
  const open = await tx.count(DeliveryBookingTable, {
    basketId: basket.id,
    state: { $ne: 'CANCELLED' },
  });
  if (open > 0) return refuseRule('DELIVERY_ALREADY_BOOKED', {}, ['basketId']);
  const db = tx.getKysely<unknown>();
  const taken = await sql`
    UPDATE delivery_slot SET booked = booked + 1 WHERE id = ${slot.id} AND booked < capacity RETURNING 1`.execute(
    db,
  );
  if (taken.rows.length === 0) return refuseRule('SLOT_FULL', {}, ['slotId']);
  const id = newUuid(now);
  const sealed = textSeal(kit.secret, ADDRESS_PURPOSE).seal(wish.address, id);
  try {
    await sql`
      INSERT INTO delivery_booking (id, slot_id, basket_id, member_id, state, address_sealed, booked_at)
      VALUES (${id}, ${slot.id}, ${basket.id}, ${basket.memberId}, 'BOOKED', ${sealed}, ${now})`.execute(
      db,
    );
  } catch (error) {
    if (violatedConstraint(error) !== 'delivery_booking_open') throw error;
    return refuseRule('DELIVERY_ALREADY_BOOKED', {}, ['basketId']);
  }
  return accept({ bookingId: fromUuid(BOOKING, id) });
}

function owns(caller: Principal, memberUuid: string | null): boolean {
  if (tradesHere(caller) || caller.kind === 'module') return true;
  const sight = sightOf(caller);
  return typeof sight === 'object' && sight.memberUuid === memberUuid;
}

interface SettleDelivery {
  readonly idempotencyKey: string;
  readonly bookingId: string;
}

/** Refusals, first wins: RETAIL_NOT_YOURS, DELIVERY_UNKNOWN, DELIVERY_SETTLED. */
export async function completeDelivery(
  kit: Kit,
  caller: Principal,
  input: SettleDelivery,
): Promise<Outcome<{ readonly bookingId: string }>> {
  if (!tradesHere(caller)) return forbidden('RETAIL_NOT_YOURS');
  return settle(kit, caller, input, 'DELIVERED');
}

/** By the member who booked it, or the supermarket's own people. Refusals, first wins: DELIVERY_UNKNOWN, DELIVERY_SETTLED. */
export async function cancelDelivery(
  kit: Kit,
  caller: Principal,
  input: SettleDelivery,
): Promise<Outcome<{ readonly bookingId: string }>> {
  return settle(kit, caller, input, 'CANCELLED');
}

async function settle(
  kit: Kit,
  caller: Principal,
  { idempotencyKey, bookingId }: SettleDelivery,
  to: DeliveryState,
): Promise<Outcome<{ readonly bookingId: string }>> {
  const operation = to === 'DELIVERED' ? 'complete-delivery' : 'cancel-delivery';
  return runCommand(
    kit,
    { caller, operation, idempotencyKey, input: { bookingId } },
    async ({ tx, now }) => {
      const where = isId(BOOKING, bookingId) ? { id: toUuid(BOOKING, bookingId) } : undefined;
      const found = where === undefined ? null : await tx.findOne(DeliveryBookingTable, where);
      if (found === null || !owns(caller, found.memberId))
        return notFound('DELIVERY_UNKNOWN', {}, ['bookingId']);
      await lockSlot(tx, fromUuid(SLOT, found.slotId));
      await tx.refresh(found, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!mayBecome(found.state, to))
        return refuseRule('DELIVERY_SETTLED', { state: found.state }, ['bookingId']);
      found.state = to;
      found.settledAt = now;
      if (to === 'CANCELLED') {
        await sql`UPDATE delivery_slot SET booked = booked - 1 WHERE id = ${found.slotId}`.execute(
          tx.getKysely<unknown>(),
        );
      }
      return accept({ bookingId });
    },
  );
}
