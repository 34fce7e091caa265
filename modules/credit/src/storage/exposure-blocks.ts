/** What stands against each of many firms: blacklist entries in force with what lifts them, and the standing last scored. */
import { sql } from 'kysely';
import type { Standing } from '../domain/assessment/standing.ts';
import { BINDING_STATES } from '../domain/lists/listing-states.ts';
import type { BlacklistEntry } from '../domain/screening/exposure-blocks.ts';
import type { Db } from './tables.ts';

/** Blacklist entries in force on the day, oldest first. */
export async function blacklistEntriesOf(
  db: Db,
  firmIds: readonly string[],
  today: string,
  now: Date,
): Promise<ReadonlyMap<string, BlacklistEntry[]>> {
  const { rows } = await sql<{
    firm_id: string;
    id: string;
    reason_code: string;
    overridable: boolean;
    scope: string[];
    lifted: string[];
  }>`
    SELECT e.firm_id, e.id, e.reason_code, e.overridable, e.scope,
           ARRAY(SELECT o.subsidiary FROM list_override o WHERE o.entry_id = e.id AND o.state = 'GRANTED'
                 AND o.until_at > ${now} ORDER BY 1) AS lifted
    FROM list_entry e
    WHERE e.firm_id = ANY(${[...firmIds]}::uuid[]) AND e.list = 'BLACKLIST'
      AND e.state = ANY(${[...BINDING_STATES]}::text[]) AND e.effective_on <= ${today}::date
      AND (e.expires_on IS NULL OR e.expires_on > ${today}::date)
    ORDER BY e.proposed_at, e.id`.execute(db);
  return Map.groupBy(
    rows.map(({ firm_id, id, reason_code, overridable, scope, lifted }) => ({
      firmId: firm_id,
      ...{ id, reasonCode: reason_code, overridable, scope, liftedFor: lifted },
    })),
    ({ firmId }) => firmId,
  );
}

/** The standing of each firm's latest assessment; firms without one are left out. */
export async function latestStandings(
  db: Db,
  firmIds: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const { rows } = await sql<{ firm_id: string; standing: Standing }>`
    SELECT a.* FROM unnest(${[...firmIds]}::uuid[]) AS f(id)
    CROSS JOIN LATERAL (
      SELECT firm_id, standing FROM assessment WHERE firm_id = f.id
      ORDER BY assessed_at DESC, no DESC LIMIT 1) AS a`.execute(db);
  return new Map(rows.map(({ firm_id, standing }) => [firm_id, standing]));
}
