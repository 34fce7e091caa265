import type { HeldColumn } from '@guildhall/shared/database/member-moves';

/** Every column that says whose a row is. */
export const HELD_BY_MEMBERS: readonly HeldColumn[] = [
  { kind: 'basket', table: 'basket', column: 'member_id' },
  { kind: 'delivery_booking', table: 'delivery_booking', column: 'member_id' },
];
