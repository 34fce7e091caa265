/** Months, their steps, and the sums fixed at their cut-off. */
import { sql } from 'kysely';
import type { ObligationKind } from '../domain/kinds.ts';
import type { PeriodState } from '../domain/period-states.ts';
import { nextMonth } from './record-happenings.ts';
import type { Db } from './terms.ts';

export interface PeriodRow {
  readonly month: string;
  readonly state: PeriodState;
  readonly cutOffAt: Date | null;
  readonly previousCutOffAt: Date | null;
  readonly dueOn: string | null;
  /** Statement lines there will be, and how many are stored. */
  readonly lines: number;
  readonly linesIssued: number;
  readonly issuedByPerson: string | null;
}

interface RawPeriod {
  month: string;
  state: PeriodState;
  cut_off_at: Date;
  previous_cut_off_at: Date | null;
  due_on: string | null;
  lines: string;
  lines_issued: string;
  issued_by_person: string | null;
}

const COLUMNS = sql`month, state, cut_off_at, previous_cut_off_at, due_on::text, lines::text, lines_issued::text, issued_by_person`;

const periodOf = (row: RawPeriod): PeriodRow => ({
  month: row.month,
  state: row.state,
  cutOffAt: new Date(row.cut_off_at),
  previousCutOffAt: row.previous_cut_off_at === null ? null : new Date(row.previous_cut_off_at),
  dueOn: row.due_on,
  lines: Number(row.lines),
  linesIssued: Number(row.lines_issued),
  issuedByPerson: row.issued_by_person,
});

/** Months that were cut off and, before them, the open ones that have obligations. Newest first. */
export async function listPeriods(db: Db): Promise<readonly PeriodRow[]> {
  const { rows } = await sql<RawPeriod>`SELECT ${COLUMNS} FROM period ORDER BY month DESC`.execute(
    db,
  );
  const { rows: open } = await sql<{ month: string }>`
    SELECT DISTINCT period AS month FROM obligation
    WHERE period > (SELECT coalesce(closed_through, '') FROM calendar) ORDER BY 1 DESC`.execute(db);
  return [...open.map(({ month }) => openPeriod(month)), ...rows.map(periodOf)];
}

const openPeriod = (month: string): PeriodRow => ({
  month,
  state: 'OPEN',
  cutOffAt: null,
  previousCutOffAt: null,
  dueOn: null,
  lines: 0,
  linesIssued: 0,
  issuedByPerson: null,
});

export async function periodBy(db: Db, month: string): Promise<PeriodRow | undefined> {
  const { rows } =
    await sql<RawPeriod>`SELECT ${COLUMNS} FROM period WHERE month = ${month}`.execute(db);
  return rows[0] === undefined ? undefined : periodOf(rows[0]);
}

export async function lockPeriod(db: Db, month: string): Promise<PeriodRow | undefined> {
  const { rows } = await sql<RawPeriod>`
    SELECT ${COLUMNS} FROM period WHERE month = ${month} FOR UPDATE`.execute(db);
  return rows[0] === undefined ? undefined : periodOf(rows[0]);
}

/** Alone: nobody records an obligation until the transaction ends. */
export async function lockCalendar(db: Db): Promise<string | null> {
  const { rows } = await sql<{ closed_through: string | null }>`
    SELECT closed_through FROM calendar FOR UPDATE`.execute(db);
  return rows[0]?.closed_through ?? null;
}

/** The month whose turn it is: after the last one cut off, the first that has obligations. */
export async function nextToCutOff(db: Db, closedThrough: string | null): Promise<string | null> {
  const { rows } = await sql<{ month: string | null }>`
    SELECT min(period) AS month FROM obligation WHERE period > ${closedThrough ?? ''}`.execute(db);
  return rows[0]?.month ?? (closedThrough === null ? null : nextMonth(closedThrough));
}

export interface Step {
  readonly month: string;
  readonly state: PeriodState;
  readonly at: Date;
  readonly byClient: string;
  readonly byPerson: string | null;
  readonly note: string;
}

export async function insertStep(db: Db, step: Step): Promise<void> {
  await sql`
    INSERT INTO period_step (month, state, at, by_client, by_person, note)
    VALUES (${step.month}, ${step.state}, ${step.at}, ${step.byClient}, ${step.byPerson}, ${step.note})`.execute(
    db,
  );
}

