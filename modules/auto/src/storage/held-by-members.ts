/** Whose a row of the 4S company is, and what is destroyed when that person is erased. */
import type { HeldColumn } from '@guildhall/shared/database/member-moves';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';

/** Every column that says whose a row is. */
export const HELD_BY_MEMBERS: readonly HeldColumn[] = [
  { kind: 'vehicle', table: 'vehicle', column: 'owner_member_id' },
  { kind: 'customer', table: 'customer', column: 'member_id' },
  { kind: 'sales_order', table: 'sales_order', column: 'member_id' },
  { kind: 'service_booking', table: 'service_booking', column: 'member_id' },
  { kind: 'work_order', table: 'work_order', column: 'member_id' },
];

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
