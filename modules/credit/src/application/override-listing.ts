/**
 * Lifts a blacklist entry for one company, for a time: asked for by one person with a reason, granted by another, ended by
 * anybody of the risk desk. The final tier is never lifted. While it is lifted a screening goes to a person; it never says
 * PROCEED by itself. Each grant is a leaf of the shared log.
 *
 * Refusals: CREDIT_LISTING_UNKNOWN, CREDIT_OVERRIDE_FINAL, CREDIT_LISTING_STATE, CREDIT_OVERRIDE_TIME,
 * CREDIT_OVERRIDE_UNKNOWN, CREDIT_OVERRIDE_STATE, CREDIT_FOUR_EYES.
 */
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { isBinding } from '../domain/lists/listing-states.ts';
import { LIST_OVERRIDE_DAYS } from '../domain/lists/overrides.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { FIRM, LIST_ENTRY, LIST_OVERRIDE, type ListEntryId, type ListOverrideId } from '../ids.ts';
import { lockEntry } from '../storage/listings.ts';
import { within } from '../storage/tables.ts';
import { personOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';

const DAY_MS = 86_400_000;

export interface AskListOverride {
  readonly idempotencyKey: string;
  readonly entryId: ListEntryId;
  /** The company it is lifted for. */
  readonly subsidiary: string;
  readonly reason: string;
  readonly until: Date;
}

export type OverrideState = 'ASKED' | 'GRANTED' | 'REFUSED' | 'ENDED';

export interface ListOverrideAnswer {
  readonly overrideId: ListOverrideId;
  readonly entryId: ListEntryId;
  readonly state: OverrideState;
}

export function askListOverride(
  kit: ModuleKit,
  caller: Principal,
  input: AskListOverride,
): Promise<Outcome<ListOverrideAnswer>> {
  const person = personOf(caller);
  return runCommand<ListOverrideAnswer>(kit, keyOf(caller, 'ask', input), async ({ tx, now }) => {
    const db = within(tx);
    const entry = await lockEntry(db, toUuid(LIST_ENTRY, input.entryId));
    if (entry === undefined) return refuse('NOT_FOUND', 'CREDIT_LISTING_UNKNOWN', {}, ['entryId']);
    if (!entry.overridable || entry.list !== 'BLACKLIST')
      return refuse('RULE', 'CREDIT_OVERRIDE_FINAL');
    if (!isBinding(entry.state))
      return refuse('RULE', 'CREDIT_LISTING_STATE', { state: entry.state, act: 'OVERRIDE' });
    if (input.until <= now || input.until.getTime() > now.getTime() + LIST_OVERRIDE_DAYS * DAY_MS)
      return refuse('VALIDATION', 'CREDIT_OVERRIDE_TIME', { days: LIST_OVERRIDE_DAYS }, ['until']);
    const id = newUuid(now);
    await db
      .insertInto('list_override')
      .values({
        id,
        entry_id: entry.id,
        subsidiary: input.subsidiary,
        reason: input.reason,
        until_at: input.until,
        state: 'ASKED',
        asked_by: person,
        asked_at: now,
        decided_by: null,
        ended_by: null,
      })
      .execute();
    return accept({
      overrideId: fromUuid(LIST_OVERRIDE, id),
      entryId: input.entryId,
      state: 'ASKED',
    });
  });
}

export interface DecideListOverride {
  readonly idempotencyKey: string;
  readonly overrideId: ListOverrideId;
  readonly grant: boolean;
}

/** Grants what another person asked for; turning it down, or withdrawing it, takes one. */
export function decideListOverride(
  kit: ModuleKit,
  caller: Principal,
  input: DecideListOverride,
): Promise<Outcome<ListOverrideAnswer>> {
  const person = personOf(caller);
  return runCommand<ListOverrideAnswer>(kit, keyOf(caller, 'decide', input), async (context) => {
    const { now } = context;
    const row = await lockOverride(context, input.overrideId);
    if (row === undefined) return unknown();
    if (row.state !== 'ASKED') return refuse('RULE', 'CREDIT_OVERRIDE_STATE', { state: row.state });
    if (input.grant && row.asked_by === person)
      return refuse('RULE', 'CREDIT_FOUR_EYES', { act: 'OVERRIDE' });
    if (input.grant && row.until_at <= now)
      return refuse('RULE', 'CREDIT_OVERRIDE_TIME', { days: LIST_OVERRIDE_DAYS });
    const state = input.grant ? 'GRANTED' : 'REFUSED';
    await sql`
      UPDATE list_override SET state = ${state}, decided_by = ${person}, decided_at = ${now},
        decided_mark = pg_current_xact_id() WHERE id = ${row.id}`.execute(within(context.tx));
    return done(context, row, state, person);
  });
}

export interface EndListOverride {
  readonly idempotencyKey: string;
  readonly overrideId: ListOverrideId;
}

export function endListOverride(
  kit: ModuleKit,
  caller: Principal,
  input: EndListOverride,
): Promise<Outcome<ListOverrideAnswer>> {
  const person = personOf(caller);
  return runCommand<ListOverrideAnswer>(kit, keyOf(caller, 'end', input), async (context) => {
    const { now } = context;
    const row = await lockOverride(context, input.overrideId);
    if (row === undefined) return unknown();
    if (row.state !== 'GRANTED')
      return refuse('RULE', 'CREDIT_OVERRIDE_STATE', { state: row.state });
    await sql`
      UPDATE list_override SET state = 'ENDED', ended_by = ${person}, ended_at = ${now},
        ended_mark = pg_current_xact_id() WHERE id = ${row.id}`.execute(within(context.tx));
    return done(context, row, 'ENDED', person);
  });
}

interface OverrideRow {
  readonly id: string;
  readonly entry_id: string;
  readonly firm_id: string;
  readonly subsidiary: string;
  readonly reason: string;
  readonly until_at: Date;
  readonly state: OverrideState;
  readonly asked_by: string;
}

async function lockOverride(
  { tx }: CommandContext,
  id: ListOverrideId,
): Promise<OverrideRow | undefined> {
  const { rows } = await sql<OverrideRow>`
    SELECT o.id, o.entry_id, e.firm_id, o.subsidiary, o.reason, o.until_at, o.state, o.asked_by
    FROM list_override AS o JOIN list_entry AS e ON e.id = o.entry_id
    WHERE o.id = ${toUuid(LIST_OVERRIDE, id)} FOR UPDATE OF o`.execute(within(tx));
  const row = rows[0];
  return row === undefined ? undefined : { ...row, until_at: new Date(row.until_at) };
}

async function done(
  { tx, now, publish }: CommandContext,
  row: OverrideRow,
  state: OverrideState,
  person: string,
): Promise<Outcome<ListOverrideAnswer>> {
  const payload = overridePayload(
    { ...row, untilAt: row.until_at, askedBy: row.asked_by },
    state,
    person,
    now,
  );
  await appendLeaf(within(tx), { kind: 'OVERRIDE', subject: row.id, payload }, now);
  const entryId = fromUuid(LIST_ENTRY, row.entry_id);
  await publish(
    event(CREDIT_EVENTS.overrideDecided, now, {
      overrideId: fromUuid(LIST_OVERRIDE, row.id),
      entryId,
      firmId: fromUuid(FIRM, row.firm_id),
      subsidiary: row.subsidiary,
      state,
    }),
  );
  return accept({ overrideId: fromUuid(LIST_OVERRIDE, row.id), entryId, state });
}

/** What the log keeps of a step of an override. */
export function overridePayload(
  row: {
    id: string;
    entry_id: string;
    subsidiary: string;
    reason: string;
    untilAt: Date;
    askedBy: string;
  },
  state: OverrideState,
  person: string | undefined,
  at: Date,
): object {
  return {
    override: row.id,
    entry: row.entry_id,
    subsidiary: row.subsidiary,
    reason: row.reason,
    until: row.untilAt,
    askedBy: row.askedBy,
    state,
    person,
    at,
  };
}

const unknown = () => refuse('NOT_FOUND', 'CREDIT_OVERRIDE_UNKNOWN', {}, ['overrideId']);

function keyOf(
  caller: Principal,
  verb: string,
  input: AskListOverride | DecideListOverride | EndListOverride,
): CommandKey {
  const operation = `${verb}-list-override`;
  return { caller, operation, idempotencyKey: input.idempotencyKey, input };
}
