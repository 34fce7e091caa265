/** What can be read about firms: themselves, their profile at any two times, their list entries, scores and exposure. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Contribution } from '../domain/assessment/assess.ts';
import type { Grade } from '../domain/assessment/policy.ts';
import { type Fact, type Profile, profileOf } from '../domain/facts/profile.ts';
import {
  ASSESSMENT,
  type AssessmentId,
  FIRM,
  type FirmId,
  LIST_ENTRY,
  type ListEntryId,
} from '../ids.ts';
import type { FactSeal } from '../protection/fact-seal.ts';
import { choicesOf, factsOf } from '../storage/facts.ts';
import { type FirmNameRow, type FirmRow, firmsByCodes, firmsByIds } from '../storage/firms.ts';
import {
  entriesByIds,
  entriesOfFirms,
  entriesToReview,
  type ListEntryRow,
  type ListStepRow,
  stepsOf,
} from '../storage/listings.ts';
import type { CreditTables, Db } from '../storage/tables.ts';

export interface Firm {
  readonly id: FirmId;
  readonly codeKind: FirmRow['codeKind'];
  readonly code: string;
  readonly soleTrader: boolean;
  readonly divisionCode: string | undefined;
  readonly parentId: FirmId | undefined;
  readonly registeredAt: Date;
  /** Its registered name of today. */
  readonly name: string;
  readonly names: readonly FirmNameRow[];
}

export const reader = (kit: ModuleKit): Db => kit.db.sql<CreditTables>() as unknown as Db;

export async function firms(db: Db, ids: readonly FirmId[]): Promise<Firm[]> {
  return (
    await firmsByIds(
      db,
      ids.map((id) => toUuid(FIRM, id)),
    )
  ).map(shown);
}

export async function firmsWithCodes(db: Db, codes: readonly string[]): Promise<Firm[]> {
  return (await firmsByCodes(db, codes)).map(shown);
}

export const shownFirms = (rows: readonly FirmRow[]): Firm[] => rows.map(shown);

function shown(row: FirmRow): Firm {
  const current = row.names.findLast(
    ({ kind, validTo }) => kind === 'REGISTERED' && validTo === undefined,
  );
  return {
    ...row,
    id: fromUuid(FIRM, row.id),
    parentId: row.parentId === undefined ? undefined : fromUuid(FIRM, row.parentId),
    name: current?.name ?? row.names[0]?.name ?? row.code,
  };
}

export interface ProfileQuery {
  readonly firmId: FirmId;
  readonly trueAt: Date;
  readonly knownAt: Date;
}

/** Without a seal what it says of people stays a token. */
export async function firmProfile(
  db: Db,
  { firmId, trueAt, knownAt }: ProfileQuery,
  seal?: FactSeal,
): Promise<Profile> {
  const id = toUuid(FIRM, firmId);
  const facts = (await factsOf(db, [id], knownAt, seal)).get(id) ?? [];
  return profileOf(facts, { trueAt, knownAt }, (await choicesOf(db, [id])).get(id));
}

/** Everything ever said about the firm, newest first. */
export async function firmFacts(
  db: Db,
  firmId: FirmId,
  knownAt: Date,
  seal: FactSeal,
): Promise<Fact[]> {
  const id = toUuid(FIRM, firmId);
  const facts = (await factsOf(db, [id], knownAt, seal)).get(id) ?? [];
  return facts.sort(
    (a, b) => b.observedAt.getTime() - a.observedAt.getTime() || (a.id < b.id ? 1 : -1),
  );
}

export interface ListEntry extends Omit<ListEntryRow, 'id' | 'firmId'> {
  readonly id: ListEntryId;
  readonly firmId: FirmId;
}

export async function listEntriesOf(db: Db, firmIds: readonly FirmId[]): Promise<ListEntry[]> {
  return (
    await entriesOfFirms(
      db,
      firmIds.map((id) => toUuid(FIRM, id)),
    )
  ).map(shownEntry);
}

export async function listEntries(db: Db, ids: readonly ListEntryId[]): Promise<ListEntry[]> {
  return (
    await entriesByIds(
      db,
      ids.map((id) => toUuid(LIST_ENTRY, id)),
    )
  ).map(shownEntry);
}

/** Binding entries whose review is due by the day. */
export async function listEntriesToReview(db: Db, day: string): Promise<ListEntry[]> {
  return (await entriesToReview(db, day, MOST_DUE)).map(shownEntry);
}

const MOST_DUE = 200;

function shownEntry(row: ListEntryRow): ListEntry {
  return { ...row, id: fromUuid(LIST_ENTRY, row.id), firmId: fromUuid(FIRM, row.firmId) };
}

export interface ListStep extends Omit<ListStepRow, 'entryId'> {
  readonly entryId: ListEntryId;
}

export async function listSteps(db: Db, entryIds: readonly ListEntryId[]): Promise<ListStep[]> {
  const rows = await stepsOf(
    db,
    entryIds.map((id) => toUuid(LIST_ENTRY, id)),
  );
  return rows.map((row) => ({ ...row, entryId: fromUuid(LIST_ENTRY, row.entryId) }));
}

export interface KeptAssessment {
  readonly id: AssessmentId;
  readonly firmId: FirmId;
  readonly policy: string;
  readonly score: number;
  readonly grade: Grade;
  readonly pdPpm: number;
  readonly limitMinor: bigint;
  readonly currency: string;
  readonly contributions: readonly Contribution[];
  readonly reasons: readonly string[];
  readonly missing: readonly string[];
  readonly cause: string;
  readonly assessedAt: Date;
}

/** Newest first. */
export async function assessmentsOf(
  db: Db,
  firmId: FirmId,
  limit: number,
): Promise<KeptAssessment[]> {
  const rows = await db
    .selectFrom('assessment')
    .selectAll()
    .where('firm_id', '=', toUuid(FIRM, firmId))
    .orderBy('assessed_at', 'desc')
    .orderBy('no', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: fromUuid(ASSESSMENT, row.id),
    firmId,
    policy: row.policy,
    score: row.score,
    grade: row.grade as Grade,
    pdPpm: row.pd_ppm,
    limitMinor: BigInt(row.limit_minor),
    currency: row.currency,
    contributions: row.contributions as readonly Contribution[],
    reasons: row.reasons,
    missing: row.missing,
    cause: row.cause,
    assessedAt: new Date(row.assessed_at),
  }));
}
