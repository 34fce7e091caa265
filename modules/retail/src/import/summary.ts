/** What came of a run: counted in the database when it is finished, and kept, so that it is told the same again. */
import { decode, encode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import type { Kit } from '../application/caller.ts';
import { countProblems, type ImportRun } from './run-store.ts';

export interface ImportSummary {
  readonly runId: string;
  readonly trial: boolean;
  /** Lines of the file, without the header. */
  readonly lines: number;
  /** Lines not taken over, by reason. */
  readonly problems: Readonly<Record<string, number>>;
  readonly reported: number;
  /** Returned lines of visits that an earlier file had brought already; they are not judged again. */
  readonly returnedBefore: number;
  readonly customers: { readonly all: number; readonly enrolled: number };
  readonly visits: number;
  readonly baskets: Counted;
  readonly returns: Counted;
}

interface Counted {
  readonly count: number;
  readonly lines: number;
  readonly amountMinor: bigint;
}

export async function keptSummary(kit: Kit, runId: string): Promise<ImportSummary | undefined> {
  const { rows } = await sql<{ summary: unknown }>`
    SELECT summary FROM import_run WHERE id = ${runId} AND summary IS NOT NULL`.execute(
    kit.db.sql(),
  );
  const [row] = rows;
  return row === undefined ? undefined : (decode(row.summary) as ImportSummary);
}

export async function keepSummary(kit: Kit, summary: ImportSummary): Promise<void> {
  await sql`
    UPDATE import_run SET summary = ${JSON.stringify(encode(summary))}::jsonb WHERE id = ${summary.runId}`.execute(
    kit.db.sql(),
  );
}

/** Before the staged lines are cleared. */
export async function summarise(kit: Kit, run: ImportRun, trial: boolean): Promise<ImportSummary> {
  const db = kit.db.sql();
  const problems = await countProblems(db, run.id);
  const customers = await sql<{ all: string; enrolled: string }>`
    SELECT count(*) AS all, count(*) FILTER (WHERE created) AS enrolled
    FROM import_customer WHERE run_id = ${run.id}`.execute(db);
  const returned = await sql<{ matched: string; before: string }>`
    SELECT count(*) FILTER (WHERE matched) AS matched, count(*) FILTER (WHERE NOT matched) AS before
    FROM (SELECT EXISTS (SELECT 1 FROM import_return r WHERE r.run_id = l.run_id AND r.line_no = l.line_no) AS matched
          FROM import_line l
          WHERE l.run_id = ${run.id} AND l.quantity_milli < 0
            AND NOT EXISTS (SELECT 1 FROM import_problem p WHERE p.run_id = l.run_id AND p.line_no = l.line_no)) judged`.execute(
    db,
  );
  const { baskets, returns } = trial ? await planned(kit, run.id) : await stored(kit, run.id);
  return {
    runId: run.id,
    trial,
    lines: Math.max(0, run.linesTotal - 1),
    problems,
    reported: Object.values(problems).reduce((sum, count) => sum + count, 0),
    returnedBefore: Number(returned.rows[0]?.before ?? 0),
    customers: {
      all: Number(customers.rows[0]?.all ?? 0),
      enrolled: Number(customers.rows[0]?.enrolled ?? 0),
    },
    visits: run.visitsTotal,
    baskets,
    returns: { ...returns, lines: Number(returned.rows[0]?.matched ?? 0) },
  };
}

interface CountRow {
  count: string;
  lines: string | null;
  amount: string | null;
}

const counted = (row: CountRow | undefined): Counted => ({
  count: Number(row?.count ?? 0),
  lines: Number(row?.lines ?? 0),
  amountMinor: BigInt(row?.amount ?? 0),
});

async function stored(kit: Kit, runId: string) {
  const baskets = await sql<CountRow>`
    SELECT count(*) AS count, sum(b.amount_minor) AS amount,
           sum((SELECT count(*) FROM basket_line l WHERE l.basket_id = b.id)) AS lines
    FROM import_visit v JOIN basket b USING (receipt_no) WHERE v.run_id = ${runId}`.execute(
    kit.db.sql(),
  );
  const returns = await sql<CountRow>`
    SELECT count(*) AS count, sum(r.amount_minor) AS amount, NULL AS lines
    FROM import_visit v JOIN goods_return r ON r.visit_no = v.receipt_no WHERE v.run_id = ${runId}`.execute(
    kit.db.sql(),
  );
  return { baskets: counted(baskets.rows[0]), returns: counted(returns.rows[0]) };
}

/** What a trial would store. */
async function planned(kit: Kit, runId: string) {
  const baskets = await sql<CountRow>`
    SELECT count(DISTINCT receipt_no) AS count, count(*) AS lines, sum(amount_minor) AS amount
    FROM import_line WHERE run_id = ${runId} AND quantity_milli > 0`.execute(kit.db.sql());
  const returns = await sql<CountRow>`
    SELECT count(DISTINCT (receipt_no, of_receipt_no)) AS count, NULL AS lines, NULL AS amount
    FROM import_return WHERE run_id = ${runId}`.execute(kit.db.sql());
  return { baskets: counted(baskets.rows[0]), returns: counted(returns.rows[0]) };
}
