/** Questions to outside providers as rows: cache, limits and bookkeeping are read from them. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { optionalDate } from './facts.ts';
import type { LookUpState } from './file-tables.ts';
import type { Db } from './tables.ts';

export interface LookUpRow {
  readonly id: string;
  readonly provider: string;
  readonly code: string;
  readonly company: string;
  readonly askedAt: Date;
  readonly state: LookUpState;
  readonly costMinor: bigint;
  readonly currency: string;
  readonly firmId: string | undefined;
  readonly added: number;
  readonly failure: string | undefined;
  readonly answeredAt: Date | undefined;
}

const rowsOf = (db: Db) => db.selectFrom('provider_lookup').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number];

const shown = (row: Row): LookUpRow => ({
  id: row.id,
  provider: row.provider,
  code: row.code,
  company: row.company,
  askedAt: new Date(row.asked_at),
  state: row.state,
  costMinor: BigInt(row.cost_minor),
  currency: row.currency,
  firmId: row.firm_id ?? undefined,
  added: row.added,
  failure: row.failure ?? undefined,
  answeredAt: optionalDate(row.answered_at),
});

/** Questions to one provider are counted one after another, so that limits hold whoever asks at once. */
export async function lockProvider(db: Db, provider: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`provider ${provider}`}))`.execute(db);
}

export async function askedSince(
  db: Db,
  provider: string,
  since: Date,
  company?: string,
): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM provider_lookup
    WHERE provider = ${provider} AND asked_at > ${since} AND state <> 'CACHED'
      ${company === undefined ? sql`` : sql`AND company = ${company}`}`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** The latest answer that is still young enough. */
export async function cachedLookUp(
  db: Db,
  provider: string,
  code: string,
  since: Date,
): Promise<LookUpRow | undefined> {
  const row = await rowsOf(db)
    .where('provider', '=', provider)
    .where('code', '=', code)
    .where('state', 'in', ['FOUND', 'NOT_FOUND'])
    .where('answered_at', '>', since)
    .orderBy('answered_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && shown(row);
}

export interface NewLookUp {
  readonly provider: string;
  readonly code: string;
  readonly company: string;
  readonly askedBy: string;
  readonly currency: string;
  readonly servedBy?: LookUpRow | undefined;
}

export async function addLookUp(db: Db, look: NewLookUp, now: Date): Promise<LookUpRow> {
  const { servedBy } = look;
  const row = await db
    .insertInto('provider_lookup')
    .values({
      id: newUuid(now),
      provider: look.provider,
      code: look.code,
      company: look.company,
      asked_by: look.askedBy,
      asked_at: now,
      currency: look.currency,
      ...(servedBy === undefined
        ? { state: 'PENDING' as const }
        : {
            state: 'CACHED' as const,
            served_by: servedBy.id,
            firm_id: servedBy.firmId ?? null,
            answered_at: now,
          }),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return shown(row);
}

export async function lookUpById(db: Db, id: string): Promise<LookUpRow | undefined> {
  const row = await rowsOf(db).where('id', '=', id).executeTakeFirst();
  return row && shown(row);
}

export interface LookUpAnswer {
  readonly state: 'FOUND' | 'NOT_FOUND' | 'FAILED';
  readonly costMinor: bigint;
  readonly firmId?: string | undefined;
  readonly surveyId?: string | undefined;
  readonly added?: number | undefined;
  readonly failure?: string | undefined;
}

/** Once: an answer that is there stays. Answers whether this one was kept. */
export async function answerLookUp(
  db: Db,
  id: string,
  answer: LookUpAnswer,
  now: Date,
): Promise<boolean> {
  const kept = await db
    .updateTable('provider_lookup')
    .set({
      state: answer.state,
      cost_minor: answer.costMinor.toString(),
      firm_id: answer.firmId ?? null,
      survey_id: answer.surveyId ?? null,
      added: answer.added ?? 0,
      failure: answer.failure ?? null,
      answered_at: now,
    })
    .where('id', '=', id)
    .where('state', 'in', ['PENDING', 'FAILED'])
    .returning('id')
    .executeTakeFirst();
  return kept !== undefined;
}

/** Newest first; of one company, or of all. */
export async function lookUpsPage(
  db: Db,
  company: string | undefined,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<LookUpRow[]> {
  let query = rowsOf(db);
  if (company !== undefined) query = query.where('company', '=', company);
  if (after !== undefined)
    query = query.where(sql<boolean>`(asked_at, id) < (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query.orderBy('asked_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(shown);
}

export interface LookUpCost {
  readonly company: string;
  readonly provider: string;
  readonly currency: string;
  readonly asked: number;
  readonly fromCache: number;
  readonly costMinor: bigint;
}

/** What each company owes for questions asked in a half-open period. */
export async function lookUpCosts(
  db: Db,
  company: string | undefined,
  from: Date,
  until: Date,
): Promise<LookUpCost[]> {
  const { rows } = await sql<{
    company: string;
    provider: string;
    currency: string;
    asked: string;
    cached: string;
    cost: string;
  }>`
    SELECT company, provider, currency, count(*) FILTER (WHERE state <> 'CACHED') AS asked,
      count(*) FILTER (WHERE state = 'CACHED') AS cached, sum(cost_minor) AS cost
    FROM provider_lookup WHERE asked_at >= ${from} AND asked_at < ${until}
      ${company === undefined ? sql`` : sql`AND company = ${company}`}
    GROUP BY company, provider, currency ORDER BY company, provider, currency`.execute(db);
  return rows.map((row) => ({
    company: row.company,
    provider: row.provider,
    currency: row.currency,
    asked: Number(row.asked),
    fromCache: Number(row.cached),
    costMinor: BigInt(row.cost),
  }));
}
