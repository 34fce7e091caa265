/** Tables `customer_import`, `customer_import_piece`, `customer_import_fault`. */
import { type Kysely, sql } from 'kysely';
import type { CustomerMapping, LineFault } from '../domain/import/read-customer.ts';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export type ImportState =
  | 'UPLOADING'
  | 'READY'
  | 'CHECKING'
  | 'CHECKED'
  | 'RUNNING'
  | 'PAUSED'
  | 'DONE'
  | 'FAILED'
  | 'CANCELLED';

export interface ImportRow {
  readonly id: string;
  readonly source: string;
  readonly file_name: string;
  readonly format: 'CSV' | 'XLSX';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly bytes: string;
  readonly sha256: Buffer | null;
  readonly header: readonly string[];
  readonly mapping: CustomerMapping | null;
  readonly state: ImportState;
  readonly rows_total: number | null;
  readonly rows_done: number;
  readonly created: number;
  readonly found: number;
  readonly faulty: number;
  readonly master_key: number;
  readonly wrapped_key: Buffer | null;
  readonly made_at: Date;
  readonly made_by: string;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly error: string | null;
}
type Instant = 'made_at' | 'started_at' | 'finished_at';
const INSTANTS = ['made_at', 'started_at', 'finished_at'] as const;
const COLUMNS = sql`id, source, file_name, format, encoding, delimiter, bytes::text AS bytes, sha256, header, mapping, state, rows_total,
  rows_done, created, found, faulty, master_key, wrapped_key, made_at, made_by, started_at, finished_at, error`;
const read = (rows: readonly InstantsAsText<ImportRow, Instant>[]): ImportRow[] =>
  withInstants<ImportRow, Instant>(rows, INSTANTS);

