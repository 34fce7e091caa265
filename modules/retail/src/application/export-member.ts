/** The supermarket's part of "everything you know about me": the rows, and the addresses of deliveries, opened. */
import { isId, toUuid } from '@guildhall/shared/ids';
import { exportMember, type MemberExport } from '@guildhall/shared/member-export';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { textSeal } from '@guildhall/shared/sealed-text';
import { sql } from 'kysely';
import { ADDRESS_PURPOSE } from './book-delivery.ts';

const MOST_ROWS = 20_000;

export async function exportOwnPart(
  kit: Pick<ModuleKit, 'db' | 'secret'>,
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
): Promise<MemberExport> {
  const plain = await exportMember(kit.db, caller, input);
  const uuids = input.memberIds.flatMap((id) => (isId('mem', id) ? [toUuid('mem', id)] : []));
  if (caller.kind !== 'module') return plain;
  const seal = textSeal(kit.secret, ADDRESS_PURPOSE);
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    SELECT id, address_sealed AS sealed FROM delivery_booking WHERE member_id = ANY(${uuids}::uuid[])
    ORDER BY id LIMIT ${MOST_ROWS}`.execute(kit.db.sql());
  if (rows.length === 0) return plain;
  const addresses = rows.map(({ id, sealed }) => ({ id, address: seal.open(sealed, id) }));
  return {
    tables: [
      ...plain.tables,
      { name: 'delivery-addresses', rows: addresses, cut: rows.length === MOST_ROWS },
    ],
  };
}
