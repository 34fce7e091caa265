/** Trouble and where it has spread: which firms are in trouble now, and the rows that say what reached whom. */

import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { ContagionCause } from '../domain/relations/relation.ts';
import type { Db } from './tables.ts';

/** Trouble at the source itself, in basis points of the worst. */
export const CAUSE_BPS: Readonly<Record<ContagionCause, number>> = {
  BLACKLISTED: 10_000,
  DISHONEST_DEBTOR: 10_000,
  DEFAULTED: 7_000,
};

/** Which of these firms are in trouble on a day, and the worst of what it is. */
export async function troublesOf(
  db: Db,
  firmIds: readonly string[],
  today: string,
): Promise<ReadonlyMap<string, ContagionCause>> {
  if (firmIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; cause: ContagionCause }>`
    SELECT f.id, CASE
        WHEN EXISTS (SELECT 1 FROM list_entry AS e WHERE e.firm_id = f.id AND e.list = 'BLACKLIST'
          AND e.state IN ('ACTIVE', 'APPEALED', 'UPHELD') AND e.effective_on <= ${today}::date
          AND (e.expires_on IS NULL OR e.expires_on > ${today}::date)) THEN 'BLACKLISTED'
        WHEN (a.standing ->> 'dishonestDebtor')::boolean THEN 'DISHONEST_DEBTOR'
        WHEN (a.standing ->> 'openDefaults')::int > 0 THEN 'DEFAULTED' END AS cause
    FROM unnest(${[...firmIds]}::uuid[]) AS f(id)
    LEFT JOIN LATERAL (
      SELECT standing FROM assessment WHERE firm_id = f.id ORDER BY assessed_at DESC, no DESC LIMIT 1) AS a ON true`.execute(
    db,
  );
  return new Map(rows.flatMap(({ id, cause }) => (cause === null ? [] : [[id, cause] as const])));
}

export interface ContagionRow {
  readonly id: string;
  readonly firmId: string;
  readonly sourceFirmId: string;
  readonly cause: ContagionCause;
  readonly weightBps: number;
  readonly path: readonly string[];
  readonly since: Date;
}

export async function contagionNow(
  db: Db,
  by: { readonly firmIds?: readonly string[]; readonly sourceIds?: readonly string[] },
): Promise<ContagionRow[]> {
  let query = db.selectFrom('contagion').selectAll().where('until', 'is', null);
  if (by.firmIds) query = query.where('firm_id', 'in', [...by.firmIds, NOBODY]);
  if (by.sourceIds) query = query.where('source_firm_id', 'in', [...by.sourceIds, NOBODY]);
  const rows = await query.orderBy('weight_bps', 'desc').orderBy('id').execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    sourceFirmId: row.source_firm_id,
    cause: row.cause as ContagionCause,
    weightBps: row.weight_bps,
    path: row.path,
    since: new Date(row.since),
  }));
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Sources whose trouble passes through one of these parties today. */
export async function sourcesThrough(db: Db, parties: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT source_firm_id AS id FROM contagion WHERE until IS NULL AND path && ${[...parties]}::uuid[]`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

export type NewContagion = Omit<ContagionRow, 'id' | 'since'>;

/** Makes what spreads from these sources be this; answers what is new or weighs more than before. */
export async function replaceContagion(
  db: Db,
  sourceIds: readonly string[],
  wanted: readonly NewContagion[],
  now: Date,
): Promise<NewContagion[]> {
  const known = await contagionNow(db, { sourceIds });
  const same = (a: NewContagion, b: NewContagion): boolean =>
    a.cause === b.cause && a.weightBps === b.weightBps && a.path.join() === b.path.join();
  const before = new Map(known.map((row) => [`${row.sourceFirmId} ${row.firmId}`, row]));
  const fresh = wanted.filter((row) => {
    const old = before.get(`${row.sourceFirmId} ${row.firmId}`);
    return old === undefined || !same(old, row);
  });
  const kept = new Set(
    wanted.filter((row) => !fresh.includes(row)).map((row) => `${row.sourceFirmId} ${row.firmId}`),
  );
  const gone = known.filter((row) => !kept.has(`${row.sourceFirmId} ${row.firmId}`));
  if (gone.length > 0) {
    await sql`
      UPDATE contagion SET until = ${now}, until_mark = pg_current_xact_id()
      WHERE id = ANY(${gone.map(({ id }) => id)}::uuid[])`.execute(db);
  }
  if (fresh.length > 0) {
    await db
      .insertInto('contagion')
      .values(
        fresh.map((row) => ({
          id: newUuid(now),
          firm_id: row.firmId,
          source_firm_id: row.sourceFirmId,
          cause: row.cause,
          weight_bps: row.weightBps,
          path: [...row.path],
          since: now,
        })),
      )
      .execute();
  }
  return fresh.filter((row) => {
    const old = before.get(`${row.sourceFirmId} ${row.firmId}`);
    return old === undefined || old.weightBps < row.weightBps;
  });
}
