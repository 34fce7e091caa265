/** Pages of the risk desk: list entries, screenings, outcomes, reservations and what waits for a second person. */
import { type Selectable, sql } from 'kysely';
import type { ListingState, ListName } from '../domain/lists/listing-states.ts';
import type { ListOverrideTable } from './desk-tables.ts';
import { dateText } from './firms.ts';
import type { Db } from './tables.ts';

/** Newest first, behind (time, id). */
export interface Page {
  readonly limit: number;
  readonly after?: { readonly at: Date; readonly id: string } | undefined;
}

export interface EntryFilter {
  readonly list?: ListName | undefined;
  readonly states?: readonly ListingState[] | undefined;
  readonly firmId?: string | undefined;
  /** Waiting for a second person: proposed, under review, or asked for. */
  readonly awaiting?: boolean | undefined;
  readonly underAppeal?: boolean | undefined;
  readonly reviewBefore?: string | undefined;
}

function filteredEntries(db: Db, filter: EntryFilter) {
  let query = db.selectFrom('list_entry');
  if (filter.list) query = query.where('list', '=', filter.list);
  if (filter.states) query = query.where('state', 'in', filter.states);
  if (filter.firmId) query = query.where('firm_id', '=', filter.firmId);
  if (filter.underAppeal) query = query.where('state', '=', 'APPEALED');
  if (filter.reviewBefore)
    query = query
      .where('review_on', '<=', filter.reviewBefore)
      .where('state', 'in', ['ACTIVE', 'APPEALED', 'UPHELD']);
  if (filter.awaiting)
    query = query.where((of) =>
      of.or([of('state', 'in', ['PROPOSED', 'UNDER_REVIEW']), of('asked_act', 'is not', null)]),
    );
  return query;
}

/** Ids of entries, newest proposal first. */
export async function entryPage(
  db: Db,
  filter: EntryFilter,
  { limit, after }: Page,
): Promise<string[]> {
  let query = filteredEntries(db, filter).select('id');
  if (after)
    query = query.where(sql<boolean>`(proposed_at, id) < (${after.at}, ${after.id}::uuid)`);
  const rows = await query
    .orderBy('proposed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function countEntries(db: Db, filter: EntryFilter): Promise<number> {
  const row = await filteredEntries(db, filter)
    .select((of) => of.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

export interface ScreeningFilter {
  readonly firmId?: string | undefined;
  readonly subsidiary?: string | undefined;
  readonly answer?: 'PROCEED' | 'REVIEW' | 'REJECT' | undefined;
}

export async function screeningPage(
  db: Db,
  filter: ScreeningFilter,
  { limit, after }: Page,
): Promise<string[]> {
  let query = db.selectFrom('screening').select('id');
  if (filter.firmId) query = query.where('firm_id', '=', filter.firmId);
  if (filter.subsidiary) query = query.where('subsidiary', '=', filter.subsidiary);
  if (filter.answer) query = query.where('answer', '=', filter.answer);
  if (after) query = query.where(sql<boolean>`(decided_at, id) < (${after.at}, ${after.id}::uuid)`);
  const rows = await query
    .orderBy('decided_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export interface OutcomeRow {
  readonly id: string;
  readonly firmId: string;
  readonly subsidiary: string;
  readonly externalId: string;
  readonly result: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly daysLate: number;
  readonly occurredOn: string;
  readonly note: string | undefined;
  readonly recordedAt: Date;
  readonly voidedAt: Date | undefined;
}

export async function outcomePage(
  db: Db,
  filter: { readonly firmId: string; readonly subsidiary?: string | undefined },
  { limit, after }: Page,
): Promise<OutcomeRow[]> {
  let query = db.selectFrom('cooperation_outcome').selectAll().where('firm_id', '=', filter.firmId);
  if (filter.subsidiary) query = query.where('subsidiary', '=', filter.subsidiary);
  if (after)
    query = query.where(sql<boolean>`(recorded_at, id) < (${after.at}, ${after.id}::uuid)`);
  const rows = await query
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    subsidiary: row.subsidiary,
    externalId: row.external_id,
    result: row.result,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    daysLate: row.days_late,
    occurredOn: dateText(row.occurred_on) ?? '',
    note: row.note ?? undefined,
    recordedAt: new Date(row.recorded_at),
    voidedAt: row.voided_at === null ? undefined : new Date(row.voided_at),
  }));
}

export interface ReservationRow {
  readonly id: string;
  readonly firmId: string;
  readonly subsidiary: string;
  readonly reference: string;
  readonly reservedMinor: bigint;
  readonly usedMinor: bigint;
  readonly state: 'RESERVED' | 'USED' | 'RELEASED' | 'EXPIRED';
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Reservations of a firm, newest first; of one company where only its own may be seen. */
export async function reservationsOf(
  db: Db,
  firmId: string,
  subsidiary: string | undefined,
  limit: number,
): Promise<ReservationRow[]> {
  let query = db.selectFrom('exposure_reservation').selectAll().where('firm_id', '=', firmId);
  if (subsidiary) query = query.where('subsidiary', '=', subsidiary);
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    subsidiary: row.subsidiary,
    reference: row.reference,
    reservedMinor: BigInt(row.reserved_minor),
    usedMinor: BigInt(row.used_minor),
    state: row.state,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  }));
}

