/** Table `login_code`: codes on their way, each tried a few times and used once. */
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface LoginCodeRow {
  readonly id: string;
  readonly phone_digest: Buffer;
  readonly sealed_phone: Buffer;
  readonly attempts: number;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}

export async function insertLoginCode(
  db: Db,
  code: {
    readonly id: string;
    readonly requestKey: Buffer;
    readonly phoneDigest: Buffer;
    readonly sealedPhone: Buffer;
    readonly expiresAt: Date;
  },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO login_code (id, request_key, phone_digest, sealed_phone, made_at, expires_at)
    VALUES (${code.id}, ${code.requestKey}, ${code.phoneDigest}, ${code.sealedPhone}, ${now}, ${code.expiresAt})`.execute(
    db,
  );
}

/** The challenge that an earlier, equal request made and that still waits for its code. */
export async function pendingChallenge(
  db: Db,
  requestKey: Buffer,
  now: Date,
): Promise<{ readonly id: string; readonly expiresAt: Date } | undefined> {
  const { rows } = await sql<{ id: string; expires_at: string }>`
    SELECT id, expires_at FROM login_code
    WHERE request_key = ${requestKey} AND used_at IS NULL AND expires_at > ${now}`.execute(db);
  const row = rows[0];
  return row === undefined ? undefined : { id: row.id, expiresAt: new Date(row.expires_at) };
}

/** Locked, so that guesses for one code take turns and each counts. */
export async function lockLoginCode(db: Db, id: string): Promise<LoginCodeRow | undefined> {
  const { rows } = await sql<InstantsAsText<LoginCodeRow, 'expires_at' | 'used_at'>>`
    SELECT id, phone_digest, sealed_phone, attempts, expires_at, used_at
    FROM login_code WHERE id = ${id} FOR UPDATE`.execute(db);
  return withInstants<LoginCodeRow, 'expires_at' | 'used_at'>(rows, ['expires_at', 'used_at'])[0];
}

export async function countAttempt(db: Db, id: string): Promise<void> {
  await sql`UPDATE login_code SET attempts = attempts + 1 WHERE id = ${id}`.execute(db);
}

export async function useLoginCode(db: Db, id: string, now: Date): Promise<void> {
  await sql`UPDATE login_code SET used_at = ${now} WHERE id = ${id}`.execute(db);
}

export async function dropLoginCode(db: Db, id: string): Promise<void> {
  await sql`DELETE FROM login_code WHERE id = ${id}`.execute(db);
}
