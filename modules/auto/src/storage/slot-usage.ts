/** Bays of a slot, moved in both directions by conditional updates, so that the last bay is booked once. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** False when the slot is closed or full. The row stays locked until the transaction ends. */
export async function takeBay(tx: EntityManager, slotId: string): Promise<boolean> {
  const { rows } = await sql`
    UPDATE service_slot SET booked = booked + 1
    WHERE id = ${slotId} AND booked < capacity AND NOT closed RETURNING 1`.execute(
    tx.getKysely<unknown>(),
  );
  return rows.length > 0;
}

export async function freeBay(tx: EntityManager, slotId: string): Promise<void> {
  await sql`UPDATE service_slot SET booked = booked - 1 WHERE id = ${slotId}`.execute(
    tx.getKysely<unknown>(),
  );
}
