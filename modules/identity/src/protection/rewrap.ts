/**
 * Rotation of the wrapping key: adds one, then wraps the data keys of members, persons and files again, in batches, the values
 * themselves untouched. It can stop anywhere and go on later; until it has finished, the old key is kept and both work.
 */
import type { Database } from '@guildhall/shared/database/database';
import { sql } from 'kysely';
import { rowsOf } from '../storage/rows.ts';
import type { KeyRing } from './key-ring.ts';

const BATCH = 500;
const OWNERS = ['member', 'person', 'customer_import'] as const;

/** Wraps what still lies under an older key. Answers how many data keys it wrapped. */
export async function rewrapAll(db: Database, keys: KeyRing): Promise<number> {
  let total = 0;
  for (const owner of OWNERS) {
    for (;;) {
      const count = await rewrapBatch(db, keys, owner);
      total += count;
      if (count < BATCH) break;
    }
  }
  return total;
}

async function rewrapBatch(
  db: Database,
  keys: KeyRing,
  owner: (typeof OWNERS)[number],
): Promise<number> {
  return db.transaction(async (tx) => {
    const kysely = tx.getKysely<unknown>();
    const { rows } = await sql<{ id: string; master_key: number; wrapped_key: Buffer }>`
      SELECT id, master_key, wrapped_key FROM ${sql.table(owner)}
      WHERE master_key <> ${keys.wrappingKey} AND wrapped_key IS NOT NULL
      ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`.execute(kysely);
    await keys.learn(
      kysely,
      rows.map(({ master_key }) => master_key),
    );
    const wrapped = rows.map(({ id, master_key, wrapped_key }) => {
      const name = `${owner}:${id}`;
      const key = keys.unwrap(name, { masterKey: master_key, wrapped: wrapped_key });
      return { id, ...keys.wrap(name, key) };
    });
    await sql`
      UPDATE ${sql.table(owner)} o SET master_key = r."masterKey", wrapped_key = decode(r.wrapped, 'hex')
      FROM jsonb_to_recordset(${rowsOf(wrapped)}) AS r(id uuid, "masterKey" int, wrapped text)
      WHERE o.id = r.id`.execute(kysely);
    return rows.length;
  });
}
