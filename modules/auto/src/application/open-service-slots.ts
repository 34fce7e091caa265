/** Opens bookable slots of a workshop, and closes them to further bookings. */
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { ServiceSlotId } from '../ids.ts';
import { DealershipTable, ServiceSlotTable } from '../storage/tables.ts';
import { type Auto, refuseOutsider } from './auto.ts';

export interface OpenServiceSlots {
  readonly idempotencyKey: string;
  readonly dealershipCode: string;
  readonly slots: readonly {
    readonly startsAt: Date;
    readonly endsAt: Date;
    /** Bays, at least one. */
    readonly capacity: number;
  }[];
}

/** All or none. Refuses, in order: SERVICE_SLOT_TIMES, SERVICE_SLOT_EXISTS. */
export async function openServiceSlots(
  auto: Auto,
  caller: Principal,
  input: OpenServiceSlots,
): Promise<Outcome<{ readonly slotIds: readonly ServiceSlotId[] }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, dealershipCode, slots } = input;
  const key = { caller, operation: 'open-service-slots', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx, now }) => {
    const dealership = await tx.findOne(DealershipTable, { code: dealershipCode });
    if (dealership === null)
      return notFound('DEALERSHIP_NOT_FOUND', { dealershipCode }, ['dealershipCode']);
    const wrong = slots.findIndex(({ startsAt, endsAt }) => startsAt <= now || endsAt <= startsAt);
    if (wrong >= 0) return refuseRule('SERVICE_SLOT_TIMES', {}, ['slots', String(wrong)]);
    const ids: string[] = [];
    for (const [index, slot] of slots.entries()) {
      const id = newUuid(now);
      const startsAt = slot.startsAt.toISOString();
      const exists = refuseRule('SERVICE_SLOT_EXISTS', { startsAt }, ['slots', String(index)]);
      await refusingTaken({ service_slot_start: exists }, () =>
        tx.insert(ServiceSlotTable, {
          ...slot,
          ...{ id, dealershipId: dealership.id, booked: 0, closed: false },
        }),
      );
      ids.push(id);
    }
    return accept({ slotIds: ids.map((id) => fromUuid('ssl', id)) });
  });
}

export interface CloseServiceSlot {
  readonly idempotencyKey: string;
  readonly slotId: ServiceSlotId;
}

/** Bookings that were made stay; no more are taken. */
export async function closeServiceSlot(
  auto: Auto,
  caller: Principal,
  input: CloseServiceSlot,
): Promise<Outcome<{ readonly slotIds: readonly ServiceSlotId[] }>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, slotId } = input;
  const key = { caller, operation: 'close-service-slot', idempotencyKey, input };
  return runCommand(auto.kit, key, async ({ tx }) => {
    const id = toUuid('ssl', slotId);
    const changed = await tx.nativeUpdate(ServiceSlotTable, { id }, { closed: true });
    return changed === 0
      ? notFound('SERVICE_SLOT_NOT_FOUND', {}, ['slotId'])
      : accept({ slotIds: [slotId] });
  });
}
