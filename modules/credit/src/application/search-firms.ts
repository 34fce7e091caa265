/**
 * Finds firms by code or by any of their names, however written, and explains each hit: what agreed, what differed, and
 * the band it falls into. In rounds: terms that few firms share, and only if those found nothing alike, wider ones; last,
 * names and codes that begin with what was typed so far.
 */
import { fromUuid } from '@guildhall/shared/ids';
import { normaliseUscc } from '../domain/codes/uscc.ts';
import {
  compareParsed,
  type ParsedName,
  parseKept,
  parseName,
} from '../domain/names/compare-names.ts';
import type { NameBand, NameComparison, PartFinding } from '../domain/names/comparison.ts';
import { plainName } from '../domain/names/normalise.ts';
import { initialsOf, soundOf } from '../domain/names/pinyin.ts';
import { searchTerms } from '../domain/names/search-terms.ts';
import { bareShortName, shortNameScore, shortNameTarget } from '../domain/names/short-names.ts';
import { FIRM, type FirmId } from '../ids.ts';
import {
  codesBeginning,
  type NameCandidate,
  namesBeginning,
  namesUnder,
} from '../storage/name-index.ts';
import type { Db } from '../storage/tables.ts';

export interface FirmHit {
  readonly firmId: FirmId;
  /** The name of it that matched. */
  readonly name: string;
  /** SAME for a code; for names what the comparison says. A name alone never proves that two firms are one. */
  readonly band: NameBand;
  /** 0 to 1, for ordering. */
  readonly score: number;
  readonly parts: readonly PartFinding[];
}

const CANDIDATES = 200;
/** Of names that share next to nothing, fewer are worth comparing. */
const LOOSE_CANDIDATES = 100;
const SHORTEST_BEGINNING = 2;
const BAND_ORDER: Readonly<Record<NameBand, number>> = { SAME: 0, REVIEW: 1, DIFFERENT: 2 };
/** Below this a short name stands for nothing. */
const SHORT_NAME_AT_LEAST = 0.5;

export async function searchFirms(db: Db, text: string, limit: number): Promise<FirmHit[]> {
  const byCode = await hitsByCode(db, text, limit);
  if (byCode.length > 0) return byCode;
  const name = parseName(text);
  const { narrow, wide, loose } = searchTerms(name);
  let found: FirmHit[] = [];
  for (const [terms, most] of [
    [narrow, CANDIDATES],
    [wide, CANDIDATES],
    [loose, LOOSE_CANDIDATES],
  ] as const) {
    found = bestOfEach([...found, ...judged(name, text, await namesUnder(db, terms, most))]);
    if (found.some(({ band }) => band !== 'DIFFERENT')) return found.slice(0, limit);
  }
  const begun = await hitsByBeginning(db, name, limit);
  return bestOfEach([...begun, ...found]).slice(0, limit);
}

/** What is typed so far begins these names: somebody who goes on typing will see them anyway. */
async function hitsByBeginning(db: Db, asked: ParsedName, limit: number): Promise<FirmHit[]> {
  const { normal } = asked;
  if ([...normal].length < SHORTEST_BEGINNING) return [];
  return (await namesBeginning(db, normal, limit)).map(({ firmId, name, normal: whole }) => {
    const share = [...normal].length / [...whole].length;
    return {
      firmId: fromUuid(FIRM, firmId),
      name,
      band: 'REVIEW',
      score: 0.9 * share,
      parts: [
        { part: 'WHOLE', a: normal, b: whole, relation: 'CONTAINED', contribution: 0.9 * share },
      ],
    };
  });
}

/** A whole code is that firm; the beginning of one is whoever has such a code. */
async function hitsByCode(db: Db, text: string, limit: number): Promise<FirmHit[]> {
  const code = normaliseUscc(text);
  if (!/^[A-Z0-9:]{5,60}$/.test(code)) return [];
  const found = await codesBeginning(db, code, limit);
  const exact = found.find((each) => each.code === code);
  // Letters alone are a name in letters, whatever codes begin so.
  if (exact === undefined && !/\d{4}/.test(code)) return [];
  return (exact === undefined ? found : [exact]).map(({ firmId, name }) => ({
    firmId: fromUuid(FIRM, firmId),
    name,
    band: exact === undefined ? 'REVIEW' : 'SAME',
    score: exact === undefined ? code.length / 18 : 1,
    parts: [],
  }));
}

function judged(asked: ParsedName, text: string, candidates: readonly NameCandidate[]): FirmHit[] {
  const hits = candidates.map(({ firmId, name, normal }): FirmHit => {
    const parsed = parseKept(name, normal);
    return { firmId: fromUuid(FIRM, firmId), name, ...likest(asked, text, parsed) };
  });
  return bestOfEach(hits.filter(({ score }) => score > 0));
}

/** The comparison; or, where it says little, how well what was typed stands for the name as a short name or by sound. */
function likest(asked: ParsedName, text: string, name: ParsedName): NameComparison {
  const compared = compareParsed(asked, name);
  if (compared.band !== 'DIFFERENT' || name.script !== 'HAN') return compared;
  if (asked.script === 'HAN') {
    if (asked.form !== '') return compared;
    const short = shortNameScore([...bareShortName(text)], shortNameTarget(name));
    if (short < SHORT_NAME_AT_LEAST) return compared;
    return {
      band: 'REVIEW',
      score: Math.min(0.99, short),
      parts: [whole(asked, name, 'CONTAINED', short)],
    };
  }
  const typed = plainName(asked.normal);
  const spoken = [name.trade, name.trade + (name.industry[0] ?? '')];
  const sounds = spoken.some((part) => soundOf(part) === typed || initialsOf(part) === typed);
  return sounds
    ? { band: 'REVIEW', score: 0.7, parts: [whole(asked, name, 'SAME_SOUND', 0.7)] }
    : compared;
}

function whole(
  a: ParsedName,
  b: ParsedName,
  relation: PartFinding['relation'],
  contribution: number,
): PartFinding {
  return { part: 'WHOLE', a: a.normal, b: b.normal, relation, contribution };
}

function bestOfEach(hits: readonly FirmHit[]): FirmHit[] {
  const ordered = [...hits].sort(
    (a, b) =>
      BAND_ORDER[a.band] - BAND_ORDER[b.band] ||
      b.score - a.score ||
      (a.firmId < b.firmId ? -1 : 1),
  );
  const seen = new Set<string>();
  return ordered.filter(({ firmId }) => {
    if (seen.has(firmId)) return false;
    seen.add(firmId);
    return true;
  });
}
