/** List entries, their steps and appeals. An entry is changed only together with the step that says who did it. */
import type { ListingAct, ListingState, ListName } from '../domain/lists/listing-states.ts';
import { BINDING_STATES } from '../domain/lists/listing-states.ts';
import type { ListEntryFact } from '../domain/screening/facts.ts';
import { optionalDate } from './facts.ts';
import { dateText } from './firms.ts';
import type { Db } from './tables.ts';

export interface ListEntryRow {
  readonly id: string;
  readonly firmId: string;
  readonly list: ListName;
  readonly scope: readonly string[];
  readonly reasonCode: string;
  readonly note: string | undefined;
  readonly overridable: boolean;
  readonly effectiveOn: string;
  readonly reviewOn: string;
  readonly expiresOn: string | undefined;
  readonly state: ListingState;
  readonly proposedBy: string;
  readonly proposedAt: Date;
  readonly asked: { readonly act: ListingAct; readonly by: string; readonly at: Date } | undefined;
}

/** The entry, locked until the transaction ends. */
export async function lockEntry(db: Db, id: string): Promise<ListEntryRow | undefined> {
  const row = await db
    .selectFrom('list_entry')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : entryOf(row);
}

/** Binding entries whose last day has come, locked; those that another process holds are left to it. */
export async function lockEntriesEndedBy(
  db: Db,
  day: string,
  limit: number,
): Promise<ListEntryRow[]> {
  const rows = await db
    .selectFrom('list_entry')
    .selectAll()
    .where('state', 'in', [...BINDING_STATES])
    .where('expires_on', '<=', day)
    .orderBy('expires_on')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(entryOf);
}

/** Binding entries that must be looked at again by the day, the longest overdue first. */
export async function entriesToReview(db: Db, day: string, limit: number): Promise<ListEntryRow[]> {
  const rows = await db
    .selectFrom('list_entry')
    .selectAll()
    .where('state', 'in', [...BINDING_STATES])
    .where('review_on', '<=', day)
    .orderBy('review_on')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(entryOf);
}

