/** Tables `person`, `account`, `client`, `client_secret`. */
import type { StaffClass } from '@guildhall/shared/principal';
import { type Kysely, sql } from 'kysely';

type Db = Kysely<unknown>;

export interface AccountRow {
  readonly id: string;
  readonly person_id: string;
  readonly roles: readonly StaffClass[];
  readonly subsidiary: string | null;
  readonly password_hash: string;
  readonly sealed_login: Buffer;
  readonly disabled: boolean;
}
const ACCOUNT = sql`id, person_id, roles, subsidiary, password_hash, sealed_login, disabled_at IS NOT NULL AS disabled`;

export async function accountByLogin(db: Db, loginDigest: Buffer): Promise<AccountRow | undefined> {
  const { rows } =
    await sql<AccountRow>`SELECT ${ACCOUNT} FROM account WHERE login_digest = ${loginDigest}`.execute(
      db,
    );
  return rows[0];
}

export async function accountById(db: Db, id: string): Promise<AccountRow | undefined> {
  const { rows } = await sql<AccountRow>`SELECT ${ACCOUNT} FROM account WHERE id = ${id}`.execute(
    db,
  );
  return rows[0];
}

export async function insertPerson(
  db: Db,
  person: {
    readonly id: string;
    readonly sealedName: Buffer;
    readonly masterKey: number;
    readonly wrappedKey: Buffer;
    readonly madeBy: string;
  },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO person (id, sealed_name, master_key, wrapped_key, made_at, made_by)
    VALUES (${person.id}, ${person.sealedName}, ${person.masterKey}, ${person.wrappedKey}, ${now}, ${person.madeBy})`.execute(
    db,
  );
}

export async function personKey(
  db: Db,
  id: string,
): Promise<{ readonly masterKey: number; readonly wrapped: Buffer } | undefined> {
  const { rows } = await sql<{ master_key: number; wrapped_key: Buffer }>`
    SELECT master_key, wrapped_key FROM person WHERE id = ${id}`.execute(db);
  const row = rows[0];
  return row === undefined ? undefined : { masterKey: row.master_key, wrapped: row.wrapped_key };
}

/** False when the login name is taken. */
export async function insertAccount(
  db: Db,
  account: {
    readonly id: string;
    readonly personId: string;
    readonly loginDigest: Buffer;
    readonly sealedLogin: Buffer;
    readonly roles: readonly StaffClass[];
    readonly subsidiary: string | undefined;
    readonly passwordHash: string;
    readonly madeBy: string;
  },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO account (id, person_id, login_digest, sealed_login, roles, subsidiary, password_hash, password_set_at, made_at, made_by)
    VALUES (${account.id}, ${account.personId}, ${account.loginDigest}, ${account.sealedLogin}, ${[...account.roles]}::text[],
            ${account.subsidiary ?? null}, ${account.passwordHash}, ${now}, ${now}, ${account.madeBy})
    ON CONFLICT (login_digest) DO NOTHING RETURNING 1`.execute(db);
  return rows.length > 0;
}

export async function setPasswordHash(
  db: Db,
  accountId: string,
  hash: string,
  now: Date,
): Promise<void> {
  await sql`UPDATE account SET password_hash = ${hash}, password_set_at = ${now} WHERE id = ${accountId}`.execute(
    db,
  );
}

/** False when there is no such account. */
export async function setAccountDisabled(
  db: Db,
  accountId: string,
  at: Date | null,
): Promise<boolean> {
  const { rows } =
    await sql`UPDATE account SET disabled_at = ${at} WHERE id = ${accountId} RETURNING 1`.execute(
      db,
    );
  return rows.length > 0;
}

/** False when the id is taken. */
export async function insertClient(
  db: Db,
  client: {
    readonly id: string;
    readonly subsidiary: string;
    readonly name: string;
    readonly madeBy: string;
  },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO client (id, subsidiary, name, made_at, made_by)
    VALUES (${client.id}, ${client.subsidiary}, ${client.name}, ${now}, ${client.madeBy})
    ON CONFLICT (id) DO NOTHING RETURNING 1`.execute(db);
  return rows.length > 0;
}

export async function insertClientSecret(
  db: Db,
  clientId: string,
  digest: Buffer,
  now: Date,
): Promise<void> {
  await sql`INSERT INTO client_secret (digest, client_id, made_at) VALUES (${digest}, ${clientId}, ${now})`.execute(
    db,
  );
}

export async function endOtherSecrets(
  db: Db,
  clientId: string,
  kept: Buffer,
  at: Date,
): Promise<void> {
  await sql`
    UPDATE client_secret SET expires_at = least(expires_at, ${at}::timestamptz)
    WHERE client_id = ${clientId} AND digest <> ${kept}`.execute(db);
}

/** The subsidiary of a client that shows this secret; undefined when either is not valid now. */
export async function subsidiaryOfClient(
  db: Db,
  clientId: string,
  secretDigest: Buffer,
  now: Date,
): Promise<string | undefined> {
  const { rows } = await sql<{ subsidiary: string }>`
    SELECT c.subsidiary FROM client_secret s JOIN client c ON c.id = s.client_id
    WHERE s.digest = ${secretDigest} AND c.id = ${clientId} AND c.disabled_at IS NULL
      AND (s.expires_at IS NULL OR s.expires_at > ${now})`.execute(db);
  return rows[0]?.subsidiary;
}

/** False when there is no such client. */
export async function setClientDisabled(
  db: Db,
  clientId: string,
  at: Date | null,
): Promise<boolean> {
  const { rows } =
    await sql`UPDATE client SET disabled_at = ${at} WHERE id = ${clientId} RETURNING 1`.execute(db);
  return rows.length > 0;
}
