/**
 * Tables `linkage_due`, `linkage_key`, `linkage_member`, `contested_identity`: by which keyed digests members meet, and
 * whose are out of date. Invariant: a member whose facts changed is due until its keys were made anew.
 */
import { type Kysely, sql } from 'kysely';
import type { IdentityType } from '../door.ts';
import { rowsOf } from './rows.ts';

type Db = Kysely<unknown>;

/** In the order of ids, so that two transactions never wait for each other. */
export async function markDue(db: Db, memberIds: readonly string[]): Promise<void> {
  if (memberIds.length === 0) return;
  await sql`
    INSERT INTO linkage_due (member_id) SELECT DISTINCT id FROM unnest(${[...memberIds]}::uuid[]) AS t(id) ORDER BY id
    ON CONFLICT DO NOTHING`.execute(db);
}

export interface ContestedIdentity {
  readonly id: string;
  readonly memberId: string;
  readonly type: IdentityType;
  readonly scope: string;
  readonly digest: Buffer;
  readonly sealed: Buffer;
  readonly source: string;
  readonly seenAt: Date;
}

export async function keepContested(db: Db, rows: readonly ContestedIdentity[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    INSERT INTO contested_identity AS c (id, member_id, type, scope, digest, sealed, source, seen_at)
    SELECT DISTINCT ON ("memberId", type, scope, digest, source)
           id, "memberId", type, scope, decode(digest, 'hex'), decode(sealed, 'hex'), source, "seenAt"
    FROM jsonb_to_recordset(${rowsOf(rows)})
      AS r(id uuid, "memberId" uuid, type text, scope text, digest text, sealed text, source text, "seenAt" timestamptz)
    ON CONFLICT (member_id, type, scope, digest, source) DO UPDATE SET seen_at = greatest(c.seen_at, excluded.seen_at)`.execute(
    db,
  );
  await markDue(
    db,
    rows.map(({ memberId }) => memberId),
  );
}

export interface ContestedRow {
  readonly id: string;
  readonly member_id: string;
  readonly root_id: string;
  readonly type: IdentityType;
  readonly sealed: Buffer;
}

export async function contestedOf(db: Db, rootIds: readonly string[]): Promise<ContestedRow[]> {
  const { rows } = await sql<ContestedRow>`
    SELECT c.id, c.member_id, m.survivor_id AS root_id, c.type, c.sealed
    FROM member m JOIN contested_identity c ON c.member_id = m.id
    WHERE m.survivor_id = ANY(${[...rootIds]}::uuid[]) ORDER BY c.id`.execute(db);
  return rows;
}

/** Takes members that are due off the list; answers their survivors and themselves. Locks what it takes. */
export async function takeDue(
  db: Db,
  limit: number,
): Promise<{ readonly taken: string[]; readonly roots: string[] }> {
  const { rows } = await sql<{ member_id: string; survivor_id: string }>`
    WITH due AS (
      DELETE FROM linkage_due WHERE member_id IN (
        SELECT member_id FROM linkage_due ORDER BY member_id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING member_id
    )
    SELECT due.member_id, m.survivor_id FROM due JOIN member m ON m.id = due.member_id`.execute(db);
  const active = await sql<{ id: string }>`
    SELECT id FROM member WHERE id = ANY(${rows.map(({ survivor_id }) => survivor_id)}::uuid[])
      AND survivor_id = id AND status IN ('ACTIVE', 'SUSPENDED')`.execute(db);
  return {
    taken: [...new Set(rows.flatMap(({ member_id, survivor_id }) => [member_id, survivor_id]))],
    roots: active.rows.map(({ id }) => id),
  };
}

export async function countDue(db: Db): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`SELECT count(*)::int AS count FROM linkage_due`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface LinkageKey {
  readonly memberId: string;
  readonly kind: 'BLOCK' | 'TERM';
  readonly rule: number;
  readonly digest: Buffer;
}

/** Puts new keys in the place of the old ones; `cleared` may hold members that get none any more. */
export async function replaceKeys(
  db: Db,
  cleared: readonly string[],
  keyed: readonly string[],
  keys: readonly LinkageKey[],
  now: Date,
): Promise<void> {
  await sql`DELETE FROM linkage_key WHERE member_id = ANY(${[...cleared]}::uuid[])`.execute(db);
  await sql`DELETE FROM linkage_member WHERE member_id = ANY(${[...cleared]}::uuid[])`.execute(db);
  await sql`
    INSERT INTO linkage_member (member_id, keyed_at) SELECT id, ${now}::timestamptz FROM unnest(${[...keyed]}::uuid[]) AS t(id)
    ON CONFLICT (member_id) DO UPDATE SET keyed_at = excluded.keyed_at, compared = false`.execute(
    db,
  );
  await sql`
    INSERT INTO linkage_key (member_id, kind, rule, digest)
    SELECT "memberId", kind, rule, decode(digest, 'hex')
    FROM jsonb_to_recordset(${rowsOf(keys)}) AS r("memberId" uuid, kind text, rule smallint, digest text)
    ON CONFLICT DO NOTHING`.execute(db);
}

/** How many members share each of these terms; by rule and digest (hex). */
export async function termCounts(
  db: Db,
  terms: readonly { readonly rule: number; readonly digest: Buffer }[],
): Promise<ReadonlyMap<string, number>> {
  if (terms.length === 0) return new Map();
  const { rows } = await sql<{ rule: number; digest: Buffer; count: number }>`
    SELECT k.rule, k.digest, count(*)::int AS count
    FROM (SELECT DISTINCT rule, decode(digest, 'hex') AS digest
          FROM jsonb_to_recordset(${rowsOf(terms)}) AS r(rule smallint, digest text)) t
    JOIN linkage_key k ON k.kind = 'TERM' AND k.rule = t.rule AND k.digest = t.digest
    GROUP BY k.rule, k.digest`.execute(db);
  return new Map(
    rows.map(({ rule, digest, count }) => [`${rule} ${digest.toString('hex')}`, count]),
  );
}

/** How many values each rule has in all. */
export async function termTotals(db: Db): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ rule: number; count: number }>`
    SELECT rule, count(*)::int AS count FROM linkage_key WHERE kind = 'TERM' GROUP BY rule`.execute(
    db,
  );
  return new Map(rows.map(({ rule, count }) => [rule, count]));
}

/** Members drawn at random among those with keys. */
export async function someMembers(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ member_id: string }>`
    SELECT member_id FROM linkage_member ORDER BY random() LIMIT ${limit}`.execute(db);
  return rows.map(({ member_id }) => member_id);
}

export async function countKeyed(db: Db): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`SELECT count(*)::int AS count FROM linkage_member`.execute(db);
  return rows[0]?.count ?? 0;
}
