/**
 * How the parameters of a refusal are said: companies, kinds, things and states by their names, a condition in plain
 * words, coupons by what they are called. The params themselves stay exact.
 */
import { messageOf, type ParamWords } from '@guildhall/shared/messages';
import type { Refusal } from '@guildhall/shared/outcome';
import { compileCondition } from '../domain/conditions/condition.ts';
import { conditionInWords } from '../domain/plain-words/condition-words.ts';
import { mistakeInWords } from '../domain/plain-words/mistake-words.ts';
import { limitInWords, moveInWords, stateInWords } from '../domain/plain-words/state-words.ts';
import { type Locale, type Names, nameOf } from '../domain/plain-words/terms.ts';
import { whatInWords } from './outcome-words.ts';

export const couponWords: ParamWords = (name, params, locale) => {
  const value = params[name];
  const list = textsOf(value);
  switch (name) {
    case 'state':
      return stateInWords(String(value), locale);
    case 'move':
      return moveInWords(String(value), locale);
    case 'mistake':
      return mistakeInWords(String(value), locale);
    case 'scopes':
      return limitInWords(list[0] ?? 'TOTAL', locale);
    case 'condition': {
      const unmet = textsOf(params.unmet);
      const told = unmet.length > 0 ? unmet : [String(value)];
      return told.map((text) => clauseInWords(text, locale)).join(locale === 'zh-CN' ? '；' : '; ');
    }
    case 'with': {
      const names = textsOf(locale === 'zh-CN' ? params.withZh : params.withEn);
      return quoted(names.length > 0 ? names : list, locale);
    }
    case 'what':
      return whatInWords(String(value), locale);
    case 'subsidiary':
    case 'honouredBy':
    case 'kinds':
    case 'wanted':
    case 'asset':
      return list.map((code) => nameOf(code, locale)).join(locale === 'zh-CN' ? '、' : ', ');
    default:
      return undefined;
  }
};

/** A clause by itself, in the setting in which it makes sense. */
export function clauseInWords(text: string, locale: Locale): string {
  for (const setting of ['OFFER', 'AT_COUNTER', 'ABOUT_MEMBER'] as const) {
    const compiled = compileCondition(text, setting);
    if (compiled.ok) return conditionInWords(compiled.condition.ast, locale);
  }
  return text;
}

function textsOf(value: Refusal['params'][string] | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

const quoted = (names: readonly string[], locale: Locale): string =>
  locale === 'zh-CN'
    ? names.map((name) => `「${name}」`).join('、')
    : names.map((name) => `“${name}”`).join(', ');

/** `names`: what settings call companies that join as partners, currencies and segments. */
export function refusalMessage(
  { code, params }: Pick<Refusal, 'code' | 'params'>,
  locale: Locale,
  names?: Names,
): string {
  if (names === undefined) return messageOf({ code, params }, locale);
  const known = (value: string): string => names.get(value)?.[locale] ?? value;
  const told = Object.entries(params).map(([name, value]) => [
    name,
    NAMED.includes(name)
      ? Array.isArray(value)
        ? textsOf(value).map(known)
        : known(String(value))
      : value,
  ]);
  return messageOf({ code, params: Object.fromEntries(told) }, locale);
}

const NAMED = ['honouredBy', 'currency', 'partner', 'segment'];
