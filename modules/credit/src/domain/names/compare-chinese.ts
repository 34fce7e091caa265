/**
 * Compares two Chinese company names part by part. SAME demands the same trade name, the same industry and places that
 * agree; a likeness, however close, is at most REVIEW. Firms that differ in one character of the trade name are
 * different firms.
 */
import type { NameBand, NameComparison, PartFinding, PartRelation } from './comparison.ts';
import { similarity } from './edit-distance.ts';
import type { Branch, ChineseName } from './parse-chinese.ts';
import { soundOf } from './pinyin.ts';
import { type Place, relatePlaces } from './places.ts';

/** Trade names that say nobody in particular: what follows them must agree as well. */
const GENERAL = new Set(['中国', '国家', '中华', '国际']);
const CLOSE_TRADE = 0.6;
const CLOSE_CORE = 0.75;

const WEIGHTS = {
  TRADE: 0.55,
  INDUSTRY: 0.18,
  PLACE: 0.15,
  FORM: 0.03,
  GROUP: 0.03,
  BRANCH: 0.06,
} as const;
const VALUE: Readonly<Record<PartRelation, number>> = {
  SAME: 1,
  NEITHER: 1,
  SAME_SOUND: 0.75,
  CLOSE: 0.6,
  CONTAINED: 0.6,
  WITHIN: 0.7,
  ONE_SIDED: 0.5,
  DIFFERENT: 0,
  CONFLICT: 0,
};

export function compareChinese(a: ChineseName, b: ChineseName): NameComparison {
  const spelledOut = writtenAlike(a, b);
  const relations = {
    TRADE: spelledOut ? 'SAME' : relateTrade(a, b),
    INDUSTRY: relateIndustry(a.industry, b.industry),
    PLACE: spelledOut ? 'SAME' : relateAll(a.places, b.places),
    FORM: relateForm(a, b),
    GROUP: a.structure.join() === b.structure.join() ? 'SAME' : 'ONE_SIDED',
    BRANCH: relateBranch(a.branch, b.branch),
  } as const satisfies Record<keyof typeof WEIGHTS, PartRelation>;
  const shown = (name: ChineseName) => ({
    TRADE: name.trade,
    INDUSTRY: name.industry.join(' '),
    PLACE: name.places.map(({ text }) => text).join(' '),
    FORM: name.form,
    GROUP: name.structure.join(' '),
    BRANCH:
      name.branch === undefined
        ? ''
        : name.branch.places.map(({ text }) => text).join('') + name.branch.rest,
  });
  const [of, with_] = [shown(a), shown(b)];
  const parts = (Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]).map((part): PartFinding => {
    const relation: PartRelation = relations[part];
    const value =
      part === 'TRADE' && VALUE[relation] < 1 ? similarity(a.trade, b.trade) : VALUE[relation];
    return { part, a: of[part], b: with_[part], relation, contribution: WEIGHTS[part] * value };
  });
  const band = bandOf(a, b, relations);
  const score = parts.reduce((sum, { contribution }) => sum + contribution, 0);
  return { band, score: band === 'SAME' ? score : Math.min(score, 0.99), parts };
}

type Relations = Readonly<Record<keyof typeof WEIGHTS, PartRelation>>;

function bandOf(
  a: ChineseName,
  b: ChineseName,
  { TRADE, INDUSTRY, PLACE, FORM, GROUP, BRANCH }: Relations,
): NameBand {
  if (PLACE === 'CONFLICT' || BRANCH === 'CONFLICT' || BRANCH === 'DIFFERENT') return 'DIFFERENT';
  if (TRADE === 'SAME') {
    if (GENERAL.has(a.trade) && INDUSTRY !== 'SAME') return 'DIFFERENT';
    const agreed =
      INDUSTRY === 'SAME' &&
      (PLACE === 'SAME' || PLACE === 'NEITHER') &&
      FORM !== 'DIFFERENT' &&
      GROUP === 'SAME' &&
      BRANCH === 'SAME';
    return agreed ? 'SAME' : 'REVIEW';
  }
  if (TRADE === 'SAME_SOUND' || TRADE === 'CLOSE' || TRADE === 'CONTAINED') {
    return INDUSTRY === 'DIFFERENT' ? 'DIFFERENT' : 'REVIEW';
  }
  // A slip in the industry makes it part of the trade name: look at both as one text.
  const core = (name: ChineseName) => name.trade + name.industry.join('');
  return similarity(core(a), core(b)) >= CLOSE_CORE ? 'REVIEW' : 'DIFFERENT';
}

