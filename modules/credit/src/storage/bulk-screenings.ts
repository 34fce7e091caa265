/** Screenings in bulk as rows: the job, its answers line by line, and decisions that a name is not a firm. */
import { sql } from 'kysely';
import { optionalDate } from './facts.ts';
import type { JobState } from './file-tables.ts';
import { dateText } from './firms.ts';
import type { Db } from './tables.ts';

export const BULK_OUTCOMES = [
  'CODE_MATCH',
  'CODE_MATCH_NAME_DIFFERS',
  'CODE_INVALID',
  'NAME_SAME',
  'NAME_REVIEW',
  'CLEARED',
  'NO_MATCH',
  'UNREADABLE',
] as const;
export type BulkOutcome = (typeof BULK_OUTCOMES)[number];

export interface BulkCandidate {
  readonly firmId: string;
  readonly name: string;
  readonly band: string;
  readonly score: number;
  /** Set when a person decided that it is not this firm. */
  readonly clearedBy?: string | undefined;
}

export interface BulkRow {
  readonly line: number;
  readonly askedCode: string | undefined;
  readonly askedName: string | undefined;
  readonly outcome: BulkOutcome;
  readonly firmId: string | undefined;
  readonly matched: string | undefined;
  readonly score: number | undefined;
  readonly grade: string | undefined;
  readonly lists: readonly string[];
  readonly reasons: readonly string[];
  readonly candidates: readonly BulkCandidate[];
}

export interface BulkJob {
  readonly id: string;
  readonly uploadId: string;
  readonly fileName: string;
  readonly company: string;
  readonly requestedAt: Date;
  readonly nameColumn: string | undefined;
  readonly codeColumn: string | undefined;
  readonly encoding: string | undefined;
  readonly state: JobState;
  readonly rowsTotal: number | undefined;
  readonly rowsDone: number;
  readonly failure: string | undefined;
  readonly finishedAt: Date | undefined;
}

const jobRows = (db: Db) =>
  db
    .selectFrom('bulk_screening as b')
    .innerJoin('upload as u', 'u.id', 'b.upload_id')
    .selectAll('b')
    .select('u.name as file_name');
type JobRow = Awaited<ReturnType<ReturnType<typeof jobRows>['execute']>>[number];

const shownJob = (row: JobRow): BulkJob => ({
  id: row.id,
  uploadId: row.upload_id,
  fileName: row.file_name,
  company: row.company,
  requestedAt: new Date(row.requested_at),
  nameColumn: row.name_column ?? undefined,
  codeColumn: row.code_column ?? undefined,
  encoding: row.encoding ?? undefined,
  state: row.state,
  rowsTotal: row.rows_total === null ? undefined : Number(row.rows_total),
  rowsDone: Number(row.rows_done),
  failure: row.failure ?? undefined,
  finishedAt: optionalDate(row.finished_at),
});

export async function bulkJobsByIds(db: Db, ids: readonly string[]): Promise<BulkJob[]> {
  if (ids.length === 0) return [];
  return (await jobRows(db).where('b.id', 'in', ids).execute()).map(shownJob);
}

interface Page {
  readonly limit: number;
  readonly after?: readonly [Date, string] | undefined;
}

