/** Complaints: received, looked into, answered within three working days, closed by the resident or opened again. */
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { ComplaintSubject } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import { answerBy } from '../domain/service-level.ts';
import { COMPLAINT_MOVES, type ComplaintState, mayMove } from '../domain/states.ts';
import type { ComplaintId } from '../ids.ts';
import { type ComplaintRow, ComplaintTable } from '../storage/tables.ts';
import { type CasePlace, findPlace, recordStep } from './case-place.ts';
import { findPerson, type PersonRef } from './find-payer.ts';
import { actingMember, nextNumber, type Property, refuseOutsider } from './property.ts';

export interface FileComplaint extends CasePlace {
  readonly idempotencyKey: string;
  readonly subject: ComplaintSubject;
  /** In the resident's own words. */
  readonly text: string;
  /** Who complains, when the counter writes it down. */
  readonly person?: PersonRef | undefined;
}

export interface ComplaintAnswer {
  readonly complaintId: ComplaintId;
}

/** Refuses, in order: REPAIR_PLACE, NOT_A_RESIDENT (members only). */
export async function fileComplaint(
  property: Property,
  caller: Principal,
  input: FileComplaint,
): Promise<Outcome<ComplaintAnswer>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const person = await findPerson(property, caller, input.person, 'person');
  if (!person.ok) return person;
  const { idempotencyKey, subject, text } = input;
  const key = { caller, operation: 'file-complaint', idempotencyKey, input };
  return runCommand(property.kit, key, async (context) => {
    const { tx, now } = context;
    const place = await findPlace(tx, caller, input);
    if (!place.ok) return place;
    const id = newUuid(now);
    await tx.insert(ComplaintTable, {
      ...{ id, ...place.value, subject, state: 'RECEIVED', receivedAt: now, timesReopened: 0 },
      complaintNo: await nextNumber(tx, 'complaint_no', 'CP'),
      memberId: actingMember(caller) ?? person.value,
      textSealed: property.words.seal.seal(text, id),
      answerBy: answerBy(now),
    });
    await recordStep(context, caller, id, null, 'RECEIVED');
    return accept({ complaintId: fromUuid('cpl', id) });
  });
}

interface Step {
  readonly idempotencyKey: string;
  readonly complaintId: ComplaintId;
}

/** Somebody looks into it. Refuses COMPLAINT_STATE. */
export async function investigateComplaint(
  property: Property,
  caller: Principal,
  input: Step,
): Promise<Outcome<ComplaintAnswer>> {
  const outsider = refuseOutsider(caller);
  return outsider ?? move(property, caller, 'investigate-complaint', input, 'INVESTIGATING');
}

/** The company's answer. Refuses COMPLAINT_STATE. */
export async function answerComplaint(
  property: Property,
  caller: Principal,
  input: Step & { readonly answer: string },
): Promise<Outcome<ComplaintAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  return move(property, caller, 'answer-complaint', input, 'ANSWERED', (complaint, now) => {
    complaint.answerSealed = property.words.seal.seal(input.answer, complaint.id);
    complaint.answeredAt = now;
  });
}

/** The resident is content and it is closed, or is not and it is looked into again. Refuses COMPLAINT_STATE. */
export async function closeComplaint(
  property: Property,
  caller: Principal,
  input: Step & { readonly satisfied: boolean },
): Promise<Outcome<ComplaintAnswer>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  const { satisfied } = input;
  const to = satisfied ? 'CLOSED' : 'INVESTIGATING';
  return move(property, caller, 'close-complaint', input, to, (complaint, now) => {
    complaint.satisfied = satisfied;
    if (satisfied) {
      complaint.closedAt = now;
      return;
    }
    complaint.timesReopened += 1;
    complaint.answerBy = answerBy(now);
  });
}

/** The resident takes it back. Refuses COMPLAINT_STATE. */
export async function withdrawComplaint(
  property: Property,
  caller: Principal,
  input: Step,
): Promise<Outcome<ComplaintAnswer>> {
  const outsider = caller.kind === 'member' ? undefined : refuseOutsider(caller);
  if (outsider) return outsider;
  return move(property, caller, 'withdraw-complaint', input, 'WITHDRAWN', (complaint, now) => {
    complaint.closedAt = now;
  });
}

/** A step of the company leads there from where it is; one of the resident needs an answer to judge. */
function move(
  property: Property,
  caller: Principal,
  operation: string,
  input: Step,
  to: ComplaintState,
  change: (complaint: ComplaintRow, now: Date) => void = () => {},
): Promise<Outcome<ComplaintAnswer>> {
  const { idempotencyKey, complaintId } = input;
  const key = { caller, operation, idempotencyKey, input };
  return runCommand(property.kit, key, async (context: CommandContext) => {
    const { tx, now } = context;
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
    const complaint = await tx.findOne(ComplaintTable, { id: toUuid('cpl', complaintId) }, lock);
    const acting = actingMember(caller);
    if (complaint === null || (acting !== undefined && complaint.memberId !== acting))
      return notFound('COMPLAINT_NOT_FOUND', {}, ['complaintId']);
    const { complaintNo, state } = complaint;
    const judged = operation === 'close-complaint' && state !== 'ANSWERED';
    const own = operation === 'investigate-complaint' && state === 'ANSWERED';
    if (judged || own || !mayMove(COMPLAINT_MOVES, state, to))
      return refuseRule('COMPLAINT_STATE', { complaintNo, state }, ['complaintId']);
    complaint.state = to;
    change(complaint, now);
    await tx.flush();
    await recordStep(context, caller, complaint.id, state, to);
    return accept({ complaintId });
  });
}
