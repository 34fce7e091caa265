/** The supermarket's part of "everything you know about me": the rows, and the addresses of deliveries, opened. */
import { exportMemberOpened, type MemberExport } from '@guildhall/shared/member-export';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { textSeal } from '@guildhall/shared/sealed-text';
import { ADDRESS_PURPOSE } from './book-delivery.ts';

export function exportOwnPart(
  kit: Pick<ModuleKit, 'db' | 'secret'>,
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
): Promise<MemberExport> {
  return exportMemberOpened(kit.db, caller, input, [
    {
      name: 'delivery-addresses',
      table: 'delivery_booking',
      holder: 'member_id',
      column: 'address_sealed',
      as: 'address',
      seal: textSeal(kit.secret, ADDRESS_PURPOSE),
    },
  ]);
}
