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

/** Names that begin so, as somebody types them; shortest first. `normal` is in the normal form of names. */
export async function namesBeginning(
  db: Db,
  normal: string,
  limit: number,
): Promise<NameCandidate[]> {
  const { rows } = await sql<CandidateRow>`
    SELECT firm_id, name, normal FROM (
      SELECT firm_id, name, normal FROM firm_name WHERE normal LIKE ${`${likeText(normal)}%`} LIMIT ${limit * 5}) AS n
    ORDER BY length(normal), normal, firm_id LIMIT ${limit}`.execute(db);
  return rows.map(({ firm_id, name, normal: kept }) => ({ firmId: firm_id, name, normal: kept }));
}

/** Firms whose code begins so, each under its first name. */
export async function codesBeginning(
  db: Db,
  code: string,
  limit: number,
): Promise<(NameCandidate & { readonly code: string })[]> {
  const { rows } = await sql<CandidateRow & { readonly code: string }>`
    SELECT DISTINCT ON (f.code) f.id AS firm_id, f.code, n.name, n.normal
    FROM (SELECT id, code FROM firm WHERE code LIKE ${`${likeText(code)}%`} ORDER BY code LIMIT ${limit}) AS f
    JOIN firm_name AS n ON n.firm_id = f.id ORDER BY f.code, n.recorded_at, n.id`.execute(db);
  return rows.map(({ firm_id, code: found, name, normal }) => ({
    firmId: firm_id,
    code: found,
    name,
    normal,
  }));
}

/** Taken word for word inside LIKE. */
const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

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
