/**
 * A person decides that a name and a firm, however alike, are not one: screenings in bulk leave that firm out for that name
 * until the decision's day. It can be taken back.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_CLEARANCE_EXPIRY, CREDIT_CLEARANCE_UNKNOWN.
 */
import { addDays, businessDay } from '@guildhall/shared/business-time';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { normaliseName, plainName } from '../domain/names/normalise.ts';
import { CLEARANCE, type ClearanceId, FIRM, type FirmId } from '../ids.ts';
import { clearanceById } from '../storage/bulk-screenings.ts';
import { firmsByIds } from '../storage/firms.ts';
import { within } from '../storage/tables.ts';
import { personOf } from './caller.ts';

export interface ClearName {
  readonly idempotencyKey: string;
  readonly name: string;
  readonly firmId: FirmId;
  readonly reason: string;
  readonly expiresOn: string;
}

const LONGEST_DAYS = 731;

export function clearName(
  kit: ModuleKit,
  caller: Principal,
  input: ClearName,
): Promise<Outcome<{ readonly clearanceId: ClearanceId }>> {
  const person = personOf(caller);
  const key: CommandKey = {
    caller,
    operation: 'clear-name',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const today = businessDay(now);
    if (input.expiresOn <= today || input.expiresOn > addDays(today, LONGEST_DAYS))
      return refuse('VALIDATION', 'CREDIT_CLEARANCE_EXPIRY', {}, ['expiresOn']);
    const firmId = toUuid(FIRM, input.firmId);
    if ((await firmsByIds(db, [firmId])).length === 0)
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    const id = newUuid(now);
    await db
      .insertInto('name_clearance')
      .values({
        id,
        plain: plainName(normaliseName(input.name)),
        name: input.name,
        firm_id: firmId,
        reason: input.reason,
        decided_by: person,
        decided_at: now,
        expires_on: input.expiresOn,
      })
      .execute();
    return accept({ clearanceId: fromUuid(CLEARANCE, id) });
  });
}

export interface RevokeClearance {
  readonly idempotencyKey: string;
  readonly clearanceId: ClearanceId;
  readonly reason: string;
}

export function revokeClearance(
  kit: ModuleKit,
  caller: Principal,
  input: RevokeClearance,
): Promise<Outcome<{ readonly clearanceId: ClearanceId }>> {
  const person = personOf(caller);
  const key: CommandKey = {
    caller,
    operation: 'revoke-name-clearance',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const id = toUuid(CLEARANCE, input.clearanceId);
    const known = await clearanceById(db, id);
    if (known === undefined || known.revokedAt !== undefined)
      return refuse('NOT_FOUND', 'CREDIT_CLEARANCE_UNKNOWN', {}, ['clearanceId']);
    await db
      .updateTable('name_clearance')
      .set({ revoked_by: person, revoked_at: now, revocation: input.reason })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute();
    return accept({ clearanceId: input.clearanceId });
  });
}
