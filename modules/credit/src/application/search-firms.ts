/** Finds firms by code or by name: exact names first, then names that share most pairs of characters. */
import { fromUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { normaliseUscc } from '../domain/codes/uscc.ts';
import { gramsOf, normaliseName, plainName } from '../domain/names/normalise.ts';
import { FIRM, type FirmId } from '../ids.ts';
import type { Db } from '../storage/tables.ts';

export interface FirmHit {
  readonly firmId: FirmId;
  /** The name that matched. */
  readonly name: string;
  /** Shared pairs of characters (Dice), 0 to 1; 1 is the same name or code. */
  readonly score: number;
}

const CANDIDATES = 200;

export async function searchFirms(db: Db, text: string, limit: number): Promise<FirmHit[]> {
  const byCode = await db
    .selectFrom('firm as f')
    .innerJoin('firm_name as n', 'n.firm_id', 'f.id')
    .select(['f.id', 'n.name'])
    .where('f.code', '=', normaliseUscc(text))
    .where('n.kind', '=', 'REGISTERED')
    .limit(1)
    .execute();
  if (byCode[0] !== undefined)
    return [{ firmId: fromUuid(FIRM, byCode[0].id), name: byCode[0].name, score: 1 }];
  const grams = gramsOf(plainName(normaliseName(text)));
  if (grams.length === 0) return [];
  const { rows } = await sql<{ firm_id: string; name: string; score: number }>`
    SELECT DISTINCT ON (firm_id) firm_id, name, score FROM (
      SELECT n.firm_id, n.name,
             2.0 * (SELECT count(*) FROM unnest(n.grams) AS g WHERE g = ANY(${grams}::text[]))
               / (cardinality(n.grams) + ${grams.length}) AS score
      FROM firm_name AS n WHERE n.grams && ${grams}::text[]
      ORDER BY score DESC LIMIT ${CANDIDATES}) AS c
    ORDER BY firm_id, score DESC`.execute(db);
  return rows
    .map(({ firm_id, name, score }) => ({
      firmId: fromUuid(FIRM, firm_id),
      name,
      score: Number(score),
    }))
    .sort((a, b) => b.score - a.score || (a.firmId < b.firmId ? -1 : 1))
    .slice(0, limit);
}
