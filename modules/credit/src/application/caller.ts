/** What this module needs to know of a caller: the company it speaks for, the human being behind it, its account. */
import { RefusalError, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal, subsidiaryOf } from '@guildhall/shared/principal';

/** What staff of the group itself records is the group's, not a subsidiary's. */
export const GROUP = 'group';

export function companyOf(caller: Principal): string {
  return subsidiaryOf(caller) ?? GROUP;
}

/** Four eyes compare human beings: a caller without a person cannot be one of the two. */
export function personOf(caller: Principal): string {
  if (caller.kind === 'staff') return caller.personId;
  throw new RefusalError(refuse('FORBIDDEN', 'CREDIT_NEEDS_A_PERSON').refusal);
}

export function accountOf(caller: Principal): string {
  return clientOf(caller);
}

/** The risk desk and those who check it see everything; a subsidiary's system sees its own screenings. */
export function seesAll(caller: Principal): boolean {
  return (
    caller.kind === 'staff' &&
    caller.roles.some(
      (role) => role === 'risk_officer' || role === 'risk_approver' || role === 'auditor',
    )
  );
}
