/**
 * Names and numbers of natural persons, and every text about a sole trader, are shown to the risk desk, to auditors and to
 * the company that reported them; others see that there is something, not who it is.
 */
import type { Principal } from '@guildhall/shared/principal';
import { companyOf } from '../application/caller.ts';
import { type FactTypeCode, factType } from '../domain/facts/fact-types.ts';
import type { Fact } from '../domain/facts/profile.ts';
import { seesAll } from './context.ts';

const PERSONAL_FIELDS = new Set(['text', 'name', 'personId']);
/** Of a sole trader these say where a person lives and is reached. */
const PERSONAL_OF_SOLE_TRADERS: ReadonlySet<FactTypeCode> = new Set(['ADDRESS', 'PHONE']);

/** Whether the value tells about a natural person. A shareholder that is a firm does not. */
export function isPersonal(fact: Fact): boolean {
  if (fact.type === 'SHAREHOLDER') return fact.value.naturalPerson === true;
  return (
    factType(fact.type).personal === true ||
    (fact.ofSoleTrader === true && PERSONAL_OF_SOLE_TRADERS.has(fact.type))
  );
}

export function isMasked(fact: Fact, caller: Principal): boolean {
  return isPersonal(fact) && !seesAll(caller) && companyOf(caller) !== fact.subsidiary;
}

export function shownValue(fact: Fact, caller: Principal): Readonly<Record<string, unknown>> {
  if (!isMasked(fact, caller)) return fact.value;
  return Object.fromEntries(
    Object.entries(fact.value).map(([key, value]) => [
      key,
      PERSONAL_FIELDS.has(key) && typeof value === 'string' ? masked(value) : value,
    ]),
  );
}

/** The first character and as many stars as there were others, at most four. */
export function masked(text: string): string {
  const [first = '', ...rest] = [...text];
  return `${first}${'*'.repeat(Math.min(4, Math.max(1, rest.length)))}`;
}
