/**
 * Reads for the company's own screens and for members. Who may see what is decided here: the company's own people,
 * operators and auditors see all, a member sees what is his, and everybody else nothing (what consent opens to them
 * goes through the member's fields, where identity is asked).
 */
import { mayAccess } from '@guildhall/shared/graphql/index';
import type { Principal } from '@guildhall/shared/principal';
import { memberUuidOf } from '../ids.ts';
import { refuseOutsider } from './auto.ts';

export function seesAll(caller: Principal): boolean {
  return refuseOutsider(caller) === undefined || mayAccess(caller, ['operator', 'auditor']);
}

/** May the caller see a record of this member (UUID; null: of nobody)? */
export function seesRecordOf(caller: Principal, memberId: string | null | undefined): boolean {
  if (seesAll(caller)) return true;
  return caller.kind === 'member' && memberId === memberUuidOf(caller.memberId);
}

/** What a list must be narrowed to for this caller; undefined when he sees nothing of it. */
export function scopeOf(caller: Principal): { readonly memberId?: string } | undefined {
  if (seesAll(caller)) return {};
  return caller.kind === 'member' ? { memberId: memberUuidOf(caller.memberId) } : undefined;
}

/** A member is told nothing of other people's bookings, not even that they exist. */
export function isForeign(caller: Principal, memberId: string | null | undefined): boolean {
  return caller.kind === 'member' && memberId !== memberUuidOf(caller.memberId);
}
