/**
 * Everything that moves a list entry after it was proposed. Four eyes compare people, not accounts: whoever proposed
 * never approves, and removing or upholding is asked for by one person and done by another. Every step is a row, an
 * event and a leaf of the shared log.
 *
 * Refusals, in this order: CREDIT_LISTING_UNKNOWN, CREDIT_LISTING_STATE, CREDIT_FOUR_EYES (and for appeals
 * CREDIT_EVIDENCE_UNKNOWN).
 */

import { addDays, businessDay, endOfDay } from '@guildhall/shared/business-time';
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import {
  allows,
  type ListingAct,
  type ListName,
  stepListing,
} from '../domain/lists/listing-states.ts';
import { APPEAL_ANSWER_DAYS, REVIEW_WITHIN_DAYS } from '../domain/lists/reason-codes.ts';
import { CREDIT_EVENTS, event, type ListingStepped } from '../events.ts';
import {
  APPEAL,
  type AppealId,
  EVIDENCE,
  type EvidenceId,
  FIRM,
  LIST_ENTRY,
  type ListEntryId,
} from '../ids.ts';
import {
  addListEvidence,
  type ListEntryRow,
  lockEntriesEndedBy,
  lockEntry,
  type NewStep,
  takeStep,
} from '../storage/listings.ts';
import { type Db, within } from '../storage/tables.ts';
import { accountOf, personOf } from './caller.ts';
import { appendLeaf } from './log-leaf.ts';
import { SAYS } from './logged-rows.ts';
import type { ListingAnswer } from './propose-listing.ts';
import { evidenceBelongs } from './record-survey.ts';
import { openCase, settleCase } from './work-cases.ts';

export interface StepListing {
  readonly idempotencyKey: string;
  readonly entryId: ListEntryId;
  readonly note?: string | undefined;
}

export function startListingReview(kit: ModuleKit, caller: Principal, input: StepListing) {
  return byOnePerson(kit, caller, 'START_REVIEW', input);
}

export function approveListing(kit: ModuleKit, caller: Principal, input: StepListing) {
  return byOnePerson(kit, caller, 'APPROVE', input);
}

export function rejectListing(kit: ModuleKit, caller: Principal, input: StepListing) {
  return byOnePerson(kit, caller, 'REJECT', input);
}

function byOnePerson(
  kit: ModuleKit,
  caller: Principal,
  act: ListingAct,
  input: StepListing,
): Promise<Outcome<ListingAnswer>> {
  const person = personOf(caller);
  return runCommand(kit, keyOf(caller, act, input), async (context) => {
    const entry = await lockEntry(within(context.tx), toUuid(LIST_ENTRY, input.entryId));
    if (entry === undefined) return refuse('NOT_FOUND', 'CREDIT_LISTING_UNKNOWN', {}, ['entryId']);
    const step = stepListing({ ...entry, askedBy: undefined }, act, person);
    if (!step.ok) return refusalOf(step.refusal, entry, act);
    await recordStep(context, caller, entry, {
      act,
      from: entry.state,
      to: step.to,
      person,
      askedBy: undefined,
      note: input.note,
    });
    return accept({ entryId: input.entryId, state: step.to });
  });
}

export interface DecideListing extends StepListing {
  readonly decision: ListingDecision;
}

export type ListingDecision = 'UPHOLD' | 'RENEW' | 'REMOVE';

export interface DecidedListing extends ListingAnswer {
  /** The act that now waits for a second person; null once it is done. */
  readonly awaiting: ListingDecision | null;
}

/**
 * Upholds, renews (it is looked at again later) or removes an entry, by two people: the first call asks, the same call by another person does it. Asking for
 * the opposite starts anew. Deciding an appealed entry decides its appeal.
 */
