/** Who may order something about a member, and the member locked for it. */
import { isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Db } from '../../storage/identities.ts';
import { lockRoots, type MemberRow, rootOf } from '../../storage/members.ts';

/** Locks the survivor of the member that is named. */
export async function lockSurvivor(db: Db, memberId: string): Promise<Outcome<MemberRow>> {
  const gone = refuse('NOT_FOUND', 'MEMBER_NOT_FOUND', {}, ['memberId']);
  if (!isId('mem', memberId)) return gone;
  const [row] = await lockRoots(db, [toUuid('mem', memberId)]);
  return row === undefined ? gone : accept(row);
}

/** True when the caller is this member, or one that was merged into it. */
export async function isSelf(db: Db, caller: Principal, row: MemberRow): Promise<boolean> {
  return caller.kind === 'member' && (await rootOf(db, toUuid('mem', caller.memberId))) === row.id;
}

export function isOperator(caller: Principal): boolean {
  return caller.kind === 'module' || (caller.kind === 'staff' && caller.roles.includes('operator'));
}

/** A subsidiary's own system or clerk. */
export function isSubsidiary(caller: Principal): boolean {
  return caller.kind === 'system' || (caller.kind === 'staff' && caller.roles.includes('clerk'));
}
