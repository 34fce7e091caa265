/** Funding terms and run-offs: small tables that are read whole. */
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { type Kysely, sql } from 'kysely';
import type { FundingMode, RunOffRule, TermsInForce, TermsVersion } from '../domain/terms.ts';

export type Db = Kysely<unknown>;

export interface TermsRow extends TermsVersion {
  readonly id: string;
  readonly lowBalanceMinor: bigint | null;
  readonly note: string;
  readonly setBy: string;
  readonly setAt: Date;
  /** Before they began; such terms never counted. */
  readonly withdrawnAt: Date | null;
}

interface RawTerms {
  id: string;
  company: string;
  counterparty: string;
  currency: string;
  effective_from: Date;
  mode: FundingMode;
  price: string | null;
  service_fee_bps: number;
  tax_rate_bps: number;
  breakage_to_funder_bps: number;
  low_balance: string | null;
  note: string;
  set_by: string;
  set_at: Date;
  withdrawn_at: Date | null;
}

/** Those that count; `withdrawn`: also those that were taken back before they began. */
export async function listTerms(
  db: Db,
  { withdrawn = false }: { readonly withdrawn?: boolean } = {},
): Promise<readonly TermsRow[]> {
  const { rows } = await sql<RawTerms>`
    SELECT id, company, counterparty, currency, effective_from, mode, trim_scale(price_per_point)::text AS price,
           service_fee_bps, tax_rate_bps, breakage_to_funder_bps, low_balance_minor::text AS low_balance, note, set_by, set_at,
           withdrawn_at
    FROM funding_terms WHERE ${withdrawn} OR withdrawn_at IS NULL ORDER BY company, counterparty, currency, effective_from`.execute(
    db,
  );
  return rows.map((row) => ({
    id: fromUuid('ftm', row.id),
    company: row.company,
    counterparty: row.counterparty,
    currency: row.currency,
    effectiveFrom: new Date(row.effective_from).toISOString(),
    mode: row.mode,
    pricePerPoint: row.price,
    serviceFeeBps: row.service_fee_bps,
    taxRateBps: row.tax_rate_bps,
    breakageToFunderBps: row.breakage_to_funder_bps,
    lowBalanceMinor: row.low_balance === null ? null : BigInt(row.low_balance),
    note: row.note,
    setBy: row.set_by,
    setAt: new Date(row.set_at),
    withdrawnAt: row.withdrawn_at === null ? null : new Date(row.withdrawn_at),
  }));
}

/** Alone until the transaction ends; undefined when there are none, or they were withdrawn. */
export async function lockTerms(
  db: Db,
  id: string,
): Promise<{ readonly effectiveFrom: Date } | undefined> {
  const { rows } = await sql<{ effective_from: Date }>`
    SELECT effective_from FROM funding_terms WHERE id = ${toUuid('ftm', id)} AND withdrawn_at IS NULL FOR UPDATE`.execute(
    db,
  );
  return rows[0] && { effectiveFrom: new Date(rows[0].effective_from) };
}

export async function markWithdrawn(db: Db, id: string, by: string, at: Date): Promise<void> {
  await sql`UPDATE funding_terms SET withdrawn_at = ${at}, withdrawn_by = ${by} WHERE id = ${toUuid('ftm', id)}`.execute(
    db,
  );
}

export async function insertTerms(
  db: Db,
  terms: TermsVersion & Pick<TermsRow, 'lowBalanceMinor' | 'note' | 'setBy'>,
  now: Date,
): Promise<string> {
  const id = newUuid(now);
  await sql`
    INSERT INTO funding_terms (id, company, counterparty, currency, effective_from, mode, price_per_point, service_fee_bps,
      tax_rate_bps, breakage_to_funder_bps, low_balance_minor, note, set_by, set_at)
    VALUES (${id}, ${terms.company}, ${terms.counterparty}, ${terms.currency}, ${terms.effectiveFrom}, ${terms.mode},
      ${terms.pricePerPoint}, ${terms.serviceFeeBps}, ${terms.taxRateBps}, ${terms.breakageToFunderBps},
      ${terms.lowBalanceMinor === null ? null : terms.lowBalanceMinor.toString()}, ${terms.note}, ${terms.setBy}, ${now})`.execute(
    db,
  );
  return fromUuid('ftm', id);
}

