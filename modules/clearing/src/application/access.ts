/** Who may do what in clearing. The gateway has its own lists; these hold for every way to the door. */
import { type Outcome, RefusalError, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal, subsidiaryOf } from '@guildhall/shared/principal';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

type Refused = Extract<Outcome<never>, { ok: false }>;

/** Throws a refusal: inside a command it undoes what was done, outside it becomes the answer. */
export function refused(refusal: Refused): never {
  throw new RefusalError(refusal.refusal);
}

export const operates = (caller: Principal): boolean =>
  caller.kind === 'module' || (caller.kind === 'staff' && caller.roles.includes('operator'));

export function mustOperate(caller: Principal): void {
  if (!operates(caller)) refused(refuse('FORBIDDEN', 'CLEARING_NOT_ALLOWED'));
}

const readsAll = (caller: Principal): boolean =>
  operates(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));

export function mustReadAll(caller: Principal): void {
  if (!readsAll(caller)) refused(refuse('FORBIDDEN', 'CLEARING_NOT_ALLOWED'));
}

/** The company whose books alone this caller sees; undefined: all. Throws for who sees none. */
export function ownCompany(caller: Principal): string | undefined {
  if (readsAll(caller)) return undefined;
  const own = caller.kind === 'system' ? subsidiaryOf(caller) : undefined;
  return own ?? refused(refuse('FORBIDDEN', 'CLEARING_NOT_ALLOWED'));
}

/** The group's people, and the company's own system. */
export function mustActFor(caller: Principal, company: string): void {
  mustActForOneOf(caller, company);
}

/** What concerns two companies is either one's. */
export function mustActForOneOf(caller: Principal, company: string, other?: string): void {
  const own = ownCompany(caller);
  if (own !== undefined && own !== company && own !== other)
    refused(refuse('FORBIDDEN', 'CLEARING_COMPANY_NOT_YOURS', { company }));
}

/** The human being behind the call; null for systems and modules. */
export const personOf = (caller: Principal): string | null =>
  caller.kind === 'staff' ? caller.personId : null;

/** Persons are compared, not accounts: somebody with two accounts is still one person. */
export function mustBeSecond(caller: Principal, first: string | null): void {
  const person = personOf(caller);
  if (person === null) refused(refuse('FORBIDDEN', 'CLEARING_NEEDS_PERSON'));
  if (person === first) refused(refuse('RULE', 'CLEARING_SAME_PERSON'));
}

export const byOf = (caller: Principal) => ({
  byClient: clientOf(caller),
  byPerson: personOf(caller),
});

export function mustBeMonth(month: string): void {
  if (!MONTH.test(month)) refused(refuse('VALIDATION', 'CLEARING_MONTH_MALFORMED', {}, ['month']));
}