export function decideListing(
  kit: ModuleKit,
  caller: Principal,
  input: DecideListing,
): Promise<Outcome<DecidedListing>> {
  const person = personOf(caller);
  const act = input.decision;
  return runCommand<DecidedListing>(kit, keyOf(caller, `DECIDE_${act}`, input), async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const entry = await lockEntry(db, toUuid(LIST_ENTRY, input.entryId));
    if (entry === undefined) return refuse('NOT_FOUND', 'CREDIT_LISTING_UNKNOWN', {}, ['entryId']);
    if (!allows(entry.state, act)) return refusalOf('LISTING_STATE', entry, act);
    if (entry.asked?.act !== act) {
      await db
        .updateTable('list_entry')
        .set({ asked_act: act, asked_by: person, asked_at: now, asked_note: input.note ?? null })
        .where('id', '=', entry.id)
        .execute();
      return accept({ entryId: input.entryId, state: entry.state, awaiting: act });
    }
    const askedBy = entry.asked.by;
    const step = stepListing({ ...entry, askedBy }, act, person);
    if (!step.ok) return refusalOf(step.refusal, entry, act);
    await recordStep(context, caller, entry, {
      act,
      from: entry.state,
      to: step.to,
      person,
      askedBy,
      note: input.note,
    });
    if (act !== 'RENEW')
      await closeAppeal(context, entry, act === 'REMOVE' ? 'REMOVED' : 'UPHELD', person);
    if (act === 'RENEW') await renew(context, entry);
    await settleCase(context, { kind: 'LIST_REVIEW', subject: entry.id }, act, person);
    return accept({ entryId: input.entryId, state: step.to, awaiting: null });
  });
}

export interface AppealListing {
  readonly idempotencyKey: string;
  readonly entryId: ListEntryId;
  readonly grounds: string;
  readonly evidenceIds: readonly EvidenceId[];
}

export interface FiledAppeal extends ListingAnswer {
  readonly appealId: AppealId;
  /** The appeal is answered by the end of this day. */
  readonly answerBy: string;
}

/** Files the firm's appeal, with what it brings forward. The entry stays binding until two people have decided. */
export function appealListing(
  kit: ModuleKit,
  caller: Principal,
  input: AppealListing,
): Promise<Outcome<FiledAppeal>> {
  return runCommand(kit, keyOf(caller, 'APPEAL', input), async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const entry = await lockEntry(db, toUuid(LIST_ENTRY, input.entryId));
    if (entry === undefined) return refuse('NOT_FOUND', 'CREDIT_LISTING_UNKNOWN', {}, ['entryId']);
    const step = stepListing({ ...entry, askedBy: undefined }, 'APPEAL', undefined);
    if (!step.ok) return refusalOf(step.refusal, entry, 'APPEAL');
    const evidenceIds = input.evidenceIds.map((id) => toUuid(EVIDENCE, id));
    if (!(await evidenceBelongs(db, entry.firmId, evidenceIds))) {
      return refuse('NOT_FOUND', 'CREDIT_EVIDENCE_UNKNOWN', {}, ['evidenceIds']);
    }
    const id = newUuid(now);
    const answerBy = addDays(businessDay(now), APPEAL_ANSWER_DAYS);
    await db
      .insertInto('appeal')
      .values({
        id,
        entry_id: entry.id,
        grounds: input.grounds,
        filed_by: accountOf(caller),
        filed_at: now,
        deadline: endOfDay(answerBy),
        decision: null,
        decided_at: null,
      })
      .execute();
    await addListEvidence(db, entry.id, evidenceIds, accountOf(caller), now);
    await recordStep(context, caller, entry, {
      act: 'APPEAL',
      from: entry.state,
      to: step.to,
      person: caller.kind === 'staff' ? caller.personId : undefined,
      askedBy: undefined,
      note: input.grounds,
    });
    await openCase(
      context,
      {
        kind: 'APPEAL',
        subject: id,
        firmId: entry.firmId,
        subsidiary: undefined,
        title: `${entry.list} ${entry.reasonCode}`,
        priority: 'HIGH',
        dueAt: endOfDay(answerBy),
      },
      caller,
    );
    await appendLeaf(
      db,
      {
        kind: 'APPEAL',
        subject: id,
        payload: { appeal: id, entry: entry.id, grounds: input.grounds },
      },
      now,
    );
    return accept({
      entryId: input.entryId,
      state: step.to,
      appealId: fromUuid(APPEAL, id),
      answerBy,
    });
  });
}

async function closeAppeal(
  context: CommandContext,
  { id }: Pick<ListEntryRow, 'id'>,
  decision: 'UPHELD' | 'REMOVED' | 'LAPSED',
  person: string | undefined,
): Promise<void> {
  const { tx, now } = context;
  const closed = await within(tx)
    .updateTable('appeal')
    .set({ decision, decided_at: now })
    .where('entry_id', '=', id)
    .where('decided_at', 'is', null)
    .returningAll()
    .execute();
  for (const row of closed) {
    const payload = SAYS.APPEAL_DECISION(row);
    await appendLeaf(within(tx), { kind: 'APPEAL_DECISION', subject: row.id, payload }, now);
    await settleCase(context, { kind: 'APPEAL', subject: row.id }, decision, person);
  }
}

