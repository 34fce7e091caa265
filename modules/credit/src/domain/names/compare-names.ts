/** Compares two company names in whatever script, and explains the answer part by part. */
import { compareChinese } from './compare-chinese.ts';
import { compareLatin } from './compare-latin.ts';
import type { NameComparison } from './comparison.ts';
import { isHan, normaliseName, plainName } from './normalise.ts';
import { type ChineseName, parseChinese, parseNormalChinese } from './parse-chinese.ts';
import { type LatinName, parseLatin } from './parse-latin.ts';

export type ParsedName = ChineseName | LatinName;

export function parseName(written: string): ParsedName {
  return isHan(written) ? parseChinese(written) : parseLatin(written);
}

/** A name whose normal form is kept beside it: normalising is most of the work of reading a Chinese name. */
export function parseKept(written: string, normal: string): ParsedName {
  return isHan(normal) ? parseNormalChinese(normal) : parseLatin(written);
}

export function compareNames(a: string, b: string): NameComparison {
  return compareParsed(parseName(a), parseName(b));
}

export function compareParsed(a: ParsedName, b: ParsedName): NameComparison {
  if (plainName(a.normal) === plainName(b.normal)) {
    const whole = {
      part: 'WHOLE',
      a: a.normal,
      b: b.normal,
      relation: 'SAME',
      contribution: 1,
    } as const;
    return { band: 'SAME', score: 1, parts: [whole] };
  }
  if (a.script === 'HAN' && b.script === 'HAN') return compareChinese(a, b);
  if (a.script === 'LATIN' && b.script === 'LATIN') return compareLatin(a, b);
  // Across scripts a name is looked up among a firm's other names, never compared letter by letter.
  return { band: 'DIFFERENT', score: 0, parts: [] };
}

export { normaliseName };
