/** Logistics' part of "everything you know about me": the rows, and what was sealed about the member itself, opened. */
import { exportMemberOpened, type MemberExport } from '@guildhall/shared/member-export';
import type { Principal } from '@guildhall/shared/principal';
import { textSeal } from '@guildhall/shared/sealed-text';
import { DESTINATION_PURPOSE } from './book-errand.ts';
import type { Kit } from './caller.ts';
import { RECIPIENT_PURPOSE, SENDER_PURPOSE } from './send-parcel.ts';

/** The other side of a parcel is another person's data and stays out. */
export function exportOwnPart(
  kit: Pick<Kit, 'db' | 'secret'>,
  caller: Principal,
  input: { readonly memberIds: readonly string[] },
): Promise<MemberExport> {
  const of = (
    name: string,
    table: string,
    [holder, column]: [string, string],
    purpose: string,
  ) => ({
    ...{ name, table, holder, column },
    seal: textSeal(kit.secret, purpose),
  });
  return exportMemberOpened(kit.db, caller, input, [
    of('told-as-sender', 'parcel', ['sender_id', 'sender_sealed'], SENDER_PURPOSE),
    of('told-as-recipient', 'parcel', ['recipient_id', 'recipient_sealed'], RECIPIENT_PURPOSE),
    of('errand-destinations', 'errand', ['member_id', 'destination_sealed'], DESTINATION_PURPOSE),
  ]);
}
