/** Table `identity`: who holds an identifier. Invariant: a value of a personal type has one holder at a time. */
import { type Kysely, sql } from 'kysely';
import type { IdentityType } from '../door.ts';
import { markDue } from './linkage-keys.ts';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

export type Db = Kysely<unknown>;

/** An identifier as it is searched for. */
export interface IdentityKey {
  readonly type: IdentityType;
  readonly scope: string;
  readonly digest: Buffer;
}

export function keyText({ type, scope, digest }: IdentityKey): string {
  return `${type}|${scope}|${digest.toString('hex')}`;
}

/**
 * Makes everybody who is about to decide on one of these identifiers wait for the others, until the transaction ends.
 * Locks are taken in one order, so two batches never wait for each other.
 */
export async function lockIdentifiers(db: Db, keys: readonly IdentityKey[]): Promise<void> {
  const locks = [...new Set(keys.map(({ digest }) => digest.readBigInt64BE(0)))];
  const ordered = locks.sort((a, b) => (a < b ? -1 : 1)).map(String);
  await sql`SELECT pg_advisory_xact_lock(k) FROM unnest(${ordered}::bigint[]) WITH ORDINALITY AS t(k, n) ORDER BY n`.execute(
    db,
  );
}

export interface HolderRow {
  readonly type: IdentityType;
  readonly scope: string;
  readonly digest: Buffer;
  readonly identity_id: string;
  readonly owner_id: string;
  readonly root_id: string;
  readonly verified: boolean;
}

/** OFFSET 0 keeps each key a look into the index; the planner's guess at the set's size would read the whole table. */
export async function holdersOf(db: Db, keys: readonly IdentityKey[]): Promise<HolderRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<HolderRow>`
    SELECT i.type, i.scope, i.digest, i.id AS identity_id, i.member_id AS owner_id, m.survivor_id AS root_id,
           i.verified_at IS NOT NULL AS verified
    FROM jsonb_to_recordset(${rowsOf(keys)}) AS k(type text, scope text, digest text)
    CROSS JOIN LATERAL (
      SELECT * FROM identity
      WHERE type = k.type AND scope = k.scope AND digest = decode(k.digest, 'hex') AND unlinked_at IS NULL OFFSET 0
    ) i
    CROSS JOIN LATERAL (SELECT survivor_id FROM member WHERE id = i.member_id OFFSET 0) m`.execute(
    db,
  );
  return rows;
}

export interface NewIdentity extends IdentityKey {
  readonly id: string;
  readonly memberId: string;
  readonly sealed: Buffer;
  readonly verified: boolean;
  readonly source: string;
  readonly seenAt: Date;
}

export async function insertIdentities(
  db: Db,
  rows: readonly NewIdentity[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    INSERT INTO identity (id, member_id, type, scope, digest, sealed, verified_at, verified_by, source, first_seen_at, last_seen_at)
    SELECT id, "memberId", type, scope, decode(digest, 'hex'), decode(sealed, 'hex'),
           CASE WHEN verified THEN ${now}::timestamptz END, CASE WHEN verified THEN source END, source, "seenAt", "seenAt"
    FROM jsonb_to_recordset(${rowsOf(rows)})
      AS r(id uuid, "memberId" uuid, type text, scope text, digest text, sealed text, verified boolean, source text,
           "seenAt" timestamptz)`.execute(db);
  await markDue(
    db,
    rows.map(({ memberId }) => memberId),
  );
}

export interface SeenIdentity {
  readonly id: string;
  readonly verified: boolean;
  readonly source: string;
  readonly seenAt: Date;
}

/** Told again: seen later, perhaps verified now. Within the same hour nothing is written, since nothing is learnt. */
export async function touchIdentities(
  db: Db,
  rows: readonly SeenIdentity[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    UPDATE identity i SET last_seen_at = greatest(i.last_seen_at, r."seenAt"),
           verified_at = coalesce(i.verified_at, CASE WHEN r.verified THEN ${now}::timestamptz END),
           verified_by = coalesce(i.verified_by, CASE WHEN r.verified THEN r.source END)
    FROM (SELECT id, bool_or(verified) AS verified, min(source) AS source, max("seenAt") AS "seenAt"
          FROM jsonb_to_recordset(${rowsOf(rows)}) AS t(id uuid, verified boolean, source text, "seenAt" timestamptz)
          GROUP BY id) r
    WHERE i.id = r.id AND i.id = ANY(${rows.map(({ id }) => id)}::uuid[])
      AND (r."seenAt" > i.last_seen_at + interval '1 hour' OR (r.verified AND i.verified_at IS NULL))`.execute(
    db,
  );
}

export type UnlinkReason =
  | 'ASKED'
  | 'LOST'
  | 'CHANGED'
  | 'RECYCLED'
  | 'VERIFIED_BY_ANOTHER'
  | 'TERMINATED';

export async function unlinkIdentities(
  db: Db,
  ids: readonly string[],
  reason: UnlinkReason,
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await sql<{ member_id: string }>`
    UPDATE identity SET unlinked_at = ${now}, unlinked_reason = ${reason}
    WHERE id = ANY(${ids}::uuid[]) AND unlinked_at IS NULL RETURNING member_id`.execute(db);
  await markDue(
    db,
    rows.map(({ member_id }) => member_id),
  );
}

export interface IdentityRow {
  readonly id: string;
  readonly member_id: string;
  readonly root_id: string;
  readonly type: IdentityType;
  readonly scope: string;
  readonly digest: Buffer;
  readonly sealed: Buffer;
  readonly verified_at: Date | null;
  readonly verified_by: string | null;
  readonly source: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
}

const IDENTITY_INSTANTS = ['verified_at', 'first_seen_at', 'last_seen_at'] as const;
type IdentityInstant = (typeof IDENTITY_INSTANTS)[number];

/** Identities in force of these members and of all that were merged into them. */
export async function identitiesOf(db: Db, rootIds: readonly string[]): Promise<IdentityRow[]> {
  const { rows } = await sql<InstantsAsText<IdentityRow, IdentityInstant>>`
    SELECT i.id, i.member_id, m.survivor_id AS root_id, i.type, i.scope, i.digest, i.sealed, i.verified_at, i.verified_by,
           i.source, i.first_seen_at, i.last_seen_at
    FROM member m JOIN identity i ON i.member_id = m.id
    WHERE m.survivor_id = ANY(${rootIds}::uuid[]) AND i.unlinked_at IS NULL ORDER BY i.id`.execute(
    db,
  );
  return withInstants<IdentityRow, IdentityInstant>(rows, IDENTITY_INSTANTS);
}
