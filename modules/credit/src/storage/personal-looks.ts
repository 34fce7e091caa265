/** Who looked at personal data: appended before they are shown, never changed. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './tables.ts';

export interface Looker {
  readonly account: string;
  readonly person: string | undefined;
  readonly company: string;
  readonly roles: readonly string[];
  readonly requestId: string;
}

/** One row for each of the facts that is there. */
export async function addLooks(
  db: Db,
  looker: Looker,
  factIds: readonly string[],
  now: Date,
): Promise<void> {
  if (factIds.length === 0) return;
  const ids = factIds.map(() => newUuid(now));
  await sql`
    INSERT INTO personal_look (id, firm_id, fact_id, fact_type, account, person, company, roles, request_id, looked_at)
    SELECT l.id, f.firm_id, f.id, f.type, ${looker.account}, ${looker.person ?? null}, ${looker.company},
      ${[...looker.roles]}::text[], ${looker.requestId}, ${now}
    FROM unnest(${ids}::uuid[], ${[...factIds]}::uuid[]) AS l(id, fact_id) JOIN fact AS f ON f.id = l.fact_id`.execute(
    db,
  );
}

export interface LookRow {
  readonly id: string;
  readonly firmId: string;
  readonly factId: string;
  readonly factType: string;
  readonly account: string;
  readonly person: string | undefined;
  readonly company: string;
  readonly roles: readonly string[];
  readonly lookedAt: Date;
}

export interface LookFilter {
  readonly firmId?: string | undefined;
  readonly account?: string | undefined;
}

/** Newest first, after a place in that order. */
export async function looksPage(
  db: Db,
  { firmId, account }: LookFilter,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<LookRow[]> {
  let query = db.selectFrom('personal_look').selectAll();
  if (firmId !== undefined) query = query.where('firm_id', '=', firmId);
  if (account !== undefined) query = query.where('account', '=', account);
  if (after !== undefined)
    query = query.where(sql<boolean>`(looked_at, id) < (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query
    .orderBy('looked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    factId: row.fact_id,
    factType: row.fact_type,
    account: row.account,
    person: row.person ?? undefined,
    company: row.company,
    roles: row.roles,
    lookedAt: new Date(row.looked_at),
  }));
}

export interface OpeningRow {
  readonly id: string;
  readonly evidenceId: string;
  readonly evidenceName: string;
  readonly firmId: string;
  readonly account: string;
  readonly person: string | undefined;
  readonly company: string;
  readonly openedAt: Date;
}

/** Who opened which evidence file, newest first. */
export async function openingsPage(
  db: Db,
  { firmId }: Pick<LookFilter, 'firmId'>,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<OpeningRow[]> {
  let query = db
    .selectFrom('evidence_opening as o')
    .innerJoin('evidence as e', 'e.id', 'o.evidence_id')
    .select(['o.id', 'o.evidence_id', 'o.account', 'o.person', 'o.company', 'o.opened_at'])
    .select(['e.name', 'e.firm_id']);
  if (firmId !== undefined) query = query.where('e.firm_id', '=', firmId);
  if (after !== undefined)
    query = query.where(sql<boolean>`(o.opened_at, o.id) < (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query
    .orderBy('o.opened_at', 'desc')
    .orderBy('o.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    evidenceId: row.evidence_id,
    evidenceName: row.name,
    firmId: row.firm_id,
    account: row.account,
    person: row.person ?? undefined,
    company: row.company,
    openedAt: new Date(row.opened_at),
  }));
}
