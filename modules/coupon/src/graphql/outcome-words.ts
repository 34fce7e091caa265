/** What an offer came to, with the names that people know instead of codes. */
import { messageOf } from '@guildhall/shared/messages';
import type { OfferOutcome } from '../domain/granting/decide-grants.ts';
import { type Locale, listed, type Names, NO_NAMES, nameOf } from '../domain/plain-words/terms.ts';

/** `thing:vehicle`, `history:retail`. */
export function whatInWords(value: string, locale: Locale, names: Names = NO_NAMES): string {
  const [kind, of = ''] = value.split(':');
  if (kind === 'thing') return nameOf(of, locale, names);
  return locale === 'zh-CN' ? '消费记录' : 'the history of purchases';
}

/** Names by the parameter that carries a code. */
function named(name: string, value: string, locale: Locale, names: Names): string {
  if (name === 'wanted') return listed(value.split(' '), locale, 'or', names);
  return name === 'what' ? whatInWords(value, locale, names) : nameOf(value, locale, names);
}

/** `offers`: names of other offers by id, where the outcome speaks of them. */
export function outcomeMessage(
  { code, params }: Pick<OfferOutcome, 'code' | 'params'>,
  locale: Locale,
  names: Names = NO_NAMES,
  offers: ReadonlyMap<string, string> = new Map(),
): string {
  const told = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, named(name, value, locale, names)]),
  );
  const message = messageOf({ code: `OUTCOME_${code}`, params: told }, locale);
  const rivals = (params.by ?? '').split(' ').flatMap((id) => offers.get(id) ?? []);
  if (rivals.length === 0) return message;
  return locale === 'zh-CN'
    ? `${message}：${rivals.map((rival) => `「${rival}」`).join('、')}`
    : `${message}: ${rivals.join(', ')}`;
}