export interface AppealRow {
  readonly id: string;
  readonly entryId: string;
  readonly grounds: string;
  readonly filedAt: Date;
  readonly deadline: Date;
  readonly decision: string | undefined;
  readonly decidedAt: Date | undefined;
}

export async function appealsOf(db: Db, entryIds: readonly string[]): Promise<AppealRow[]> {
  if (entryIds.length === 0) return [];
  const rows = await db
    .selectFrom('appeal')
    .selectAll()
    .where('entry_id', 'in', entryIds)
    .orderBy('filed_at', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    entryId: row.entry_id,
    grounds: row.grounds,
    filedAt: new Date(row.filed_at),
    deadline: new Date(row.deadline),
    decision: row.decision ?? undefined,
    decidedAt: row.decided_at === null ? undefined : new Date(row.decided_at),
  }));
}

export interface OverrideRow {
  readonly id: string;
  readonly entryId: string;
  readonly subsidiary: string;
  readonly reason: string;
  readonly until: Date;
  readonly state: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string | undefined;
}

export async function overridesOf(db: Db, entryIds: readonly string[]): Promise<OverrideRow[]> {
  if (entryIds.length === 0) return [];
  const rows = await db
    .selectFrom('list_override')
    .selectAll()
    .where('entry_id', 'in', entryIds)
    .orderBy('asked_at', 'desc')
    .execute();
  return rows.map(overrideRow);
}

/** Newest first; at most 200. */
export async function overridesIn(db: Db, state: string | undefined): Promise<OverrideRow[]> {
  let query = db.selectFrom('list_override').selectAll();
  if (state !== undefined) query = query.where('state', '=', state as 'ASKED');
  const rows = await query.orderBy('asked_at', 'desc').orderBy('id').limit(200).execute();
  return rows.map(overrideRow);
}

function overrideRow(row: Selectable<ListOverrideTable>): OverrideRow {
  return {
    id: row.id,
    entryId: row.entry_id,
    subsidiary: row.subsidiary,
    reason: row.reason,
    until: new Date(row.until_at),
    state: row.state,
    askedBy: row.asked_by,
    askedAt: new Date(row.asked_at),
    decidedBy: row.decided_by ?? undefined,
  };
}

export async function listEvidenceOf(
  db: Db,
  entryIds: readonly string[],
): Promise<{ entryId: string; evidenceId: string }[]> {
  if (entryIds.length === 0) return [];
  const rows = await db
    .selectFrom('list_evidence')
    .select(['entry_id', 'evidence_id'])
    .where('entry_id', 'in', entryIds)
    .orderBy('added_at')
    .execute();
  return rows.map(({ entry_id, evidence_id }) => ({ entryId: entry_id, evidenceId: evidence_id }));
}

export interface GradeOverrideRow {
  readonly id: string;
  readonly firmId: string;
  readonly grade: string;
  readonly reason: string;
  readonly expiresAt: Date;
  readonly state: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string | undefined;
}

export async function gradeOverrides(
  db: Db,
  filter: { readonly firmId?: string | undefined; readonly state?: string | undefined },
): Promise<GradeOverrideRow[]> {
  let query = db.selectFrom('grade_override').selectAll();
  if (filter.firmId) query = query.where('firm_id', '=', filter.firmId);
  if (filter.state) query = query.where('state', '=', filter.state as 'ASKED');
  const rows = await query.orderBy('asked_at', 'desc').orderBy('id').limit(200).execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    grade: row.grade,
    reason: row.reason,
    expiresAt: new Date(row.expires_at),
    state: row.state,
    askedBy: row.asked_by,
    askedAt: new Date(row.asked_at),
    decidedBy: row.decided_by ?? undefined,
  }));
}

export interface LimitSettingRow {
  readonly id: string;
  readonly firmId: string | undefined;
  readonly groupId: string | undefined;
  readonly limitMinor: bigint | undefined;
  readonly reason: string;
  readonly state: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string | undefined;
}

export async function limitSettings(
  db: Db,
  filter: { readonly firmId?: string | undefined; readonly state?: string | undefined },
): Promise<LimitSettingRow[]> {
  let query = db.selectFrom('limit_setting').selectAll();
  if (filter.firmId) query = query.where('firm_id', '=', filter.firmId);
  if (filter.state) query = query.where('state', '=', filter.state as 'ASKED');
  const rows = await query.orderBy('asked_at', 'desc').orderBy('id').limit(200).execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id ?? undefined,
    groupId: row.group_id ?? undefined,
    limitMinor: row.limit_minor === null ? undefined : BigInt(row.limit_minor),
    reason: row.reason,
    state: row.state,
    askedBy: row.asked_by,
    askedAt: new Date(row.asked_at),
    decidedBy: row.decided_by ?? undefined,
  }));
}
