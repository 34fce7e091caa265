/**
 * A grade that people give instead of the score's: asked for by one with a reason and an end, granted by another; the firm
 * is assessed anew at once, and again when it ends. The score and its points stay as they are.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_OVERRIDE_TIME, CREDIT_OVERRIDE_UNKNOWN, CREDIT_OVERRIDE_STATE, CREDIT_FOUR_EYES.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Grade } from '../domain/assessment/policy.ts';
import { GRADE_OVERRIDE_DAYS } from '../domain/lists/overrides.ts';
import { FIRM, type FirmId, GRADE_OVERRIDE, type GradeOverrideId } from '../ids.ts';
import { firmsByIds, lockFirm } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { assessFirm, assessFirms } from './assess-firm.ts';
import { inBackground } from './background.ts';
import { personOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';
import { SAYS } from './logged-rows.ts';
import type { OverrideState } from './override-listing.ts';

const DAY_MS = 86_400_000;

export interface AskGradeOverride {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  readonly grade: Grade;
  readonly reason: string;
  readonly expiresAt: Date;
}

export interface GradeOverrideAnswer {
  readonly overrideId: GradeOverrideId;
  readonly firmId: FirmId;
  readonly state: OverrideState;
}

export function askGradeOverride(
  kit: ModuleKit,
  caller: Principal,
  input: AskGradeOverride,
): Promise<Outcome<GradeOverrideAnswer>> {
  const person = personOf(caller);
  return runCommand<GradeOverrideAnswer>(kit, keyOf(caller, 'ask', input), async ({ tx, now }) => {
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    if ((await firmsByIds(db, [firmId])).length === 0)
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    const last = now.getTime() + GRADE_OVERRIDE_DAYS * DAY_MS;
    if (input.expiresAt <= now || input.expiresAt.getTime() > last)
      return refuse('VALIDATION', 'CREDIT_OVERRIDE_TIME', { days: GRADE_OVERRIDE_DAYS }, [
        'expiresAt',
      ]);
    const id = newUuid(now);
    await db
      .insertInto('grade_override')
      .values({
        id,
        firm_id: firmId,
        grade: input.grade,
        reason: input.reason,
        expires_at: input.expiresAt,
        state: 'ASKED',
        asked_by: person,
        asked_at: now,
        decided_by: null,
        ended_by: null,
      })
      .execute();
    return accept({
      overrideId: fromUuid(GRADE_OVERRIDE, id),
      firmId: input.firmId,
      state: 'ASKED',
    });
  });
}

export interface DecideGradeOverride {
  readonly idempotencyKey: string;
  readonly overrideId: GradeOverrideId;
  readonly grant: boolean;
}

export function decideGradeOverride(
  kit: ModuleKit,
  caller: Principal,
  input: DecideGradeOverride,
): Promise<Outcome<GradeOverrideAnswer>> {
  const person = personOf(caller);
  return runCommand<GradeOverrideAnswer>(kit, keyOf(caller, 'decide', input), async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const row = await lockOverride(db, input.overrideId);
    if (row === undefined) return unknown();
    if (row.state !== 'ASKED') return refuse('RULE', 'CREDIT_OVERRIDE_STATE', { state: row.state });
    if (input.grant && row.asked_by === person)
      return refuse('RULE', 'CREDIT_FOUR_EYES', { act: 'OVERRIDE' });
    const state = input.grant ? 'GRANTED' : 'REFUSED';
    if (input.grant) {
      // One override at a time: the new one takes the place of an older one.
      await db
        .updateTable('grade_override')
        .set({ state: 'ENDED', ended_by: person, ended_at: now })
        .where('firm_id', '=', row.firm_id)
        .where('state', '=', 'GRANTED')
        .execute();
    }
    await db
      .updateTable('grade_override')
      .set({ state, decided_by: person, decided_at: now })
      .where('id', '=', row.id)
      .execute();
    const decided = SAYS.GRADE_OVERRIDE({ ...row, state, decided_by: person, decided_at: now });
    await appendLeaf(db, { kind: 'GRADE_OVERRIDE', subject: row.id, payload: decided }, now);
    if (input.grant) await assessFirm(context, row.firm_id, 'OVERRIDE');
    return accept({ overrideId: input.overrideId, firmId: fromUuid(FIRM, row.firm_id), state });
  });
}

export interface EndGradeOverride {
  readonly idempotencyKey: string;
  readonly overrideId: GradeOverrideId;
}

export function endGradeOverride(
  kit: ModuleKit,
  caller: Principal,
  input: EndGradeOverride,
): Promise<Outcome<GradeOverrideAnswer>> {
  const person = personOf(caller);
  return runCommand<GradeOverrideAnswer>(kit, keyOf(caller, 'end', input), async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const row = await lockOverride(db, input.overrideId);
    if (row === undefined) return unknown();
    if (row.state !== 'GRANTED')
      return refuse('RULE', 'CREDIT_OVERRIDE_STATE', { state: row.state });
    await db
      .updateTable('grade_override')
      .set({ state: 'ENDED', ended_by: person, ended_at: now })
      .where('id', '=', row.id)
      .execute();
    await assessFirm(context, row.firm_id, 'OVERRIDE');
    return accept({
      overrideId: input.overrideId,
      firmId: fromUuid(FIRM, row.firm_id),
      state: 'ENDED',
    });
  });
}

/** Overrides whose time is up, some at a time: the firm is assessed by its score again. Answers how many. */
export function endGradeOverrides(kit: ModuleKit, limit = 100): Promise<number> {
  return inBackground(kit, async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const due = await db
      .selectFrom('grade_override')
      .select(['id', 'firm_id'])
      .where('state', '=', 'GRANTED')
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    if (due.length === 0) return 0;
    const ids = due.map(({ id }) => id);
    await db
      .updateTable('grade_override')
      .set({ state: 'ENDED', ended_at: now })
      .where('id', 'in', ids)
      .execute();
    await assessFirms(context, [...new Set(due.map(({ firm_id }) => firm_id))], 'OVERRIDE');
    return due.length;
  });
}

async function lockOverride(db: Db, id: GradeOverrideId) {
  const row = await db
    .selectFrom('grade_override')
    .selectAll()
    .where('id', '=', toUuid(GRADE_OVERRIDE, id))
    .forUpdate()
    .executeTakeFirst();
  if (row !== undefined) await lockFirm(db, row.firm_id);
  return row;
}

const unknown = () => refuse('NOT_FOUND', 'CREDIT_OVERRIDE_UNKNOWN', {}, ['overrideId']);

function keyOf(
  caller: Principal,
  verb: string,
  input: AskGradeOverride | DecideGradeOverride | EndGradeOverride,
): CommandKey {
  const operation = `${verb}-grade-override`;
  return { caller, operation, idempotencyKey: input.idempotencyKey, input };
}
