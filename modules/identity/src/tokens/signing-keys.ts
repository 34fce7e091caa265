/**
 * The ES256 keys of access tokens: made, rotated, published. The newest key whose time has come signs; each key goes
 * on verifying until tokens it signed have expired. Public keys are kept in memory, so verification needs no database;
 * they are read again every minute, and at once (but not more than every five seconds) when an unknown key is named.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { Database } from '@guildhall/shared/database/database';
import { sql } from 'kysely';
import type { KeyRing } from '../protection/key-ring.ts';
import { seal, unseal } from '../protection/sealing.ts';

/** A new key each 30 days, published ten minutes before it signs, so that nobody's cached key set lacks it. */
export const ROTATE_AFTER_MS = 30 * 86_400_000;
const PUBLISHED_BEFORE_MS = 10 * 60_000;
/** Longer than an access token lives. */
export const VERIFIES_AFTER_MS = 60 * 60_000;
const RELOAD_AFTER_MS = 60_000;
const RELOAD_UNKNOWN_AFTER_MS = 5_000;

interface LoadedKey {
  readonly kid: string;
  readonly publicJwk: JsonWebKey;
  readonly publicKey: KeyObject;
  readonly sealedPrivate: Buffer;
  readonly signsFrom: number;
  /** Undefined while nothing succeeds it. */
  readonly verifiesUntil: number | undefined;
}

export interface PublishedKey extends JsonWebKey {
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

export class SigningKeys {
  readonly #db: Database;
  readonly #sealing: Buffer;
  readonly #privateKeys = new Map<string, KeyObject>();
  #keys: readonly LoadedKey[] = [];
  #loadedAt = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | undefined;

  private constructor(db: Database, keyRing: KeyRing) {
    this.#db = db;
    this.#sealing = keyRing.derive('signing-keys');
  }

  static async open(db: Database, keyRing: KeyRing, now: Date): Promise<SigningKeys> {
    const keys = new SigningKeys(db, keyRing);
    await keys.rotateIfDue(now);
    return keys;
  }

  /** Makes the next key when the newest is old (or there is none). Any number of processes may call it at once. */
  async rotateIfDue(now: Date): Promise<boolean> {
    const made = await this.#db.transaction(async (tx) => {
      const db = tx.getKysely<unknown>();
      await sql`SELECT pg_advisory_xact_lock(hashtext('identity-signing-keys'))`.execute(db);
      const { rows } = await sql<{ newest: string | null }>`
        SELECT max(signs_from) AS newest FROM signing_key`.execute(db);
      const newest = rows[0]?.newest ?? null;
      if (newest !== null && now.getTime() - Date.parse(newest) < ROTATE_AFTER_MS) return false;
      const signsFrom = newest === null ? now : new Date(now.getTime() + PUBLISHED_BEFORE_MS);
      await this.#insert(db, now, signsFrom);
      return true;
    });
    await this.#readAgain(now);
    return made;
  }

  /**
   * A key may have leaked: a new one signs at once and the old ones stop verifying. Every access token dies; sessions
   * go on with their refresh tokens.
   */
  async replaceAll(now: Date): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const db = tx.getKysely<unknown>();
      await sql`SELECT pg_advisory_xact_lock(hashtext('identity-signing-keys'))`.execute(db);
      await sql`DELETE FROM signing_key`.execute(db);
      await this.#insert(db, now, now);
    });
    await this.#readAgain(now);
  }

  /** Removes keys that neither sign nor verify any more. */
  async purge(now: Date): Promise<void> {
    const over = this.#keys.filter(
      ({ verifiesUntil }) => verifiesUntil !== undefined && verifiesUntil < now.getTime(),
    );
    const kids = over.map(({ kid }) => kid);
    if (kids.length > 0)
      await sql`DELETE FROM signing_key WHERE kid = ANY(${kids})`.execute(this.#db.sql());
  }

  async #insert(db: ReturnType<Database['sql']>, now: Date, signsFrom: Date): Promise<void> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kid = randomBytes(12).toString('base64url');
    const secret = privateKey.export({ format: 'der', type: 'pkcs8' });
    const sealed = seal(this.#sealing, `signing_key:${kid}`, secret);
    const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }));
    await sql`
      INSERT INTO signing_key (kid, public_jwk, sealed_private, made_at, signs_from)
      VALUES (${kid}, ${jwk}::jsonb, ${sealed}, ${now}, ${signsFrom})`.execute(db);
  }

  /** The key that signs now. */
  async signer(now: Date): Promise<{ readonly kid: string; readonly privateKey: KeyObject }> {
    if (now.getTime() - this.#loadedAt >= RELOAD_AFTER_MS) await this.#reload(now);
    const key = this.#keys.findLast(({ signsFrom }) => signsFrom <= now.getTime()) ?? this.#keys[0];
    if (key === undefined) throw new Error('There is no signing key');
    const known = this.#privateKeys.get(key.kid);
    if (known !== undefined) return { kid: key.kid, privateKey: known };
    const der = unseal(this.#sealing, `signing_key:${key.kid}`, key.sealedPrivate);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    this.#privateKeys.set(key.kid, privateKey);
    return { kid: key.kid, privateKey };
  }

  /** The public key of that name, if its tokens may still be trusted. */
  async verifier(kid: string, now: Date): Promise<KeyObject | undefined> {
    const age = now.getTime() - this.#loadedAt;
    const known = this.#find(kid, now);
    if (known !== undefined && age < RELOAD_AFTER_MS) return known;
    if (age >= (known === undefined ? RELOAD_UNKNOWN_AFTER_MS : RELOAD_AFTER_MS))
      await this.#reload(now);
    return this.#find(kid, now);
  }

  #find(kid: string, now: Date): KeyObject | undefined {
    const key = this.#keys.find((loaded) => loaded.kid === kid);
    return key === undefined || (key.verifiesUntil ?? Number.POSITIVE_INFINITY) < now.getTime()
      ? undefined
      : key.publicKey;
  }

  /** What `/.well-known/jwks.json` shows: also the key that will sign next. */
  async published(now: Date): Promise<readonly PublishedKey[]> {
    if (now.getTime() - this.#loadedAt >= RELOAD_AFTER_MS) await this.#reload(now);
    return this.#keys
      .filter(({ verifiesUntil }) => (verifiesUntil ?? Number.POSITIVE_INFINITY) >= now.getTime())
      .map(({ kid, publicJwk }) => ({ ...publicJwk, kid, alg: 'ES256', use: 'sig' }));
  }

  /** After a change of our own: a reading that began before it does not count. */
  async #readAgain(now: Date): Promise<void> {
    await this.#loading;
    await this.#reload(now);
  }

  async #reload(now: Date): Promise<void> {
    this.#loading ??= this.#load(now).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async #load(now: Date): Promise<void> {
    const { rows } = await sql<{
      kid: string;
      public_jwk: JsonWebKey;
      sealed_private: Buffer;
      signs_from: string;
    }>`SELECT kid, public_jwk, sealed_private, signs_from FROM signing_key ORDER BY signs_from`.execute(
      this.#db.sql(),
    );
    this.#keys = rows.map(({ kid, public_jwk, sealed_private, signs_from }, index) => {
      const next = rows[index + 1];
      return {
        kid,
        publicJwk: public_jwk,
        publicKey: createPublicKey({ key: public_jwk, format: 'jwk' }),
        sealedPrivate: sealed_private,
        signsFrom: Date.parse(signs_from),
        verifiesUntil:
          next === undefined ? undefined : Date.parse(next.signs_from) + VERIFIES_AFTER_MS,
      };
    });
    this.#loadedAt = now.getTime();
  }
}
