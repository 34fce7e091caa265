/**
 * Places as they stand in company names: with or without 省, 市, 县, 区, each with the division codes it can mean. Short
 * forms are known of provinces, prefectures and cities; of counties and districts only the full form counts, because
 * their short forms are also trade names (平安, 新华, 和平).
 */
import { DIVISIONS } from './gbt2260.ts';

const ETHNIC =
  /(?:[\u4e00-\u9fff]{1,3}族)+自治|(?:蒙古|回|藏|维吾尔|壮|苗|彝|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|羌|撒拉|仫佬|锡伯|各|多)族.*自治/;

/** Prefectures and provinces whose everyday name is not found by cutting the suffix off. */
const EVERYDAY: Readonly<Record<string, string>> = {
  内蒙古自治区: '内蒙古',
  广西壮族自治区: '广西',
  西藏自治区: '西藏',
  宁夏回族自治区: '宁夏',
  新疆维吾尔自治区: '新疆',
  香港特别行政区: '香港',
  澳门特别行政区: '澳门',
};

/** Places that the standard does not list, with the division they lie in. */
const OTHERS: Readonly<Record<string, string>> = {
  浦东: '310115',
  浦东新区: '310115',
  滨海新区: '120116',
  前海: '440305',
  横琴: '440402',
  雄安: '130600',
  雄安新区: '130600',
  贵安新区: '520100',
  两江新区: '500000',
  天府新区: '510100',
};

const index = new Map<string, Set<string>>();
/** By their first two characters: lengths of the places that begin so, longest first. */
const lengths = new Map<string, number[]>();

function know(name: string, code: string): void {
  const codes = index.get(name);
  if (codes === undefined) index.set(name, new Set([code]));
  else codes.add(code);
  const beginning = name.slice(0, 2);
  const known = lengths.get(beginning) ?? [];
  if (!known.includes(name.length))
    lengths.set(
      beginning,
      [...known, name.length].sort((a, b) => b - a),
    );
}

function everydayOf(name: string): string {
  const known = EVERYDAY[name];
  if (known !== undefined) return known;
  if (ETHNIC.test(name)) return name.replace(ETHNIC, '').replace(/[州县旗区]$/, '');
  return name.replace(/(?:特别行政区|自治区|地区|林区|盟|省|市)$/, '');
}

for (const [province, text] of Object.entries(DIVISIONS)) {
  const [name = '', ...rows] = text.split(';');
  know(name, `${province}0000`);
  know(everydayOf(name), `${province}0000`);
  for (const row of rows) {
    const code = province + row.slice(0, 4);
    for (const place of row.slice(4).split('/')) addPlace(place, code);
  }
}
for (const [name, code] of Object.entries(OTHERS)) know(name, code);

function addPlace(place: string, code: string): void {
  if (/^(市辖区|县|省直辖|自治区直辖|.*直辖.*)$/.test(place) || place.length < 2) return;
  know(place, code);
  const isPrefecture = code.endsWith('00');
  if (!isPrefecture && !place.endsWith('市')) return;
  const short = everydayOf(place);
  if (short.length >= 2) know(short, code);
}

export interface Place {
  /** As written, without brackets. */
  readonly text: string;
  /** Division codes it can mean; several for names such as 吉林, which is a province and a city. */
  readonly codes: readonly string[];
}

/** The longest place at the start of the text. */
export function placeAtStart(text: string): Place | undefined {
  for (const length of lengths.get(text.slice(0, 2)) ?? []) {
    const place = placeNamed(text.slice(0, length));
    if (place !== undefined && place.text.length === length) return place;
  }
  return undefined;
}

/** A text that is a place and nothing else. */
export function placeNamed(text: string): Place | undefined {
  const codes = index.get(text);
  return codes === undefined ? undefined : { text, codes: [...codes] };
}

export type PlaceRelation = 'SAME' | 'WITHIN' | 'CONFLICT';

/** One place, one within the other, or two places that cannot be one. */
export function relatePlaces(a: Place, b: Place): PlaceRelation {
  if (a.codes.some((code) => b.codes.includes(code))) return 'SAME';
  if (baseName(a.text) === baseName(b.text) && !namesLevel(a.text, b.text)) return 'SAME';
  const within = a.codes.some((x) => b.codes.some((y) => contains(x, y) || contains(y, x)));
  return within ? 'WITHIN' : 'CONFLICT';
}

/** 吉林省 and 吉林市 say different levels; 吉林 says none. */
function namesLevel(a: string, b: string): boolean {
  const level = (text: string): string | undefined => /[省市县区州盟旗]$/.exec(text)?.[0];
  const [x, y] = [level(a), level(b)];
  return x !== undefined && y !== undefined && x !== y && (x === '省' || y === '省');
}

const baseName = (text: string): string => text.replace(/[省市县区]$/, '');

function contains(outer: string, inner: string): boolean {
  if (outer.endsWith('0000')) return outer.slice(0, 2) === inner.slice(0, 2);
  return outer.endsWith('00') && outer.slice(0, 4) === inner.slice(0, 4);
}
