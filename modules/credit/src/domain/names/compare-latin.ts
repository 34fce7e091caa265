/**
 * Compares two company names in an alphabet word by word: each word of one is paired with its likest in the other.
 * Words that nobody shares, regions that exclude each other and numbers of series tell two firms apart; a slip of the
 * pen in a word does not, but it makes the answer REVIEW.
 */
import type { NameBand, NameComparison, PartFinding, PartRelation } from './comparison.ts';
import { editDistance, similarity } from './edit-distance.ts';
import type { LatinName, Token } from './parse-latin.ts';

interface Pairing {
  readonly same: readonly (readonly [Token, Token])[];
  readonly close: readonly (readonly [Token, Token])[];
  readonly left: readonly Token[];
  readonly right: readonly Token[];
}

export function compareLatin(a: LatinName, b: LatinName): NameComparison {
  const pairing = pair(a.tokens, b.tokens);
  const joined = relateJoined(a, b);
  const words = joined === 'SAME' ? 'SAME' : relateWords(pairing);
  const region = relateKind(pairing, a.tokens, b.tokens, 'REGION');
  const number = relateKind(pairing, a.tokens, b.tokens, 'NUMBER');
  const form = relateForms(a, b);
  const initials = joined !== 'SAME' && (isAcronymOf(a, b) || isAcronymOf(b, a));
  const band = initials ? 'REVIEW' : bandOf(words, region, number, form, pairing);
  const alike = similarity(textOf(a), textOf(b));
  const parts: PartFinding[] = [
    part(
      'WORDS',
      textOf(a),
      textOf(b),
      initials ? 'CLOSE' : words,
      0.8 * (words === 'SAME' ? 1 : alike),
    ),
    part(
      'REGION',
      ofKind(a, 'REGION'),
      ofKind(b, 'REGION'),
      region,
      region === 'SAME' || region === 'NEITHER' ? 0.08 : 0,
    ),
    part(
      'NUMBER',
      ofKind(a, 'NUMBER'),
      ofKind(b, 'NUMBER'),
      number,
      number === 'SAME' || number === 'NEITHER' ? 0.06 : 0,
    ),
    part('FORM', a.forms.join(' '), b.forms.join(' '), form, form === 'DIFFERENT' ? 0 : 0.06),
  ];
  const score = parts.reduce((sum, { contribution }) => sum + contribution, 0);
  return { band, score: band === 'SAME' ? score : Math.min(score, 0.99), parts };
}

const textOf = ({ tokens }: LatinName): string => tokens.map(({ text }) => text).join(' ');
const ofKind = ({ tokens }: LatinName, kind: Token['kind']): string =>
  tokens
    .filter((token) => token.kind === kind)
    .map(({ text }) => text)
    .join(' ');

function part(
  name: PartFinding['part'],
  a: string,
  b: string,
  relation: PartRelation,
  contribution: number,
): PartFinding {
  return { part: name, a, b, relation, contribution };
}

/** `SiemensAG` is `Siemens AG`, `van der bilt` is `vanderbilt`. */
function relateJoined(a: LatinName, b: LatinName): PartRelation {
  const core = ({ tokens }: LatinName) => tokens.map(({ text }) => text).join('');
  return a.joined === b.joined || core(a) === core(b) ? 'SAME' : 'DIFFERENT';
}

/** Exact pairs first, then each word with its likest that is within a slip of the pen. */
function pair(a: readonly Token[], b: readonly Token[]): Pairing {
  const right = [...b];
  const same: (readonly [Token, Token])[] = [];
  const open = a.filter((token) => {
    const at = right.findIndex(({ text }) => text === token.text);
    if (at < 0) return true;
    const [other] = right.splice(at, 1);
    if (other !== undefined) same.push([token, other]);
    return false;
  });
  const close: (readonly [Token, Token])[] = [];
  const left = open.filter((token) => {
    const at = right.findIndex((other) => isSlip(token, other));
    if (at < 0) return true;
    const [other] = right.splice(at, 1);
    if (other !== undefined) close.push([token, other]);
    return false;
  });
  return { same, close, left, right };
}

