/** Whose a row of logistics is: what passes from a merged member to the survivor. */
import type { HeldColumn } from '@guildhall/shared/database/member-moves';

export const HELD_BY_MEMBERS: readonly HeldColumn[] = [
  { kind: 'parcel_sender', table: 'parcel', column: 'sender_id' },
  { kind: 'parcel_recipient', table: 'parcel', column: 'recipient_id' },
  { kind: 'errand', table: 'errand', column: 'member_id' },
];
