/**
 * Reads a Chinese company name into its registered parts: place, trade name 字号, industry, legal form, and for a
 * branch the branch's own part. Brackets may stand anywhere; what is in them is a place, a structure word, a legal form
 * or a part of the name.
 */
import { cutBranch, cutForm, type FormFamily } from './chinese-forms.ts';
import { industryOf } from './industry-words.ts';
import { normaliseName, plainName } from './normalise.ts';
import { type Place, placeAtStart, placeNamed } from './places.ts';

export interface ChineseName {
  readonly script: 'HAN';
  readonly normal: string;
  readonly places: readonly Place[];
  /** The distinctive part; never empty unless the whole name is places and industry. */
  readonly trade: string;
  readonly industry: readonly string[];
  /** 集团 and 控股, sorted. */
  readonly structure: readonly string[];
  readonly form: string;
  readonly family: FormFamily;
  readonly branch: Branch | undefined;
}

const STRUCTURE: ReadonlySet<string> = new Set(['集团', '控股']);

export interface Branch {
  readonly places: readonly Place[];
  /** What is left of the branch's part without its places. */
  readonly rest: string;
}

/** What everybody calls the nation's banks, and what they are registered as. */
const EVERYDAY_BANKS: Readonly<Record<string, string>> = {
  工行: '中国工商银行',
  农行: '中国农业银行',
  中行: '中国银行',
  建行: '中国建设银行',
  交行: '交通银行',
  招行: '招商银行',
  工商银行: '中国工商银行',
  农业银行: '中国农业银行',
  建设银行: '中国建设银行',
  光大银行: '中国光大银行',
  民生银行: '中国民生银行',
  邮储银行: '中国邮政储蓄银行',
  邮政储蓄银行: '中国邮政储蓄银行',
  农业发展银行: '中国农业发展银行',
  农发行: '中国农业发展银行',
  进出口银行: '中国进出口银行',
  国开行: '国家开发银行',
  浦发银行: '上海浦东发展银行',
  上海浦发银行: '上海浦东发展银行',
};
/** Words that are written short or long. */
const SHORT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/农商(?:银)?行/gu, '农村商业银行'],
  [/农信社/gu, '农村信用社'],
  [/城信社/gu, '城市信用社'],
];

export function parseChinese(written: string): ChineseName {
  return parseNormalChinese(normaliseName(written));
}

/** The same of a name that was normalised before, as the index keeps it. */
export function parseNormalChinese(normal: string): ChineseName {
  const { text, inBrackets } = takeBrackets(spellOut(normal));
  const { head, branch } = cutBranch(text);
  const cut = cutForm(head);
  const bracketForm = inBrackets
    .map((each) => cutForm(`${each} `.trim()))
    .find(({ form, head: left }) => form !== '' && left === '');
  const bracketFamily = inBrackets.some((each) => /合伙/.test(each))
    ? 'PARTNERSHIP'
    : bracketForm?.family;
  const bracketPlaces = inBrackets.flatMap((each) => placeNamed(each) ?? []);
  const grouped = takeGroup(cut.head);
  const front = takePlaces(grouped.text);
  const { rest, words } = industryOf(front.rest);
  const core = settleTrade(front.places, rest, words);
  return {
    script: 'HAN',
    normal,
    places: [...core.places, ...bracketPlaces],
    trade: core.trade,
    industry: core.industry,
    structure: [
      ...new Set([...grouped.structure, ...inBrackets.filter((each) => STRUCTURE.has(each))]),
    ].sort(),
    form: cut.form,
    family: bracketFamily ?? cut.family,
    branch: branch === '' ? undefined : branchOf(branch),
  };
}

function spellOut(normal: string): string {
  for (const [short, full] of Object.entries(EVERYDAY_BANKS)) {
    if (normal.startsWith(short)) return full + normal.slice(short.length);
  }
  return SHORT_WORDS.reduce((text, [short, full]) => text.replace(short, full), normal);
}

/** Brackets around places, structure words and forms are set aside; the text of others stays where it stands. */
function takeBrackets(normal: string): { text: string; inBrackets: string[] } {
  const inBrackets: string[] = [];
  const text = normal.replace(/\(([^()]*)\)/gu, (_, inside: string) => {
    const plain = plainName(inside);
    if (
      plain === '集团' ||
      plain === '控股' ||
      /合伙$/.test(plain) ||
      placeNamed(plain) !== undefined
    ) {
      inBrackets.push(plain);
      return '';
    }
    return plain;
  });
  return { text: plainName(text), inBrackets };
}

/** 集团 and 控股 just before the legal form, in either order, or at the end of a name without one. */
function takeGroup(text: string): { text: string; structure: string[] } {
  const structure: string[] = [];
  let rest = text;
  for (
    let end = /^(.{2,})(集团|控股)$/u.exec(rest);
    end !== null;
    end = /^(.{2,})(集团|控股)$/u.exec(rest)
  ) {
    const [, before = '', word = ''] = end;
    structure.push(word);
    rest = before;
  }
  return { text: rest, structure };
}

function takePlaces(text: string): { places: Place[]; rest: string } {
  const places: Place[] = [];
  let rest = text;
  for (let place = placeAtStart(rest); place !== undefined; place = placeAtStart(rest)) {
    places.push(place);
    rest = rest.slice(place.text.length);
  }
  return { places, rest };
}

/**
 * A name must keep something distinctive. Where only industry is left, the last place is the trade name (山西信托,
 * 东莞银行); where not even that, the first industry word is (交通银行).
 */
function settleTrade(
  places: readonly Place[],
  trade: string,
  industry: readonly string[],
): { places: readonly Place[]; trade: string; industry: readonly string[] } {
  if (trade !== '') return { places, trade, industry };
  const last = places.at(-1);
  if (last !== undefined)
    return { places: places.slice(0, -1), trade: last.text.replace(/[省市]$/, ''), industry };
  const [first = '', ...others] = industry;
  return { places, trade: first, industry: others };
}

/**
 * A sub-branch's main branch may stand before it (天津分行和平支行) or not (天津和平支行); districts are written with 区 or
 * without. Both are one.
 */
function branchOf(text: string): Branch {
  const flat = text.endsWith('支行') ? text.replace(/分行(?=.)/gu, '') : text;
  const { places, rest } = takePlaces(flat);
  return { places, rest: rest.replace(/[市县区](?=.)/gu, '') };
}
