/**
 * Which access tokens are void before they expire. Every process keeps the list in memory and reads it again when it is
 * more than a second old, so a request costs no query and a logout reaches every process within a second (the process
 * that did it, at once). Only the last twenty minutes matter: older tokens have expired.
 */
import type { Database } from '@guildhall/shared/database/database';
import { revocationsSince } from '../storage/sessions.ts';

const FRESH_MS = 1_000;
const MATTERS_MS = 20 * 60_000;

export class RevocationList {
  readonly #db: Database;
  #before: ReadonlyMap<string, number> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #changes = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** True when one of the subjects was revoked after the token was issued. */
  async isRevoked(subjects: readonly string[], issuedAtMs: number, now: Date): Promise<boolean> {
    if (Math.abs(now.getTime() - this.#readAt) >= FRESH_MS) await this.#read(now);
    return subjects.some(
      (subject) => issuedAtMs < (this.#before.get(subject) ?? Number.NEGATIVE_INFINITY),
    );
  }

  /** Something was revoked here: the next question reads the list again. */
  stale(): void {
    this.#changes += 1;
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  async #read(now: Date): Promise<void> {
    const changes = this.#changes;
    this.#reading ??= revocationsSince(this.#db.sql(), new Date(now.getTime() - MATTERS_MS))
      .then((before) => {
        this.#before = before;
        if (changes === this.#changes) this.#readAt = now.getTime();
      })
      .finally(() => {
        this.#reading = undefined;
      });
    await this.#reading;
  }
}
