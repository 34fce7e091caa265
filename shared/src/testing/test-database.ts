/**
 * A migrated database of a test's own. The migrations run once per run, into a template; each test clones it, which
 * takes a fraction of a second, and nothing one test does is seen by another.
 */
import pg from 'pg';
import { sqlState } from '../database/database.ts';
import { migrateAll } from '../database/migrate.ts';

/** Names the environment variable that carries the run's server from the global setup to the tests. */
export const SERVER_VARIABLE = 'GUILDHALL_TEST_SERVER';

/** Roles belong to the whole server, so all databases of a run share the secret their passwords come from. */
const TEST_SECRET = 'the secret of the tests, which protects nothing at all';

export interface TestServer {
  readonly adminUrl: string;
  /** Part of every database's name, so that runs on one server do not meet. */
  readonly run: string;
}

export interface TestDatabase {
  /** The administrator's address of this database. */
  readonly url: string;
  readonly database: string;
  readonly secret: string;
  /** Each try waits so long, ten seconds by default; what cannot be dropped in time goes with the run. */
  drop(patienceMs?: number): Promise<void>;
}

/** A clone of the migrated template. Drop it in `afterAll`; what is forgotten goes with the run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServer();
  return withAdmin(server, async (admin) => {
    const template = await ensureTemplate(server, admin);
    return newDatabase(server, admin, `TEMPLATE "${template}" STRATEGY = FILE_COPY`);
  });
}

/** An empty database, for tests of migrations themselves. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = testServer();
  return withAdmin(server, (admin) => newDatabase(server, admin, 'TEMPLATE template0'));
}

export function testServer(): TestServer {
  const value = process.env[SERVER_VARIABLE];
  if (value === undefined) {
    throw new Error(
      `${SERVER_VARIABLE} is not set: run this through vitest, whose global setup starts the server`,
    );
  }
  return JSON.parse(value) as TestServer;
}

/** Leaves a server that is not ours as it was, the modules' roles excepted. */
export async function dropRunDatabases(server: TestServer): Promise<void> {
  await withAdmin(server, async (admin) => {
    const { rows } = await admin.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [prefix(server)],
    );
    for (const { datname } of rows) await dropped(admin, datname, DROP_PATIENCE_MS);
  });
}

function prefix(server: TestServer): string {
  return `guildhall_test_${server.run}_`;
}

async function withAdmin<T>(
  server: TestServer,
  work: (admin: pg.Client) => Promise<T>,
): Promise<T> {
  const admin = new pg.Client({
    connectionString: server.adminUrl,
    application_name: 'guildhall-tests',
  });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** The first worker that needs the template makes it; the others wait for it at the advisory lock. */
async function ensureTemplate(server: TestServer, admin: pg.Client): Promise<string> {
  const template = `${prefix(server)}template`;
  const isThere = async (): Promise<boolean> => {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      template,
    ]);
    return rowCount === 1;
  };
  if (await isThere()) return template;
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
  try {
    if (!(await isThere())) await makeTemplate(server, admin, template);
  } finally {
    await admin.query('SELECT pg_advisory_unlock(hashtext($1))', [template]);
  }
  return template;
}

/** Migrated under another name and renamed, so that a half-migrated template is never cloned. */
async function makeTemplate(server: TestServer, admin: pg.Client, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await admin.query(`DROP DATABASE IF EXISTS "${draft}" WITH (FORCE)`);
  await admin.query(`CREATE DATABASE "${draft}" TEMPLATE template0`);
  await migrateAll({ adminUrl: server.adminUrl, database: draft, secret: TEST_SECRET });
  await admin.query(`ALTER DATABASE "${draft}" RENAME TO "${template}"`);
}

const made = { count: 0 };

async function newDatabase(
  server: TestServer,
  admin: pg.Client,
  clause: string,
): Promise<TestDatabase> {
  made.count += 1;
  const database = `${prefix(server)}${process.pid}_${made.count}`;
  await admin.query(`CREATE DATABASE "${database}" ${clause}`);
  const url = new URL(server.adminUrl);
  url.pathname = `/${database}`;
  return {
    url: url.toString(),
    database,
    secret: TEST_SECRET,
    drop: (patienceMs = DROP_PATIENCE_MS) =>
      withAdmin(server, (admin) => dropped(admin, database, patienceMs)),
  };
}

const DROP_TRIES = 3;
const DROP_PATIENCE_MS = 10_000;
const QUERY_CANCELED = '57014';

/**
 * A drop has every connection of the server close the files of the database, and waits until each has. PostgreSQL 15 to
 * 18.4 can wait for ever: a connection that is opened in that very moment is waited for and was never told
 * (pgsql-hackers, "Startup process deadlock: WaitForProcSignalBarriers vs aux process", 2026). The next try tells it.
 */
async function dropped(admin: pg.Client, database: string, patienceMs: number): Promise<void> {
  await admin.query(`SET statement_timeout = ${patienceMs}`);
  for (let tries = 1; tries <= DROP_TRIES; tries += 1) {
    try {
      await admin.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      return;
    } catch (error) {
      if (sqlState(error) !== QUERY_CANCELED) throw error;
    }
  }
}
