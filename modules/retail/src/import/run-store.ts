/** The record of a run: which file, how far, and which lines were not taken over. */
import { newUuid } from '@guildhall/shared/ids';
import type { Progress } from '@guildhall/shared/import/progress';
import { type Kysely, sql } from 'kysely';
import type { LineProblem, StagedLine } from './interpret-line.ts';

export type Phase = 'STAGING' | 'PLANNING' | 'STORING' | 'FINISHED';

export interface ImportRun {
  readonly id: string;
  readonly phase: Phase;
  readonly linesTotal: number;
  /** Checkpoints: last line staged, last visit stored. */
  readonly lineNo: number;
  readonly visitNo: number;
  readonly visitsTotal: number;
  readonly startedAt: Date;
}

export interface NewRun {
  readonly kind: string;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly mapping: unknown;
  readonly mappingSha256: string;
  readonly encoding: string;
  readonly linesTotal: number;
}

type Db = Kysely<unknown>;

/** How a phase tells where it stands, and how it is told to stop. */
export interface Watch {
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

interface RunRow {
  id: string;
  phase: Phase;
  lines_total: string;
  line_no: string;
  visit_no: string;
  visits_total: string | null;
  started_at: Date;
}

/** The run of this file under this mapping, begun now or earlier. */
export async function openRun(db: Db, run: NewRun, now: Date): Promise<ImportRun> {
  await sql`
    INSERT INTO import_run (id, kind, file_name, file_sha256, mapping, mapping_sha256, encoding, phase, lines_total,
                            started_at)
    VALUES (${newUuid(now)}, ${run.kind}, ${run.fileName}, ${run.fileSha256}, ${JSON.stringify(run.mapping)}::jsonb,
            ${run.mappingSha256}, ${run.encoding}, 'STAGING', ${run.linesTotal}, ${now})
    ON CONFLICT ON CONSTRAINT import_run_once DO NOTHING`.execute(db);
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM import_run
    WHERE kind = ${run.kind} AND file_sha256 = ${run.fileSha256} AND mapping_sha256 = ${run.mappingSha256}`.execute(
    db,
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('A run that was just opened is not there');
  return readRun(db, id);
}

export async function readRun(db: Db, id: string): Promise<ImportRun> {
  const { rows } = await sql<RunRow>`
    SELECT id, phase, lines_total, line_no, visit_no, visits_total, started_at FROM import_run WHERE id = ${id}`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`There is no run ${id}`);
  return {
    id: row.id,
    phase: row.phase,
    linesTotal: Number(row.lines_total),
    lineNo: Number(row.line_no),
    visitNo: Number(row.visit_no),
    visitsTotal: Number(row.visits_total ?? 0),
    startedAt: new Date(row.started_at),
  };
}

/** Locks the run, so that two processes with the same file do not both go on; answers it as it stands. */
export async function lockRun(db: Db, id: string): Promise<ImportRun> {
  await sql`SELECT 1 FROM import_run WHERE id = ${id} FOR UPDATE`.execute(db);
  return readRun(db, id);
}

export async function enterPhase(
  db: Db,
  id: string,
  phase: Phase,
  finishedAt: Date | null = null,
): Promise<void> {
  await sql`UPDATE import_run SET phase = ${phase}, finished_at = ${finishedAt} WHERE id = ${id}`.execute(
    db,
  );
}

export async function checkpointLine(db: Db, id: string, lineNo: number): Promise<void> {
  await sql`UPDATE import_run SET line_no = ${lineNo} WHERE id = ${id}`.execute(db);
}

export async function checkpointVisit(db: Db, id: string, visitNo: number): Promise<void> {
  await sql`UPDATE import_run SET visit_no = ${visitNo} WHERE id = ${id}`.execute(db);
}

export async function addProblems(
  db: Db,
  runId: string,
  problems: readonly LineProblem[],
): Promise<void> {
  if (problems.length === 0) return;
  await sql`
    INSERT INTO import_problem (run_id, line_no, code, params)
    SELECT ${runId}, * FROM unnest(${problems.map(({ lineNo }) => lineNo)}::bigint[],
      ${problems.map(({ code }) => code)}::text[], ${problems.map(({ params = {} }) => JSON.stringify(params))}::jsonb[])
    ON CONFLICT DO NOTHING`.execute(db);
}

export async function addLines(db: Db, runId: string, lines: readonly StagedLine[]): Promise<void> {
  if (lines.length === 0) return;
  await sql`
    INSERT INTO import_line (run_id, line_no, receipt_no, customer_no, store_code, at, product_code, product_name,
                             category, quantity_milli, price_minor, amount_minor)
    SELECT ${runId}, * FROM unnest(
      ${lines.map(({ lineNo }) => lineNo)}::bigint[], ${lines.map(({ receiptNo }) => receiptNo)}::text[],
      ${lines.map(({ customerNo }) => customerNo)}::text[], ${lines.map(({ storeCode }) => storeCode)}::text[],
      ${lines.map(({ at }) => at.toISOString())}::timestamptz[],
      ${lines.map(({ productCode }) => productCode)}::text[], ${lines.map(({ productName }) => productName)}::text[],
      ${lines.map(({ category }) => category)}::text[],
      ${lines.map(({ quantityMilli }) => quantityMilli)}::bigint[],
      ${lines.map(({ priceMinor }) => priceMinor)}::bigint[],
      ${lines.map(({ amountMinor }) => amountMinor)}::bigint[])`.execute(db);
}

export interface StoredProblem {
  readonly lineNo: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** In the order of the file, a page at a time. */
export async function* readProblems(
  db: () => Db,
  runId: string,
): AsyncGenerator<readonly StoredProblem[]> {
  let after = 0;
  for (;;) {
    const { rows } = await sql<{ line_no: string; code: string; params: StoredProblem['params'] }>`
      SELECT line_no, code, params FROM import_problem
      WHERE run_id = ${runId} AND line_no > ${after} ORDER BY line_no LIMIT 5000`.execute(db());
    if (rows.length === 0) return;
    after = Number(rows.at(-1)?.line_no);
    yield rows.map((row) => ({ lineNo: Number(row.line_no), code: row.code, params: row.params }));
  }
}

export async function countProblems(
  db: Db,
  runId: string,
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ code: string; count: string }>`
    SELECT code, count(*) AS count FROM import_problem WHERE run_id = ${runId} GROUP BY code ORDER BY count(*) DESC, code`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ code, count }) => [code, Number(count)]));
}

/** Frees what only an unfinished run needs; what was reported stays. */
export async function clearStaging(db: Db, runId: string): Promise<void> {
  const { rows } = await sql`
    SELECT 1 FROM import_run WHERE id <> ${runId} AND summary IS NULL LIMIT 1`.execute(db);
  if (rows.length === 0) await sql`TRUNCATE import_line`.execute(db);
  else await sql`DELETE FROM import_line WHERE run_id = ${runId}`.execute(db);
}

/** A trial leaves nothing behind. */
export async function forgetRun(db: Db, runId: string): Promise<void> {
  await clearStaging(db, runId);
  for (const table of ['import_problem', 'import_customer', 'import_visit', 'import_return']) {
    await sql`DELETE FROM ${sql.table(table)} WHERE run_id = ${runId}`.execute(db);
  }
  await sql`DELETE FROM import_run WHERE id = ${runId}`.execute(db);
}
