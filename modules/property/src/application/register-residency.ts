/**
 * Who lives where: moving in, moving out, and who pays the fees.
 *
 * Invariants: a member is recorded once for a dwelling at a time; a dwelling has at most one payer of its fees, and he
 * lives there. The dwelling's row is locked first.
 */

import { businessDay } from '@guildhall/shared/business-time';
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ResidentRole } from '../domain/kinds.ts';
import { notFound, refuseRule } from '../domain/refusals.ts';
import type { ResidencyId } from '../ids.ts';
import {
  type CommunityRow,
  CommunityTable,
  type DwellingRow,
  DwellingTable,
  type ResidencyRow,
  ResidencyTable,
} from '../storage/tables.ts';
import { dwellingFactEvent } from './envelope.ts';
import { findPerson, type PersonRef } from './find-payer.ts';
import { type Property, refuseOutsider } from './property.ts';

const forUpdate = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export interface RegisterResidency {
  readonly idempotencyKey: string;
  readonly dwellingCode: string;
  readonly person?: PersonRef | undefined;
  /** What the company itself remembers of a resident; wanted where there is no member. */
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly role: ResidentRole;
  /** From now on this resident pays; whoever paid before no longer does. */
  readonly paysFees: boolean;
  readonly fromOn: string;
}

export interface ResidencyAnswer {
  readonly residencyId: ResidencyId;
}

/** Refuses, in order: PROPERTY_IN_FUTURE, RESIDENCY_TWICE. */
export async function registerResidency(
  property: Property,
  caller: Principal,
  input: RegisterResidency,
): Promise<Outcome<ResidencyAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const person = await findPerson(property, caller, input.person, 'person');
  if (!person.ok) return person;
  const { idempotencyKey, dwellingCode: code } = input;
  const key = { caller, operation: 'register-residency', idempotencyKey, input };
  return runCommand(property.kit, key, async (context) => {
    const place = await lockPlace(context.tx, { code });
    if (place === null) return notFound('DWELLING_NOT_FOUND', {}, ['dwellingCode']);
    if (input.fromOn > businessDay(context.now))
      return refuseRule('PROPERTY_IN_FUTURE', {}, ['fromOn']);
    return moveIn(property, context, place, person.value, input);
  });
}

interface Place {
  readonly dwelling: DwellingRow;
  readonly community: CommunityRow;
}

async function lockPlace(
  tx: EntityManager,
  where: { readonly code: string } | { readonly id: string },
): Promise<Place | null> {
  const dwelling = await tx.findOne(DwellingTable, where, forUpdate);
  if (dwelling === null) return null;
  const community = await tx.findOneOrFail(CommunityTable, { id: dwelling.communityId });
  return { dwelling, community };
}

async function moveIn(
  property: Property,
  context: CommandContext,
  place: Place,
  memberId: string | null,
  input: RegisterResidency,
): Promise<Outcome<ResidencyAnswer>> {
  const { tx, now, publish } = context;
  const { role, paysFees, fromOn, name, phone } = input;
  if (paysFees) await relievePayer(context, place);
  const id = newUuid(now);
  const twice = refuseRule('RESIDENCY_TWICE', {}, ['person']);
  await refusingTaken({ residency_once: twice }, () =>
    tx.insert(ResidencyTable, {
      ...{ id, dwellingId: place.dwelling.id, memberId, role, paysFees, fromOn },
      nameSealed: name === undefined ? null : property.name.seal.seal(name, id),
      phoneSealed: phone === undefined ? null : property.phone.seal.seal(phone, id),
      phoneIndex: phone === undefined ? null : property.phone.index(phone),
      recordedAt: now,
    }),
  );
  if (memberId !== null) {
    await publish(dwellingFactEvent(memberId, place, { role, paysFees, untilOn: null }, now));
  }
  return accept({ residencyId: fromUuid('rsd', id) });
}

/** Whoever pays the fees of a locked dwelling no longer does. */
async function relievePayer({ tx, now, publish }: CommandContext, place: Place): Promise<void> {
  const payer = await tx.findOne(ResidencyTable, { dwellingId: place.dwelling.id, paysFees: true });
  if (payer === null) return;
  payer.paysFees = false;
  await tx.flush();
  if (payer.memberId) await publish(dwellingFactEvent(payer.memberId, place, payer, now));
}

export interface EndResidency {
  readonly idempotencyKey: string;
  readonly residencyId: ResidencyId;
  /** The last day there. */
  readonly untilOn: string;
}

/** Refuses, in order: RESIDENCY_ENDED, PROPERTY_IN_FUTURE, RESIDENCY_TIMES. */
export async function endResidency(
  property: Property,
  caller: Principal,
  input: EndResidency,
): Promise<Outcome<ResidencyAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, residencyId, untilOn } = input;
  const key = { caller, operation: 'end-residency', idempotencyKey, input };
  return runCommand(property.kit, key, async ({ tx, now, publish }) => {
    const locked = await lockResidency(tx, residencyId);
    if (locked === null) return notFound('RESIDENCY_NOT_FOUND', {}, ['residencyId']);
    const { residency, place } = locked;
    if (residency.untilOn) return refuseRule('RESIDENCY_ENDED', {}, ['residencyId']);
    if (untilOn > businessDay(now)) return refuseRule('PROPERTY_IN_FUTURE', {}, ['untilOn']);
    const { fromOn } = residency;
    if (untilOn < fromOn) return refuseRule('RESIDENCY_TIMES', { fromOn }, ['untilOn']);
    residency.untilOn = untilOn;
    residency.paysFees = false;
    await tx.flush();
    if (residency.memberId)
      await publish(dwellingFactEvent(residency.memberId, place, residency, now));
    return accept({ residencyId });
  });
}

export interface ChangeFeePayer {
  readonly idempotencyKey: string;
  readonly residencyId: ResidencyId;
}

/** From now on this resident pays the dwelling's fees. Refuses RESIDENCY_ENDED. */
export async function changeFeePayer(
  property: Property,
  caller: Principal,
  input: ChangeFeePayer,
): Promise<Outcome<ResidencyAnswer>> {
  const outsider = refuseOutsider(caller);
  if (outsider) return outsider;
  const { idempotencyKey, residencyId } = input;
  const key = { caller, operation: 'change-fee-payer', idempotencyKey, input };
  return runCommand(property.kit, key, async (context) => {
    const { tx, now, publish } = context;
    const locked = await lockResidency(tx, residencyId);
    if (locked === null) return notFound('RESIDENCY_NOT_FOUND', {}, ['residencyId']);
    const { residency, place } = locked;
    if (residency.untilOn) return refuseRule('RESIDENCY_ENDED', {}, ['residencyId']);
    if (residency.paysFees) return accept({ residencyId });
    await relievePayer(context, place);
    residency.paysFees = true;
    await tx.flush();
    if (residency.memberId)
      await publish(dwellingFactEvent(residency.memberId, place, residency, now));
    return accept({ residencyId });
  });
}

async function lockResidency(
  tx: EntityManager,
  residencyId: ResidencyId,
): Promise<{ readonly residency: ResidencyRow; readonly place: Place } | null> {
  const id = toUuid('rsd', residencyId);
  const named = await tx.findOne(ResidencyTable, { id }, { disableIdentityMap: true });
  const place = named && (await lockPlace(tx, { id: named.dwellingId }));
  if (place === null) return null;
  return { place, residency: await tx.findOneOrFail(ResidencyTable, { id }, forUpdate) };
}
