/** Logistics' part of "everything you know about me": the rows, and what was sealed about the member itself, opened. */
import { isId, toUuid } from '@guildhall/shared/ids';
import { exportMember, type MemberExport } from '@guildhall/shared/member-export';
import type { Principal } from '@guildhall/shared/principal';
import { textSeal } from '@guildhall/shared/sealed-text';
import { sql } from 'kysely';
import { DESTINATION_PURPOSE } from './book-errand.ts';
import type { Kit } from './caller.ts';
import { RECIPIENT_PURPOSE, SENDER_PURPOSE } from './send-parcel.ts';

const SEALED = [
  {
    name: 'told-as-sender',
    table: 'parcel',
    holder: 'sender_id',
    column: 'sender_sealed',
    purpose: SENDER_PURPOSE,
  },
  {
    name: 'told-as-recipient',
    table: 'parcel',
    holder: 'recipient_id',
    column: 'recipient_sealed',
    purpose: RECIPIENT_PURPOSE,
  },
  {
    name: 'errand-destinations',
    table: 'errand',
    holder: 'member_id',
    column: 'destination_sealed',
    purpose: DESTINATION_PURPOSE,
  },
] as const;
const MOST_ROWS = 20_000;

/** The other side of a parcel is another person's data and stays out. */
export async function exportOwnPart(
  kit: Pick<Kit, 'db' | 'secret'>,
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
): Promise<MemberExport> {
  const plain = await exportMember(kit.db, caller, input);
  const uuids = input.memberIds.flatMap((id) => (isId('mem', id) ? [toUuid('mem', id)] : []));
  if (caller.kind !== 'module') return plain;
  const opened = [];
  for (const { name, table, holder, column, purpose } of SEALED) {
    const seal = textSeal(kit.secret, purpose);
    const { rows } = await sql<{ id: string; sealed: Buffer }>`
      SELECT id, ${sql.ref(column)} AS sealed FROM ${sql.table(table)} WHERE ${sql.ref(holder)} = ANY(${uuids}::uuid[])
      ORDER BY id LIMIT ${MOST_ROWS}`.execute(kit.db.sql());
    const told = rows.map(({ id, sealed }) => ({ id, told: seal.open(sealed, id) }));
    if (told.length > 0) opened.push({ name, rows: told, cut: told.length === MOST_ROWS });
  }
  return { tables: [...plain.tables, ...opened] };
}
