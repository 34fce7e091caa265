/** Rows of obligations, summed by pair and by company. */
import { fromUuid } from '@guildhall/shared/ids';
import { type Kysely, sql } from 'kysely';
import type { Obligation, ObligationKind } from '../domain/kinds.ts';

type Db = Kysely<unknown>;

export interface Position {
  readonly company: string;
  readonly owesMinor: bigint;
  readonly isOwedMinor: bigint;
}

/** What each company owes and is owed, in one month or in all; nets sum to zero. */
export async function positions(db: Db, period: string | undefined): Promise<readonly Position[]> {
  const { rows } = await sql<{ company: string; owes: string; is_owed: string }>`
    SELECT company, sum(owes)::text AS owes, sum(is_owed)::text AS is_owed
    FROM (
      SELECT debtor AS company, sum(amount_minor) AS owes, 0 AS is_owed FROM obligation
      WHERE ${inPeriod(period)} GROUP BY debtor
      UNION ALL
      SELECT creditor, 0, sum(amount_minor) FROM obligation WHERE ${inPeriod(period)} GROUP BY creditor) sides
    GROUP BY company ORDER BY company`.execute(db);
  return rows.map(({ company, owes, is_owed }) => ({
    company,
    owesMinor: BigInt(owes),
    isOwedMinor: BigInt(is_owed),
  }));
}

export interface PairBalance {
  readonly debtor: string;
  readonly creditor: string;
  readonly amountMinor: bigint;
  readonly lines: number;
}

/** What each company owes each other, after setting both directions off; only pairs where something is left. */
export async function pairBalances(
  db: Db,
  period: string | undefined,
): Promise<readonly PairBalance[]> {
  const { rows } = await sql<{ debtor: string; creditor: string; amount: string; lines: number }>`
    SELECT CASE WHEN sum(signed) > 0 THEN a ELSE b END AS debtor,
           CASE WHEN sum(signed) > 0 THEN b ELSE a END AS creditor,
           abs(sum(signed))::text AS amount, count(*)::int AS lines
    FROM (
      SELECT least(debtor, creditor) AS a, greatest(debtor, creditor) AS b,
             CASE WHEN debtor < creditor THEN amount_minor ELSE -amount_minor END AS signed
      FROM obligation WHERE ${inPeriod(period)}) pairs
    GROUP BY a, b HAVING sum(signed) <> 0 ORDER BY 1, 2`.execute(db);
  return rows.map(({ debtor, creditor, amount, lines }) => ({
    debtor,
    creditor,
    amountMinor: BigInt(amount),
    lines,
  }));
}

export interface ObligationRow extends Obligation {
  readonly id: string;
  readonly period: string;
  readonly recordedAt: Date;
}

export interface ObligationFilter {
  readonly period?: string | undefined;
  /** Debtor or creditor. */
  readonly company?: string | undefined;
  readonly debtor?: string | undefined;
  readonly creditor?: string | undefined;
  readonly kind?: ObligationKind | undefined;
  /** The posting or redemption, or the beginning of it. */
  readonly source?: string | undefined;
}

/** Newest first. */
export async function listObligations(
  db: Db,
  filter: ObligationFilter,
  page: {
    readonly limit: number;
    readonly after?: { readonly occurredAt: Date; readonly id: string };
  },
): Promise<readonly ObligationRow[]> {
  const conditions = [
    inPeriod(filter.period),
    filter.company === undefined ? sql`true` : sql`${filter.company} IN (debtor, creditor)`,
    filter.debtor === undefined ? sql`true` : sql`debtor = ${filter.debtor}`,
    filter.creditor === undefined ? sql`true` : sql`creditor = ${filter.creditor}`,
    filter.kind === undefined ? sql`true` : sql`kind = ${filter.kind}`,
    filter.source === undefined ? sql`true` : sql`starts_with(source, ${filter.source})`,
    page.after === undefined
      ? sql`true`
      : sql`(occurred_at, id) < (${page.after.occurredAt}, ${page.after.id}::uuid)`,
  ];
  const { rows } = await sql<{
    id: string;
    source: string;
    kind: ObligationKind;
    debtor: string;
    creditor: string;
    currency: string;
    amount_minor: string;
    exact_minor: string;
    period: string;
    occurred_at: Date;
    recorded_at: Date;
  }>`
    SELECT id, source, kind, debtor, creditor, currency, amount_minor::text, exact_minor::text, period, occurred_at,
           recorded_at
    FROM obligation WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY occurred_at DESC, id DESC LIMIT ${page.limit}`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('obl', row.id),
    source: row.source,
    kind: row.kind,
    debtor: row.debtor,
    creditor: row.creditor,
    currency: row.currency,
    amountMinor: BigInt(row.amount_minor),
    exactMinor: row.exact_minor,
    period: row.period,
    occurredAt: new Date(row.occurred_at).toISOString(),
    recordedAt: new Date(row.recorded_at),
  }));
}

const inPeriod = (period: string | undefined) =>
  period === undefined ? sql`true` : sql`period = ${period}`;
