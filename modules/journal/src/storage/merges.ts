/** Which members were found to be one. */
import { toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './transactions.ts';

export async function joinMembers(
  db: Db,
  merge: { readonly mergeId: string; readonly fromMemberId: string; readonly toMemberId: string },
): Promise<void> {
  await sql`
    INSERT INTO member_alias (from_id, to_id, merge_id)
    VALUES (${toUuid('mem', merge.fromMemberId)}, ${toUuid('mem', merge.toMemberId)}, ${merge.mergeId})
    ON CONFLICT (from_id) DO UPDATE SET to_id = excluded.to_id, merge_id = excluded.merge_id`.execute(
    db,
  );
}

export async function partMembers(db: Db, mergeId: string): Promise<void> {
  await sql`DELETE FROM member_alias WHERE merge_id = ${mergeId}`.execute(db);
}
