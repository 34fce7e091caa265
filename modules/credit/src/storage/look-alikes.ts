/** Pairs of firms whose names are alike, and names that are still to be compared. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { PartFinding } from '../domain/names/comparison.ts';
import { optionalDate } from './facts.ts';
import type { LookAlikeDecision } from './file-tables.ts';
import type { Db } from './tables.ts';

export interface DueName {
  readonly nameId: string;
  readonly firmId: string;
  readonly name: string;
}

/** Names to be compared, taken off the queue by this transaction. */
export async function takeDueNames(db: Db, limit: number): Promise<DueName[]> {
  const { rows } = await sql<{ id: string; firm_id: string; name: string }>`
    WITH taken AS (
      DELETE FROM lookalike_due WHERE name_id IN (
        SELECT name_id FROM lookalike_due ORDER BY name_id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING name_id)
    SELECT n.id, n.firm_id, n.name FROM taken JOIN firm_name AS n ON n.id = taken.name_id ORDER BY n.id`.execute(
    db,
  );
  return rows.map(({ id, firm_id, name }) => ({ nameId: id, firmId: firm_id, name }));
}

export interface NewLookAlike {
  readonly firmId: string;
  readonly name: string;
  readonly otherFirmId: string;
  readonly otherName: string;
  readonly band: 'SAME' | 'REVIEW';
  readonly score: number;
  readonly parts: readonly PartFinding[];
}

/** Pairs that are new; a pair that is known, or that a branch and its firm make, is left as it is. */
export async function addLookAlikes(
  db: Db,
  pairs: readonly NewLookAlike[],
  now: Date,
): Promise<number> {
  if (pairs.length === 0) return 0;
  const ordered = pairs.map(({ firmId, name, otherFirmId, otherName, ...rest }) =>
    firmId < otherFirmId
      ? { a_firm: firmId, b_firm: otherFirmId, a_name: name, b_name: otherName, ...rest }
      : { a_firm: otherFirmId, b_firm: firmId, a_name: otherName, b_name: name, ...rest },
  );
  const unique = new Map(ordered.map((pair) => [`${pair.a_firm} ${pair.b_firm}`, pair]));
  const rows = [...unique.values()].map((pair) => ({ id: newUuid(now), ...pair }));
  const { rows: made } = await sql`
    INSERT INTO firm_lookalike (id, a_firm, b_firm, a_name, b_name, band, score, parts, found_at)
    SELECT p.id, p.a_firm, p.b_firm, p.a_name, p.b_name, p.band, p.score, p.parts, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS p(id uuid, a_firm uuid, b_firm uuid, a_name text, b_name text, band text, score numeric, parts jsonb)
    JOIN firm AS a ON a.id = p.a_firm JOIN firm AS b ON b.id = p.b_firm
    WHERE a.parent_id IS DISTINCT FROM b.id AND b.parent_id IS DISTINCT FROM a.id
    ON CONFLICT DO NOTHING RETURNING 1`.execute(db);
  return made.length;
}

export interface LookAlikeRow {
  readonly id: string;
  readonly aFirm: string;
  readonly bFirm: string;
  readonly aName: string;
  readonly bName: string;
  readonly band: 'SAME' | 'REVIEW';
  readonly score: number;
  readonly parts: readonly PartFinding[];
  readonly foundAt: Date;
  readonly decision: LookAlikeDecision | undefined;
  readonly reason: string | undefined;
  readonly decidedBy: string | undefined;
  readonly decidedAt: Date | undefined;
}

const lookAlikeRows = (db: Db) => db.selectFrom('firm_lookalike').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof lookAlikeRows>['execute']>>[number];

const shown = (row: Row): LookAlikeRow => ({
  id: row.id,
  aFirm: row.a_firm,
  bFirm: row.b_firm,
  aName: row.a_name,
  bName: row.b_name,
  band: row.band,
  score: Number(row.score),
  parts: row.parts as readonly PartFinding[],
  foundAt: new Date(row.found_at),
  decision: row.decision ?? undefined,
  reason: row.reason ?? undefined,
  decidedBy: row.decided_by ?? undefined,
  decidedAt: optionalDate(row.decided_at),
});

export async function lookAlikeById(db: Db, id: string): Promise<LookAlikeRow | undefined> {
  const row = await lookAlikeRows(db).where('id', '=', id).executeTakeFirst();
  return row && shown(row);
}

export async function lockLookAlike(db: Db, id: string): Promise<LookAlikeRow | undefined> {
  const row = await lookAlikeRows(db).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && shown(row);
}

export async function lookAlikesOfFirm(db: Db, firmId: string): Promise<LookAlikeRow[]> {
  const rows = await lookAlikeRows(db)
    .where((where) => where.or([where('a_firm', '=', firmId), where('b_firm', '=', firmId)]))
    .orderBy('score', 'desc')
    .orderBy('id')
    .limit(100)
    .execute();
  return rows.map(shown);
}

/** The most alike first. */
export async function lookAlikesPage(
  db: Db,
  open: boolean | undefined,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [string, string] | undefined },
): Promise<LookAlikeRow[]> {
  let query = lookAlikeRows(db);
  if (open !== undefined) query = query.where('decision', open ? 'is' : 'is not', null);
  if (after !== undefined)
    query = query.where(sql<boolean>`(score, id) < (${after[0]}::numeric, ${after[1]}::uuid)`);
  const rows = await query.orderBy('score', 'desc').orderBy('id', 'desc').limit(limit).execute();
  return rows.map(shown);
}

export async function keepDecision(
  db: Db,
  id: string,
  decision: {
    readonly decision: LookAlikeDecision;
    readonly reason: string;
    readonly decidedBy: string;
  },
  now: Date,
): Promise<void> {
  const said = {
    decision: decision.decision,
    reason: decision.reason,
    decided_by: decision.decidedBy,
    decided_at: now,
  };
  await db.updateTable('firm_lookalike').set(said).where('id', '=', id).execute();
  await db
    .insertInto('firm_lookalike_decision')
    .values({ id: newUuid(now), lookalike_id: id, ...said })
    .execute();
}
