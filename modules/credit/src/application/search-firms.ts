/**
 * Finds firms by code or by any of their names, however written, and explains each hit: what agreed, what differed, and
 * the band it falls into. Two rounds: terms that few firms share, and only if those found nothing alike, wider ones.
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
import { type NameCandidate, namesUnder } from '../storage/name-index.ts';
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
const BAND_ORDER: Readonly<Record<NameBand, number>> = { SAME: 0, REVIEW: 1, DIFFERENT: 2 };
/** Below this a short name stands for nothing. */
const SHORT_NAME_AT_LEAST = 0.5;

export async function searchFirms(db: Db, text: string, limit: number): Promise<FirmHit[]> {
  const byCode = await hitByCode(db, text);
  if (byCode !== undefined) return [byCode];
  const name = parseName(text);
  const { narrow, wide } = searchTerms(name);
  const first = judged(name, text, await namesUnder(db, narrow, CANDIDATES));
  if (first.some(({ band }) => band !== 'DIFFERENT')) return first.slice(0, limit);
  const second = judged(name, text, await namesUnder(db, wide, CANDIDATES));
  return bestOfEach([...first, ...second]).slice(0, limit);
}

async function hitByCode(db: Db, text: string): Promise<FirmHit | undefined> {
  const code = normaliseUscc(text);
  if (!/^[A-Z0-9:]{5,60}$/.test(code)) return undefined;
  const row = await db
    .selectFrom('firm as f')
    .innerJoin('firm_name as n', 'n.firm_id', 'f.id')
    .select(['f.id', 'n.name'])
    .where('f.code', '=', code)
    .orderBy('n.recorded_at')
    .limit(1)
    .executeTakeFirst();
  return (
    row && { firmId: fromUuid(FIRM, row.id), name: row.name, band: 'SAME', score: 1, parts: [] }
  );
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
