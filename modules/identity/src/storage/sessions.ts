/** Tables `session`, `refresh_token`, `device`, `revocation`. */
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export type CloseReason =
  | 'LOGOUT'
  | 'REVOKED'
  | 'TOKEN_REUSED'
  | 'DISABLED'
  | 'PASSWORD_CHANGED'
  | 'MEMBER_GONE';

export interface SessionRow {
  readonly id: string;
  readonly member_id: string | null;
  readonly account_id: string | null;
  readonly device_id: string | null;
  readonly opened_at: Date;
  readonly last_used_at: Date;
  readonly expires_at: Date;
  readonly closed_at: Date | null;
}
const INSTANTS = ['opened_at', 'last_used_at', 'expires_at', 'closed_at'] as const;
type Instant = (typeof INSTANTS)[number];
const COLUMNS = sql`s.id, s.member_id, s.account_id, s.device_id, s.opened_at, s.last_used_at, s.expires_at, s.closed_at`;

export async function openSession(
  db: Db,
  session: {
    readonly id: string;
    readonly memberId?: string;
    readonly accountId?: string;
    readonly deviceId?: string;
    readonly expiresAt: Date;
  },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO session (id, member_id, account_id, device_id, opened_at, proved_at, last_used_at, expires_at)
    VALUES (${session.id}, ${session.memberId ?? null}, ${session.accountId ?? null}, ${session.deviceId ?? null},
            ${now}, ${now}, ${now}, ${session.expiresAt})`.execute(db);
}

export async function addRefreshToken(
  db: Db,
  digest: Buffer,
  sessionId: string,
  now: Date,
): Promise<void> {
  await sql`INSERT INTO refresh_token (digest, session_id, issued_at) VALUES (${digest}, ${sessionId}, ${now})`.execute(
    db,
  );
}

export interface ShownToken extends SessionRow {
  readonly used_at: Date | null;
  readonly used_key: Buffer | null;
  readonly successor: Buffer | null;
}

/** Locks the session first, then the token, so that two refreshes of one session take turns. */
export async function lockRefreshToken(db: Db, digest: Buffer): Promise<ShownToken | undefined> {
  await sql`
    SELECT 1 FROM session WHERE id = (SELECT session_id FROM refresh_token WHERE digest = ${digest}) FOR UPDATE`.execute(
    db,
  );
  const { rows } = await sql<InstantsAsText<ShownToken, Instant | 'used_at'>>`
    SELECT ${COLUMNS}, t.used_at, t.used_key, t.successor
    FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.digest = ${digest}`.execute(
    db,
  );
  return withInstants<ShownToken, Instant | 'used_at'>(rows, [...INSTANTS, 'used_at'])[0];
}

export async function spendRefreshToken(
  db: Db,
  spent: {
    readonly digest: Buffer;
    readonly key: Buffer;
    readonly successor: Buffer;
    readonly sessionId: string;
  },
  now: Date,
): Promise<void> {
  await sql`
    UPDATE refresh_token SET used_at = coalesce(used_at, ${now}), used_key = ${spent.key}, successor = ${spent.successor}
    WHERE digest = ${spent.digest}`.execute(db);
  await sql`UPDATE session SET last_used_at = ${now} WHERE id = ${spent.sessionId}`.execute(db);
}

/** Whether this token was used; undefined when there is none. */
export async function wasUsed(db: Db, digest: Buffer): Promise<boolean | undefined> {
  const { rows } = await sql<{ used: boolean }>`
    SELECT used_at IS NOT NULL AS used FROM refresh_token WHERE digest = ${digest}`.execute(db);
  return rows[0]?.used;
}

/** The unused successor is void from now on: whoever shows it shows a used token. */
export async function voidRefreshToken(db: Db, digest: Buffer, now: Date): Promise<void> {
  await sql`
    UPDATE refresh_token SET used_at = ${now}, used_key = '\\x', successor = '\\x'
    WHERE digest = ${digest} AND used_at IS NULL`.execute(db);
}

export interface Owner {
  readonly sessionIds?: readonly string[];
  readonly memberIds?: readonly string[];
  readonly accountIds?: readonly string[];
}

/** Closes sessions and voids their access tokens. Answers the ids of those that were open. */
export async function closeSessions(
  db: Db,
  owner: Owner,
  reason: CloseReason,
  now: Date,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    WITH closed AS (
      UPDATE session SET closed_at = ${now}, closed_reason = ${reason}
      WHERE closed_at IS NULL
        AND (id = ANY(${owner.sessionIds ?? []}::uuid[]) OR member_id = ANY(${owner.memberIds ?? []}::uuid[])
             OR account_id = ANY(${owner.accountIds ?? []}::uuid[]))
      RETURNING id
    ), revoked AS (
      INSERT INTO revocation (subject, before) SELECT 'sid:' || id, ${now}::timestamptz FROM closed
      ON CONFLICT (subject) DO UPDATE SET before = greatest(revocation.before, excluded.before)
    )
    SELECT id FROM closed`.execute(db);
  return rows.map(({ id }) => id);
}

