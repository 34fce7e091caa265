/**
 * Reads a company name in an alphabet into tokens without accents, dots and everyday abbreviations, sets legal forms
 * aside, and tells words that distinguish from places, series numbers and words that everybody uses.
 */
import { editDistance } from './edit-distance.ts';
import { COMMON_WORDS, regionOf, SPELLED_OUT } from './latin-words.ts';
import { normaliseName } from './normalise.ts';
import { cutLatinForms, type FormClass } from './world-forms.ts';

export type TokenKind = 'NAME' | 'COMMON' | 'REGION' | 'NUMBER';

export interface Token {
  readonly text: string;
  readonly kind: TokenKind;
}

export interface LatinName {
  readonly script: 'LATIN';
  readonly normal: string;
  readonly tokens: readonly Token[];
  readonly forms: readonly FormClass[];
  /** Everything without spaces, legal form included: `siemensag`. */
  readonly joined: string;
}

const CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  'а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya і:i ї:yi є:ye ґ:g'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

export function parseLatin(written: string): LatinName {
  const normal = normaliseName(written.replace(/(?<=\p{L})[’'`](?=\p{L})/gu, ''));
  const words = tokensOf(normal);
  const { rest, classes } = cutLatinForms(words, nearlySpelled);
  const spelled = rest.flatMap((word) => (SPELLED_OUT.get(word) ?? word).split(' '));
  const kept = spelled.filter((word) => !FILLERS.has(word));
  const tokens = mergeNumbers(kept.length > 0 ? kept : spelled).map(tokenOf);
  return { script: 'LATIN', normal, tokens, forms: classes, joined: words.join('') };
}

const FILLERS: ReadonlySet<string> = new Set([
  'the',
  'of',
  'and',
  'for',
  'de',
  'la',
  'le',
  'du',
  'des',
  'der',
  'die',
  'das',
  'und',
  'et',
  'y',
  'a',
  'an',
  'in',
]);

const TWO_WORD_PLACES =
  /\b(?:hong kong|new york|los angeles|san francisco|new zealand|south africa|saudi arabia|sri lanka|abu dhabi|tel aviv)\b/g;

function tokensOf(normal: string): string[] {
  const plain = normal
    .replace(/&/g, ' and ')
    .replace(TWO_WORD_PLACES, (place) => place.replace(' ', ''))
    .replace(/(?<=\p{L})['’](?=\p{L})/gu, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ø/g, 'o')
    .replace(/ß/g, 'ss')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/æ/g, 'ae')
    .replace(/\b(?:\p{L}\.){2,}\p{L}?\b\.?/gu, (initials) => initials.replace(/\./g, ''));
  const words = plain
    .split(/[^\p{L}\p{N}/]+/u)
    .flatMap((word) => (word.includes('/') && word !== 'a/s' ? word.split('/') : [word]));
  return words.filter((word) => word !== '').map(transliterated);
}

function transliterated(word: string): string {
  return /\p{Script=Cyrillic}/u.test(word) && !CYRILLIC_FORMS.has(word)
    ? [...word].map((letter) => CYRILLIC[letter] ?? letter).join('')
    : word;
}
/** Abbreviations of legal forms stay as they are: the table of forms knows them in their own letters. */
const CYRILLIC_FORMS: ReadonlySet<string> = new Set([
  'ооо',
  'оао',
  'зао',
  'пао',
  'ао',
  'ип',
  'фгуп',
  'гуп',
  'муп',
  'ано',
  'тов',
  'тоо',
  'прат',
]);

/** Long words of legal forms are known with one or two letters wrong or missing. */
function nearlySpelled(piece: string, phrase: string): boolean {
  const limit = phrase.length >= 14 ? 2 : 1;
  return piece[0] === phrase[0] && editDistance(piece, phrase, limit) <= limit;
}

const ROMAN = /^(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})$/;

/** 2004-1 was cut in two; `forty four` is 44. */
function mergeNumbers(words: readonly string[]): string[] {
  const merged: string[] = [];
  for (const word of words) {
    const [value, last] = [NUMBER_WORDS.get(word), merged.at(-1)];
    if (value === undefined) merged.push(word);
    else if (last !== undefined && /^[2-9]0$/.test(last) && value < 10)
      merged[merged.length - 1] = String(Number(last) + value);
    else merged.push(String(value));
  }
  return merged;
}

const NUMBER_WORDS = new Map<string, number>([
  ...'zero one two three four five six seven eight nine ten eleven twelve'
    .split(' ')
    .map((word, i) => [word, i] as const),
  ...'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, i) => [word, (i + 2) * 10] as const),
  ['fourty', 40],
]);

function tokenOf(text: string): Token {
  if (/^\d/.test(text) || (text.length <= 5 && ROMAN.test(text)))
    return { text: romanValue(text), kind: 'NUMBER' };
  const region = regionOf(text);
  if (region !== undefined) return { text: region, kind: 'REGION' };
  return { text, kind: COMMON_WORDS.has(text) ? 'COMMON' : 'NAME' };
}

function romanValue(text: string): string {
  if (/^\d/.test(text)) return text.replace(/(\d)(?:st|nd|rd|th)$/, '$1');
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };
  const digits = [...text].map((letter) => values[letter] ?? 0);
  return String(
    digits.reduce((sum, value, i) => sum + (value < (digits[i + 1] ?? 0) ? -value : value), 0),
  );
}
