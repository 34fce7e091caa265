/** Imports as rows: how far each has come, who works on it now, what was wrong in its file. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { optionalDate } from './facts.ts';
import type { JobState } from './file-tables.ts';
import type { Db } from './tables.ts';

export const SURVEYS_KIND = 'firm-surveys';
/** Of a broken file the first faults say enough; the rest is counted. */
export const FAULTS_KEPT = 100_000;

export interface NewImportRun {
  readonly fileSha256: Buffer;
  readonly mapping: string;
  readonly mappingSha256: Buffer;
  readonly subsidiary: string;
  readonly dryRun: boolean;
  readonly uploadId?: string | undefined;
  readonly fileName?: string | undefined;
  readonly encoding?: string | undefined;
  readonly requestedBy?: string | undefined;
  readonly state: JobState;
}

export interface ImportRunRow {
  readonly id: string;
  readonly subsidiary: string;
  readonly uploadId: string | undefined;
  readonly fileName: string | undefined;
  readonly encoding: string | undefined;
  readonly mapping: unknown;
  readonly dryRun: boolean;
  readonly state: JobState;
  readonly rowsTotal: number | undefined;
  readonly rowsDone: number;
  readonly added: number;
  readonly known: number;
  readonly faulty: number;
  readonly failure: string | undefined;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
}

const runRows = (db: Db) => db.selectFrom('import_run').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof runRows>['execute']>>[number];

function shown(row: Row): ImportRunRow {
  return {
    id: row.id,
    subsidiary: row.subsidiary,
    uploadId: row.upload_id ?? undefined,
    fileName: row.file_name ?? undefined,
    encoding: row.encoding ?? undefined,
    mapping: row.mapping,
    dryRun: row.dry_run,
    state: row.state,
    rowsTotal: row.rows_total === null ? undefined : Number(row.rows_total),
    rowsDone: Number(row.rows_done),
    added: Number(row.added),
    known: Number(row.known),
    faulty: Number(row.faulty),
    failure: row.failure ?? undefined,
    startedAt: new Date(row.started_at),
    finishedAt: optionalDate(row.finished_at),
  };
}

