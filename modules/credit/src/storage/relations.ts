/**
 * The graph of relations in SQL. Rows are closed, never changed, so that the graph of any moment can be read again. Walks
 * are recursive and bounded: by depth, by how many neighbours of one party are looked at, and by how many rows in all.
 */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import {
  type PartyKind,
  type Relation,
  type RelationKind,
  relationKey,
} from '../domain/relations/relation.ts';
import type { Db } from './tables.ts';

/** Neighbours of one party that a walk looks at; a registered-office address has thousands and says nothing. */
const FAN_OUT = 60;
/** A person (known by name) of more firms than this is more likely several people: it makes no connected clients. */
export const COMMON_NAME = 10;

export interface StoredRelation extends Relation {
  readonly id: string;
  readonly firmId: string;
  readonly since: Date;
}

interface RelationRow {
  readonly id: string;
  readonly firm_id: string;
  readonly fact_id: string | null;
  readonly kind: string;
  readonly a: string;
  readonly a_kind: string;
  readonly b: string;
  readonly share_bps: number | null;
  readonly amount_minor: string | null;
  readonly binds: boolean;
  readonly a_to_b_bps: number;
  readonly b_to_a_bps: number;
  readonly since: Date;
}

function relationOf(row: RelationRow): StoredRelation {
  return {
    id: row.id,
    firmId: row.firm_id,
    factId: row.fact_id ?? undefined,
    kind: row.kind as RelationKind,
    a: row.a,
    aKind: row.a_kind as PartyKind,
    b: row.b,
    shareBps: row.share_bps ?? undefined,
    amountMinor: row.amount_minor === null ? undefined : BigInt(row.amount_minor),
    binds: row.binds,
    aToBBps: row.a_to_b_bps,
    bToABps: row.b_to_a_bps,
    since: new Date(row.since),
  };
}

export interface RelationChange {
  readonly firmId: string;
  /** Parties at either end of what was added or closed. */
  readonly parties: readonly string[];
  /** Whether a binding relation came or went. */
  readonly binding: boolean;
  readonly added: readonly Relation[];
}

/** Makes the present relations that these firms' surveys tell of be these; answers what changed. */
export async function replaceRelations(
  db: Db,
  wanted: ReadonlyMap<string, readonly Relation[]>,
  now: Date,
): Promise<RelationChange[]> {
  if (wanted.size === 0) return [];
  const rows = await db
    .selectFrom('relation')
    .selectAll()
    .where('firm_id', 'in', [...wanted.keys()])
    .where('until', 'is', null)
    .execute();
  const known = new Map<string, StoredRelation[]>();
  for (const row of rows) {
    const relation = relationOf(row);
    known.set(row.firm_id, [...(known.get(row.firm_id) ?? []), relation]);
  }
  const changes: RelationChange[] = [];
  const closed: string[] = [];
  const added: { readonly firmId: string; readonly relation: Relation }[] = [];
  for (const [firmId, relations] of wanted) {
    const old = new Map((known.get(firmId) ?? []).map((each) => [sameness(each), each]));
    const fresh = relations.filter((each) => !old.delete(sameness(each)));
    if (fresh.length === 0 && old.size === 0) continue;
    const gone = [...old.values()];
    closed.push(...gone.map(({ id }) => id));
    added.push(...fresh.map((relation) => ({ firmId, relation })));
    changes.push({
      firmId,
      parties: [...new Set([...fresh, ...gone].flatMap(({ a, b }) => [a, b]))],
      binding: [...fresh, ...gone].some(({ binds }) => binds),
      added: fresh,
    });
  }
  await closeRelations(db, closed, now);
  await addRelations(db, added, now);
  return changes;
}

/** Two statements of the same thing: who says it does not matter, what it says does. */
function sameness(relation: Relation): string {
  const { shareBps, amountMinor, binds } = relation;
  return `${relationKey(relation)} ${shareBps} ${amountMinor} ${binds} ${relation.aToBBps} ${relation.bToABps}`;
}

async function closeRelations(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await sql`UPDATE relation SET until = ${now}, until_mark = pg_current_xact_id() WHERE id = ANY(${[...ids]}::uuid[])`.execute(
    db,
  );
}

async function addRelations(
  db: Db,
  relations: readonly { readonly firmId: string; readonly relation: Relation }[],
  now: Date,
): Promise<void> {
  if (relations.length === 0) return;
  await db
    .insertInto('relation')
    .values(
      relations.map(({ firmId, relation }) => ({
        id: newUuid(now),
        firm_id: firmId,
        fact_id: relation.factId ?? null,
        kind: relation.kind,
        a: relation.a,
        a_kind: relation.aKind,
        b: relation.b,
        share_bps: relation.shareBps ?? null,
        amount_minor: relation.amountMinor?.toString() ?? null,
        binds: relation.binds,
        a_to_b_bps: relation.aToBBps,
        b_to_a_bps: relation.bToABps,
        since: now,
      })),
    )
    .execute();
}

