/** What passes from a merged member to the survivor, remembered row by row, and what goes back. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Every column that says whose a row is. */
const HELD = [
  ['vehicle', 'owner_member_id'],
  ['customer', 'member_id'],
  ['sales_order', 'member_id'],
  ['service_booking', 'member_id'],
  ['work_order', 'member_id'],
] as const;

export interface MemberMove {
  readonly mergeId: string;
  /** UUIDs. */
  readonly from: string;
  readonly to: string;
}

/** Ids of the cars that changed hands. */
export async function passOn(tx: EntityManager, move: MemberMove, now: Date): Promise<string[]> {
  const db = tx.getKysely<unknown>();
  const cars: string[] = [];
  for (const [table, column] of HELD) {
    const [name, holder] = [sql.table(table), sql.ref(column)];
    const { rows } = await sql<{ row_id: string }>`
      WITH moved AS (UPDATE ${name} SET ${holder} = ${move.to} WHERE ${holder} = ${move.from} RETURNING id)
      INSERT INTO member_move (merge_id, kind, row_id, from_member_id, to_member_id, moved_at)
      SELECT ${move.mergeId}, ${table}, id, ${move.from}, ${move.to}, ${now} FROM moved
      RETURNING row_id`.execute(db);
    if (table === 'vehicle') cars.push(...rows.map(({ row_id }) => row_id));
  }
  return cars;
}

/** What passed on with that merge goes back, as far as the survivor still has it. Ids of the cars that did. */
export async function giveBack(tx: EntityManager, mergeId: string, now: Date): Promise<string[]> {
  const db = tx.getKysely<unknown>();
  const cars: string[] = [];
  for (const [table, column] of HELD) {
    const [name, holder] = [sql.table(table), sql.ref(column)];
    const { rows } = await sql<{ id: string }>`
      UPDATE ${name} AS held SET ${holder} = m.from_member_id FROM member_move m
      WHERE m.merge_id = ${mergeId} AND m.kind = ${table} AND m.undone_at IS NULL
        AND held.id = m.row_id AND held.${holder} = m.to_member_id
      RETURNING held.id`.execute(db);
    if (table === 'vehicle') cars.push(...rows.map(({ id }) => id));
  }
  await sql`
    UPDATE member_move SET undone_at = ${now} WHERE merge_id = ${mergeId} AND undone_at IS NULL`.execute(
    db,
  );
  return cars;
}

/** Everything in our books that names the person is destroyed; what happened stays. */
export async function forgetPerson(tx: EntityManager, memberId: string): Promise<void> {
  const db = tx.getKysely<unknown>();
  await sql`
    UPDATE vehicle SET plate_sealed = NULL, plate_index = NULL WHERE owner_member_id = ${memberId}`.execute(
    db,
  );
  await sql`
    UPDATE customer SET name_sealed = NULL, phone_sealed = NULL, phone_index = NULL
    WHERE member_id = ${memberId}`.execute(db);
}