/** Newest first; of one company, or of all. */
export async function bulkJobsPage(
  db: Db,
  company: string | undefined,
  { limit, after }: Page,
): Promise<BulkJob[]> {
  let query = jobRows(db);
  if (company !== undefined) query = query.where('b.company', '=', company);
  if (after !== undefined)
    query = query.where(sql<boolean>`(b.requested_at, b.id) < (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query
    .orderBy('b.requested_at', 'desc')
    .orderBy('b.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(shownJob);
}

/** The oldest job that waits, or whose worker went silent. */
export async function claimBulkJob(db: Db, now: Date, until: Date): Promise<BulkJob | undefined> {
  const { rows } = await sql<{ id: string }>`
    UPDATE bulk_screening SET state = 'RUNNING', claimed_until = ${until}
    WHERE id = (
      SELECT id FROM bulk_screening
      WHERE state IN ('QUEUED', 'RUNNING') AND (claimed_until IS NULL OR claimed_until < ${now})
      ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`.execute(db);
  const [claimed] = rows;
  return claimed === undefined ? undefined : (await bulkJobsByIds(db, [claimed.id]))[0];
}

/** Answers of one batch and how far the job has come, together. */
export async function addBulkRows(
  db: Db,
  bulkId: string,
  rows: readonly BulkRow[],
  rowsDone: number,
): Promise<void> {
  await db
    .updateTable('bulk_screening')
    .set({ rows_done: String(rowsDone) })
    .where('id', '=', bulkId)
    .execute();
  if (rows.length === 0) return;
  await db
    .insertInto('bulk_screening_row')
    .values(
      rows.map((row) => ({
        bulk_id: bulkId,
        line: String(row.line),
        asked_code: row.askedCode ?? null,
        asked_name: row.askedName ?? null,
        outcome: row.outcome,
        firm_id: row.firmId ?? null,
        matched: row.matched ?? null,
        score: row.score === undefined ? null : row.score.toFixed(4),
        grade: row.grade ?? null,
        lists: [...row.lists],
        reasons: [...row.reasons],
        candidates: JSON.stringify(row.candidates),
      })),
    )
    .onConflict((conflict) => conflict.columns(['bulk_id', 'line']).doNothing())
    .execute();
}

export interface BulkRowFilter {
  readonly outcomes: readonly string[];
  readonly listedOnly: boolean;
}

/** Answers in the order of the file. */
export async function bulkRowsPage(
  db: Db,
  bulkId: string,
  { outcomes, listedOnly }: BulkRowFilter,
  { limit, after }: { readonly limit: number; readonly after?: number | undefined },
): Promise<BulkRow[]> {
  let query = db.selectFrom('bulk_screening_row').selectAll().where('bulk_id', '=', bulkId);
  if (outcomes.length > 0) query = query.where('outcome', 'in', [...outcomes]);
  if (listedOnly) query = query.where(sql<boolean>`cardinality(lists) > 0`);
  if (after !== undefined) query = query.where('line', '>', String(after));
  const rows = await query.orderBy('line').limit(limit).execute();
  return rows.map((row) => ({
    line: Number(row.line),
    askedCode: row.asked_code ?? undefined,
    askedName: row.asked_name ?? undefined,
    outcome: row.outcome as BulkOutcome,
    firmId: row.firm_id ?? undefined,
    matched: row.matched ?? undefined,
    score: row.score === null ? undefined : Number(row.score),
    grade: row.grade ?? undefined,
    lists: row.lists,
    reasons: row.reasons,
    candidates: row.candidates as readonly BulkCandidate[],
  }));
}

export async function bulkCounts(
  db: Db,
  bulkId: string,
): Promise<
  readonly { readonly outcome: string; readonly rows: number; readonly listed: number }[]
> {
  const { rows } = await sql<{ outcome: string; rows: string; listed: string }>`
    SELECT outcome, count(*) AS rows, count(*) FILTER (WHERE cardinality(lists) > 0) AS listed
    FROM bulk_screening_row WHERE bulk_id = ${bulkId} GROUP BY outcome ORDER BY outcome`.execute(
    db,
  );
  return rows.map(({ outcome, rows: count, listed }) => ({
    outcome,
    rows: Number(count),
    listed: Number(listed),
  }));
}

export interface ClearanceRow {
  readonly id: string;
  readonly name: string;
  readonly plain: string;
  readonly firmId: string;
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Date;
  readonly expiresOn: string;
  readonly revokedAt: Date | undefined;
  readonly revocation: string | undefined;
}

const clearanceRows = (db: Db) => db.selectFrom('name_clearance').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof clearanceRows>['execute']>>[number];

const shownClearance = (row: Row): ClearanceRow => ({
  id: row.id,
  name: row.name,
  plain: row.plain,
  firmId: row.firm_id,
  reason: row.reason,
  decidedBy: row.decided_by,
  decidedAt: new Date(row.decided_at),
  expiresOn: dateText(row.expires_on) ?? '',
  revokedAt: optionalDate(row.revoked_at),
  revocation: row.revocation ?? undefined,
});

/** Decisions about these names that bind on the day. */
export async function clearancesOf(
  db: Db,
  plain: readonly string[],
  day: string,
): Promise<ClearanceRow[]> {
  if (plain.length === 0) return [];
  const rows = await clearanceRows(db)
    .where('plain', 'in', [...new Set(plain)])
    .where('revoked_at', 'is', null)
    .where('expires_on', '>', day)
    .execute();
  return rows.map(shownClearance);
}

export async function clearanceById(db: Db, id: string): Promise<ClearanceRow | undefined> {
  const row = await clearanceRows(db).where('id', '=', id).executeTakeFirst();
  return row && shownClearance(row);
}

/** Newest first. */
export async function clearancesPage(
  db: Db,
  {
    firmId,
    bindingOn,
  }: { readonly firmId?: string | undefined; readonly bindingOn?: string | undefined },
  { limit, after }: Page,
): Promise<ClearanceRow[]> {
  let query = clearanceRows(db);
  if (firmId !== undefined) query = query.where('firm_id', '=', firmId);
  if (bindingOn !== undefined)
    query = query.where('revoked_at', 'is', null).where('expires_on', '>', bindingOn);
  if (after !== undefined)
    query = query.where(sql<boolean>`(decided_at, id) < (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query
    .orderBy('decided_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(shownClearance);
}

export interface FirmListing {
  readonly firmId: string;
  readonly list: 'BLACKLIST' | 'WATCHLIST' | 'WHITELIST';
  readonly reasonCode: string;
}

/** Entries that bind the company on the day, strictest list first. */
export async function listingsOfFirms(
  db: Db,
  firmIds: readonly string[],
  company: string,
  day: string,
): Promise<FirmListing[]> {
  if (firmIds.length === 0) return [];
  const { rows } = await sql<{ firm_id: string; list: FirmListing['list']; reason_code: string }>`
    SELECT firm_id, list, reason_code FROM list_entry
    WHERE firm_id = ANY(${[...new Set(firmIds)]}::uuid[]) AND state IN ('ACTIVE', 'APPEALED', 'UPHELD')
      AND effective_on <= ${day}::date AND (expires_on IS NULL OR expires_on > ${day}::date)
      AND (scope = '{}' OR ${company} = ANY(scope))
    ORDER BY CASE list WHEN 'BLACKLIST' THEN 0 WHEN 'WATCHLIST' THEN 1 ELSE 2 END, proposed_at, id`.execute(
    db,
  );
  return rows.map(({ firm_id, list, reason_code }) => ({
    firmId: firm_id,
    list,
    reasonCode: reason_code,
  }));
}
