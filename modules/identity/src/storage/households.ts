/** Tables `household`, `household_member`. Invariant: a member lives in one household at a time. */
import { type Kysely, sql } from 'kysely';

type Db = Kysely<unknown>;

/** Household by member id. */
export async function householdsOf(
  db: Db,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ member_id: string; household_id: string }>`
    SELECT member_id, household_id FROM household_member
    WHERE member_id = ANY(${memberIds}::uuid[]) AND left_at IS NULL`.execute(db);
  return new Map(rows.map(({ member_id, household_id }) => [member_id, household_id]));
}
