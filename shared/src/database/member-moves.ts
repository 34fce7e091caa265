/**
 * What passes from a merged member to the survivor, remembered row by row in the module's own `member_move`, and what
 * goes back when the merge is undone. Each module names the columns of its tables that say whose a row is.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

export interface HeldColumn {
  /** What the move is remembered as: the table's name, unless several of its columns hold members. */
  readonly kind: string;
  readonly table: string;
  readonly column: string;
}

export interface MemberMove {
  readonly mergeId: string;
  /** UUIDs. */
  readonly from: string;
  readonly to: string;
}

/** UUIDs of the rows that changed hands, by kind. */
export type MovedRows = ReadonlyMap<string, readonly string[]>;

/** A merge that is told twice moves nothing twice: nothing is left with the merged member. */
export async function passOn(
  tx: EntityManager,
  held: readonly HeldColumn[],
  { mergeId, from, to }: MemberMove,
  now: Date,
): Promise<MovedRows> {
  const db = tx.getKysely<unknown>();
  const moved = new Map<string, readonly string[]>();
  for (const { kind, table, column } of held) {
    const [name, holder] = [sql.table(table), sql.ref(column)];
    const { rows } = await sql<{ row_id: string }>`
      WITH moved AS (UPDATE ${name} SET ${holder} = ${to} WHERE ${holder} = ${from} RETURNING id)
      INSERT INTO member_move (merge_id, kind, row_id, from_member_id, to_member_id, moved_at)
      SELECT ${mergeId}, ${kind}, id, ${from}, ${to}, ${now} FROM moved
      RETURNING row_id`.execute(db);
    moved.set(
      kind,
      rows.map(({ row_id }) => row_id),
    );
  }
  return moved;
}

/** What passed on with that merge goes back, as far as the survivor still has it. */
export async function giveBack(
  tx: EntityManager,
  held: readonly HeldColumn[],
  mergeId: string,
  now: Date,
): Promise<MovedRows> {
  const db = tx.getKysely<unknown>();
  const back = new Map<string, readonly string[]>();
  for (const { kind, table, column } of held) {
    const [name, holder] = [sql.table(table), sql.ref(column)];
    const { rows } = await sql<{ id: string }>`
      UPDATE ${name} AS held SET ${holder} = m.from_member_id FROM member_move m
      WHERE m.merge_id = ${mergeId} AND m.kind = ${kind} AND m.undone_at IS NULL
        AND held.id = m.row_id AND held.${holder} = m.to_member_id
      RETURNING held.id`.execute(db);
    back.set(
      kind,
      rows.map(({ id }) => id),
    );
  }
  await sql`
    UPDATE member_move SET undone_at = ${now} WHERE merge_id = ${mergeId} AND undone_at IS NULL`.execute(
    db,
  );
  return back;
}
