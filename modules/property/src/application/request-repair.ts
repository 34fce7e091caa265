/** Repairs, from the report of a resident to his word that it is done. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { RepairCategory, RepairUrgency } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { respondBy } from '../domain/service-level.ts';
import { mayMove, REPAIR_MOVES, type RepairState } from '../domain/states.ts';
import type { RepairRequestId } from '../ids.ts';
import { type RepairRequestRow, RepairRequestTable } from '../storage/tables.ts';
import { type CasePlace, findPlace, recordStep } from './case-place.ts';
import { findPerson, type PersonRef } from './find-payer.ts';
import { actingMember, nextNumber, type Property, refuseOutsider } from './property.ts';

export interface RequestRepair extends CasePlace {
  readonly idempotencyKey: string;
  readonly category: RepairCategory;
  readonly urgency: RepairUrgency;
  /** In the resident's own words. */
  readonly description: string;
  /** Who reports, when the counter writes it down. */
  readonly person?: PersonRef | undefined;
}

export interface RepairAnswer {
  readonly requestId: RepairRequestId;
}

/** Refuses, in order: REPAIR_PLACE, NOT_A_RESIDENT (members only). */
export async function requestRepair(
  property: Property,
  caller: Principal,
  input: RequestRepair,
): Promise<Outcome<RepairAnswer>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const person = await findPerson(property, caller, input.person, 'person');
  if (!person.ok) return person;
  const { idempotencyKey, category, urgency, description } = input;
  const key = { caller, operation: 'request-repair', idempotencyKey, input };
  return runCommand(property.kit, key, async (context) => {
    const { tx, now } = context;
    const place = await findPlace(tx, caller, input);
    if (!place.ok) return place;
    const id = newUuid(now);
    await tx.insert(RepairRequestTable, {
      ...{ id, ...place.value, category, urgency, state: 'SUBMITTED', submittedAt: now },
      requestNo: await nextNumber(tx, 'repair_request_no', 'RP'),
      memberId: actingMember(caller) ?? person.value,
      descriptionSealed: property.words.seal.seal(description, id),
      respondBy: respondBy(now, urgency),
    });
    await recordStep(context, caller, id, null, 'SUBMITTED');
    return accept({ requestId: fromUuid('rpr', id) });
  });
}

export interface AdvanceRepair {
  readonly idempotencyKey: string;
  readonly requestId: RepairRequestId;
  readonly to: 'ACCEPTED' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED';
  /** When somebody will come. */
  readonly appointmentAt?: Date | undefined;
}

/** The company's own steps. Refuses REPAIR_REQUEST_STATE. */
export async function advanceRepair(
  property: Property,
  caller: Principal,
  input: AdvanceRepair,
): Promise<Outcome<RepairAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  return move(property, caller, 'advance-repair', input, input.to, (request, now) => {
    if (input.appointmentAt !== undefined) request.appointmentAt = input.appointmentAt;
    if (input.to === 'CANCELLED') request.closedAt = now;
  });
}

export interface ConfirmRepair {
  readonly idempotencyKey: string;
  readonly requestId: RepairRequestId;
  /** False sends it back to work. */
  readonly satisfied: boolean;
  /** 1 to 5 stars, when satisfied. */
  readonly rating?: number | undefined;
}

/** The resident's word that it is done, or not. Refuses REPAIR_REQUEST_STATE. */
export async function confirmRepair(
  property: Property,
  caller: Principal,
  input: ConfirmRepair,
): Promise<Outcome<RepairAnswer>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const to = input.satisfied ? 'CONFIRMED' : 'IN_PROGRESS';
  return move(property, caller, 'confirm-repair', input, to, (request, now) => {
    if (!input.satisfied) return;
    request.closedAt = now;
    request.rating = input.rating ?? null;
  });
}

/** A resident calls his own report off. Refuses REPAIR_REQUEST_STATE. */
export async function cancelRepair(
  property: Property,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly requestId: RepairRequestId },
): Promise<Outcome<RepairAnswer>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  return move(property, caller, 'cancel-repair', input, 'CANCELLED', (request, now) => {
    request.closedAt = now;
  });
}

function move(
  property: Property,
  caller: Principal,
  operation: string,
  input: { readonly idempotencyKey: string; readonly requestId: RepairRequestId },
  to: RepairState,
  change: (request: RepairRequestRow, now: Date) => void,
): Promise<Outcome<RepairAnswer>> {
  const { idempotencyKey, requestId } = input;
  const key = { caller, operation, idempotencyKey, input };
  return runCommand(property.kit, key, async (context: CommandContext) => {
    const { tx, now } = context;
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const request = await tx.findOne(RepairRequestTable, { id: toUuid('rpr', requestId) }, lock);
    const acting = actingMember(caller);
    if (request === null || (acting !== undefined && request.memberId !== acting))
      return notFound('REPAIR_REQUEST_NOT_FOUND', {}, ['requestId']);
    const { requestNo, state } = request;
    if (!mayMove(REPAIR_MOVES, state, to))
      return refuseRule('REPAIR_REQUEST_STATE', { requestNo, state }, ['requestId']);
    request.state = to;
    change(request, now);
    await tx.flush();
    await recordStep(context, caller, request.id, state, to);
    return accept({ requestId });
  });
}