/** Neighbours of a party in both directions, a bounded number of each. */
const neighbours = (key: string, where = 'TRUE') =>
  sql.raw(`(
    (SELECT r.b AS other, r.a_to_b_bps AS weight, r.kind FROM relation AS r
      WHERE r.a = ${key} AND r.until IS NULL AND ${where} LIMIT ${FAN_OUT})
    UNION ALL
    (SELECT r.a AS other, r.b_to_a_bps AS weight, r.kind FROM relation AS r
      WHERE r.b = ${key} AND r.until IS NULL AND ${where} LIMIT ${FAN_OUT}))`);

export interface Neighbourhood {
  /** Parties with their distance. */
  readonly parties: ReadonlyMap<string, number>;
  readonly relations: readonly StoredRelation[];
  /** More was there than is told. */
  readonly cut: boolean;
}

/** What lies around a party: at most `depth` steps away and `most` parties, the nearest first. */
export async function neighbourhood(
  db: Db,
  party: string,
  depth: number,
  most: number,
): Promise<Neighbourhood> {
  const { rows: parties } = await sql<{ key: string; depth: number }>`
    WITH RECURSIVE reach(key, depth) AS (
      SELECT ${party}::uuid, 0
      UNION
      SELECT n.other, reach.depth + 1 FROM reach CROSS JOIN LATERAL ${neighbours('reach.key')} AS n
      WHERE reach.depth < ${depth})
    SELECT key, min(depth) AS depth FROM (SELECT key, depth FROM reach LIMIT 20000) AS nearest
    GROUP BY key ORDER BY 2, 1 LIMIT ${most + 1}`.execute(db);
  const shown = parties.slice(0, most);
  const keys = shown.map(({ key }) => key);
  const { rows } = await sql<RelationRow>`
    SELECT r.* FROM relation AS r WHERE r.until IS NULL AND r.a = ANY(${keys}::uuid[]) AND r.b = ANY(${keys}::uuid[])
    ORDER BY r.id LIMIT ${most * 4}`.execute(db);
  return {
    parties: new Map(shown.map(({ key, depth: steps }) => [key, Number(steps)])),
    relations: rows.map(relationOf),
    cut: parties.length > most,
  };
}

/** Starts whose surroundings one statement walks: bounded together as one walk is alone. */
const STARTS_AT_ONCE = 50;

/** Everybody within so many steps of any of these, themselves included. */
export async function partiesAround(
  db: Db,
  starts: readonly string[],
  depth: number,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>(starts);
  for (let from = 0; from < starts.length; from += STARTS_AT_ONCE) {
    const some = starts.slice(from, from + STARTS_AT_ONCE);
    const { rows } = await sql<{ key: string }>`
      WITH RECURSIVE reach(key, depth) AS (
        SELECT start, 0 FROM unnest(${some}::uuid[]) AS start
        UNION
        SELECT n.other, reach.depth + 1 FROM reach CROSS JOIN LATERAL ${neighbours('reach.key')} AS n
        WHERE reach.depth < ${depth})
      SELECT DISTINCT key FROM (SELECT key FROM reach LIMIT 20000) AS nearest`.execute(db);
    for (const { key } of rows) found.add(key);
  }
  return found;
}

export interface OwnershipChain {
  /** From the firm up to the last holder. */
  readonly path: readonly string[];
  /** Product of the shares on the way, 0 to 1; undefined when one of them is not known. */
  readonly share: number | undefined;
  readonly lastKind: PartyKind;
}

/** Every way up from a firm to holders of whom no holder is known; at most ten steps, five hundred ways, no circle twice. */
export async function ownershipChains(db: Db, party: string): Promise<OwnershipChain[]> {
  const { rows } = await sql<{ path: string[]; share: string | null; kind: PartyKind }>`
    WITH RECURSIVE chain(holder, kind, path, share) AS (
      SELECT r.a, r.a_kind, ARRAY[r.b, r.a], r.share_bps / 10000.0
      FROM relation AS r WHERE r.b = ${party}::uuid AND r.kind = 'SHAREHOLDING' AND r.until IS NULL
      UNION ALL
      SELECT r.a, r.a_kind, chain.path || r.a, chain.share * r.share_bps / 10000.0
      FROM chain JOIN relation AS r ON r.b = chain.holder AND r.kind = 'SHAREHOLDING' AND r.until IS NULL
      WHERE chain.kind = 'FIRM' AND cardinality(chain.path) <= 10 AND r.a <> ALL(chain.path)),
    bounded AS (SELECT * FROM chain LIMIT 5000)
    SELECT path, share::text AS share, kind FROM bounded AS c
    WHERE NOT EXISTS (
      SELECT 1 FROM relation AS r WHERE r.b = c.holder AND r.kind = 'SHAREHOLDING' AND r.until IS NULL AND r.a <> ALL(c.path))
    ORDER BY c.share DESC NULLS LAST, path LIMIT 500`.execute(db);
  return rows.map(({ path, share, kind }) => ({
    path,
    share: share === null ? undefined : Number(share),
    lastKind: kind,
  }));
}

