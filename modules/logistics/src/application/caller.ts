/** Who may work for logistics, and whose records a caller may see. */

import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { MEMBER } from '../ids.ts';

export const SUBSIDIARY = 'logistics';
/** How this module asks others on its own account. */
export const SELF: Principal = { kind: 'module', name: SUBSIDIARY };

export type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events' | 'doors' | 'log' | 'secret'>;

/** The systems and clerks of logistics. */
export function worksHere(caller: Principal): boolean {
  if (subsidiaryOf(caller) !== SUBSIDIARY) return false;
  return caller.kind === 'system' || (caller.kind === 'staff' && caller.roles.includes('clerk'));
}

/** ALL, or the one member (UUID) whose records the caller may see, or NONE. */
export type Sight = 'ALL' | 'NONE' | { readonly memberUuid: string };

export function sightOf(caller: Principal): Sight {
  if (caller.kind === 'module' || worksHere(caller)) return 'ALL';
  const oversees =
    caller.kind === 'staff' &&
    caller.roles.some((role) => role === 'operator' || role === 'auditor');
  if (oversees) return 'ALL';
  return caller.kind === 'member' ? { memberUuid: toUuid(MEMBER, caller.memberId) } : 'NONE';
}

/** Whether the caller may act on what belongs to this member (UUID). */
export function actsFor(caller: Principal, memberUuid: string | null): boolean {
  if (worksHere(caller) || caller.kind === 'module') return true;
  const sight = sightOf(caller);
  return typeof sight === 'object' && sight.memberUuid === memberUuid;
}
