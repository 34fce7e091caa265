/**
 * A member is erased: their name, telephone and address on parcels they sent or got, and where their errands went, are
 * destroyed. What was carried stays, and so does the other side of a parcel.
 */
import { textSeal } from '@guildhall/shared/sealed-text';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { DESTINATION_PURPOSE } from './book-errand.ts';
import { RECIPIENT_PURPOSE, SENDER_PURPOSE } from './send-parcel.ts';

const NOBODY = JSON.stringify({ name: '', phone: '', address: '' });

const SEALED = [
  {
    table: 'parcel',
    holder: 'sender_id',
    column: 'sender_sealed',
    purpose: SENDER_PURPOSE,
    blank: NOBODY,
  },
  {
    table: 'parcel',
    holder: 'recipient_id',
    column: 'recipient_sealed',
    purpose: RECIPIENT_PURPOSE,
    blank: NOBODY,
  },
  {
    table: 'errand',
    holder: 'member_id',
    column: 'destination_sealed',
    purpose: DESTINATION_PURPOSE,
    blank: '',
  },
] as const;

export async function forgetPerson(
  secret: string,
  tx: EntityManager,
  memberId: string,
): Promise<void> {
  const db = tx.getKysely<unknown>();
  for (const { table, holder, column, purpose, blank } of SEALED) {
    const seal = textSeal(secret, purpose);
    const [name, held, sealed] = [sql.table(table), sql.ref(holder), sql.ref(column)];
    const { rows } = await sql<{ id: string }>`
      SELECT id FROM ${name} WHERE ${held} = ${memberId} ORDER BY id FOR UPDATE`.execute(db);
    for (const { id } of rows)
      await sql`UPDATE ${name} SET ${sealed} = ${seal.seal(blank, id)} WHERE id = ${id}`.execute(
        db,
      );
  }
}
