/**
 * A member is erased: everything in our books that names the person is destroyed, their words included. What happened
 * (bills, payments, repairs) stays.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { ComplaintTable, RepairRequestTable } from '../storage/tables.ts';
import type { Property } from './property.ts';

export async function forgetPerson(
  property: Property,
  tx: EntityManager,
  memberId: string,
): Promise<void> {
  const db = tx.getKysely<unknown>();
  await sql`
    UPDATE residency SET name_sealed = NULL, phone_sealed = NULL, phone_index = NULL
    WHERE member_id = ${memberId}`.execute(db);
  await sql`
    UPDATE parking_lease SET plate_sealed = NULL, plate_index = NULL WHERE member_id = ${memberId}`.execute(
    db,
  );
  const nothing = (id: string) => property.words.seal.seal('', id);
  for (const request of await tx.find(RepairRequestTable, { memberId })) {
    request.descriptionSealed = nothing(request.id);
  }
  for (const complaint of await tx.find(ComplaintTable, { memberId })) {
    complaint.textSealed = nothing(complaint.id);
    if (complaint.answerSealed) complaint.answerSealed = nothing(complaint.id);
  }
  await tx.flush();
}
