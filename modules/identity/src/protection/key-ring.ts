/**
 * The keys of personal data. Installation secret -> root key (HKDF) -> master keys (table `master_key`, wrapped by the
 * root) -> one data key for each member or person (wrapped by a master key) -> values.
 *
 * Invariants
 * - No key is stored in the clear; a wrapped key opens only for the owner it was made for.
 * - Destroying an owner's wrapped key makes every value of that owner unreadable for ever, in backups too as they age.
 * - Rotation adds a WRAP key and wraps the data keys again; values are not touched, so it can stop and go on anywhere.
 * - Search digests are HMACs under the INDEX key; equal values give equal digests only within one kind of value.
 */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Database } from '@guildhall/shared/database/database';
import { type Kysely, sql } from 'kysely';
import { KEY_BYTES, seal, unseal } from './sealing.ts';

export interface WrappedKey {
  readonly masterKey: number;
  readonly wrapped: Buffer;
}

/** Sixteen bytes: enough that two values never meet by chance, half the size of the index. */
const DIGEST_BYTES = 16;
const LOCK = 'identity-master-keys';

export class KeyRing {
  readonly #db: Database;
  readonly #root: Buffer;
  readonly #masters = new Map<number, Buffer>();
  #wrapWith = 0;
  #indexKey: Buffer = Buffer.alloc(0);

  private constructor(db: Database, secret: string) {
    this.#db = db;
    this.#root = rootKey(secret);
  }

  /** Makes the first keys when there are none. Throws when the secret is not the one the keys were wrapped with. */
  static async open(db: Database, secret: string, now: Date): Promise<KeyRing> {
    const ring = new KeyRing(db, secret);
    await db.transaction(async (tx) => {
      const kysely = tx.getKysely<unknown>();
      await sql`SELECT pg_advisory_xact_lock(hashtext(${LOCK}))`.execute(kysely);
      const { rows } = await sql`SELECT 1 FROM master_key LIMIT 1`.execute(kysely);
      if (rows.length > 0) return;
      await ring.#insert(kysely, 1, 'INDEX', now);
      await ring.#insert(kysely, 2, 'WRAP', now);
    });
    await ring.#load(db.sql());
    return ring;
  }

  async #insert(
    kysely: Kysely<unknown>,
    id: number,
    purpose: 'WRAP' | 'INDEX',
    now: Date,
  ): Promise<void> {
    const wrapped = seal(this.#root, `master_key:${id}`, randomBytes(KEY_BYTES));
    await sql`INSERT INTO master_key (id, purpose, wrapped, created_at) VALUES (${id}, ${purpose}, ${wrapped}, ${now})`.execute(
      kysely,
    );
  }

  async #load(kysely: Kysely<unknown>): Promise<void> {
    const { rows } = await sql<{
      id: number;
      purpose: 'WRAP' | 'INDEX';
      wrapped: Buffer;
      retired_at: Date | null;
    }>`SELECT id, purpose, wrapped, retired_at FROM master_key ORDER BY id`.execute(kysely);
    for (const { id, purpose, wrapped, retired_at } of rows) {
      const key = unseal(this.#root, `master_key:${id}`, wrapped);
      if (purpose === 'INDEX') this.#indexKey = key;
      else {
        this.#masters.set(id, key);
        if (retired_at === null) this.#wrapWith = id;
      }
    }
  }

  /** Adds a wrapping key; new data keys are wrapped by it from now on. Answers its id. */
  async addWrappingKey(now: Date): Promise<number> {
    const id = await this.#db.transaction(async (tx) => {
      const kysely = tx.getKysely<unknown>();
      await sql`SELECT pg_advisory_xact_lock(hashtext(${LOCK}))`.execute(kysely);
      const { rows } = await sql<{
        next: number;
      }>`SELECT max(id) + 1 AS next FROM master_key`.execute(kysely);
      const next = rows[0]?.next ?? 1;
      await sql`UPDATE master_key SET retired_at = ${now} WHERE purpose = 'WRAP' AND retired_at IS NULL`.execute(
        kysely,
      );
      await this.#insert(kysely, next, 'WRAP', now);
      return next;
    });
    await this.#load(this.#db.sql());
    return id;
  }

  get wrappingKey(): number {
    return this.#wrapWith;
  }

  /** A new data key for an owner (`member:<uuid>`), and the form it is stored in. */
  newDataKey(owner: string): { readonly key: Buffer; readonly stored: WrappedKey } {
    const key = randomBytes(KEY_BYTES);
    return { key, stored: this.wrap(owner, key) };
  }

  wrap(owner: string, key: Buffer): WrappedKey {
    return {
      masterKey: this.#wrapWith,
      wrapped: seal(this.#master(this.#wrapWith), `data_key:${owner}`, key),
    };
  }

  unwrap(owner: string, { masterKey, wrapped }: WrappedKey): Buffer {
    return unseal(this.#master(masterKey), `data_key:${owner}`, wrapped);
  }

  /** Reads the master keys again, over the caller's connection, when one of these is unknown: another process rotated. */
  async learn(db: Kysely<unknown>, masterKeys: Iterable<number>): Promise<void> {
    for (const id of masterKeys) {
      if (!this.#masters.has(id)) {
        await this.#load(db);
        return;
      }
    }
  }

  #master(id: number): Buffer {
    const key = this.#masters.get(id);
    if (key === undefined) throw new Error(`Master key ${id} is not loaded`);
    return key;
  }

  /** Search digest of a value of one kind: `digest('identity:PHONE', '+86138…')`. */
  digest(kind: string, value: string): Buffer {
    return createHmac('sha256', this.#indexKey)
      .update(`${kind}\0${value}`)
      .digest()
      .subarray(0, DIGEST_BYTES);
  }

  /** A key for one purpose of this module, the same in every process: `derive('signing-keys')`. */
  derive(purpose: string): Buffer {
    return createHmac('sha256', this.#root).update(purpose).digest();
  }
}

function rootKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'guildhall-identity', 'root-key', KEY_BYTES));
}
