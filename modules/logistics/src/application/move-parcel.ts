/**
 * Steps of a parcel's way, under the lock of the parcel. Each legal step is one row of its history; delivery tells the
 * rules, loss and cancellation undo the sending.
 */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import { type ParcelState, parcelMayBecome } from '../domain/parcel-states.ts';
import { forbidden, notFound, refuseRule } from '../domain/refusals.ts';
import type { MoveParcel, ParcelMoved } from '../door.ts';
import { PARCEL, TRANSACTION } from '../ids.ts';
import { ParcelEventTable, type ParcelRow, ParcelTable } from '../storage/tables.ts';
import { actsFor, type Kit, worksHere } from './caller.ts';
import { parcelDelivered, parcelUndone } from './transactions.ts';

interface Step {
  readonly to: ParcelState;
  readonly place: string;
  readonly occurredAt: Date;
}

/** Refusals, first wins: LOGISTICS_NOT_YOURS, PARCEL_UNKNOWN, PARCEL_STEP_NOT_ALLOWED, PARCEL_IN_FUTURE, PARCEL_STEP_TOO_EARLY. */
export async function moveParcel(
  kit: Kit,
  caller: Principal,
  input: MoveParcel,
): Promise<Outcome<ParcelMoved>> {
  if (!worksHere(caller)) return forbidden('LOGISTICS_NOT_YOURS');
  const { idempotencyKey, ...wish } = input;
  const key = { caller, operation: 'move-parcel', idempotencyKey, input: wish };
  return runCommand(kit, key, async (context) => {
    const parcel = await lockParcel(context.tx, input.waybillNo);
    if (parcel === null) return notFound('PARCEL_UNKNOWN', ['waybillNo']);
    const occurredAt = input.occurredAt ?? context.now;
    return take(context, parcel, { to: input.state, place: input.place, occurredAt });
  });
}

/** By the people of logistics, or the member who sent it. Refusals, first wins: PARCEL_UNKNOWN, PARCEL_STEP_NOT_ALLOWED. */
export async function cancelParcel(
  kit: Kit,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly waybillNo: string },
): Promise<Outcome<ParcelMoved>> {
  const { idempotencyKey, waybillNo } = input;
  const key = { caller, operation: 'cancel-parcel', idempotencyKey, input: { waybillNo } };
  return runCommand(kit, key, async (context) => {
    const parcel = await lockParcel(context.tx, waybillNo);
    if (parcel === null || !actsFor(caller, parcel.senderId ?? null)) {
      return notFound('PARCEL_UNKNOWN', ['waybillNo']);
    }
    const { depotCode: place } = parcel;
    return take(context, parcel, { to: 'CANCELLED', place, occurredAt: context.now });
  });
}

const lockParcel = (tx: CommandContext['tx'], waybillNo: string) =>
  tx.findOne(ParcelTable, { waybillNo }, { lockMode: LockMode.PESSIMISTIC_WRITE });

async function take(
  { tx, now, publish }: CommandContext,
  parcel: ParcelRow,
  { to, place, occurredAt }: Step,
): Promise<Outcome<ParcelMoved>> {
  const from = parcel.state;
  if (!parcelMayBecome(from, to))
    return refuseRule('PARCEL_STEP_NOT_ALLOWED', { from, to }, ['state']);
  if (occurredAt > now) return refuseRule('PARCEL_IN_FUTURE', {}, ['occurredAt']);
  if (occurredAt < parcel.stateAt) return refuseRule('PARCEL_STEP_TOO_EARLY', {}, ['occurredAt']);
  const seq = (await tx.count(ParcelEventTable, { parcelId: parcel.id })) + 1;
  await tx.insert(ParcelEventTable, {
    parcelId: parcel.id,
    seq,
    state: to,
    place,
    occurredAt,
    recordedAt: now,
  });
  parcel.state = to;
  parcel.stateAt = occurredAt;
  const transactionId = newUuid(now);
  const told = eventOf(parcel, to, transactionId, occurredAt);
  if (told !== undefined) await publish(told);
  return accept({
    parcelId: fromUuid(PARCEL, parcel.id),
    transactionId: told === undefined ? null : fromUuid(TRANSACTION, transactionId),
  });
}

/** What the journal is told of a step, if anything. */
function eventOf(parcel: ParcelRow, to: ParcelState, transactionId: string, at: Date) {
  switch (to) {
    case 'DELIVERED':
      return parcelDelivered(parcel, transactionId, at);
    case 'LOST':
      return parcelUndone(parcel, 'PARCEL_LOST', transactionId, at);
    case 'CANCELLED':
      return parcelUndone(parcel, 'PARCEL_CANCELLED', transactionId, at);
    default:
      return undefined;
  }
}
