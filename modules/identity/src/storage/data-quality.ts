/** Tables `source_known`, `quality_rule`: what each source knows of whom, and what it is measured by. */
import { type Kysely, sql } from 'kysely';
import type { QualityRule } from '../domain/data-quality.ts';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface Known {
  readonly memberId: string;
  readonly source: string;
  readonly fields: readonly string[];
  /** Null when no profile was told this time: what was found before stays. */
  readonly suspect: readonly string[] | null;
  readonly toldAt: Date;
}

/** Told again within the hour with nothing new, nothing is written. */
export async function recordKnown(db: Db, rows: readonly Known[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    INSERT INTO source_known AS k (member_id, source, fields, suspect, told_at)
    SELECT "memberId", source, array(SELECT DISTINCT f FROM unnest(fields) f ORDER BY f), coalesce(suspect, '{}'), "toldAt"
    FROM (SELECT DISTINCT ON ("memberId", source) "memberId", source,
                 array(SELECT jsonb_array_elements_text(fields)) AS fields,
                 CASE WHEN jsonb_typeof(suspect) = 'array' THEN array(SELECT jsonb_array_elements_text(suspect)) END AS suspect, "toldAt"
          FROM jsonb_to_recordset(${rowsOf(rows)})
            AS r("memberId" uuid, source text, fields jsonb, suspect jsonb, "toldAt" timestamptz)
          ORDER BY "memberId", source, "toldAt" DESC) r
    ON CONFLICT (member_id, source) DO UPDATE
      SET fields = array(SELECT DISTINCT f FROM unnest(k.fields || excluded.fields) f ORDER BY f),
          suspect = CASE WHEN excluded.fields && ARRAY['name', 'birthday', 'gender', 'address'] THEN excluded.suspect ELSE k.suspect END,
          told_at = greatest(k.told_at, excluded.told_at)
      WHERE NOT k.fields @> excluded.fields OR k.told_at < excluded.told_at - interval '1 hour' OR k.suspect <> excluded.suspect`.execute(
    db,
  );
}

export async function ruleOf(db: Db, source: string): Promise<QualityRule | undefined> {
  const { rows } = await sql<{
    required: string[];
    fresh_days: number;
    completeness: number;
    validity: number;
    uniqueness: number;
    timeliness: number;
  }>`SELECT required, fresh_days, completeness, validity, uniqueness, timeliness FROM quality_rule
     WHERE source = ${source} ORDER BY id DESC LIMIT 1`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { required, fresh_days: freshDays, ...weights } = row;
  return { required, freshDays, weights };
}

export async function addRule(
  db: Db,
  rule: QualityRule & {
    readonly id: string;
    readonly source: string;
    readonly setBy: string;
    readonly setAt: Date;
  },
): Promise<void> {
  const { completeness, validity, uniqueness, timeliness } = rule.weights;
  await sql`
    INSERT INTO quality_rule (id, source, required, fresh_days, completeness, validity, uniqueness, timeliness, set_by, set_at)
    VALUES (${rule.id}, ${rule.source}, ${[...rule.required]}::text[], ${rule.freshDays}, ${completeness}, ${validity}, ${uniqueness},
            ${timeliness}, ${rule.setBy}, ${rule.setAt})`.execute(db);
}

export async function sourcesKnown(db: Db): Promise<string[]> {
  const { rows } = await sql<{ source: string }>`
    SELECT DISTINCT source FROM source_known WHERE source <> 'group' ORDER BY source`.execute(db);
  return rows.map(({ source }) => source);
}

export interface QualityCounts {
  readonly members: number;
  readonly fresh: number;
  readonly suspicious: number;
  readonly duplicated: number;
  /** Told fields of all members, of the required ones. */
  readonly present: Readonly<Record<string, number>>;
  readonly suspicions: Readonly<Record<string, number>>;
}

/** Members that look like another one of the same source: open cases, and several of its numbers for one person. */
const DUPLICATED = (source: string) => sql`
  SELECT k.member_id FROM source_known k WHERE k.source = ${source} AND (
    EXISTS (SELECT 1 FROM review_case c JOIN source_known o ON o.source = ${source}
              AND o.member_id = CASE WHEN c.member_a = k.member_id THEN c.member_b ELSE c.member_a END
            WHERE c.state = 'OPEN' AND c.member_a = k.member_id)
    OR EXISTS (SELECT 1 FROM review_case c JOIN source_known o ON o.source = ${source} AND o.member_id = c.member_a
               WHERE c.state = 'OPEN' AND c.member_b = k.member_id)
    OR (SELECT count(*) FROM identity i WHERE i.member_id = k.member_id AND i.type = 'CUSTOMER_NUMBER' AND i.scope = ${source}
          AND i.unlinked_at IS NULL) > 1
    OR EXISTS (SELECT 1 FROM member m JOIN source_known o ON o.member_id = m.survivor_id AND o.source = ${source}
               WHERE m.id = k.member_id AND m.survivor_id <> m.id))`;

export async function qualityCounts(
  db: Db,
  source: string,
  rule: QualityRule,
  now: Date,
): Promise<QualityCounts> {
  const since = new Date(now.getTime() - rule.freshDays * 86_400_000);
  const { rows } = await sql<QualityCounts>`
    WITH known AS MATERIALIZED (
      SELECT k.member_id, k.fields, k.suspect, k.told_at FROM source_known k JOIN member m ON m.id = k.member_id
      WHERE k.source = ${source} AND m.status IN ('ACTIVE', 'SUSPENDED', 'MERGED'))
    SELECT (SELECT count(*)::int FROM known) AS members,
           (SELECT count(*)::int FROM known WHERE told_at >= ${since}) AS fresh,
           (SELECT count(*)::int FROM known WHERE suspect <> '{}') AS suspicious,
           (SELECT count(*)::int FROM (${DUPLICATED(source)}) d) AS duplicated,
           (SELECT coalesce(jsonb_object_agg(f, n), '{}') FROM (
              SELECT f, count(*)::int AS n FROM known, unnest(fields) f WHERE f = ANY(${[...rule.required]}::text[]) GROUP BY f) p) AS present,
           (SELECT coalesce(jsonb_object_agg(s, n), '{}') FROM (
              SELECT s, count(*)::int AS n FROM known, unnest(suspect) s GROUP BY s) q) AS suspicions`.execute(
    db,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('A count answered nothing');
  return row;
}

/** Members with a problem: MISSING_<field>, DUPLICATE, STALE, or a suspicion. In the order of their ids. */
export async function membersWith(
  db: Db,
  source: string,
  problem: string,
  rule: QualityRule,
  page: { readonly now: Date; readonly limit: number; readonly after?: string | undefined },
): Promise<string[]> {
  const since = new Date(page.now.getTime() - rule.freshDays * 86_400_000);
  const missing = problem.startsWith('MISSING_') ? problem.slice('MISSING_'.length) : null;
  const { rows } = await sql<{ member_id: string }>`
    SELECT k.member_id FROM source_known k JOIN member m ON m.id = k.member_id
    WHERE k.source = ${source} AND m.status IN ('ACTIVE', 'SUSPENDED', 'MERGED')
      AND (${page.after ?? null}::uuid IS NULL OR k.member_id > ${page.after ?? null}::uuid)
      AND CASE WHEN ${missing}::text IS NOT NULL THEN NOT (${missing}::text = ANY (k.fields))
               WHEN ${problem} = 'STALE' THEN k.told_at < ${since}
               WHEN ${problem} = 'DUPLICATE' THEN k.member_id IN (${DUPLICATED(source)})
               ELSE ${problem} = ANY (k.suspect) END
    ORDER BY k.member_id LIMIT ${page.limit}`.execute(db);
  return rows.map(({ member_id }) => member_id);
}

export interface KnownRow {
  readonly source: string;
  readonly fields: readonly string[];
  readonly suspect: readonly string[];
  readonly told_at: Date;
}

/** What each source knows of a member and those merged into it. */
export async function knownOf(db: Db, rootId: string): Promise<KnownRow[]> {
  const { rows } = await sql<InstantsAsText<KnownRow, 'told_at'>>`
    SELECT k.source, k.fields, k.suspect, k.told_at FROM member m JOIN source_known k ON k.member_id = m.id
    WHERE m.survivor_id = ${rootId} ORDER BY k.source, k.told_at DESC`.execute(db);
  return withInstants<KnownRow, 'told_at'>(rows, ['told_at']);
}

export async function uncounted(
  db: Db,
  limit: number,
): Promise<{ readonly member_id: string; readonly source: string }[]> {
  const { rows } = await sql<{ member_id: string; source: string }>`
    SELECT member_id, source FROM source_known WHERE NOT counted ORDER BY member_id LIMIT ${limit}`.execute(
    db,
  );
  return rows;
}

export async function markCounted(db: Db, memberIds: readonly string[]): Promise<void> {
  await sql`UPDATE source_known SET counted = true WHERE member_id = ANY(${[...memberIds]}::uuid[])`.execute(
    db,
  );
}