/** Of these months, in the order they were taken. */
export async function listSteps(db: Db, ...months: readonly string[]): Promise<readonly Step[]> {
  const { rows } = await sql<{
    month: string;
    state: PeriodState;
    at: Date;
    by_client: string;
    by_person: string | null;
    note: string;
  }>`SELECT month, state, at, by_client, by_person, note FROM period_step WHERE month = ANY(${months}::text[]) ORDER BY n`.execute(
    db,
  );
  return rows.map((row) => ({
    month: row.month,
    state: row.state,
    at: new Date(row.at),
    byClient: row.by_client,
    byPerson: row.by_person,
    note: row.note,
  }));
}

export async function movePeriod(db: Db, step: Step): Promise<void> {
  await sql`UPDATE period SET state = ${step.state} WHERE month = ${step.month}`.execute(db);
  await insertStep(db, step);
}

export async function insertPeriod(db: Db, month: string, now: Date, lines: number): Promise<void> {
  await sql`
    INSERT INTO period (month, state, cut_off_at, previous_cut_off_at, lines)
    VALUES (${month}, 'CUT_OFF', ${now}, (SELECT max(cut_off_at) FROM period), ${lines})`.execute(
    db,
  );
  await sql`UPDATE calendar SET closed_through = ${month}`.execute(db);
}

/** Fixes what the month's lines sum to; answers how many there are. */
export async function fixPairTotals(db: Db, month: string, kind?: 'ROUNDING'): Promise<number> {
  const { rows } = await sql<{ lines: string }>`
    WITH fixed AS (
      INSERT INTO pair_total (month, debtor, creditor, kind, lines, amount_minor, exact_minor)
      SELECT ${month}, debtor, creditor, kind, count(*), sum(amount_minor), sum(exact_minor)
      FROM obligation WHERE period = ${month} AND (${kind ?? null}::text IS NULL OR kind = ${kind ?? null})
      GROUP BY debtor, creditor, kind RETURNING lines)
    SELECT coalesce(sum(lines), 0)::text AS lines FROM fixed`.execute(db);
  return Number(rows[0]?.lines ?? 0);
}

export interface Residue {
  /** In alphabetical order. */
  readonly a: string;
  readonly b: string;
  /** What rounding left between them over all months cut off, positive when `a` owes it; decimal text of fen. */
  readonly exact: string;
  /** Whole fen of it (half up), to be posted. */
  readonly wholeMinor: bigint;
}

export async function residues(db: Db): Promise<readonly Residue[]> {
  const { rows } = await sql<{ a: string; b: string; exact: string; whole: string }>`
    SELECT a, b, left_over::text AS exact, floor(left_over + 0.5)::text AS whole FROM (
      SELECT least(debtor, creditor) AS a, greatest(debtor, creditor) AS b,
        sum((CASE WHEN debtor < creditor THEN 1 ELSE -1 END) * (exact_minor - amount_minor)) AS left_over
      FROM pair_total GROUP BY 1, 2) pairs
    ORDER BY a, b`.execute(db);
  return rows.map(({ a, b, exact, whole }) => ({ a, b, exact, wholeMinor: BigInt(whole) }));
}

export interface PairTotal {
  readonly month: string;
  readonly debtor: string;
  readonly creditor: string;
  readonly kind: ObligationKind;
  readonly lines: number;
  readonly amountMinor: bigint;
  readonly exactMinor: string;
}

export async function pairTotals(
  db: Db,
  ...months: readonly string[]
): Promise<readonly PairTotal[]> {
  const { rows } = await sql<{
    month: string;
    debtor: string;
    creditor: string;
    kind: ObligationKind;
    lines: string;
    amount: string;
    exact: string;
  }>`SELECT month, debtor, creditor, kind, lines::text, amount_minor::text AS amount, exact_minor::text AS exact
     FROM pair_total WHERE month = ANY(${months}::text[]) ORDER BY debtor, creditor, kind`.execute(
    db,
  );
  return rows.map((row) => ({
    month: row.month,
    debtor: row.debtor,
    creditor: row.creditor,
    kind: row.kind,
    lines: Number(row.lines),
    amountMinor: BigInt(row.amount),
    exactMinor: row.exact,
  }));
}
