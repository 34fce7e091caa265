/** The index of names: rows that share a term, and bringing rows of older rules up to date. */
import { sql } from 'kysely';
import { INDEX_VERSION, indexTerms } from '../domain/names/search-terms.ts';
import type { Db } from './tables.ts';

export interface NameCandidate {
  readonly firmId: string;
  readonly name: string;
  readonly kind: string;
}

/** Names under any of the terms, those under most of them first. */
export async function namesUnder(
  db: Db,
  terms: readonly string[],
  limit: number,
): Promise<NameCandidate[]> {
  if (terms.length === 0) return [];
  const { rows } = await sql<{ firm_id: string; name: string; kind: string }>`
    SELECT firm_id, name, kind FROM (
      SELECT firm_id, name, kind, terms FROM firm_name WHERE terms && ${[...terms]}::text[] LIMIT ${limit * 10}
    ) AS n
    ORDER BY (SELECT count(*) FROM unnest(n.terms) AS t WHERE t = ANY(${[...terms]}::text[])) DESC, firm_id
    LIMIT ${limit}`.execute(db);
  return rows.map(({ firm_id, name, kind }) => ({ firmId: firm_id, name, kind }));
}

/** Indexes names of older rules again, some at a time; answers how many. */
export async function reindexNames(db: Db, limit: number): Promise<number> {
  const rows = await db
    .selectFrom('firm_name')
    .select(['id', 'name'])
    .where('index_version', '<', INDEX_VERSION)
    .orderBy('index_version')
    .orderBy('id')
    .limit(limit)
    .execute();
  if (rows.length === 0) return 0;
  const fresh = rows.map(({ id, name }) => ({ id, terms: indexTerms(name) }));
  await sql`
    UPDATE firm_name AS n SET terms = ARRAY(SELECT jsonb_array_elements_text(f.terms)), index_version = ${INDEX_VERSION}
    FROM jsonb_to_recordset(${JSON.stringify(fresh)}::jsonb) AS f(id uuid, terms jsonb) WHERE n.id = f.id`.execute(
    db,
  );
  return rows.length;
}
