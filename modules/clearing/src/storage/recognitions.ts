/** Revenue recognised, month by month; and the chart of accounts that journals use. */
import { sql } from 'kysely';
import { ACCOUNT_ROLES, type AccountRole } from '../domain/journal.ts';
import type { Db } from './terms.ts';

export interface RecognitionRow {
  readonly month: string;
  readonly company: string;
  readonly currency: string;
  readonly allocatedMinor: bigint;
  /** Whole points, decimal text. */
  readonly redeemedPoints: string;
  readonly expectedPoints: string;
  readonly breakageRate: string;
  readonly recognisedMinor: bigint;
  readonly revenueMinor: bigint;
  readonly catchUpMinor: bigint;
  readonly madeBy: string;
  readonly madeAt: Date;
}

export async function insertRecognition(db: Db, row: RecognitionRow): Promise<void> {
  await sql`
    INSERT INTO recognition (month, company, currency, allocated_minor, redeemed_points, expected_points, breakage_rate,
      recognised_minor, revenue_minor, catch_up_minor, made_by, made_at)
    VALUES (${row.month}, ${row.company}, ${row.currency}, ${row.allocatedMinor.toString()}, ${row.redeemedPoints},
      ${row.expectedPoints}, ${row.breakageRate}, ${row.recognisedMinor.toString()}, ${row.revenueMinor.toString()},
      ${row.catchUpMinor.toString()}, ${row.madeBy}, ${row.madeAt})`.execute(db);
}

interface RawRecognition {
  month: string;
  company: string;
  currency: string;
  allocated: string;
  redeemed: string;
  expected: string;
  rate: string;
  recognised: string;
  revenue: string;
  catch_up: string;
  made_by: string;
  made_at: Date;
}

const COLUMNS = sql`month, company, currency, allocated_minor::text AS allocated, trim_scale(redeemed_points)::text AS redeemed,
  trim_scale(expected_points)::text AS expected, trim_scale(breakage_rate)::text AS rate,
  recognised_minor::text AS recognised, revenue_minor::text AS revenue, catch_up_minor::text AS catch_up, made_by, made_at`;

const rowOf = (row: RawRecognition): RecognitionRow => ({
  month: row.month,
  company: row.company,
  currency: row.currency,
  allocatedMinor: BigInt(row.allocated),
  redeemedPoints: row.redeemed,
  expectedPoints: row.expected,
  breakageRate: row.rate,
  recognisedMinor: BigInt(row.recognised),
  revenueMinor: BigInt(row.revenue),
  catchUpMinor: BigInt(row.catch_up),
  madeBy: row.made_by,
  madeAt: new Date(row.made_at),
});

export async function listRecognitions(
  db: Db,
  filter: {
    readonly month?: string | undefined;
    readonly company?: string | undefined;
    readonly currency?: string | undefined;
  },
): Promise<readonly RecognitionRow[]> {
  const { month = null, company = null, currency = null } = filter;
  const { rows } = await sql<RawRecognition>`
    SELECT ${COLUMNS} FROM recognition
    WHERE (${month}::text IS NULL OR month = ${month}) AND (${company}::text IS NULL OR company = ${company})
      AND (${currency}::text IS NULL OR currency = ${currency})
    ORDER BY month DESC, company, currency LIMIT 1000`.execute(db);
  return rows.map(rowOf);
}

/** The latest of each company. */
export async function lastRecognitions(
  db: Db,
  currency: string,
): Promise<ReadonlyMap<string, RecognitionRow>> {
  const { rows } = await sql<RawRecognition>`
    SELECT DISTINCT ON (company) ${COLUMNS} FROM recognition WHERE currency = ${currency}
    ORDER BY company, month DESC`.execute(db);
  return new Map(rows.map((row) => [row.company, rowOf(row)]));
}

/** What a month added to each currency's allocation and revenue. */
export async function recognitionsOfMonth(
  db: Db,
  month: string,
  company: string,
): Promise<
  readonly {
    readonly currency: string;
    readonly allocatedMinor: bigint;
    readonly revenueMinor: bigint;
  }[]
> {
  const { rows } = await sql<{ currency: string; allocated: string; revenue: string }>`
    SELECT r.currency, (r.allocated_minor - coalesce(b.allocated_minor, 0))::text AS allocated, r.revenue_minor::text AS revenue
    FROM recognition r
    LEFT JOIN LATERAL (
      SELECT allocated_minor FROM recognition b
      WHERE b.company = r.company AND b.currency = r.currency AND b.month < r.month ORDER BY b.month DESC LIMIT 1) b ON true
    WHERE r.month = ${month} AND r.company = ${company} ORDER BY r.currency`.execute(db);
  return rows.map(({ currency, allocated, revenue }) => ({
    currency,
    allocatedMinor: BigInt(allocated),
    revenueMinor: BigInt(revenue),
  }));
}

export interface Account {
  readonly role: AccountRole;
  readonly code: string;
  readonly name: string;
  /** Whose mapping it is: the company's own, the group's (`*`), or the built-in one. */
  readonly setFor: string | null;
}

const ROLES = Object.keys(ACCOUNT_ROLES) as AccountRole[];

/** Every role with its account: the company's own, else the group's, else the built-in one. */
export async function accountsOf(db: Db, company: string): Promise<readonly Account[]> {
  const { rows } = await sql<{ company: string; role: string; code: string; name: string }>`
    SELECT company, role, code, name FROM account_mapping WHERE company IN ('*', ${company}) ORDER BY company`.execute(
    db,
  );
  const set = new Map(rows.map((row) => [row.role, row]));
  return ROLES.map((role) => {
    const known = set.get(role);
    const [code, name] = ACCOUNT_ROLES[role];
    return known === undefined
      ? { role, code, name, setFor: null }
      : { role, code: known.code, name: known.name, setFor: known.company };
  });
}

export async function saveAccount(
  db: Db,
  account: {
    readonly company: string;
    readonly role: AccountRole;
    readonly code: string;
    readonly name: string;
  },
  by: string,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO account_mapping (company, role, code, name, set_by, set_at)
    VALUES (${account.company}, ${account.role}, ${account.code}, ${account.name}, ${by}, ${now})
    ON CONFLICT (company, role) DO UPDATE
      SET code = excluded.code, name = excluded.name, set_by = excluded.set_by, set_at = excluded.set_at`.execute(
    db,
  );
}
