/**
 * Table `throttle`. A try is counted before it is judged, in one statement, so that a thousand tries at once count a
 * thousand times. Subjects are stored as keyed digests.
 */
import { type Kysely, sql } from 'kysely';
import type { Limit } from '../domain/login-limits.ts';
import type { KeyRing } from '../protection/key-ring.ts';
import { rowsOf } from './rows.ts';

type Db = Kysely<unknown>;

export interface Counted {
  readonly limit: Limit;
  readonly subject: string;
}

export function counted(limits: readonly Limit[], subject: string | undefined): readonly Counted[] {
  return subject === undefined ? [] : limits.map((limit) => ({ limit, subject }));
}

/** Seconds until it may be tried again; undefined when every limit still has room. */
export async function countTry(
  db: Db,
  keys: KeyRing,
  tries: readonly Counted[],
  now: Date,
): Promise<number | undefined> {
  if (tries.length === 0) return undefined;
  const rows = tries.map(({ limit, subject }) => ({
    key: keys.digest(`throttle:${limit.kind}`, subject),
    most: limit.most,
    ends: new Date(now.getTime() + limit.seconds * 1000),
  }));
  const { rows: over } = await sql<{ wait: number }>`
    WITH given AS (
      SELECT decode(key, 'hex') AS key, most, ends
      FROM jsonb_to_recordset(${rowsOf(rows)}) AS r(key text, most int, ends timestamptz) ORDER BY 1
    ), counted AS (
      INSERT INTO throttle AS t (key, hits, window_ends) SELECT key, 1, ends FROM given
      ON CONFLICT (key) DO UPDATE
        SET hits = CASE WHEN t.window_ends <= ${now} THEN 1 ELSE t.hits + 1 END,
            window_ends = CASE WHEN t.window_ends <= ${now} THEN excluded.window_ends ELSE t.window_ends END
      RETURNING key, hits, window_ends
    )
    SELECT ceil(extract(epoch FROM c.window_ends - ${now}::timestamptz))::int AS wait
    FROM counted c JOIN given g USING (key) WHERE c.hits > g.most`.execute(db);
  return over.length === 0 ? undefined : Math.max(...over.map(({ wait }) => wait));
}

/** Forgets the tries of somebody who has proved to be right. */
export async function forgetTries(db: Db, keys: KeyRing, tries: readonly Counted[]): Promise<void> {
  const rows = tries.map(({ limit, subject }) => ({
    key: keys.digest(`throttle:${limit.kind}`, subject),
  }));
  await sql`
    DELETE FROM throttle USING jsonb_to_recordset(${rowsOf(rows)}) AS r(key text)
    WHERE throttle.key = decode(r.key, 'hex')`.execute(db);
}
