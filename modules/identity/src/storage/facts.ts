/** Tables `source_record`, `member_profile`, `source_trust`: what was told, and the profile that follows. */
import { type Kysely, sql } from 'kysely';
import type { ProfileField } from '../domain/survivorship.ts';
import { markDue } from './linkage-keys.ts';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface NewSourceRecord {
  readonly id: string;
  readonly memberId: string;
  readonly source: string;
  readonly digest: Buffer;
  readonly sealed: Buffer;
  readonly observedAt: Date;
}

/** Members among these whose records changed: something new was told, or something old was told later than before. */
export async function recordTold(
  db: Db,
  rows: readonly NewSourceRecord[],
  now: Date,
): Promise<string[]> {
  if (rows.length === 0) return [];
  const { rows: changed } = await sql<{ member_id: string }>`
    INSERT INTO source_record (id, member_id, source, digest, sealed, observed_at, last_observed_at, received_at)
    SELECT DISTINCT ON ("memberId", source, digest) id, "memberId", source, decode(digest, 'hex'), decode(sealed, 'hex'),
           "observedAt", "observedAt", ${now}::timestamptz
    FROM jsonb_to_recordset(${rowsOf(rows)})
      AS r(id uuid, "memberId" uuid, source text, digest text, sealed text, "observedAt" timestamptz)
    ORDER BY "memberId", source, digest, "observedAt" DESC
    ON CONFLICT (member_id, source, digest) DO UPDATE SET last_observed_at = excluded.last_observed_at
      WHERE source_record.last_observed_at < excluded.last_observed_at
    RETURNING member_id`.execute(db);
  return [...new Set(changed.map(({ member_id }) => member_id))];
}

export interface SourceRecordRow {
  readonly id: string;
  readonly member_id: string;
  readonly root_id: string;
  readonly source: string;
  readonly sealed: Buffer;
  readonly observed_at: Date;
  readonly last_observed_at: Date;
  readonly received_at: Date;
}

const RECORD_INSTANTS = ['observed_at', 'last_observed_at', 'received_at'] as const;
type RecordInstant = (typeof RECORD_INSTANTS)[number];

export async function recordsOf(db: Db, rootIds: readonly string[]): Promise<SourceRecordRow[]> {
  const { rows } = await sql<InstantsAsText<SourceRecordRow, RecordInstant>>`
    SELECT s.id, s.member_id, m.survivor_id AS root_id, s.source, s.sealed, s.observed_at, s.last_observed_at, s.received_at
    FROM member m JOIN source_record s ON s.member_id = m.id
    WHERE m.survivor_id = ANY(${rootIds}::uuid[]) ORDER BY s.id`.execute(db);
  return withInstants<SourceRecordRow, RecordInstant>(rows, RECORD_INSTANTS);
}

export interface ProfileRow {
  readonly member_id: string;
  readonly sealed: Buffer;
  readonly name_digest: Buffer | null;
  readonly birthday_digest: Buffer | null;
}

export async function profilesOf(db: Db, rootIds: readonly string[]): Promise<ProfileRow[]> {
  const { rows } = await sql<ProfileRow>`
    SELECT member_id, sealed, name_digest, birthday_digest FROM member_profile WHERE member_id = ANY(${rootIds}::uuid[])`.execute(
    db,
  );
  return rows;
}

export interface NewProfile {
  readonly memberId: string;
  readonly sealed: Buffer;
  readonly nameDigest: Buffer | null;
  readonly birthdayDigest: Buffer | null;
}

export async function storeProfiles(db: Db, rows: readonly NewProfile[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    INSERT INTO member_profile (member_id, sealed, name_digest, birthday_digest, derived_at)
    SELECT "memberId", decode(sealed, 'hex'), decode("nameDigest", 'hex'), decode("birthdayDigest", 'hex'),
           ${now}::timestamptz
    FROM jsonb_to_recordset(${rowsOf(rows)}) AS r("memberId" uuid, sealed text, "nameDigest" text, "birthdayDigest" text)
    ON CONFLICT (member_id) DO UPDATE
      SET sealed = excluded.sealed, name_digest = excluded.name_digest,
          birthday_digest = excluded.birthday_digest, derived_at = excluded.derived_at`.execute(db);
  await markDue(
    db,
    rows.map(({ memberId }) => memberId),
  );
}

export async function trustTable(db: Db): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{
    source: string;
    field: ProfileField;
    trust: number;
  }>`SELECT source, field, trust FROM source_trust`.execute(db);
  return new Map(rows.map(({ source, field, trust }) => [`${source} ${field}`, trust]));
}

export interface TrustRow {
  readonly source: string;
  readonly field: ProfileField;
  readonly trust: number;
  readonly setBy: string;
  readonly setAt: Date;
}

export async function trustRows(db: Db): Promise<TrustRow[]> {
  const { rows } = await sql<InstantsAsText<TrustRow, 'setAt'>>`
    SELECT source, field, trust, set_by AS "setBy", set_at AS "setAt" FROM source_trust ORDER BY source, field`.execute(
    db,
  );
  return withInstants<TrustRow, 'setAt'>(rows, ['setAt']);
}

export async function setTrust(db: Db, row: Omit<TrustRow, 'setAt'>, now: Date): Promise<void> {
  await sql`
    INSERT INTO source_trust (source, field, trust, set_by, set_at)
    VALUES (${row.source}, ${row.field}, ${row.trust}, ${row.setBy}, ${now})
    ON CONFLICT (source, field) DO UPDATE SET trust = excluded.trust, set_by = excluded.set_by, set_at = excluded.set_at`.execute(
    db,
  );
}

/** Members a source told about, as their survivors, in the order of their ids. */
export async function rootsToldBy(
  db: Db,
  source: string,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT m.id FROM member m
    WHERE m.survivor_id = m.id AND m.status <> 'ERASED' AND (${page.after ?? null}::uuid IS NULL OR m.id > ${page.after ?? null}::uuid)
      AND EXISTS (SELECT 1 FROM member c JOIN source_record s ON s.member_id = c.id WHERE c.survivor_id = m.id AND s.source = ${source})
    ORDER BY m.id LIMIT ${page.limit}`.execute(db);
  return rows.map(({ id }) => id);
}