/** The run of this file under this mapping: a new one, or the one there is, whatever became of it. */
export async function ensureRun(
  db: Db,
  run: NewImportRun,
  now: Date,
): Promise<{ run: ImportRunRow; created: boolean }> {
  const made = await db
    .insertInto('import_run')
    .values({
      id: newUuid(now),
      kind: SURVEYS_KIND,
      file_sha256: run.fileSha256,
      mapping: run.mapping,
      mapping_sha256: run.mappingSha256,
      subsidiary: run.subsidiary,
      dry_run: run.dryRun,
      upload_id: run.uploadId ?? null,
      file_name: run.fileName ?? null,
      encoding: run.encoding ?? null,
      requested_by: run.requestedBy ?? null,
      state: run.state,
      started_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made !== undefined) return { run: shown(made), created: true };
  const known = await runRows(db)
    .where('kind', '=', SURVEYS_KIND)
    .where('file_sha256', '=', run.fileSha256)
    .where('mapping_sha256', '=', run.mappingSha256)
    .where('subsidiary', '=', run.subsidiary)
    .where('dry_run', '=', run.dryRun)
    .executeTakeFirstOrThrow();
  return { run: shown(known), created: false };
}

export async function runsByIds(db: Db, ids: readonly string[]): Promise<ImportRunRow[]> {
  if (ids.length === 0) return [];
  return (await runRows(db).where('id', 'in', ids).execute()).map(shown);
}

/** Newest first; of one company, or of all. */
export async function runsPage(
  db: Db,
  company: string | undefined,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<ImportRunRow[]> {
  let query = runRows(db).where('kind', '=', SURVEYS_KIND);
  if (company !== undefined) query = query.where('subsidiary', '=', company);
  if (after !== undefined)
    query = query.where(sql<boolean>`(started_at, id) < (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(shown);
}

export interface BatchCounts {
  readonly added: number;
  readonly known: number;
  readonly faulty: number;
}

export interface StoredFault {
  readonly line: number;
  readonly no: number;
  readonly code: string;
  readonly detail: string;
}

/**
 * In the transaction of the batch itself: what is counted is written, and nothing else. False when the run was stopped
 * meanwhile: the batch must then be undone. Renews the claim.
 */
export async function markBatch(
  db: Db,
  id: string,
  rowsDone: number,
  { added, known, faulty }: BatchCounts,
  faults: readonly StoredFault[],
  claimedUntil: Date,
): Promise<boolean> {
  const [run] = await db
    .updateTable('import_run')
    .set((of) => ({
      rows_done: String(rowsDone),
      added: of('added', '+', String(added)),
      known: of('known', '+', String(known)),
      faulty: of('faulty', '+', String(faulty)),
      claimed_until: claimedUntil,
    }))
    .where('id', '=', id)
    .where('state', '=', 'RUNNING')
    .returning('faulty')
    .execute();
  if (run === undefined) return false;
  if (faults.length === 0 || Number(run.faulty) > FAULTS_KEPT) return true;
  await db
    .insertInto('import_fault')
    .values(
      faults.map(({ line, no, code, detail }) => ({
        run_id: id,
        line: String(line),
        no,
        code,
        detail: detail.slice(0, 500),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return true;
}

/**
 * Makes a run of the command this process's, unless it is whole already, or another process works on it. Answers its state
 * before that; `BUSY` when somebody else has it.
 */
export async function takeRun(
  db: Db,
  id: string,
  now: Date,
  claimedUntil: Date,
): Promise<'TAKEN' | 'WHOLE' | 'BUSY'> {
  const { rows } = await sql<{ state: JobState; claimed: boolean }>`
    SELECT state, state = 'RUNNING' AND coalesce(claimed_until > ${now}, false) AS claimed
    FROM import_run WHERE id = ${id} FOR UPDATE`.execute(db);
  const [run] = rows;
  if (run?.state === 'DONE') return 'WHOLE';
  if (run?.claimed === true) return 'BUSY';
  await sql`
    UPDATE import_run SET state = 'RUNNING', failure = NULL, finished_at = NULL, claimed_until = ${claimedUntil}
    WHERE id = ${id}`.execute(db);
  return 'TAKEN';
}

/** Runs of the command whose process went silent are stopped ones: the same command goes on with them. */
export async function stopSilentRuns(db: Db, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    UPDATE import_run SET state = 'CANCELLED', failure = 'INTERRUPTED', finished_at = ${now}, claimed_until = NULL
    WHERE state = 'RUNNING' AND upload_id IS NULL AND coalesce(claimed_until, started_at + interval '1 minute') < ${now}
    RETURNING id`.execute(db);
  return rows.map(({ id }) => id);
}

export async function endRun(
  db: Db,
  id: string,
  end: { readonly state: JobState; readonly failure?: string | undefined },
  now: Date,
): Promise<void> {
  await db
    .updateTable('import_run')
    .set({
      state: end.state,
      failure: end.failure ?? null,
      finished_at: end.state === 'RUNNING' || end.state === 'QUEUED' ? null : now,
      claimed_until: null,
    })
    .where('id', '=', id)
    .execute();
}

/** Faults of a run in the order of the file, page by page. */
export async function faultsPage(
  db: Db,
  id: string,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [number, number] | undefined },
): Promise<StoredFault[]> {
  let query = db
    .selectFrom('import_fault')
    .select(['line', 'no', 'code', 'detail'])
    .where('run_id', '=', id);
  if (after !== undefined)
    query = query.where(sql<boolean>`(line, no) > (${after[0]}::bigint, ${after[1]}::smallint)`);
  const rows = await query.orderBy('line').orderBy('no').limit(limit).execute();
  return rows.map(({ line, no, code, detail }) => ({ line: Number(line), no, code, detail }));
}

/**
 * The oldest run that waits, or whose worker went silent; it is this process's until `until`. Runs of the command have no
 * upload and are nobody else's.
 */
export async function claimRun(db: Db, now: Date, until: Date): Promise<ImportRunRow | undefined> {
  const { rows } = await sql<{ id: string }>`
    UPDATE import_run SET state = 'RUNNING', claimed_until = ${until}
    WHERE id = (
      SELECT id FROM import_run
      WHERE state IN ('QUEUED', 'RUNNING') AND upload_id IS NOT NULL
        AND (claimed_until IS NULL OR claimed_until < ${now})
      ORDER BY started_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id`.execute(db);
  const [claimed] = rows;
  return claimed === undefined ? undefined : (await runsByIds(db, [claimed.id]))[0];
}