export async function insertImport(
  db: Db,
  row: Pick<ImportRow, 'id' | 'source' | 'file_name' | 'format' | 'made_by' | 'master_key'> & {
    readonly wrapped_key: Buffer;
  },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO customer_import (id, source, file_name, format, state, master_key, wrapped_key, made_at, made_by)
    VALUES (${row.id}, ${row.source}, ${row.file_name}, ${row.format}, 'UPLOADING', ${row.master_key}, ${row.wrapped_key}, ${now}, ${row.made_by})`.execute(
    db,
  );
}

export async function addPiece(
  db: Db,
  importId: string,
  no: number,
  sealed: Buffer,
): Promise<void> {
  await sql`INSERT INTO customer_import_piece (import_id, no, sealed) VALUES (${importId}, ${no}, ${sealed})`.execute(
    db,
  );
}

export async function pieceOf(db: Db, importId: string, no: number): Promise<Buffer | undefined> {
  const { rows } = await sql<{ sealed: Buffer }>`
    SELECT sealed FROM customer_import_piece WHERE import_id = ${importId} AND no = ${no}`.execute(
    db,
  );
  return rows[0]?.sealed;
}

export async function closeUpload(
  db: Db,
  id: string,
  file: {
    readonly bytes: number;
    readonly sha256: Buffer;
    readonly encoding: string | null;
    readonly delimiter: string | null;
    readonly header: readonly string[];
    readonly mapping: CustomerMapping;
    readonly rowsTotal: number | null;
  },
): Promise<void> {
  await sql`
    UPDATE customer_import SET state = 'READY', bytes = ${file.bytes}, sha256 = ${file.sha256}, encoding = ${file.encoding},
      delimiter = ${file.delimiter}, header = ${[...file.header]}::text[], mapping = ${JSON.stringify(file.mapping)}::jsonb,
      rows_total = ${file.rowsTotal}
    WHERE id = ${id}`.execute(db);
}

export async function importById(db: Db, id: string): Promise<ImportRow | undefined> {
  const { rows } = await sql<InstantsAsText<ImportRow, Instant>>`
    SELECT ${COLUMNS} FROM customer_import WHERE id = ${id}`.execute(db);
  return read(rows)[0];
}

export async function lockImport(db: Db, id: string): Promise<ImportRow | undefined> {
  const { rows } = await sql<InstantsAsText<ImportRow, Instant>>`
    SELECT ${COLUMNS} FROM customer_import WHERE id = ${id} FOR UPDATE`.execute(db);
  return read(rows)[0];
}

/** Another file with the same bytes that this source handed over before; the newest. */
export async function sameFile(
  db: Db,
  row: Pick<ImportRow, 'id' | 'source'>,
  sha256: Buffer,
): Promise<ImportRow | undefined> {
  const { rows } = await sql<InstantsAsText<ImportRow, Instant>>`
    SELECT ${COLUMNS} FROM customer_import
    WHERE source = ${row.source} AND sha256 = ${sha256} AND id <> ${row.id} AND state NOT IN ('UPLOADING', 'CANCELLED', 'FAILED')
    ORDER BY id DESC LIMIT 1`.execute(db);
  return read(rows)[0];
}

/** Newest first. */
export async function importsPage(
  db: Db,
  page: {
    readonly source?: string | undefined;
    readonly state?: ImportState | undefined;
    readonly limit: number;
    readonly before?: string | undefined;
  },
): Promise<ImportRow[]> {
  const { rows } = await sql<InstantsAsText<ImportRow, Instant>>`
    SELECT ${COLUMNS} FROM customer_import
    WHERE (${page.source ?? null}::text IS NULL OR source = ${page.source ?? null}::text)
      AND (${page.state ?? null}::text IS NULL OR state = ${page.state ?? null}::text)
      AND (${page.before ?? null}::uuid IS NULL OR id < ${page.before ?? null}::uuid)
    ORDER BY id DESC LIMIT ${page.limit}`.execute(db);
  return read(rows);
}

export async function setMapping(db: Db, id: string, mapping: CustomerMapping): Promise<void> {
  await sql`
    UPDATE customer_import SET mapping = ${JSON.stringify(mapping)}::jsonb, state = 'READY', rows_done = 0, created = 0, found = 0, faulty = 0
    WHERE id = ${id}`.execute(db);
  await sql`DELETE FROM customer_import_fault WHERE import_id = ${id}`.execute(db);
}

/** A new pass over the file, or going on with one. */
export async function setImportState(
  db: Db,
  id: string,
  change: { readonly state: ImportState; readonly afresh?: boolean; readonly error?: string },
  now: Date,
): Promise<void> {
  const ended = ['CHECKED', 'DONE', 'FAILED', 'CANCELLED'].includes(change.state);
  await sql`
    UPDATE customer_import SET state = ${change.state}, error = ${change.error ?? null},
      started_at = CASE WHEN ${change.afresh ?? false} THEN ${now} ELSE coalesce(started_at, ${now}) END,
      finished_at = CASE WHEN ${ended} THEN ${now}::timestamptz END, leased_by = NULL, leased_until = NULL
    WHERE id = ${id}`.execute(db);
  if (change.afresh !== true) return;
  await sql`UPDATE customer_import SET rows_done = 0, created = 0, found = 0, faulty = 0 WHERE id = ${id}`.execute(
    db,
  );
  await sql`DELETE FROM customer_import_fault WHERE import_id = ${id}`.execute(db);
}

const LEASE_MS = 60_000;

/** The next file to work on, unless another process that is alive does. */
export async function leaseImport(db: Db, by: string, now: Date): Promise<ImportRow | undefined> {
  const { rows } = await sql<InstantsAsText<ImportRow, Instant>>`
    UPDATE customer_import SET leased_by = ${by}, leased_until = ${new Date(now.getTime() + LEASE_MS)}
    WHERE id = (
      SELECT id FROM customer_import
      WHERE state IN ('CHECKING', 'RUNNING') AND (leased_by IS NULL OR leased_by = ${by} OR leased_until < ${now})
      ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING ${COLUMNS}`.execute(db);
  return read(rows)[0];
}

export interface BatchCount {
  readonly rows: number;
  readonly created: number;
  readonly found: number;
  readonly faulty: number;
}

/** Counts a batch, if the pass is still wanted and stands where the batch begins; false otherwise. */
export async function countBatch(
  db: Db,
  row: Pick<ImportRow, 'id' | 'state' | 'rows_done'>,
  batch: BatchCount,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    UPDATE customer_import SET rows_done = rows_done + ${batch.rows}, created = created + ${batch.created},
      found = found + ${batch.found}, faulty = faulty + ${batch.faulty}, leased_until = ${new Date(now.getTime() + LEASE_MS)}
    WHERE id = ${row.id} AND state = ${row.state} AND rows_done = ${row.rows_done} RETURNING 1`.execute(
    db,
  );
  return rows.length > 0;
}

export async function setRowsTotal(db: Db, id: string, rows: number): Promise<void> {
  await sql`UPDATE customer_import SET rows_total = ${rows} WHERE id = ${id}`.execute(db);
}

export interface StoredFault extends LineFault {
  readonly lineNo: number;
}

export async function addFaults(
  db: Db,
  importId: string,
  faults: readonly (StoredFault & { readonly no: number })[],
): Promise<void> {
  if (faults.length === 0) return;
  await sql`
    INSERT INTO customer_import_fault (import_id, line_no, no, code, field, params, field_only)
    SELECT ${importId}::uuid, "lineNo", no, code, field, params, "fieldOnly"
    FROM jsonb_to_recordset(${rowsOf(faults)})
      AS r("lineNo" int, no smallint, code text, field text, params jsonb, "fieldOnly" boolean)
    ON CONFLICT DO NOTHING`.execute(db);
}

/** In the order of the file. */
export async function faultsOf(
  db: Db,
  importId: string,
  page: {
    readonly limit: number;
    readonly after?: { readonly lineNo: number; readonly no: number } | undefined;
  },
): Promise<(StoredFault & { readonly no: number })[]> {
  const { lineNo = -1, no = -1 } = page.after ?? {};
  const { rows } = await sql<StoredFault & { readonly no: number }>`
    SELECT line_no AS "lineNo", no, code, field, params, field_only AS "fieldOnly" FROM customer_import_fault
    WHERE import_id = ${importId} AND (line_no, no) > (${lineNo}, ${no}) ORDER BY line_no, no LIMIT ${page.limit}`.execute(
    db,
  );
  return rows;
}

/** How often which fault occurs, the most frequent first. */
export async function faultCounts(
  db: Db,
  importId: string,
): Promise<{ readonly code: string; readonly field: string; readonly count: number }[]> {
  const { rows } = await sql<{ code: string; field: string; count: number }>`
    SELECT code, field, count(*)::int AS count FROM customer_import_fault WHERE import_id = ${importId}
    GROUP BY code, field ORDER BY count DESC, code, field LIMIT 50`.execute(db);
  return rows;
}

/** The file itself goes; what came of it stays. */
export async function forgetFile(db: Db, id: string): Promise<void> {
  await sql`DELETE FROM customer_import_piece WHERE import_id = ${id}`.execute(db);
  await sql`UPDATE customer_import SET wrapped_key = NULL WHERE id = ${id}`.execute(db);
}

/** Files that nobody needs any more: taken over, or left lying. */
export async function oldFiles(db: Db, before: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM customer_import WHERE wrapped_key IS NOT NULL AND coalesce(finished_at, made_at) < ${before}
      AND state NOT IN ('CHECKING', 'RUNNING') LIMIT 100`.execute(db);
  return rows.map(({ id }) => id);
}
