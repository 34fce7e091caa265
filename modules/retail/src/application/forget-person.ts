/** A member is erased: the addresses of their deliveries are destroyed. What was bought and delivered stays. */

import { textSeal } from '@guildhall/shared/sealed-text';
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { ADDRESS_PURPOSE } from './book-delivery.ts';

export async function forgetPerson(
  secret: string,
  tx: EntityManager,
  memberId: string,
): Promise<void> {
  const db = tx.getKysely<unknown>();
  const seal = textSeal(secret, ADDRESS_PURPOSE);
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM delivery_booking WHERE member_id = ${memberId} ORDER BY id FOR UPDATE`.execute(
    db,
  );
  for (const { id } of rows)
    await sql`UPDATE delivery_booking SET address_sealed = ${seal.seal('', id)} WHERE id = ${id}`.execute(
      db,
    );
}