export async function revokeSubject(db: Db, subject: string, now: Date): Promise<void> {
  await sql`
    INSERT INTO revocation (subject, before) VALUES (${subject}, ${now})
    ON CONFLICT (subject) DO UPDATE SET before = greatest(revocation.before, excluded.before)`.execute(
    db,
  );
}

export async function revocationsSince(db: Db, since: Date): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ subject: string; before: string }>`
    SELECT subject, before FROM revocation WHERE before > ${since}`.execute(db);
  return new Map(rows.map(({ subject, before }) => [subject, new Date(before).getTime()]));
}

export async function openSessionsOf(db: Db, owner: Owner, now: Date): Promise<SessionRow[]> {
  const { rows } = await sql<InstantsAsText<SessionRow, Instant>>`
    SELECT ${COLUMNS} FROM session s
    WHERE s.closed_at IS NULL AND s.expires_at > ${now}
      AND (s.member_id = ANY(${owner.memberIds ?? []}::uuid[]) OR s.account_id = ANY(${owner.accountIds ?? []}::uuid[]))
    ORDER BY s.id DESC`.execute(db);
  return withInstants<SessionRow, Instant>(rows, INSTANTS);
}

export interface KnownDevice {
  readonly id: string;
  readonly root_id: string;
}

export async function deviceByDigest(db: Db, digest: Buffer): Promise<KnownDevice | undefined> {
  const { rows } = await sql<KnownDevice>`
    SELECT d.id, m.survivor_id AS root_id FROM device d JOIN member m ON m.id = d.member_id
    WHERE d.digest = ${digest}`.execute(db);
  return rows[0];
}

export async function addDevice(
  db: Db,
  device: { readonly id: string; readonly memberId: string; readonly digest: Buffer },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO device (id, member_id, digest, first_seen_at, last_seen_at)
    VALUES (${device.id}, ${device.memberId}, ${device.digest}, ${now}, ${now})`.execute(db);
}

export async function touchDevice(db: Db, id: string, now: Date): Promise<void> {
  await sql`UPDATE device SET last_seen_at = ${now} WHERE id = ${id}`.execute(db);
}

/** A member's proof belongs to the session; a person's to the account, whose tokens don't tell sessions apart. */
export type ProofOwner = { readonly sessionId: string } | { readonly accountId: string };

const ofOwner = (owner: ProofOwner) =>
  'sessionId' in owner
    ? sql`id = ${owner.sessionId} AND closed_at IS NULL`
    : sql`account_id = ${owner.accountId} AND closed_at IS NULL`;

/** When who is there was last proved; undefined without an open session. */
export async function provedAtOf(db: Db, owner: ProofOwner): Promise<Date | undefined> {
  const { rows } = await sql<{ at: string | null }>`
    SELECT max(proved_at) AS at FROM session WHERE ${ofOwner(owner)}`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? undefined : new Date(at);
}

export async function markProved(db: Db, owner: ProofOwner, now: Date): Promise<void> {
  await sql`UPDATE session SET proved_at = ${now} WHERE ${ofOwner(owner)}`.execute(db);
}
