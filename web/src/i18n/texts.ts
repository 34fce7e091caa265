/**
 * The words of the pages. Both languages stand side by side under one key, so that neither is forgotten; keys and the
 * parameters of a text are checked by the compiler: `t('points', { count })` for '{count} 分'. English says what goes with
 * one and with several: '{count} {count:point|points}'.
 */
import { useMemo } from 'react';
import { filled } from './fill.ts';
import { currentLocale, type Locale, useLocale } from './locale.ts';

export interface Text {
  readonly zh: string;
  readonly en: string;
}

type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Parameters<T extends Text> = Names<T['zh']>;
type Arguments<T extends Text> = [Parameters<T>] extends [never]
  ? []
  : [values: Readonly<Record<Parameters<T>, string | number>>];

export type Translate<Texts extends Readonly<Record<string, Text>>> = <
  Key extends keyof Texts & string,
>(
  key: Key,
  ...values: Arguments<Texts[Key]>
) => string;

function translate(
  text: Text | undefined,
  locale: Locale,
  values?: Record<string, unknown>,
): string {
  const words = locale === 'en' ? text?.en : text?.zh;
  if (words === undefined) return '';
  return values === undefined ? words : filled(words, values);
}

/** Answers the hook that pages use, and a function for places outside of them. */
export function defineTexts<const Texts extends Readonly<Record<string, Text>>>(texts: Texts) {
  const speak =
    (locale: Locale): Translate<Texts> =>
    (key, ...values) =>
      translate(texts[key], locale, values[0] as Record<string, unknown> | undefined);
  return {
    texts,
    useTexts: (): Translate<Texts> => {
      const locale = useLocale();
      return useMemo(() => speak(locale), [locale]);
    },
    say: ((key, ...values) => speak(currentLocale())(key, ...values)) as Translate<Texts>,
  };
}

/** The word for a value of an enum; the value itself where a newer server knows more than these pages. */
export function wordFor(
  texts: Readonly<Record<string, Text>>,
  value: string | null | undefined,
  locale: Locale = currentLocale(),
): string {
  if (value === null || value === undefined) return '';
  return translate(texts[value], locale) || value;
}

/** Several names after one another as the reader's language writes them, without an "and". */
export const formatList = (names: readonly string[], locale: Locale = currentLocale()): string =>
  names.join(locale === 'en' ? ', ' : '、');