export async function entriesOfFirms(db: Db, firmIds: readonly string[]): Promise<ListEntryRow[]> {
  if (firmIds.length === 0) return [];
  const rows = await db
    .selectFrom('list_entry')
    .selectAll()
    .where('firm_id', 'in', firmIds)
    .orderBy('proposed_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(entryOf);
}

export async function entriesByIds(db: Db, ids: readonly string[]): Promise<ListEntryRow[]> {
  if (ids.length === 0) return [];
  return (await db.selectFrom('list_entry').selectAll().where('id', 'in', ids).execute()).map(
    entryOf,
  );
}

type EntryReadRow = Awaited<ReturnType<typeof readEntry>>;
const readEntry = (db: Db) => db.selectFrom('list_entry').selectAll().executeTakeFirstOrThrow();

function entryOf(row: EntryReadRow): ListEntryRow {
  return {
    id: row.id,
    firmId: row.firm_id,
    list: row.list,
    scope: row.scope,
    reasonCode: row.reason_code,
    note: row.note ?? undefined,
    overridable: row.overridable,
    effectiveOn: dateText(row.effective_on) ?? '',
    reviewOn: dateText(row.review_on) ?? '',
    expiresOn: dateText(row.expires_on),
    state: row.state as ListingState,
    proposedBy: row.proposed_by,
    proposedAt: new Date(row.proposed_at),
    asked:
      row.asked_act === null || row.asked_by === null
        ? undefined
        : {
            act: row.asked_act as ListingAct,
            by: row.asked_by,
            at: optionalDate(row.asked_at) ?? new Date(0),
          },
  };
}

/** Entries that bind a subsidiary on a day, oldest first; overrides are not looked at. */
export async function bindingEntries(
  db: Db,
  firmId: string,
  subsidiary: string,
  today: string,
): Promise<ListEntryFact[]> {
  return (await bindingEntriesOf(db, [firmId], subsidiary, today)).get(firmId) ?? [];
}

/** The same of many firms; those without any are left out. */
export async function bindingEntriesOf(
  db: Db,
  firmIds: readonly string[],
  subsidiary: string,
  today: string,
): Promise<ReadonlyMap<string, ListEntryFact[]>> {
  if (firmIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('list_entry')
    .selectAll()
    .where('firm_id', 'in', firmIds)
    .where('state', 'in', [...BINDING_STATES])
    .orderBy('proposed_at')
    .orderBy('id')
    .execute();
  const bound = rows
    .map(entryOf)
    .filter(({ scope }) => scope.length === 0 || scope.includes(subsidiary))
    .filter(
      ({ effectiveOn, expiresOn }) =>
        effectiveOn <= today && (expiresOn === undefined || expiresOn > today),
    );
  return new Map(
    [...Map.groupBy(bound, ({ firmId }) => firmId)].map(([firmId, entries]) => [
      firmId,
      entries.map(({ id, list, reasonCode, overridable, effectiveOn, state }) => ({
        ...{ id, list, reasonCode, overridable, effectiveOn },
        underAppeal: state === 'APPEALED',
      })),
    ]),
  );
}

export interface ListStepRow {
  readonly entryId: string;
  readonly no: number;
  readonly act: string;
  readonly from: ListingState | undefined;
  readonly to: ListingState;
  readonly person: string | undefined;
  readonly askedBy: string | undefined;
  readonly note: string | undefined;
  readonly at: Date;
}

export interface NewStep {
  readonly entryId: string;
  readonly act: ListingAct | 'PROPOSE';
  readonly from: ListingState | undefined;
  readonly to: ListingState;
  readonly person: string | undefined;
  readonly account: string | undefined;
  readonly askedBy: string | undefined;
  readonly note: string | undefined;
}

/** Moves the entry and records the step; the caller holds the entry's lock. Answers the step's number. */
export async function takeStep(db: Db, step: NewStep, now: Date): Promise<number> {
  const last = await db
    .selectFrom('list_step')
    .select((of) => of.fn.max('no').as('no'))
    .where('entry_id', '=', step.entryId)
    .executeTakeFirst();
  const no = Number(last?.no ?? 0) + 1;
  await db
    .insertInto('list_step')
    .values({
      entry_id: step.entryId,
      no,
      act: step.act,
      from_state: step.from ?? null,
      to_state: step.to,
      person: step.person ?? null,
      account: step.account ?? null,
      asked_by: step.askedBy ?? null,
      note: step.note ?? null,
      at: now,
    })
    .execute();
  await db
    .updateTable('list_entry')
    .set({ state: step.to, asked_act: null, asked_by: null, asked_at: null, asked_note: null })
    .where('id', '=', step.entryId)
    .execute();
  return no;
}

export async function stepsOf(db: Db, entryIds: readonly string[]): Promise<ListStepRow[]> {
  if (entryIds.length === 0) return [];
  const rows = await db
    .selectFrom('list_step')
    .selectAll()
    .where('entry_id', 'in', entryIds)
    .orderBy('entry_id')
    .orderBy('no')
    .execute();
  return rows.map((row) => ({
    entryId: row.entry_id,
    no: row.no,
    act: row.act,
    from: (row.from_state as ListingState | null) ?? undefined,
    to: row.to_state as ListingState,
    person: row.person ?? undefined,
    askedBy: row.asked_by ?? undefined,
    note: row.note ?? undefined,
    at: new Date(row.at),
  }));
}

export async function addListEvidence(
  db: Db,
  entryId: string,
  evidenceIds: readonly string[],
  by: string,
  now: Date,
): Promise<void> {
  if (evidenceIds.length === 0) return;
  await db
    .insertInto('list_evidence')
    .values(
      evidenceIds.map((evidence_id) => ({
        entry_id: entryId,
        evidence_id,
        added_by: by,
        added_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
