/**
 * Names and numbers of natural persons, and every text about a sole trader, are shown to the risk desk, to auditors and to
 * the company that reported them; others see that there is something, not who it is.
 */
import type { Principal } from '@guildhall/shared/principal';
import { companyOf } from '../application/caller.ts';
import { isPersonal, SEALED, splitValue } from '../domain/facts/personal.ts';
import type { Fact } from '../domain/facts/profile.ts';
import { seesAll } from './context.ts';

export function isMasked(fact: Fact, caller: Principal): boolean {
  return isPersonal(fact) && !seesAll(caller) && companyOf(caller) !== fact.subsidiary;
}

export function shownValue(fact: Fact, caller: Principal): Readonly<Record<string, unknown>> {
  const { [SEALED]: _token, ...value } = fact.value;
  if (!isMasked(fact, caller)) return value;
  const { personal } = splitValue({ ...fact, value });
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key in personal ? masked(String(part)) : part,
    ]),
  );
}

/** The first character and as many stars as there were others, at most four. */
export function masked(text: string): string {
  const [first = '', ...rest] = [...text];
  return `${first}${'*'.repeat(Math.min(4, Math.max(1, rest.length)))}`;
}
