/**
 * Short and everyday names: how well a few characters stand for a full name. The characters of a short name come in the
 * order of the full name (万科 → 万科企业, 深科技 → 深圳长城开发科技), most of them from the trade name, many next to each
 * other. Marks of the stock exchange (*ST, -U, A) are not part of a name.
 */
import { normaliseName, plainName } from './normalise.ts';
import { type ChineseName, parseChinese } from './parse-chinese.ts';

export function bareShortName(written: string): string {
  const plain = plainName(
    normaliseName(written).replace(/^\*?(?:s\*?st|st|xd|xr|dr|[nc](?=\p{Script=Han}))|^\*/u, ''),
  );
  return plain.length > 2 ? plain.replace(/(?<=\p{Script=Han}{2})[abhuwd]+$/u, '') : plain;
}

export interface ShortNameTarget {
  /** Characters of the full name in order, without its legal form. */
  readonly letters: readonly string[];
  /** What meeting each of them is worth. */
  readonly worth: readonly number[];
  readonly trade: string;
  readonly length: number;
}

/** What a province is called in one character. */
const PROVINCE_LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    '11京 12津 13冀 14晋 15蒙 21辽 22吉 23黑 31沪 32苏 33浙 34皖 35闽 36赣 37鲁 41豫 42鄂 43湘 44粤 45桂 46琼 50渝 51川 ' +
    '52黔 53滇 54藏 61陕 62甘 63青 64宁 65新 71台 81港 82澳'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, 2), pair.slice(2)]),
);

const WORTH = { trade: 1, place: 0.45, placeStart: 0.8, industry: 0.55, structure: 0.5 } as const;
/** Added for each character that follows right upon the one met before. */
const NEIGHBOUR = 0.35;
/** Taken for each character of the short name that the full name has not. */
const MISSING = 0.9;
/** Taken for each character of the trade name that the short name leaves out. */
const UNSAID = 0.12;

export function shortNameTarget(name: ChineseName): ShortNameTarget {
  const provinces = new Set(
    name.places.flatMap(({ codes }) =>
      codes.map((code) => PROVINCE_LETTERS[code.slice(0, 2)] ?? ''),
    ),
  );
  const pieces: (readonly [string, number, number])[] = [
    ...[...provinces].map((letter) => [letter, WORTH.placeStart, WORTH.placeStart] as const),
    ...name.places.map(({ text }) => [text, WORTH.placeStart, WORTH.place] as const),
    [name.trade, WORTH.trade, WORTH.trade],
    ...name.industry.map((word) => [word, WORTH.industry, WORTH.industry] as const),
    ...name.structure.map((word) => [word, WORTH.structure, WORTH.structure] as const),
    ['股份', 0.3, 0.3],
  ];
  const letters = pieces.flatMap(([text]) => [...text]);
  const worth = pieces.flatMap(([text, first, other]) =>
    [...text].map((_, i) => (i === 0 ? first : other)),
  );
  return { letters, worth, trade: name.trade, length: letters.length };
}

/** How well the short name stands for the full one: at most about 1, below 0 when hardly anything fits. */
export function shortNameScore(short: readonly string[], target: ShortNameTarget): number {
  if (short.length === 0) return 0;
  const { letters, worth } = target;
  // best[j]: the most that short[..i] gains when its last met character is letters[j - 1]; best[0] has met none.
  let best: number[] = Array.from({ length: letters.length + 1 }, (_, j) =>
    j === 0 ? 0 : Number.NEGATIVE_INFINITY,
  );
  for (const letter of short) {
    const next = best.map((gain) => gain - MISSING);
    let before = best[0] ?? 0;
    for (let j = 1; j <= letters.length; j += 1) {
      if (letters[j - 1] === letter) {
        const beside = (best[j - 1] ?? Number.NEGATIVE_INFINITY) + (j > 1 ? NEIGHBOUR : 0);
        const gain = (worth[j - 1] ?? 0) + Math.max(before, beside);
        next[j] = Math.max(next[j] ?? Number.NEGATIVE_INFINITY, gain);
      }
      before = Math.max(before, best[j] ?? Number.NEGATIVE_INFINITY);
    }
    best = next;
  }
  const met = Math.max(...best);
  const unsaid = [...target.trade].filter((letter) => !short.includes(letter)).length;
  const most = short.length * (WORTH.trade + NEIGHBOUR);
  return (met - unsaid * UNSAID - target.length * 0.004) / most;
}

export function targetOf(fullName: string): ShortNameTarget {
  return shortNameTarget(parseChinese(fullName));
}
