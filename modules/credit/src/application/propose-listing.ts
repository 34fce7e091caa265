/**
 * One person proposes a list entry, with reason, evidence and the day it must be looked at again. It binds nobody until
 * another person approves it.
 *
 * Refusals: CREDIT_FIRM_UNKNOWN, CREDIT_EVIDENCE_UNKNOWN, CREDIT_LISTING_REASON, CREDIT_LISTING_EVIDENCE (a blacklist
 * needs some), CREDIT_LISTING_DATES, CREDIT_LISTING_DOUBLE.
 */
import { addDays, businessDay } from '@guildhall/shared/business-time';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, type Refusal, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { ListingState, ListName } from '../domain/lists/listing-states.ts';
import { isReasonOf, REVIEW_WITHIN_DAYS } from '../domain/lists/reason-codes.ts';
import {
  EVIDENCE,
  type EvidenceId,
  FIRM,
  type FirmId,
  LIST_ENTRY,
  type ListEntryId,
} from '../ids.ts';
import { firmsByIds, lockFirm } from '../storage/firms.ts';
import { addListEvidence, entriesOfFirms } from '../storage/listings.ts';
import { type Db, within } from '../storage/tables.ts';
import { accountOf, personOf } from './caller.ts';
import { evidenceBelongs } from './record-survey.ts';
import { appendContent, recordStep } from './step-listing.ts';

export interface ProposeListing {
  readonly idempotencyKey: string;
  readonly firmId: FirmId;
  readonly list: ListName;
  /** Codes of subsidiaries; none for the whole group. */
  readonly scope: readonly string[];
  readonly reasonCode: string;
  readonly note?: string | undefined;
  readonly evidenceIds: readonly EvidenceId[];
  /** False: no time-boxed override is possible. */
  readonly overridable: boolean;
  readonly effectiveOn?: string | undefined;
  readonly reviewOn?: string | undefined;
  readonly expiresOn?: string | undefined;
}

export interface ListingAnswer {
  readonly entryId: ListEntryId;
  readonly state: ListingState;
}

export function proposeListing(
  kit: ModuleKit,
  caller: Principal,
  input: ProposeListing,
): Promise<Outcome<ListingAnswer>> {
  const person = personOf(caller);
  const today = businessDay(kit.clock.now());
  const dates = datesOf(input, today);
  const fault = inputFault(input, dates, today);
  if (fault !== undefined) return Promise.resolve({ ok: false, refusal: fault });
  const key: CommandKey = {
    caller,
    operation: 'propose-listing',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async (context) => {
    const { tx, now } = context;
    const db = within(tx);
    const firmId = toUuid(FIRM, input.firmId);
    if ((await firmsByIds(db, [firmId])).length === 0) {
      return refuse('NOT_FOUND', 'CREDIT_FIRM_UNKNOWN', {}, ['firmId']);
    }
    const evidenceIds = input.evidenceIds.map((id) => toUuid(EVIDENCE, id));
    if (!(await evidenceBelongs(db, firmId, evidenceIds))) {
      return refuse('NOT_FOUND', 'CREDIT_EVIDENCE_UNKNOWN', {}, ['evidenceIds']);
    }
    await lockFirm(db, firmId);
    if (await isListedAlready(db, firmId, input)) {
      return refuse('RULE', 'CREDIT_LISTING_DOUBLE', {
        list: input.list,
        reason: input.reasonCode,
      });
    }
    const id = newUuid(now);
    await db
      .insertInto('list_entry')
      .values({
        id,
        firm_id: firmId,
        list: input.list,
        scope: [...input.scope].sort(),
        reason_code: input.reasonCode,
        note: input.note ?? null,
        overridable: input.overridable,
        effective_on: dates.effectiveOn,
        review_on: dates.reviewOn,
        expires_on: input.expiresOn ?? null,
        state: 'PROPOSED',
        proposed_by: person,
        proposed_at: now,
        asked_act: null,
        asked_by: null,
        asked_at: null,
        asked_note: null,
      })
      .execute();
    await addListEvidence(db, id, evidenceIds, accountOf(caller), now);
    const step = {
      act: 'PROPOSE',
      from: undefined,
      to: 'PROPOSED',
      person,
      askedBy: undefined,
      note: input.note,
    } as const;
    const entry = { id, firmId, list: input.list, scope: input.scope };
    await recordStep(context, caller, entry, step);
    const { list, reasonCode, note, overridable, expiresOn } = input;
    const said = { list, reasonCode, note, overridable, expiresOn, ...dates, proposedBy: person };
    await appendContent(db, { id, firmId, scope: [...input.scope].sort(), ...said }, now);
    return accept({ entryId: fromUuid(LIST_ENTRY, id), state: 'PROPOSED' });
  });
}

interface Dates {
  readonly effectiveOn: string;
  readonly reviewOn: string;
}

function datesOf({ list, effectiveOn, reviewOn }: ProposeListing, today: string): Dates {
  const from = effectiveOn ?? today;
  return { effectiveOn: from, reviewOn: reviewOn ?? addDays(from, REVIEW_WITHIN_DAYS[list]) };
}

function inputFault(input: ProposeListing, dates: Dates, today: string): Refusal | undefined {
  const { list, reasonCode, expiresOn } = input;
  if (!isReasonOf(list, reasonCode)) {
    return refuse('VALIDATION', 'CREDIT_LISTING_REASON', { list, reason: reasonCode }, [
      'reasonCode',
    ]).refusal;
  }
  if (list === 'BLACKLIST' && input.evidenceIds.length === 0) {
    return refuse('VALIDATION', 'CREDIT_LISTING_EVIDENCE', {}, ['evidenceIds']).refusal;
  }
  const days = REVIEW_WITHIN_DAYS[list];
  const latestReview = addDays(dates.effectiveOn, days);
  const wrong =
    dates.effectiveOn < today ||
    dates.reviewOn <= dates.effectiveOn ||
    dates.reviewOn > latestReview ||
    (expiresOn !== undefined && expiresOn <= dates.effectiveOn);
  return wrong
    ? refuse('VALIDATION', 'CREDIT_LISTING_DATES', { days }, ['reviewOn']).refusal
    : undefined;
}

const LIVE: readonly ListingState[] = ['PROPOSED', 'UNDER_REVIEW', 'ACTIVE', 'APPEALED', 'UPHELD'];

/** The same list for the same reason, alive, covering all that is asked for. */
async function isListedAlready(
  db: Db,
  firmId: string,
  { list, reasonCode, scope }: ProposeListing,
): Promise<boolean> {
  const entries = await entriesOfFirms(db, [firmId]);
  return entries.some(
    (entry) =>
      entry.list === list &&
      entry.reasonCode === reasonCode &&
      LIVE.includes(entry.state) &&
      (entry.scope.length === 0 ||
        (scope.length > 0 && scope.every((each) => entry.scope.includes(each)))),
  );
}
