/**
 * The database that a start of the platform works on: the built-in server, or the one of DATABASE_URL once it has
 * been found fit. Migrated, and proved to belong to this installation's secret, before anybody connects to it.
 */
import type { Config } from '@guildhall/shared/config';
import { migrateAll } from '@guildhall/shared/database/migrate';
import { developmentSecret } from '@guildhall/shared/postgres/data-area';
import { announceAddress, startEmbeddedPostgres } from '@guildhall/shared/postgres/embedded';
import { checkForeignServer } from '@guildhall/shared/postgres/foreign-server';
import { claimForSecret } from '@guildhall/shared/postgres/installation-mark';
import pg from 'pg';

const DATABASE = 'guildhall';

export interface PreparedDatabase {
  readonly databaseUrl: string;
  readonly secret: string;
  /** Where the data lie, for people. */
  readonly place: string;
  /** Tells the next start of this copy where this one is reached. */
  announce(address: string): void;
  stop(): Promise<void>;
}

export interface PrepareOptions {
  readonly config: Config;
  readonly projectDir: string;
  readonly say: (line: string) => void;
  readonly onUnexpectedEnd: () => void;
}

export async function prepareDatabase(options: PrepareOptions): Promise<PreparedDatabase> {
  const { config, projectDir, say } = options;
  const secret = config.GUILDHALL_SECRET ?? developmentSecret(projectDir);
  const server = await reachServer(options);
  try {
    await claimForSecret(server.databaseUrl, secret);
    say('bringing the database up to date');
    const database = decodeURIComponent(new URL(server.databaseUrl).pathname.slice(1));
    await migrateAll({ adminUrl: server.databaseUrl, database, secret, onProgress: say });
    return { ...server, secret };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

type Server = Omit<PreparedDatabase, 'secret'>;

async function reachServer(options: PrepareOptions): Promise<Server> {
  const { DATABASE_URL: foreign } = options.config;
  if (foreign === undefined) return startOwnServer(options);
  options.say('looking at the server of DATABASE_URL');
  for (const warning of await checkForeignServer(foreign)) options.say(`note: ${warning}`);
  return {
    databaseUrl: foreign,
    place: new URL(foreign).host,
    announce: () => {},
    stop: async () => {},
  };
}

async function startOwnServer({
  projectDir,
  say,
  onUnexpectedEnd,
}: PrepareOptions): Promise<Server> {
  say('starting PostgreSQL');
  const running = await startEmbeddedPostgres({
    projectDir,
    purpose: 'serve',
    onProgress: say,
    onUnexpectedEnd,
  });
  const url = new URL(running.url);
  url.pathname = `/${DATABASE}`;
  try {
    await ensureDatabase(running.url);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    databaseUrl: url.toString(),
    place: running.dataDir,
    announce: (address) => announceAddress(running, address),
    stop: () => running.stop(),
  };
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      DATABASE,
    ]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE}`);
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'guildhall-launcher' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
