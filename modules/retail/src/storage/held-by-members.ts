/** Whose a row of the supermarket is: what passes from a merged member to the survivor. */
import type { HeldColumn } from '@guildhall/shared/database/member-moves';

export const HELD_BY_MEMBERS: readonly HeldColumn[] = [
  { kind: 'basket', table: 'basket', column: 'member_id' },
  { kind: 'delivery_booking', table: 'delivery_booking', column: 'member_id' },
];