/** One letter in a short word, two in a long one; never in regions and numbers, which have near neighbours. */
function isSlip({ text: a, kind }: Token, { text: b, kind: other }: Token): boolean {
  if (kind === 'NUMBER' || other === 'NUMBER' || (kind === 'REGION' && other === 'REGION'))
    return false;
  const length = Math.max(a.length, b.length);
  const limit = length <= 3 ? (a[0] === b[0] ? 1 : 0) : length <= 7 ? 1 : 2;
  if (length >= 8 && editDistance(a, b, 2) === 2) return sharedEnds(a, b) >= 0.6;
  return editDistance(a, b, limit) <= limit;
}

/** Share of the longer word that is the same at its beginning and its end: a slip leaves most of both. */
function sharedEnds(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let front = 0;
  while (front < shorter && a[front] === b[front]) front += 1;
  let back = 0;
  while (back < shorter - front && a.at(-1 - back) === b.at(-1 - back)) back += 1;
  return (front + back) / Math.max(a.length, b.length);
}

function relateWords({ close, left, right }: Pairing): PartRelation {
  const words = (tokens: readonly Token[]) =>
    tokens.filter(({ kind }) => kind === 'NAME' || kind === 'COMMON');
  const [x, y] = [words(left), words(right)];
  if (x.length === 0 && y.length === 0) return close.length === 0 ? 'SAME' : 'CLOSE';
  if (x.length === 0 || y.length === 0) return 'ONE_SIDED';
  return 'DIFFERENT';
}

function relateKind(
  { left, right }: Pairing,
  a: readonly Token[],
  b: readonly Token[],
  kind: 'REGION' | 'NUMBER',
): PartRelation {
  const has = (tokens: readonly Token[]) => tokens.some((token) => token.kind === kind);
  if (!has(a) && !has(b)) return 'NEITHER';
  const [x, y] = [has(left), has(right)];
  if (x && y) return 'CONFLICT';
  return x || y ? 'ONE_SIDED' : 'SAME';
}

function relateForms(a: LatinName, b: LatinName): PartRelation {
  if (a.forms.length === 0 && b.forms.length === 0) return 'NEITHER';
  if (a.forms.length === 0 || b.forms.length === 0) return 'ONE_SIDED';
  if (a.forms.some((form) => b.forms.includes(form))) return 'SAME';
  // Corporation, Company and the like are used beside any form.
  const loose = (forms: LatinName['forms']) => forms.every((form) => form === 'CORP');
  return loose(a.forms) || loose(b.forms) ? 'WITHIN' : 'DIFFERENT';
}

/** `PLA` for `People's Liberation Army`: a name of capitals that are the other's first letters. */
function isAcronymOf(short: LatinName, long: LatinName): boolean {
  const [first] = short.tokens;
  if (
    first === undefined ||
    first.kind !== 'NAME' ||
    first.text.length < 3 ||
    long.tokens.length < 3
  )
    return false;
  const rest = short.tokens.slice(1);
  return (
    rest.every(({ kind }) => kind === 'REGION') &&
    long.tokens.map(({ text }) => text.charAt(0)).join('') === first.text
  );
}

function bandOf(
  words: PartRelation,
  region: PartRelation,
  number: PartRelation,
  form: PartRelation,
  { left, right, same, close }: Pairing,
): NameBand {
  if (region === 'CONFLICT' || number === 'ONE_SIDED') return 'DIFFERENT';
  if (words === 'DIFFERENT' || words === 'ONE_SIDED') return 'DIFFERENT';
  const names = (tokens: readonly Token[]) => tokens.some(({ kind }) => kind === 'NAME');
  // Where only words that everybody uses agree, nothing is known.
  const named = [...same, ...close].some(([token]) => token.kind === 'NAME');
  if (!named && (names(left) || names(right))) return 'DIFFERENT';
  const agreed =
    words === 'SAME' &&
    (region === 'SAME' || region === 'NEITHER') &&
    number !== 'CONFLICT' &&
    form !== 'DIFFERENT';
  return agreed ? 'SAME' : 'REVIEW';
}
