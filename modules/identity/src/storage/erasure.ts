/**
 * Destroys what is known of members: their keys first, so that ciphertext in backups is dead too, then every value and
 * digest. What stays names nobody: ids, numbers, states, consent history, the access log.
 */
import { type Kysely, sql } from 'kysely';

type Db = Kysely<unknown>;

export async function destroyPersonalData(db: Db, memberIds: readonly string[]): Promise<void> {
  const ids = [...memberIds];
  await sql`UPDATE member SET status = 'ERASED', wrapped_key = NULL WHERE id = ANY(${ids}::uuid[])`.execute(
    db,
  );
  await sql`DELETE FROM identity WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM source_record WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM member_profile WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM member_relation WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM source_known WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM contested_identity WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM linkage_key WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM linkage_member WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM linkage_due WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM linkage_pair WHERE member_a = ANY(${ids}::uuid[]) OR member_b = ANY(${ids}::uuid[])`.execute(
    db,
  );
  await sql`DELETE FROM consent WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM session WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`DELETE FROM device WHERE member_id = ANY(${ids}::uuid[])`.execute(db);
  await sql`UPDATE household_member SET left_at = now() WHERE member_id = ANY(${ids}::uuid[]) AND left_at IS NULL`.execute(
    db,
  );
}
