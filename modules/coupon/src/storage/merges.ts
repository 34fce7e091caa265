/** Which members were found to be one, and the usage of limits that was added up for it. */
import { toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './offers.ts';

export interface Merge {
  readonly mergeId: string;
  readonly fromMemberId: string;
  readonly toMemberId: string;
}

/** The survivor has used what both used: a limit per member holds for the one person they are. */
export async function joinMembers(
  db: Db,
  { mergeId, fromMemberId, toMemberId }: Merge,
): Promise<void> {
  await sql`
    INSERT INTO member_alias (from_id, to_id, merge_id)
    VALUES (${toUuid('mem', fromMemberId)}, ${toUuid('mem', toMemberId)}, ${mergeId})
    ON CONFLICT (from_id) DO UPDATE SET to_id = excluded.to_id, merge_id = excluded.merge_id`.execute(
    db,
  );
  await sql`
    WITH moved AS (
      INSERT INTO moved_usage (merge_id, offer_id, limit_no, from_scope, to_scope, amount)
      SELECT ${mergeId}, offer_id, limit_no, scope, ${toMemberId} || substr(scope, length(${fromMemberId}::text) + 1), used
      FROM counter WHERE used > 0 AND (scope = ${fromMemberId} OR scope LIKE ${`${fromMemberId}/%`})
      ON CONFLICT DO NOTHING RETURNING offer_id, limit_no, to_scope, amount)
    INSERT INTO counter AS c (offer_id, limit_no, scope, used)
    SELECT offer_id, limit_no, to_scope, amount FROM moved ORDER BY 1, 2, 3
    ON CONFLICT (offer_id, limit_no, scope) DO UPDATE SET used = c.used + excluded.used`.execute(
    db,
  );
}

export async function partMembers(db: Db, mergeId: string): Promise<void> {
  await sql`DELETE FROM member_alias WHERE merge_id = ${mergeId}`.execute(db);
  await sql`
    WITH moved AS (
      DELETE FROM moved_usage WHERE merge_id = ${mergeId} RETURNING offer_id, limit_no, to_scope, amount)
    UPDATE counter c SET used = greatest(c.used - moved.amount, 0) FROM moved
    WHERE c.offer_id = moved.offer_id AND c.limit_no = moved.limit_no AND c.scope = moved.to_scope`.execute(
    db,
  );
}
