/** The index of names: rows that share a term, and bringing rows of older rules up to date. */
import { sql } from 'kysely';
import { INDEX_VERSION, indexTerms } from '../domain/names/search-terms.ts';
import type { Db } from './tables.ts';

export interface NameCandidate {
  readonly firmId: string;
  readonly name: string;
  readonly normal: string;
}

interface CandidateRow {
  readonly firm_id: string;
  readonly name: string;
  readonly normal: string;
}

/**
 * Names under any of the terms; where there are more than asked for, those under most of the terms. Counting is left out
 * while it decides nothing, which is nearly always.
 */
export async function namesUnder(
  db: Db,
  terms: readonly string[],
  limit: number,
): Promise<NameCandidate[]> {
  if (terms.length === 0) return [];
  const wanted = [...terms];
  const { rows } = await sql<CandidateRow>`
    SELECT firm_id, name, normal FROM firm_name WHERE terms && ${wanted}::text[] LIMIT ${limit + 1}`.execute(
    db,
  );
  const picked = rows.length <= limit ? rows : (await bestUnder(db, wanted, limit)).rows;
  return picked.map(({ firm_id, name, normal }) => ({ firmId: firm_id, name, normal }));
}

function bestUnder(db: Db, terms: string[], limit: number) {
  return sql<CandidateRow>`
    SELECT firm_id, name, normal FROM (
      SELECT firm_id, name, normal, terms FROM firm_name WHERE terms && ${terms}::text[] LIMIT ${limit * 5}) AS n
    ORDER BY (SELECT count(*) FROM unnest(n.terms) AS t WHERE t = ANY(${terms}::text[])) DESC, firm_id
    LIMIT ${limit}`.execute(db);
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
