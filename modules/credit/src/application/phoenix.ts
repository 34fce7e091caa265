/**
 * Phoenix firms: a blacklisted firm that comes again under a new code. Suspected when a later firm shares people, address or
 * phone with it, or bears a look-alike trade name; a likeness only raises an alert, and never lists or merges anybody.
 */
import { sql } from 'kysely';
import { compareNames, parseName } from '../domain/names/compare-names.ts';
import type { PartFinding } from '../domain/names/comparison.ts';
import { searchTerms } from '../domain/names/search-terms.ts';
import { namesUnder } from '../storage/name-index.ts';
import type { Db } from '../storage/tables.ts';

export type PhoenixReason = 'SHARED_PERSON' | 'SHARED_ADDRESS' | 'SHARED_PHONE' | 'TRADE_NAME';

export interface PhoenixSuspect {
  readonly firmId: string;
  readonly reasons: readonly PhoenixReason[];
}

/** Two short trade names that differ in one character are two names. */
const CLOSE_FROM_CHARACTERS = 3;

function isAlike({ relation, a }: PartFinding): boolean {
  if (relation === 'CLOSE') return [...a].length >= CLOSE_FROM_CHARACTERS;
  return relation === 'SAME' || relation === 'SAME_SOUND';
}

const MOST_NAMES = 200;

/**
 * PREDECESSORS: blacklisted firms that this one may continue; SUCCESSORS: later firms that may continue this one. Later is
 * who was founded later, or where that is not known, who became known later.
 */
export async function phoenixSuspects(
  db: Db,
  firmId: string,
  direction: 'PREDECESSORS' | 'SUCCESSORS',
): Promise<PhoenixSuspect[]> {
  const found = new Map<string, Set<PhoenixReason>>();
  const add = (id: string, reason: PhoenixReason): void => {
    if (id !== firmId) found.set(id, (found.get(id) ?? new Set()).add(reason));
  };
  const onlyBlacklisted = direction === 'PREDECESSORS';
  for (const { id, kind } of await sharing(db, firmId, onlyBlacklisted))
    add(
      id,
      kind === 'ADDRESS' ? 'SHARED_ADDRESS' : kind === 'PHONE' ? 'SHARED_PHONE' : 'SHARED_PERSON',
    );
  for (const id of await alikeByName(db, firmId, onlyBlacklisted)) add(id, 'TRADE_NAME');
  if (found.size === 0) return [];
  const ages = await agesOf(db, [firmId, ...found.keys()]);
  const own = ages.get(firmId);
  if (own === undefined) return [];
  return [...found].flatMap(([id, reasons]) => {
    const other = ages.get(id);
    if (other === undefined) return [];
    const [old, young] = direction === 'PREDECESSORS' ? [other, own] : [own, other];
    if (!old.blacklisted || young.blacklisted || young.since <= old.since) return [];
    // An address alone is where a thousand firms are registered.
    if (reasons.size === 1 && reasons.has('SHARED_ADDRESS')) return [];
    return [{ firmId: id, reasons: [...reasons].sort() }];
  });
}

/** Firms that have a person, an address or a phone in common with this one; of common ones the first few. */
async function sharing(
  db: Db,
  firmId: string,
  onlyBlacklisted: boolean,
): Promise<{ id: string; kind: string }[]> {
  const { rows } = await sql<{ id: string; kind: string }>`
    SELECT DISTINCT f.id, own.a_kind AS kind
    FROM relation AS own CROSS JOIN LATERAL (
      SELECT other.b FROM relation AS other
      WHERE other.a = own.a AND other.until IS NULL AND other.b <> own.b LIMIT 30) AS o
    JOIN firm AS f ON f.party_key = o.b
    WHERE own.firm_id = ${firmId} AND own.until IS NULL AND own.a_kind IN ('PERSON', 'ADDRESS', 'PHONE')
      AND (NOT ${onlyBlacklisted} OR EXISTS (SELECT 1 FROM list_entry AS e WHERE e.firm_id = f.id AND e.list = 'BLACKLIST'
        AND e.state IN ('ACTIVE', 'APPEALED', 'UPHELD')))`.execute(db);
  return rows;
}

async function alikeByName(db: Db, firmId: string, onlyBlacklisted: boolean): Promise<string[]> {
  const names = await db
    .selectFrom('firm_name')
    .select(['name'])
    .where('firm_id', '=', firmId)
    .where('kind', '=', 'REGISTERED')
    .execute();
  const found = new Set<string>();
  for (const { name } of names) {
    const { narrow } = searchTerms(parseName(name));
    const candidates = await namesUnder(db, narrow, MOST_NAMES);
    const wanted = onlyBlacklisted
      ? await blacklistedAmong(
          db,
          candidates.map((candidate) => candidate.firmId),
        )
      : undefined;
    for (const candidate of candidates) {
      if (wanted?.has(candidate.firmId) === false) continue;
      const { parts } = compareNames(name, candidate.name);
      const trade = parts.find(({ part }) => part === 'TRADE' || part === 'WHOLE');
      if (trade !== undefined && isAlike(trade)) found.add(candidate.firmId);
    }
  }
  return [...found];
}

/** Those of these firms on whom a blacklist binds. */
async function blacklistedAmong(db: Db, firmIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ firm_id: string }>`
    SELECT DISTINCT firm_id FROM list_entry
    WHERE list = 'BLACKLIST' AND state IN ('ACTIVE', 'APPEALED', 'UPHELD') AND firm_id = ANY(${[...firmIds]}::uuid[])`.execute(
    db,
  );
  return new Set(rows.map(({ firm_id }) => firm_id));
}

/** Whether anybody is blacklisted at all: most files name nobody who is. */
export async function isAnyBlacklisted(db: Db): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    SELECT EXISTS (SELECT FROM list_entry WHERE list = 'BLACKLIST' AND state IN ('ACTIVE', 'APPEALED', 'UPHELD')) AS there`.execute(
    db,
  );
  return rows[0]?.there === true;
}

interface Age {
  readonly since: number;
  readonly blacklisted: boolean;
}

async function agesOf(db: Db, firmIds: readonly string[]): Promise<ReadonlyMap<string, Age>> {
  const { rows } = await sql<{
    id: string;
    founded: string | null;
    known: Date;
    blacklisted: boolean;
  }>`
    SELECT f.id, f.registered_at AS known,
      (SELECT max(value ->> 'date') FROM fact WHERE firm_id = f.id AND type = 'ESTABLISHED_ON' AND retracted_at IS NULL) AS founded,
      EXISTS (SELECT 1 FROM list_entry AS e WHERE e.firm_id = f.id AND e.list = 'BLACKLIST'
        AND e.state IN ('ACTIVE', 'APPEALED', 'UPHELD')) AS blacklisted
    FROM firm AS f WHERE f.id = ANY(${[...firmIds]}::uuid[])`.execute(db);
  return new Map(
    rows.map(({ id, founded, known, blacklisted }) => [
      id,
      { since: founded === null ? new Date(known).getTime() : Date.parse(founded), blacklisted },
    ]),
  );
}