/** Circles of guarantees through a firm: it guarantees somebody who guarantees … it. At most eight firms, twenty circles. */
export async function guaranteeRings(db: Db, party: string): Promise<string[][]> {
  const { rows } = await sql<{ path: string[] }>`
    WITH RECURSIVE walk(at, path, closed) AS (
      SELECT r.b, ARRAY[r.a, r.b], false
      FROM relation AS r WHERE r.a = ${party}::uuid AND r.kind = 'GUARANTEE' AND r.until IS NULL
      UNION ALL
      SELECT r.b, CASE WHEN r.b = ${party}::uuid THEN walk.path ELSE walk.path || r.b END, r.b = ${party}::uuid
      FROM walk CROSS JOIN LATERAL (
        SELECT g.b FROM relation AS g WHERE g.a = walk.at AND g.kind = 'GUARANTEE' AND g.until IS NULL LIMIT ${FAN_OUT}) AS r
      WHERE NOT walk.closed AND cardinality(walk.path) <= 8 AND (r.b = ${party}::uuid OR r.b <> ALL(walk.path)))
    SELECT path FROM (SELECT * FROM walk LIMIT 20000) AS bounded WHERE closed
    ORDER BY cardinality(path), path LIMIT 20`.execute(db);
  return rows.map(({ path }) => path);
}

export interface Reached {
  readonly key: string;
  readonly weightBps: number;
  readonly path: readonly string[];
}

/**
 * How far trouble at one party spreads: along the strongest ways, each step weaker by its relation, until less than
 * `leastBps` arrives or `depth` steps are walked.
 */
export async function spread(
  db: Db,
  party: string,
  depth: number,
  leastBps: number,
): Promise<Reached[]> {
  const { rows } = await sql<{ key: string; weight: number; path: string[] }>`
    WITH RECURSIVE walk(key, weight, path) AS (
      SELECT ${party}::uuid, 10000, ARRAY[${party}::uuid]
      UNION ALL
      SELECT n.other, walk.weight * n.weight / 10000, walk.path || n.other
      FROM walk CROSS JOIN LATERAL ${neighbours('walk.key')} AS n
      WHERE cardinality(walk.path) <= ${depth} AND walk.weight * n.weight / 10000 >= ${leastBps}
        AND n.other <> ALL(walk.path))
    SELECT DISTINCT ON (key) key, weight, path FROM (SELECT * FROM walk LIMIT 20000) AS bounded
    WHERE key <> ${party}::uuid ORDER BY key, weight DESC, cardinality(path), path`.execute(db);
  return rows.map(({ key, weight, path }) => ({ key, weightBps: Number(weight), path }));
}

export interface Bonded {
  readonly a: string;
  readonly b: string;
}

/** Binding relations of everybody connected with these parties; a name that many firms share connects nobody. */
export async function bondsAround(db: Db, parties: readonly string[]): Promise<Bonded[]> {
  if (parties.length === 0) return [];
  const rare = `r.binds AND (r.a_kind <> 'PERSON' OR (SELECT count(*) FROM (
      SELECT 1 FROM relation AS same WHERE same.a = r.a AND same.until IS NULL AND same.binds LIMIT ${COMMON_NAME + 1}) AS n) <= ${COMMON_NAME})`;
  const { rows } = await sql<Bonded>`
    WITH RECURSIVE reach(key) AS (
      SELECT unnest(${[...parties]}::uuid[])
      UNION
      SELECT n.other FROM reach CROSS JOIN LATERAL ${neighbours('reach.key', rare)} AS n),
    bounded AS (SELECT key FROM reach LIMIT 20000)
    SELECT r.a, r.b FROM bounded JOIN relation AS r ON r.a = bounded.key
    WHERE r.until IS NULL AND ${sql.raw(rare)}`.execute(db);
  return rows;
}

/** Registered firms behind parties; parties of other kinds, or not registered, are left out. */
export async function firmsOfParties(
  db: Db,
  parties: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (parties.length === 0) return new Map();
  const { rows } = await sql<{ id: string; party_key: string }>`
    SELECT id, party_key FROM firm WHERE party_key = ANY(${[...parties]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, party_key }) => [party_key, id]));
}

export async function partiesOfFirms(
  db: Db,
  firmIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (firmIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; party_key: string }>`
    SELECT id, party_key FROM firm WHERE id = ANY(${[...firmIds]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, party_key }) => [id, party_key]));
}
