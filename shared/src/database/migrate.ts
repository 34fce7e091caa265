/**
 * Brings a database to the shape the code expects: roles, schemas and each module's forward-only SQL migrations.
 *
 * Kysely's migrator keeps the record and the lock; the migrations are plain SQL files, so that what runs is what is
 * read. Each module's files run as the administrator inside that module's schema; `${role}` in a file stands for
 * the module's role. A module never gets rights outside its own schema.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMigrations } from 'bullmq';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { discoverModules, type ModuleManifest, PROJECT_ROOT } from '../modules.ts';
import { sqlState } from './database.ts';
import { roleOf, rolePassword } from './roles.ts';

export interface MigrateOptions {
  /** A connection string whose role may create roles, schemas and extensions. */
  readonly adminUrl: string;
  /** The database to migrate; replaces the one in `adminUrl`. */
  readonly database: string;
  readonly secret: string;
  readonly onProgress?: (line: string) => void;
  /** Folders that hold `modules/` and `migrations/`; the project by default. */
  readonly roots?: readonly string[];
}

/** Schema of the background jobs, with its own role: BullMQ keeps its tables there. */
export const JOBS = 'jobs';

const EXTENSIONS = ['pg_trgm', 'btree_gist', 'btree_gin', 'pgcrypto'];

export async function migrateAll(options: MigrateOptions): Promise<void> {
  const { secret, database } = options;
  const say = options.onProgress ?? (() => {});
  const modules = discoverModules(options.roots ?? [PROJECT_ROOT]);
  const url = new URL(options.adminUrl);
  url.pathname = `/${database}`;
  const pool = new pg.Pool({ connectionString: url.toString(), max: 2 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    for (const extension of EXTENSIONS) {
      await sql`CREATE EXTENSION IF NOT EXISTS ${sql.id(extension)} WITH SCHEMA public`.execute(db);
    }
    await sql`REVOKE CREATE ON SCHEMA public FROM PUBLIC`.execute(db);
    await prepareSchema(db, JOBS, secret);
    await migrateJobs(pool, db);
    for (const module of modules) {
      await prepareSchema(db, module.name, secret);
      const applied = await migrateModule(db, module);
      if (applied > 0) say(`${module.name}: ${applied} migration${applied === 1 ? '' : 's'}`);
      await grant(db, module.name);
    }
  } finally {
    await db.destroy();
  }
}

const ROLE_RACES = new Set(['42710', '23505', 'XX000']);
const MAX_ROLE_ATTEMPTS = 10;

/**
 * Roles belong to the whole server and an advisory lock to one database, so two databases that are migrated at the
 * same moment may both make the same role; the loser finds it there when it tries again.
 */
async function prepareSchema(db: Kysely<unknown>, name: string, secret: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makeRoleAndSchema(db, name, secret);
    } catch (error) {
      if (attempt === MAX_ROLE_ATTEMPTS || !ROLE_RACES.has(sqlState(error) ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
    }
  }
}

async function makeRoleAndSchema(db: Kysely<unknown>, name: string, secret: string): Promise<void> {
  const role = roleOf(name);
  await db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('guildhall-roles'))`.execute(tx);
    const exists = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${role}`.execute(tx);
    const verb = exists.rows.length > 0 ? 'ALTER' : 'CREATE';
    const password = rolePassword(secret, name);
    await sql`${sql.raw(verb)} ROLE ${sql.id(role)} LOGIN PASSWORD ${sql.lit(password)}`.execute(
      tx,
    );
    await sql`GRANT ${sql.id(role)} TO CURRENT_USER`.execute(tx);
    await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(name)}`.execute(tx);
    await sql`ALTER ROLE ${sql.id(role)} SET search_path = ${sql.id(name)}, public`.execute(tx);
  });
}

/** BullMQ brings its own migrations; they run as the administrator, since its role may not create schemas. */
async function migrateJobs(pool: pg.Pool, db: Kysely<unknown>): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, JOBS);
  } finally {
    client.release();
  }
  const [schema, role] = [sql.id(JOBS), sql.id(roleOf(JOBS))];
  // It makes a sequence for each queue, hence CREATE.
  await sql`GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${role}`.execute(db);
  await sql`GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`.execute(
    db,
  );
  await sql`GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`.execute(
    db,
  );
  await sql`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${role}`.execute(db);
}

async function migrateModule(db: Kysely<unknown>, module: ModuleManifest): Promise<number> {
  const migrator = new Migrator({
    db: db.withSchema(module.name),
    provider: { getMigrations: async () => migrationsOf(module) },
    migrationTableSchema: module.name,
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
    allowUnorderedMigrations: true,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName ?? 'unknown';
    throw new Error(`Migration ${failed} of module "${module.name}" failed`, { cause: error });
  }
  return results.filter((result) => result.status === 'Success').length;
}

function migrationsOf(module: ModuleManifest): Record<string, Migration> {
  const everyModule = join(PROJECT_ROOT, 'migrations', 'every-module');
  return {
    ...readMigrations(everyModule, 'every-module/', module.name),
    ...readMigrations(module.migrationsDir, 'own/', module.name),
  };
}

/** Stands for the module's role in a migration. */
const ROLE = /\$\{role\}/g;

function readMigrations(dir: string, prefix: string, module: string): Record<string, Migration> {
  if (!existsSync(dir)) return {};
  const files = readdirSync(dir).filter((file) => file.endsWith('.sql'));
  return Object.fromEntries(
    files.sort().map((file) => {
      const text = readFileSync(join(dir, file), 'utf8').replace(ROLE, roleOf(module));
      const up = async (db: Kysely<unknown>): Promise<void> => {
        await sql`SET LOCAL search_path = ${sql.id(module)}, public`.execute(db);
        await grant(db, module);
        await sql.raw(text).execute(db);
      };
      return [`${prefix}${file.slice(0, -'.sql'.length)}`, { up }];
    }),
  );
}

/**
 * Rights of the module's role: its schema's tables, sequences and functions; new ones by default privilege, so that
 * a migration can take a right away afterwards (an immutable table revokes UPDATE and DELETE) and keep it away.
 */
async function grant(db: Kysely<unknown>, module: string): Promise<void> {
  const [schema, role] = [sql.id(module), sql.id(roleOf(module))];
  await sql`GRANT USAGE ON SCHEMA ${schema} TO ${role}`.execute(db);
  await sql`ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role}`.execute(
    db,
  );
  await sql`ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE, SELECT ON SEQUENCES TO ${role}`.execute(
    db,
  );
  await sql`ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT EXECUTE ON FUNCTIONS TO ${role}`.execute(
    db,
  );
}
