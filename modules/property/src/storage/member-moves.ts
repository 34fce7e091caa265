/** What passes from a merged member to the survivor, remembered row by row, and what goes back. */
import {
  giveBack as giveHeldBack,
  type HeldColumn,
  type MemberMove,
  passOn as passHeldOn,
} from '@guildhall/shared/database/member-moves';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Columns that say whose a row is and that may simply pass on; residencies are looked at one by one. */
const HELD: readonly HeldColumn[] = [
  { kind: 'parking_lease', table: 'parking_lease', column: 'member_id' },
  { kind: 'fee_bill', table: 'fee_bill', column: 'payer_member_id' },
  { kind: 'fee_payment', table: 'fee_payment', column: 'member_id' },
  { kind: 'repair_request', table: 'repair_request', column: 'member_id' },
  { kind: 'complaint', table: 'complaint', column: 'member_id' },
];
const RESIDENCY: HeldColumn = { kind: 'residency', table: 'residency', column: 'member_id' };

/** UUIDs of the residencies and leases that changed hands. */
export interface Passed {
  readonly residencies: readonly string[];
  readonly leases: readonly string[];
}

export async function passOn(tx: EntityManager, move: MemberMove, now: Date): Promise<Passed> {
  const db = tx.getKysely<unknown>();
  await passPayingOn(tx, move, now);
  const { rows: residencies } = await sql<{ row_id: string }>`
    WITH moved AS (
      UPDATE residency AS r SET member_id = ${move.to} WHERE r.member_id = ${move.from}
        AND NOT EXISTS (SELECT 1 FROM residency o WHERE o.dwelling_id = r.dwelling_id AND o.member_id = ${move.to}
                        AND daterange(o.from_on, o.until_on, '[]') && daterange(r.from_on, r.until_on, '[]'))
      RETURNING r.id)
    INSERT INTO member_move (merge_id, kind, row_id, from_member_id, to_member_id, moved_at)
    SELECT ${move.mergeId}, 'residency', id, ${move.from}, ${move.to}, ${now} FROM moved RETURNING row_id`.execute(
    db,
  );
  const moved = await passHeldOn(tx, HELD, move, now);
  return {
    residencies: residencies.map(({ row_id }) => row_id),
    leases: moved.get('parking_lease') ?? [],
  };
}

/** Where both live in one dwelling and the merged member pays its fees, the survivor's own residency pays from now on. */
async function passPayingOn(tx: EntityManager, move: MemberMove, now: Date): Promise<void> {
  const db = tx.getKysely<unknown>();
  const { rows } = await sql<{ row_id: string; other_row_id: string }>`
    INSERT INTO member_move (merge_id, kind, row_id, other_row_id, from_member_id, to_member_id, moved_at)
    SELECT ${move.mergeId}, 'fee_payer', r.id, o.id, ${move.from}, ${move.to}, ${now}
    FROM residency r JOIN residency o ON o.dwelling_id = r.dwelling_id AND o.member_id = ${move.to} AND o.until_on IS NULL
    WHERE r.member_id = ${move.from} AND r.pays_fees RETURNING row_id, other_row_id`.execute(db);
  for (const { row_id, other_row_id } of rows) await switchPayer(tx, row_id, other_row_id);
}

async function switchPayer(tx: EntityManager, from: string, to: string): Promise<void> {
  const db = tx.getKysely<unknown>();
  await sql`UPDATE residency SET pays_fees = false WHERE id = ${from}`.execute(db);
  await sql`UPDATE residency SET pays_fees = true WHERE id = ${to} AND until_on IS NULL`.execute(
    db,
  );
}

/** What passed on with that merge goes back, as far as the survivor still has it. */
export async function giveBack(tx: EntityManager, mergeId: string, now: Date): Promise<Passed> {
  const db = tx.getKysely<unknown>();
  const { rows: paying } = await sql<{ row_id: string; other_row_id: string }>`
    SELECT m.row_id, m.other_row_id FROM member_move m
    JOIN residency r ON r.id = m.row_id AND r.until_on IS NULL
    JOIN residency o ON o.id = m.other_row_id AND o.pays_fees
    WHERE m.merge_id = ${mergeId} AND m.kind = 'fee_payer' AND m.undone_at IS NULL`.execute(db);
  for (const { row_id, other_row_id } of paying) await switchPayer(tx, other_row_id, row_id);
  const back = await giveHeldBack(tx, [RESIDENCY, ...HELD], mergeId, now);
  return {
    residencies: back.get('residency') ?? [],
    leases: back.get('parking_lease') ?? [],
  };
}
