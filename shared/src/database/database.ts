/**
 * A module's own database: a MikroORM bound to the module's role and schema. The only place where transactions open.
 *
 * A transaction that loses a serialization or deadlock race is run again from the start, a bounded number of times;
 * work inside it must therefore have no effects outside the database.
 */

import type { EntitySchema } from '@mikro-orm/core';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { moduleDatabaseUrl } from './roles.ts';

export interface DatabaseOptions {
  readonly module: string;
  readonly url: string;
  readonly secret: string;
  readonly entities: readonly EntitySchema[];
  readonly poolSize?: number;
}

const MAX_ATTEMPTS = 6;

export class Database {
  readonly module: string;
  /** Connection string of the module's own role, for code that needs its own connection (LISTEN, COPY, cursors). */
  readonly url: string;
  readonly #orm: MikroORM;
  readonly #pool: Pool;
  #closed = false;

  private constructor(module: string, url: string, orm: MikroORM, pool: Pool) {
    this.module = module;
    this.url = url;
    this.#orm = orm;
    this.#pool = pool;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const url = moduleDatabaseUrl(options.url, options.secret, options.module);
    const orm = new MikroORM({
      clientUrl: url,
      schema: options.module,
      contextName: options.module,
      entities: [...options.entities],
      forceUtcTimezone: true,
      pool: { min: 0, max: options.poolSize ?? 8 },
      driverOptions: { application_name: `guildhall-${options.module}` },
      discovery: { warnWhenNoEntities: false },
      debug: false,
    });
    await orm.connect();
    return new Database(options.module, url, orm, await orm.em.getConnection().getNativeClient());
  }

  /** A fresh unit of work outside a transaction, for reading. */
  read(): EntityManager {
    return this.#fork();
  }

  /** Set-based SQL outside a transaction; inside one, use `tx.getKysely<Tables>()`. */
  sql<Tables = unknown>(): Kysely<Tables> {
    // The ORM's type would infer tables from its entities; here the caller names them.
    return this.read().getKysely<unknown>() as Kysely<Tables>;
  }

  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#fork().transactional(work);
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !lostRace(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 2 ** attempt));
      }
    }
  }

  /**
   * Always from this module's own root. MikroORM would otherwise fork what an enclosing transaction left in the
   * asynchronous context, so a door called inside another module's transaction would speak with that module's role.
   */
  #fork(): EntityManager {
    // The ORM would open connections anew, which nobody closes any more.
    if (this.#closed) throw new Error(`The database of ${this.module} is closed`);
    return this.#orm.em.fork({ disableContextResolution: true });
  }

  /**
   * Finishes what was asked before. A pool that is ended while somebody waits for a connection never answers them, and a
   * transaction of another module that waits for that answer would never end either.
   */
  async close(): Promise<void> {
    while (this.#pool.waitingCount > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    this.#closed = true;
    await this.#orm.close();
  }
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';

function lostRace(error: unknown): boolean {
  const code = sqlState(error);
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED;
}

/** SQLSTATE of a driver error, also when the ORM wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string' && error.code.length === 5)
    return error.code;
  return 'cause' in error ? sqlState(error.cause) : undefined;
}

/** Name of the constraint that a statement violated, to map it to a refusal by name. */
export function violatedConstraint(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('constraint' in error && typeof error.constraint === 'string') return error.constraint;
  return 'cause' in error ? violatedConstraint(error.cause) : undefined;
}
