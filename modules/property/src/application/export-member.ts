/** The property company's part of "everything you know about me": the rows, and what residents told us, opened. */
import { exportMemberOpened, type MemberExport } from '@guildhall/shared/member-export';
import type { Principal } from '@guildhall/shared/principal';
import type { Property } from './property.ts';

export function exportOwnPart(
  { kit, name, phone, plate, words }: Property,
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
): Promise<MemberExport> {
  const of = (title: string, table: string, column: string, { seal }: Property['name']) => ({
    name: title,
    table,
    holder: 'member_id',
    column: `${column}_sealed`,
    seal,
  });
  return exportMemberOpened(kit.db, caller, input, [
    of('resident-names', 'residency', 'name', name),
    of('resident-phones', 'residency', 'phone', phone),
    of('parking-plates', 'parking_lease', 'plate', plate),
    of('repair-descriptions', 'repair_request', 'description', words),
    of('complaints-told', 'complaint', 'text', words),
    of('complaint-answers', 'complaint', 'answer', words),
  ]);
}
