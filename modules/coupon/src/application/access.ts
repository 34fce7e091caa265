/** Who may act at a counter: the company that honours (its system, clerks, module), and a member for themselves. */
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';

/** The company's own people and systems. */
export function servesAt(caller: Principal, subsidiary: string): boolean {
  if (caller.kind === 'module') return true;
  if (caller.kind === 'system') return caller.subsidiary === subsidiary;
  return (
    caller.kind === 'staff' && caller.roles.includes('clerk') && subsidiaryOf(caller) === subsidiary
  );
}

export function mayCheckOut(caller: Principal, subsidiary: string, memberId: string): boolean {
  return caller.kind === 'member' ? caller.memberId === memberId : servesAt(caller, subsidiary);
}

/** Operators and auditors read everything. */
export function readsEverything(caller: Principal): boolean {
  return (
    caller.kind === 'module' ||
    (caller.kind === 'staff' &&
      caller.roles.some((role) => role === 'operator' || role === 'auditor'))
  );
}
