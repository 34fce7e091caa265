/**
 * Names and numbers of natural persons are shown to the risk desk, to auditors and to the company that reported them;
 * others see that there is something, not who it is.
 */
import type { Principal } from '@guildhall/shared/principal';
import { companyOf } from '../application/caller.ts';
import { factType } from '../domain/facts/fact-types.ts';
import type { Fact } from '../domain/facts/profile.ts';
import { seesAll } from './context.ts';

const PERSONAL_FIELDS = new Set(['text', 'name', 'personId']);

export function shownValue(fact: Fact, caller: Principal): Readonly<Record<string, unknown>> {
  if (
    factType(fact.type).personal !== true ||
    seesAll(caller) ||
    companyOf(caller) === fact.subsidiary
  ) {
    return fact.value;
  }
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
