/**
 * Looks at a PostgreSQL server that somebody else runs (DATABASE_URL) before anything is done to it, and refuses one
 * that would break us silently, with the mend: an old version, another encoding, or a ctype under which pg_trgm takes
 * Han characters for punctuation, so that name search finds nothing.
 */
import pg from 'pg';
import { LauncherError } from './launcher-error.ts';

export const OLDEST_VERSION = 15;
const NEEDED_EXTENSIONS = ['pg_trgm', 'btree_gist', 'btree_gin', 'pgcrypto'];
const ENOUGH_CONNECTIONS = 150;
const CONNECT_TIMEOUT_MS = 10_000;

export interface ServerFacts {
  readonly version: number;
  readonly versionText: string;
  readonly database: string;
  readonly encoding: string;
  readonly ctype: string;
  /** Trigrams of a Han name; undefined where the extension is not there and may not be made to ask. */
  readonly hanTrigrams: number | undefined;
  readonly mayCreateRoles: boolean;
  readonly mayCreateSchemas: boolean;
  readonly missingExtensions: readonly string[];
  readonly maxConnections: number;
  readonly fsync: boolean;
}

/** Throws a LauncherError when the server cannot be used; answers warnings when it can but should be otherwise. */
export async function checkForeignServer(url: string): Promise<readonly string[]> {
  const facts = await readFacts(url);
  const refusal = refusalOf(facts);
  if (refusal !== undefined) throw refusal;
  return warningsOf(facts);
}

/** In the order in which refusals win. */
export function refusalOf(facts: ServerFacts): LauncherError | undefined {
  const { database } = facts;
  if (facts.version < OLDEST_VERSION) {
    return new LauncherError(
      `The server of DATABASE_URL is PostgreSQL ${facts.versionText}; version ${OLDEST_VERSION} or later is needed.`,
      'Upgrade it, or leave DATABASE_URL out to use the built-in server.',
    );
  }
  if (facts.encoding !== 'UTF8') {
    return new LauncherError(
      `The database "${database}" is encoded in ${facts.encoding}; UTF8 is needed.`,
      recreate(database),
    );
  }
  const ignoresHan =
    facts.hanTrigrams === undefined ? isPlain(facts.ctype) : facts.hanTrigrams === 0;
  if (ignoresHan) {
    return new LauncherError(
      `The database "${database}" has the ctype ${facts.ctype}, under which pg_trgm ignores Chinese characters: searching firms by name would find nothing.`,
      recreate(database),
    );
  }
  if (facts.missingExtensions.length > 0) {
    return new LauncherError(
      `The server lacks the extensions ${facts.missingExtensions.join(', ')}.`,
      'Install the contrib package of its version (on Debian: postgresql-contrib).',
    );
  }
  if (!facts.mayCreateRoles || !facts.mayCreateSchemas) {
    return new LauncherError(
      'The role of DATABASE_URL may not create roles and schemas; every module has its own.',
      `As an administrator: ALTER ROLE … CREATEROLE; GRANT CREATE ON DATABASE "${database}" TO …;`,
    );
  }
  return undefined;
}

export function warningsOf(facts: ServerFacts): readonly string[] {
  return [
    ...(facts.fsync
      ? []
      : ['fsync is off on this server: a power failure can destroy what was acknowledged.']),
    ...(facts.maxConnections >= ENOUGH_CONNECTIONS
      ? []
      : [
          `max_connections is ${facts.maxConnections}; ${ENOUGH_CONNECTIONS} or more suit one process.`,
        ]),
  ];
}

function isPlain(ctype: string): boolean {
  return ctype === 'C' || ctype === 'POSIX';
}

function recreate(database: string): string {
  return (
    'Make the database anew, and restore your data into it:\n' +
    `  CREATE DATABASE "${database}" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';`
  );
}

async function readFacts(url: string): Promise<ServerFacts> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'guildhall-launcher',
  });
  client.on('error', () => {}); // A connection that breaks fails the query on it.
  try {
    await client.connect();
  } catch (cause) {
    throw unreachable(url, cause);
  }
  try {
    const { rows } = await client.query(FACTS, [NEEDED_EXTENSIONS]);
    return { ...rows[0], hanTrigrams: await countHanTrigrams(client) } as ServerFacts;
  } finally {
    await client.end();
  }
}

const FACTS = `
  SELECT current_setting('server_version_num')::int / 10000 AS "version",
         current_setting('server_version') AS "versionText",
         current_database() AS "database",
         pg_encoding_to_char(d.encoding) AS "encoding",
         d.datctype AS "ctype",
         (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS "mayCreateRoles",
         has_database_privilege(current_database(), 'CREATE') AS "mayCreateSchemas",
         ARRAY(SELECT name FROM unnest($1::text[]) name
               WHERE NOT EXISTS (SELECT 1 FROM pg_available_extensions a WHERE a.name = name.name)) AS "missingExtensions",
         current_setting('max_connections')::int AS "maxConnections",
         current_setting('fsync') = 'on' AS "fsync"
  FROM pg_database d WHERE d.datname = current_database()`;

/** Asks the extension itself; where it is not installed yet, installs it in a transaction that is rolled back. */
async function countHanTrigrams(client: pg.Client): Promise<number | undefined> {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<{ schema: string }>(
      `SELECT n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'pg_trgm'`,
    );
    const schema = rows[0]?.schema ?? (await installForNow(client));
    const counted = await client.query<{ count: number }>(
      `SELECT cardinality(${client.escapeIdentifier(schema)}.show_trgm('厦门国贸')) AS count`,
    );
    return counted.rows[0]?.count;
  } catch {
    return undefined; // Not allowed to: the ctype must answer instead.
  } finally {
    await client.query('ROLLBACK');
  }
}

async function installForNow(client: pg.Client): Promise<string> {
  await client.query('CREATE SCHEMA guildhall_probe');
  await client.query('CREATE EXTENSION pg_trgm SCHEMA guildhall_probe');
  return 'guildhall_probe';
}

function unreachable(url: string, cause: unknown): LauncherError {
  const { host, username, pathname } = new URL(url);
  const message = cause instanceof Error ? cause.message || cause.name : String(cause);
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  if (code === '3D000') {
    const database = decodeURIComponent(pathname.slice(1));
    return new LauncherError(
      `There is no database "${database}" on the server of DATABASE_URL (${host}).`,
      `Make it:\n  CREATE DATABASE "${database}" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';`,
      { cause },
    );
  }
  if (code === '28P01' || code === '28000') {
    return new LauncherError(
      `The server of DATABASE_URL (${host}) does not let "${decodeURIComponent(username)}" in: ${message}.`,
      'Check the name and the password in DATABASE_URL; a password with special characters must be URL-encoded.',
      { cause },
    );
  }
  return new LauncherError(
    `The server of DATABASE_URL (${host}) cannot be reached: ${message}.`,
    'Is it running, and reachable from here? Without DATABASE_URL the built-in server is used.',
    { cause },
  );
}
