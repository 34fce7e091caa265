/** Tables `household`, `household_member`. Invariant: a member lives in one household at a time. */
import { type Kysely, sql } from 'kysely';

type Db = Kysely<unknown>;

/** Household by member id; a merged person's own household wins over those of the merged. */
export async function householdsOf(
  db: Db,
  rootIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ root_id: string; household_id: string }>`
    SELECT DISTINCT ON (m.survivor_id) m.survivor_id AS root_id, h.household_id
    FROM member m JOIN household_member h ON h.member_id = m.id
    WHERE m.survivor_id = ANY(${rootIds}::uuid[]) AND h.left_at IS NULL
    ORDER BY m.survivor_id, (m.id = m.survivor_id) DESC, h.joined_at`.execute(db);
  return new Map(rows.map(({ root_id, household_id }) => [root_id, household_id]));
}
