/**
 * The terms under which a name is found in the index, and the terms a search asks for. A slip of the pen is found
 * because both sides leave out one character at a time: two trade names that differ in one character share what is
 * left (the symmetric deletion of SymSpell). Homophones are found by sound. Terms that many firms share are narrowed by
 * province, so that a search reads hundreds of rows and not thousands.
 *
 * A change here, or in the parser, is a new INDEX_VERSION: names of an older one are indexed again in the background.
 */
import { type ParsedName, parseName } from './compare-names.ts';
import { plainName } from './normalise.ts';
import type { ChineseName } from './parse-chinese.ts';
import type { LatinName } from './parse-latin.ts';
import { syllablesOf } from './pinyin.ts';

export const INDEX_VERSION = 2;

/** Names longer than this are indexed by their beginning. */
const LONGEST_TRADE = 12;

export interface SearchTerms {
  /** Terms of the first round: few firms each. */
  readonly narrow: readonly string[];
  /** Terms of the second round, asked only when the first found nothing good. */
  readonly wide: readonly string[];
  /** Terms that many firms share, for when nothing else helped: neighbours of a longer trade name, beginnings of one. */
  readonly loose: readonly string[];
}

/** Everything a name is indexed under. */
export function indexTerms(written: string): string[] {
  const name = parseName(written);
  const whole = `=${plainName(name.normal)}`;
  const terms = name.script === 'HAN' ? chineseIndexTerms(name) : latinIndexTerms(name);
  return [...new Set([whole, ...terms])];
}

/** What to ask for, given what somebody typed. */
export function searchTerms(name: ParsedName): SearchTerms {
  const whole = `=${plainName(name.normal)}`;
  return name.script === 'HAN' ? chineseSearchTerms(name, whole) : latinSearchTerms(name, whole);
}

function chineseIndexTerms(name: ChineseName): string[] {
  const trade = [...name.trade].slice(0, LONGEST_TRADE);
  const text = trade.join('');
  const sound = syllablesOf(text).join('');
  const provinces = provincesOf(name, 'index');
  const keys = [text, ...withoutOne(trade), `p:${sound}`];
  return [
    ...keys,
    ...keys.flatMap((key) => provinces.map((province) => `${key}@${province}`)),
    ...pairTerms(name, trade, provinces),
    ...neighbours(trade),
    ...initialTerms(name, text),
    ...shortTerms(name, text),
  ];
}

function chineseSearchTerms(name: ChineseName, whole: string): SearchTerms {
  const trade = [...name.trade].slice(0, LONGEST_TRADE);
  const text = trade.join('');
  const sound = `p:${syllablesOf(text).join('')}`;
  const provinces = provincesOf(name, 'search');
  const keys = [text, ...withoutOne(trade), sound];
  const placed = keys.flatMap((key) => provinces.map((province) => `${key}@${province}`));
  const short = isShort(name)
    ? [
        `s:${plainName(name.normal)}`,
        ...withoutOne([...plainName(name.normal)]).map((key) => `s:${key}`),
      ]
    : [];
  const narrow = [
    whole,
    ...(placed.length > 0 ? placed : [text, sound]),
    ...pairTerms(name, trade, provinces),
    ...short,
  ];
  // Two characters may be the beginning of a longer trade name that is still being typed.
  const loose = trade.length === 2 ? [`n:${text}`] : neighbours(trade);
  return { narrow, wide: keys, loose };
}

/** A name without place and legal form, as people say it. */
function isShort(name: ChineseName): boolean {
  return name.form === '' && [...plainName(name.normal)].length <= 6;
}

/** A name without a place is indexed under none, and every search with a place asks there too. */
const NOWHERE = '--';

function provincesOf({ places }: ChineseName, side: 'index' | 'search'): string[] {
  const provinces = new Set(places.flatMap(({ codes }) => codes.map((code) => code.slice(0, 2))));
  if (side === 'index') return provinces.size === 0 ? [NOWHERE] : [...provinces];
  return provinces.size === 0 ? [] : [...provinces, NOWHERE];
}

/** The text with each one of its characters left out; of two characters one is too little to go by. */
function withoutOne(letters: readonly string[]): string[] {
  if (letters.length < 3) return [];
  return letters.map((_, i) => letters.filter((__, j) => j !== i).join(''));
}

/** Of a two-character trade name one character is kept with its place in it, the industry and the province. */
function pairTerms(
  name: ChineseName,
  trade: readonly string[],
  provinces: readonly string[],
): string[] {
  const [industry] = name.industry;
  if (trade.length !== 2 || industry === undefined) return [];
  const places = provinces.length > 0 ? provinces : [''];
  return trade.flatMap((letter, i) =>
    places.map((province) => `2:${i}${letter}|${industry}@${province}`),
  );
}

function neighbours(trade: readonly string[]): string[] {
  if (trade.length < 3) return [];
  return trade.slice(1).map((letter, i) => `n:${trade[i]}${letter}`);
}

/** `myqc` for 明远汽车: initials of the trade name and of what follows. */
function initialTerms(name: ChineseName, trade: string): string[] {
  const initials = (text: string) =>
    syllablesOf(text)
      .map((syllable) => syllable.charAt(0))
      .join('');
  const own = initials(trade);
  const withIndustry = own + initials(name.industry[0] ?? '');
  const sound = syllablesOf(trade + (name.industry[0] ?? '')).join('');
  return [...(own.length >= 3 ? [`i:${own}`] : []), `i:${withIndustry}`, `p:${sound}`];
}

/** 深振业 for 深圳市振业: the first character of the place before the trade name. */
function shortTerms(name: ChineseName, trade: string): string[] {
  const places = name.places.map(({ text }) => `s:${text.charAt(0)}${trade}`);
  const [industry = ''] = name.industry;
  return [...places, `s:${trade}${industry}`, `s:${trade}${name.structure[0] ?? '股份'}`];
}

function latinIndexTerms(name: LatinName): string[] {
  const words = indexedWords(name);
  return [
    ...words.flatMap((word) => [`w:${word}`, ...withoutOneLetter(word)]),
    `j:${joinedOf(name)}`,
  ];
}

function latinSearchTerms(name: LatinName, whole: string): SearchTerms {
  const words = indexedWords(name);
  // Letters alone may also be a Chinese name's sound or initials.
  const spoken = name.tokens.map(({ text }) => text).join('');
  const phonetic =
    /^[a-z]+$/.test(spoken) && spoken.length <= 40 ? [`p:${spoken}`, `i:${spoken}`] : [];
  return {
    narrow: [whole, `j:${joinedOf(name)}`, ...phonetic, ...words.map((word) => `w:${word}`)],
    wide: words.flatMap((word) => [`w:${word}`, ...withoutOneLetter(word)]),
    loose: [],
  };
}

const joinedOf = (name: LatinName): string => name.tokens.map(({ text }) => text).join('');

/** Words that distinguish; all words of a name that has none. */
function indexedWords({ tokens }: LatinName): string[] {
  const names = tokens.filter(({ kind }) => kind === 'NAME');
  const picked = names.length > 0 ? names : tokens;
  return [...new Set(picked.slice(0, 6).map(({ text }) => text))];
}

function withoutOneLetter(word: string): string[] {
  if (word.length < 4 || word.length > 14) return [];
  return [...word].map((_, i) => `w:${word.slice(0, i)}${word.slice(i + 1)}`);
}
