/** What passes from a merged member to the survivor, remembered row by row, and what goes back. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Every column that says whose a row is. */
const HELD = [
  { kind: 'parcel_sender', table: 'parcel', column: 'sender_id' },
  { kind: 'parcel_recipient', table: 'parcel', column: 'recipient_id' },
  { kind: 'errand', table: 'errand', column: 'member_id' },
] as const;

export interface MemberMove {
  readonly mergeId: string;
  /** UUIDs. */
  readonly from: string;
  readonly to: string;
}

/** A merge that is told twice moves nothing twice: nothing is left with the merged member. */
export async function passOn(tx: EntityManager, move: MemberMove, now: Date): Promise<void> {
  const db = tx.getKysely<unknown>();
  for (const { kind, table, column } of HELD) {
    const [name, holder] = [sql.table(table), sql.ref(column)];
    await sql`
      WITH moved AS (UPDATE ${name} SET ${holder} = ${move.to} WHERE ${holder} = ${move.from} RETURNING id)
      INSERT INTO member_move (merge_id, kind, row_id, from_member_id, to_member_id, moved_at)
      SELECT ${move.mergeId}, ${kind}, id, ${move.from}, ${move.to}, ${now} FROM moved`.execute(db);
  }
}

/** What passed on with that merge goes back, as far as the survivor still has it. */
export async function giveBack(tx: EntityManager, mergeId: string, now: Date): Promise<void> {
  const db = tx.getKysely<unknown>();
  for (const { kind, table, column } of HELD) {
    const [name, holder] = [sql.table(table), sql.ref(column)];
    await sql`
      UPDATE ${name} AS held SET ${holder} = m.from_member_id FROM member_move m
      WHERE m.merge_id = ${mergeId} AND m.kind = ${kind} AND m.undone_at IS NULL
        AND held.id = m.row_id AND held.${holder} = m.to_member_id`.execute(db);
  }
  await sql`
    UPDATE member_move SET undone_at = ${now} WHERE merge_id = ${mergeId} AND undone_at IS NULL`.execute(
    db,
  );
}
