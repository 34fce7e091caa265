/** Tables `person`, `account`, `client`, `client_secret`. */
import type { StaffClass } from '@guildhall/shared/principal';
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface AccountRow {
  readonly id: string;
  readonly person_id: string;
  readonly roles: readonly StaffClass[];
  readonly subsidiary: string | null;
  readonly password_hash: string;
  readonly sealed_login: Buffer;
  readonly disabled: boolean;
  readonly password_temporary: boolean;
}
const ACCOUNT = sql`id, person_id, roles, subsidiary, password_hash, sealed_login, disabled_at IS NOT NULL AS disabled, password_temporary`;

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
  await sql`UPDATE account SET password_hash = ${hash}, password_set_at = ${now}, password_temporary = false WHERE id = ${accountId}`.execute(
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

export async function setTemporaryPassword(
  db: Db,
  accountId: string,
  hash: string,
  now: Date,
): Promise<void> {
  await sql`
    UPDATE account SET password_hash = ${hash}, password_set_at = ${now}, password_temporary = true
    WHERE id = ${accountId}`.execute(db);
}

export async function setAccountRoles(
  db: Db,
  accountId: string,
  roles: readonly StaffClass[],
  subsidiary: string | undefined,
): Promise<void> {
  await sql`
    UPDATE account SET roles = ${[...roles]}::text[], subsidiary = ${subsidiary ?? null} WHERE id = ${accountId}`.execute(
    db,
  );
}

/** Ids of the accounts that may administer, locked in the order of their ids. */
export async function lockOperators(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM account WHERE 'operator' = ANY (roles) AND disabled_at IS NULL ORDER BY id FOR UPDATE`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

export interface PersonRow {
  readonly id: string;
  readonly sealed_name: Buffer;
  readonly master_key: number;
  readonly wrapped_key: Buffer;
  readonly made_at: Date;
}

/** Newest first; with a filter, persons who have such an account. */
export async function personsPage(
  db: Db,
  page: {
    readonly role?: StaffClass | undefined;
    readonly subsidiary?: string | undefined;
    readonly disabled?: boolean | undefined;
    readonly limit: number;
    readonly before?: string | undefined;
  },
): Promise<PersonRow[]> {
  const [role, subsidiary, disabled] = [
    page.role ?? null,
    page.subsidiary ?? null,
    page.disabled ?? null,
  ];
  const { rows } = await sql<InstantsAsText<PersonRow, 'made_at'>>`
    SELECT id, sealed_name, master_key, wrapped_key, made_at FROM person p
    WHERE (${page.before ?? null}::uuid IS NULL OR id < ${page.before ?? null}::uuid)
      AND ((${role}::text IS NULL AND ${subsidiary}::text IS NULL AND ${disabled}::boolean IS NULL) OR EXISTS (
        SELECT 1 FROM account a WHERE a.person_id = p.id
          AND (${role}::text IS NULL OR ${role}::text = ANY (a.roles))
          AND (${subsidiary}::text IS NULL OR a.subsidiary = ${subsidiary}::text)
          AND (${disabled}::boolean IS NULL OR (a.disabled_at IS NOT NULL) = ${disabled}::boolean)))
    ORDER BY id DESC LIMIT ${page.limit}`.execute(db);
  return withInstants<PersonRow, 'made_at'>(rows, ['made_at']);
}

export async function personsByIds(db: Db, ids: readonly string[]): Promise<PersonRow[]> {
  const { rows } = await sql<InstantsAsText<PersonRow, 'made_at'>>`
    SELECT id, sealed_name, master_key, wrapped_key, made_at FROM person
    WHERE id = ANY(${[...ids]}::uuid[])`.execute(db);
  return withInstants<PersonRow, 'made_at'>(rows, ['made_at']);
}

/** Persons with such a role on an open account, the longest known first, and all roles of their open accounts. */
export async function personsWithRoles(
  db: Db,
  roles: readonly StaffClass[],
  limit: number,
): Promise<(PersonRow & { readonly roles: readonly StaffClass[] })[]> {
  type Row = PersonRow & { readonly roles: readonly StaffClass[] };
  const { rows } = await sql<InstantsAsText<Row, 'made_at'>>`
    SELECT p.id, p.sealed_name, p.master_key, p.wrapped_key, p.made_at, array_agg(DISTINCT r.role) AS roles
    FROM account a CROSS JOIN LATERAL unnest(a.roles) AS r(role) JOIN person p ON p.id = a.person_id
    WHERE a.disabled_at IS NULL AND a.roles && ${[...roles]}::text[]
    GROUP BY p.id ORDER BY p.id LIMIT ${limit}`.execute(db);
  return withInstants<Row, 'made_at'>(rows, ['made_at']);
}

type ListedAccount = AccountRow & {
  readonly password_set_at: Date;
  readonly last_used_at: Date | null;
};

export async function accountsOf(db: Db, personIds: readonly string[]): Promise<ListedAccount[]> {
  const { rows } = await sql<InstantsAsText<ListedAccount, 'password_set_at' | 'last_used_at'>>`
    SELECT ${ACCOUNT}, password_set_at,
           (SELECT max(s.last_used_at) FROM session s WHERE s.account_id = account.id) AS last_used_at
    FROM account WHERE person_id = ANY(${[...personIds]}::uuid[]) ORDER BY id`.execute(db);
  return withInstants<ListedAccount, 'password_set_at' | 'last_used_at'>(rows, [
    'password_set_at',
    'last_used_at',
  ]);
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