export const PLANS = ['HONOUR_UNTIL', 'CONVERT', 'BUY_OUT'] as const;
export type RunOffPlan = (typeof PLANS)[number];

export interface RunOffRow extends RunOffRule {
  readonly id: string;
  readonly plan: RunOffPlan;
  readonly lastMonth: string;
  readonly outstanding: unknown;
  readonly note: string;
  readonly announcedBy: string;
  readonly announcedAt: Date;
  readonly buyoutSource: string | null;
  readonly calledOffAt: Date | null;
}

/** Those that count; `calledOff`: also those that were called off. */
export async function listRunOffs(
  db: Db,
  { calledOff = false }: { readonly calledOff?: boolean } = {},
): Promise<readonly RunOffRow[]> {
  const { rows } = await sql<{
    id: string;
    company: string;
    plan: RunOffPlan;
    effective_from: Date;
    last_month: string;
    successor: string;
    rate: string;
    outstanding: unknown;
    note: string;
    announced_by: string;
    announced_at: Date;
    buyout_source: string | null;
    called_off_at: Date | null;
  }>`SELECT id, company, plan, effective_from, last_month, successor, trim_scale(rate)::text AS rate, outstanding, note,
       announced_by, announced_at, buyout_source, called_off_at
     FROM run_off WHERE ${calledOff} OR called_off_at IS NULL ORDER BY id`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('rof', row.id),
    company: row.company,
    plan: row.plan,
    effectiveFrom: new Date(row.effective_from).toISOString(),
    lastMonth: row.last_month,
    successor: row.successor,
    rate: row.rate,
    outstanding: row.outstanding,
    note: row.note,
    announcedBy: row.announced_by,
    announcedAt: new Date(row.announced_at),
    buyoutSource: row.buyout_source,
    calledOffAt: row.called_off_at === null ? null : new Date(row.called_off_at),
  }));
}

/** The run-off of a company, alone until the transaction ends. */
export async function lockRunOff(db: Db, company: string): Promise<RunOffRow | undefined> {
  await sql`SELECT 1 FROM run_off WHERE company = ${company} AND called_off_at IS NULL FOR UPDATE`.execute(
    db,
  );
  return (await listRunOffs(db)).find((one) => one.company === company);
}

export async function insertRunOff(
  db: Db,
  row: Omit<RunOffRow, 'buyoutSource' | 'calledOffAt'>,
): Promise<void> {
  await sql`
    INSERT INTO run_off (id, company, plan, effective_from, last_month, successor, rate, outstanding, note, announced_by,
      announced_at)
    VALUES (${toUuid('rof', row.id)}, ${row.company}, ${row.plan}, ${row.effectiveFrom}, ${row.lastMonth}, ${row.successor},
      ${row.rate}, ${JSON.stringify(row.outstanding)}::jsonb, ${row.note}, ${row.announcedBy}, ${row.announcedAt})`.execute(
    db,
  );
}

/** Everything obligations are computed with, as plain values. */
export async function termsInForce(db: Db): Promise<TermsInForce> {
  const [terms, runOffs] = [await listTerms(db), await listRunOffs(db)];
  return {
    terms: terms.map(
      ({
        id: _i,
        lowBalanceMinor: _l,
        note: _n,
        setBy: _b,
        setAt: _a,
        withdrawnAt: _w,
        ...version
      }) => version,
    ),
    runOffs: runOffs.map(({ company, effectiveFrom, successor, rate }) => ({
      company,
      effectiveFrom,
      successor,
      rate,
    })),
  };
}