/** A renewed entry is looked at again after as long as its list allows. */
async function renew({ tx, now }: CommandContext, entry: ListEntryRow): Promise<void> {
  const reviewOn = addDays(businessDay(now), REVIEW_WITHIN_DAYS[entry.list]);
  const db = within(tx);
  await db
    .updateTable('list_entry')
    .set({ review_on: reviewOn })
    .where('id', '=', entry.id)
    .execute();
  await appendContent(db, { ...entry, reviewOn }, now);
}

/** What an entry says, as the log keeps it: a changed row is found by it. */
export async function appendContent(
  db: Db,
  entry: Omit<ListEntryRow, 'state' | 'asked' | 'proposedAt'>,
  now: Date,
): Promise<void> {
  await appendLeaf(
    db,
    { kind: 'LISTING_CONTENT', subject: entry.id, payload: contentOf(entry) },
    now,
  );
}

export function contentOf(entry: Omit<ListEntryRow, 'state' | 'asked' | 'proposedAt'>): object {
  const { id, firmId, list, scope, reasonCode, note, overridable } = entry;
  const { effectiveOn, reviewOn, expiresOn, proposedBy } = entry;
  const dates = { effectiveOn, reviewOn, expiresOn };
  return {
    entry: id,
    firm: firmId,
    list,
    scope,
    reasonCode,
    note,
    overridable,
    ...dates,
    proposedBy,
  };
}

function keyOf(caller: Principal, act: string, input: StepListing | AppealListing): CommandKey {
  const operation = `${act.toLowerCase().replaceAll('_', '-')}-listing`;
  return { caller, operation, idempotencyKey: input.idempotencyKey, input };
}

function refusalOf(code: string, { state }: ListEntryRow, act: string) {
  return code === 'LISTING_STATE'
    ? refuse('RULE', 'CREDIT_LISTING_STATE', { state, act })
    : refuse('RULE', 'CREDIT_FOUR_EYES', { act });
}

/** Moves the entry, and says so in its history, in the shared log and by event. The caller holds the entry's lock. */
export async function recordStep(
  { tx, now, publish }: CommandContext,
  caller: Principal | undefined,
  entry: {
    readonly id: string;
    readonly firmId: string;
    readonly list: ListName;
    readonly scope: readonly string[];
  },
  step: Omit<NewStep, 'entryId' | 'account'>,
): Promise<void> {
  const db = within(tx);
  const account = caller === undefined ? undefined : accountOf(caller);
  const no = await takeStep(db, { ...step, entryId: entry.id, account }, now);
  const { act, from, to, person, askedBy, note } = step;
  const payload = {
    entry: entry.id,
    firm: entry.firmId,
    list: entry.list,
    no,
    act,
    from,
    to,
    person,
    askedBy,
    note,
    at: now,
  };
  await appendLeaf(db, { kind: 'LISTING_STEP', subject: entry.id, payload }, now);
  const stepped: ListingStepped = {
    firmId: fromUuid(FIRM, entry.firmId),
    entryId: fromUuid(LIST_ENTRY, entry.id),
    list: entry.list,
    act,
    state: to,
    scope: entry.scope,
  };
  await publish(event(CREDIT_EVENTS.listingStepped, now, stepped));
}

/** Ends entries whose last day has come, some at a time; their appeals lapse. Answers how many. */
export async function expireListings(kit: ModuleKit, limit = 100): Promise<number> {
  const now = kit.clock.now();
  let published: readonly DomainEvent[] = [];
  const count = await kit.db.transaction(async (tx) => {
    const all: DomainEvent[] = [];
    const db = within(tx);
    const context: CommandContext = {
      tx,
      now,
      publish: async (...events) => {
        all.push(...(await kit.events.append(tx, now, events)));
      },
    };
    const entries = await lockEntriesEndedBy(db, businessDay(now), limit);
    for (const entry of entries) {
      const step = stepListing({ ...entry, askedBy: undefined }, 'EXPIRE', undefined);
      if (!step.ok) continue;
      const said = { person: undefined, askedBy: undefined, note: undefined };
      await recordStep(context, undefined, entry, {
        act: 'EXPIRE',
        from: entry.state,
        to: step.to,
        ...said,
      });
      await closeAppeal(context, entry, 'LAPSED', undefined);
      await settleCase(context, { kind: 'LIST_REVIEW', subject: entry.id }, 'EXPIRED', undefined);
    }
    published = all;
    return entries.length;
  });
  if (published.length > 0) await kit.events.deliverNow(published);
  return count;
}
