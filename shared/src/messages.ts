/**
 * Messages of refusals, in every language the house speaks. A refusal travels as a code with parameters; it becomes
 * prose here and nowhere else. Invariant: every code has a message in every language, with the same placeholders.
 */
import type { Refusal, RefusalParam } from './outcome.ts';

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export type MessageCatalogue = Readonly<Record<string, Readonly<Record<Locale, string>>>>;

/**
 * How a module says a parameter: a state, a company, a condition by its words instead of its code. Undefined: as it is.
 */
export type ParamWords = (
  name: string,
  params: Refusal['params'],
  locale: Locale,
) => string | undefined;

const PLACEHOLDER = /\{(\w+)\}/g;
const registered = new Map<string, Readonly<Record<Locale, string>>>();
const wordsOf = new WeakMap<MessageCatalogue, ParamWords>();
const wordsOfCode = new Map<string, ParamWords>();

/** Checks a catalogue: codes in capitals, the same placeholders in every language. Throws on the first fault. */
export function defineMessages<const C extends MessageCatalogue>(
  catalogue: C,
  words?: ParamWords,
): C {
  if (words !== undefined) wordsOf.set(catalogue, words);
  for (const [code, texts] of Object.entries(catalogue)) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)) {
      throw new Error(`A refusal's code is SCREAMING_SNAKE, not "${code}"`);
    }
    const [first, ...others] = LOCALES.map((locale) => placeholdersOf(texts[locale]).join(', '));
    if (others.some((names) => names !== first)) {
      throw new Error(`The messages of ${code} don't have the same placeholders in every language`);
    }
  }
  return catalogue;
}

function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))].sort();
}

/** Makes a module's messages known to this process. A code belongs to one catalogue only. */
export function registerMessages(catalogue: MessageCatalogue): void {
  for (const [code, texts] of Object.entries(catalogue)) {
    const known = registered.get(code);
    if (known !== undefined && LOCALES.some((locale) => known[locale] !== texts[locale])) {
      throw new Error(`Two catalogues give the code ${code} different messages`);
    }
    registered.set(code, texts);
    const words = wordsOf.get(catalogue);
    if (words !== undefined) wordsOfCode.set(code, words);
  }
}

export function hasMessage(code: string): boolean {
  return registered.has(code);
}

/**
 * The message of a refusal. A code or a parameter that nobody described throws under test, so that it is found before
 * a customer finds it; outside tests the code itself is shown, because a refusal must never turn into a fault.
 */
export function messageOf(refusal: Pick<Refusal, 'code' | 'params'>, locale: Locale): string {
  const texts = registered.get(refusal.code);
  if (texts === undefined) {
    complain(`The refusal ${refusal.code} has no message: add it to its module's catalogue`);
    return locale === 'zh-CN' ? `请求被拒绝（${refusal.code}）` : `Refused (${refusal.code})`;
  }
  const words = wordsOfCode.get(refusal.code);
  return texts[locale].replace(PLACED, (placed, name: string, at: number, text: string) => {
    const value = refusal.params[name];
    if (value === undefined) {
      complain(`The refusal ${refusal.code} came without its parameter "${name}"`);
      return placed;
    }
    const said = words?.(name, refusal.params, locale) ?? textOf(value, locale);
    const left = isHan(text[at - 1]) && isHan(said[0]) ? '' : leading(placed);
    const right = isHan(said.at(-1)) && isHan(text[at + placed.length]) ? '' : trailing(placed);
    return `${left}${said}${right}`;
  });
}

/** A space stands beside a number or a Latin word, and not between two Chinese characters. */
const PLACED = / ?\{(\w+)\} ?/g;
const isHan = (character: string | undefined): boolean =>
  character !== undefined && /\p{Script=Han}/u.test(character);
const leading = (placed: string): string => (placed.startsWith(' ') ? ' ' : '');
const trailing = (placed: string): string => (placed.endsWith(' ') ? ' ' : '');

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

function textOf(value: RefusalParam, locale: Locale): string {
  if (Array.isArray(value)) return value.join(locale === 'zh-CN' ? '、' : ', ');
  if (typeof value === 'string' && INSTANT.test(value)) return localMoment(new Date(value), locale);
  return String(value);
}

/** Date and time of the group's zone, to the minute. */
export function localMoment(at: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale === 'zh-CN' ? 'zh-CN' : 'en-GB', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

function complain(fault: string): void {
  if (process.env.NODE_ENV === 'test') throw new Error(fault);
}

/** `zh-CN` unless the caller prefers English. Reads the header's order and quality values (RFC 9110, 12.5.4). */
export function localeFrom(acceptLanguage: string | undefined): Locale {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((range, index) => {
      const [tag = '', ...options] = range.trim().toLowerCase().split(';');
      const quality = options
        .map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1])
        .find((q) => q !== undefined);
      return { tag, quality: quality === undefined ? 1 : Number(quality), index };
    })
    .filter(({ tag, quality }) => quality > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  return wanted[0]?.tag.startsWith('en') ? 'en' : 'zh-CN';
}
