/** A refusal as people read it: dates in the group's zone, companies and kinds by their names. Its params stay exact. */
import { ShownRefusal } from '@guildhall/shared/graphql/index';
import type { Refusal, RefusalParam } from '@guildhall/shared/outcome';
import { type Locale, moment, nameOf } from '../domain/plain-words/terms.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function readable(value: RefusalParam, locale: Locale): RefusalParam {
  if (typeof value === 'string')
    return INSTANT.test(value) ? moment(new Date(value), locale) : nameOf(value, locale);
  return Array.isArray(value) ? value.map((one: string) => nameOf(one, locale)) : value;
}

export function refusalMessage(refusal: Pick<Refusal, 'code' | 'params'>, locale: Locale): string {
  const params = Object.fromEntries(
    Object.entries(refusal.params).map(([name, value]) => [name, readable(value, locale)]),
  );
  return new ShownRefusal({ kind: 'RULE', path: [], code: refusal.code, params }, locale).message;
}
