/** The 4S company's part of "everything you know about me": the rows, and name, phone and plates as told, opened. */
import { exportMemberOpened, type MemberExport } from '@guildhall/shared/member-export';
import type { Principal } from '@guildhall/shared/principal';
import type { Auto } from './auto.ts';

export function exportOwnPart(
  { kit, name, phone, plate }: Auto,
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
): Promise<MemberExport> {
  const customer = { table: 'customer', holder: 'member_id' } as const;
  return exportMemberOpened(kit.db, caller, input, [
    { name: 'customer-names', ...customer, column: 'name_sealed', seal: name.seal },
    { name: 'customer-phones', ...customer, column: 'phone_sealed', seal: phone.seal },
    {
      name: 'licence-plates',
      table: 'vehicle',
      holder: 'owner_member_id',
      column: 'plate_sealed',
      seal: plate.seal,
    },
  ]);
}