/** 金塔县恒盛 and 金塔恒盛: one was known for a place by its 县, the other was not, and nothing else differs. */
function writtenAlike(a: ChineseName, b: ChineseName): boolean {
  return a.places.length !== b.places.length && flat(a.places, a.trade) === flat(b.places, b.trade);
}

function flat(places: readonly Place[], rest: string): string {
  return places.map(({ text }) => text.replace(/(?<=..)[省市县区]$/u, '')).join('') + rest;
}

function relateTrade(a: ChineseName, b: ChineseName): PartRelation {
  if (a.trade === b.trade) return 'SAME';
  const [short, long] = a.trade.length <= b.trade.length ? [a.trade, b.trade] : [b.trade, a.trade];
  if (soundOf(a.trade) === soundOf(b.trade)) return 'SAME_SOUND';
  if (short.length >= 2 && long.includes(short)) return 'CONTAINED';
  return similarity(a.trade, b.trade) >= CLOSE_TRADE ? 'CLOSE' : 'DIFFERENT';
}

/** Order does not matter: 投资担保 and 担保投资 are one. */
function relateIndustry(a: readonly string[], b: readonly string[]): PartRelation {
  const [text, other] = [a.join(''), b.join('')];
  if (text === other || lettersOf(text) === lettersOf(other)) return 'SAME';
  if (a.length === 0 || b.length === 0) return 'ONE_SIDED';
  const [short, long] = text.length <= other.length ? [a, other] : [b, text];
  if (short.every((word) => long.includes(word))) return 'CONTAINED';
  return short.some((word) => long.includes(word)) || similarity(text, other) >= 0.5
    ? 'CLOSE'
    : 'DIFFERENT';
}

const lettersOf = (text: string): string => [...text].sort().join('');

/** Two lists of places, outermost first or anywhere in brackets: the narrowest of each must agree. */
function relateAll(a: readonly Place[], b: readonly Place[]): PartRelation {
  if (a.length === 0 && b.length === 0) return 'NEITHER';
  if (a.length === 0 || b.length === 0) return 'ONE_SIDED';
  const pairs = a.flatMap((x) => b.map((y) => relatePlaces(x, y)));
  if (!pairs.some((relation) => relation !== 'CONFLICT')) return 'CONFLICT';
  const covered = (from: readonly Place[], by: readonly Place[]) =>
    from.every((x) =>
      by.some(
        (y) => relatePlaces(x, y) === 'SAME' || (relatePlaces(x, y) === 'WITHIN' && isOuter(x, y)),
      ),
    );
  // 浙江杭州 and 杭州 are one place; 浙江 and 杭州 are not known to be.
  const oneNarrowest = a.some((x) => b.some((y) => relatePlaces(x, y) === 'SAME'));
  if (oneNarrowest && covered(a, b) && covered(b, a)) return 'SAME';
  return pairs.every((relation) => relation !== 'CONFLICT')
    ? 'WITHIN'
    : oneNarrowest
      ? 'WITHIN'
      : 'CONFLICT';
}

function isOuter(x: Place, y: Place): boolean {
  return x.codes.some((code) =>
    y.codes.some((other) => code !== other && trailingZeros(code) > trailingZeros(other)),
  );
}
const trailingZeros = (code: string): number =>
  code.endsWith('0000') ? 4 : code.endsWith('00') ? 2 : 0;

function relateForm(a: ChineseName, b: ChineseName): PartRelation {
  if (a.family === b.family) return a.form === b.form ? 'SAME' : 'WITHIN';
  return a.family === 'NONE' || b.family === 'NONE' ? 'ONE_SIDED' : 'DIFFERENT';
}

function relateBranch(a: Branch | undefined, b: Branch | undefined): PartRelation {
  if (a === undefined && b === undefined) return 'SAME';
  if (a === undefined || b === undefined) return 'ONE_SIDED';
  const places = relateAll(a.places, b.places);
  if (a.places.length !== b.places.length && flat(a.places, a.rest) === flat(b.places, b.rest))
    return 'SAME';
  if (places === 'CONFLICT') return 'CONFLICT';
  if (a.rest === b.rest) return places === 'SAME' || places === 'NEITHER' ? 'SAME' : 'WITHIN';
  return a.rest.endsWith(b.rest) ||
    b.rest.endsWith(a.rest) ||
    similarity(a.rest, b.rest) >= CLOSE_TRADE
    ? 'CLOSE'
    : 'DIFFERENT';
}
