/**
 * A limit set by hand, for a firm or for a group of connected clients: asked for by one person with a reason, set by
 * another. Without an amount the suggested limit applies again. What is open already stays; it only bars what would add.
 *
 * Refusals: CREDIT_LIMIT_TARGET, CREDIT_FIRM_UNKNOWN, CREDIT_GROUP_UNKNOWN, CREDIT_LIMIT_UNKNOWN, CREDIT_OVERRIDE_STATE,
 * CREDIT_FOUR_EYES.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import {
  type ConnectedGroupId,
  FIRM,
  type FirmId,
  GROUP_OF_FIRMS,
  LIMIT_SETTING,
  type LimitSettingId,
} from '../ids.ts';
import { ensureExposure } from '../storage/exposure.ts';
import { firmsByIds } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { personOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';
import { SAYS } from './logged-rows.ts';

export interface AskLimit {
  readonly idempotencyKey: string;
  /** One of the two. */
  readonly firmId?: FirmId | undefined;
  readonly groupId?: ConnectedGroupId | undefined;
  /** Absent: back to the suggested limit. */
  readonly limitMinor?: bigint | undefined;
  readonly reason: string;
}

export interface LimitAnswer {
  readonly settingId: LimitSettingId;
  readonly state: 'ASKED' | 'GRANTED' | 'REFUSED';
}

export function askLimit(
  kit: ModuleKit,
  caller: Principal,
  input: AskLimit,
): Promise<Outcome<LimitAnswer>> {
  const person = personOf(caller);
  if ((input.firmId === undefined) === (input.groupId === undefined))
    return Promise.resolve(refuse('VALIDATION', 'CREDIT_LIMIT_TARGET', {}, ['firmId']));
  return runCommand<LimitAnswer>(kit, keyOf(caller, 'ask-limit', input), async ({ tx, now }) => {
    const db = within(tx);
    const firmId = input.firmId === undefined ? null : toUuid(FIRM, input.firmId);
    const groupId = input.groupId === undefined ? null : toUuid(GROUP_OF_FIRMS, input.groupId);
    if (firmId !== null && (await firmsByIds(db, [firmId])).length === 0)
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    if (groupId !== null && !(await isGroup(db, groupId)))
      return refuse('NOT_FOUND', 'CREDIT_GROUP_UNKNOWN', {}, ['groupId']);
    const id = newUuid(now);
    await db
      .insertInto('limit_setting')
      .values({
        id,
        firm_id: firmId,
        group_id: groupId,
        limit_minor: input.limitMinor?.toString() ?? null,
        reason: input.reason,
        state: 'ASKED',
        asked_by: person,
        asked_at: now,
        decided_by: null,
      })
      .execute();
    return accept({ settingId: fromUuid(LIMIT_SETTING, id), state: 'ASKED' });
  });
}

export interface DecideLimit {
  readonly idempotencyKey: string;
  readonly settingId: LimitSettingId;
  readonly grant: boolean;
}

export function decideLimit(
  kit: ModuleKit,
  caller: Principal,
  input: DecideLimit,
): Promise<Outcome<LimitAnswer>> {
  const person = personOf(caller);
  return runCommand<LimitAnswer>(kit, keyOf(caller, 'decide-limit', input), async ({ tx, now }) => {
    const db = within(tx);
    const row = await db
      .selectFrom('limit_setting')
      .selectAll()
      .where('id', '=', toUuid(LIMIT_SETTING, input.settingId))
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return refuse('NOT_FOUND', 'CREDIT_LIMIT_UNKNOWN', {}, ['settingId']);
    if (row.state !== 'ASKED') return refuse('RULE', 'CREDIT_OVERRIDE_STATE', { state: row.state });
    if (input.grant && row.asked_by === person)
      return refuse('RULE', 'CREDIT_FOUR_EYES', { act: 'LIMIT' });
    const state = input.grant ? 'GRANTED' : 'REFUSED';
    await sql`
      UPDATE limit_setting SET state = ${state}, decided_by = ${person}, decided_at = ${now},
        decided_mark = pg_current_xact_id() WHERE id = ${row.id}`.execute(db);
    const payload = SAYS.LIMIT({ ...row, state, decided_by: person, decided_at: now });
    await appendLeaf(db, { kind: 'LIMIT', subject: row.id, payload }, now);
    if (input.grant && row.firm_id !== null) {
      await ensureExposure(db, row.firm_id, GROUP_CURRENCY);
      await sql`UPDATE exposure SET set_limit_minor = ${row.limit_minor}::bigint WHERE firm_id = ${row.firm_id}`.execute(
        db,
      );
    }
    if (input.grant && row.group_id !== null)
      await sql`UPDATE connected_group SET set_limit_minor = ${row.limit_minor}::bigint WHERE id = ${row.group_id}`.execute(
        db,
      );
    return accept({ settingId: input.settingId, state });
  });
}

async function isGroup(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('connected_group')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

function keyOf(caller: Principal, operation: string, input: AskLimit | DecideLimit): CommandKey {
  return { caller, operation, idempotencyKey: input.idempotencyKey, input };
}
