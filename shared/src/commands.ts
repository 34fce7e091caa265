/**
 * Runs one mutation exactly once: claims its idempotency key, executes in one transaction, stores the answer, writes
 * the outbox, and after commit hands the events to their consumers.
 *
 * Invariants
 * - The same (client, operation, key) with the same input gives the first answer for ever; with other input it is
 *   refused as IDEMPOTENCY_KEY_REUSED. Two callers at once with one key: the second waits for the first.
 * - A business refusal undoes every effect and keeps only its idempotency record, so a retry gets the same no.
 * - A validation refusal, a missing thing and a fault leave the key unclaimed.
 * - The stored answer is what `execute` returned: ids and decisions, never personal data.
 */
import { hash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Kysely, sql } from 'kysely';
import type { DomainEvent, NewEvent } from './events/event.ts';
import type { ModuleKit } from './module.ts';
import { type Outcome, type Refusal, RefusalError, refuse } from './outcome.ts';
import { clientOf, type Principal } from './principal.ts';
import { canonicalJson, decode, encode } from './wire-codec.ts';

export interface CommandKey {
  readonly caller: Principal;
  /** Verb-noun, unique in the module: `record-vehicle-sale`. */
  readonly operation: string;
  readonly idempotencyKey: string;
  /** The parsed input; what "the same body" means. */
  readonly input: unknown;
}

export interface CommandContext {
  readonly tx: EntityManager;
  readonly now: Date;
  /** Writes to the outbox; delivered after commit. */
  publish(...events: readonly NewEvent[]): Promise<void>;
}

/** How long a call waits for the effects of what it recorded before it answers without them. */
const EFFECTS_WAIT_MS = 5_000;

/** Refusals that say nothing final about the command: the caller mends the input and uses the same key again. */
export const NOT_FINAL: ReadonlySet<Refusal['kind']> = new Set([
  'VALIDATION',
  'NOT_FOUND',
  'FORBIDDEN',
  'IDEMPOTENCY',
]);

type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events'>;

export async function runCommand<T>(
  kit: Kit,
  key: CommandKey,
  execute: (context: CommandContext) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const now = kit.clock.now();
  let published: DomainEvent[] = [];
  const outcome = await withoutFinalRefusals(() =>
    kit.db.transaction(async (tx) => {
      published = [];
      const earlier = await claim(tx, key, now);
      if (earlier !== undefined) return earlier as Outcome<T>;
      const context: CommandContext = {
        tx,
        now,
        publish: async (...events) => {
          published.push(...(await kit.events.append(tx, now, events)));
        },
      };
      const answer = await undoOnRefusal(tx, context, execute);
      if (!answer.ok) published = [];
      await remember(tx, key, answer);
      return answer;
    }),
  );
  if (published.length > 0) await kit.events.deliverNow(published, EFFECTS_WAIT_MS);
  return outcome;
}

/** Runs inside a savepoint, so that a refusal takes back everything but the idempotency record. */
async function undoOnRefusal<T>(
  tx: EntityManager,
  context: CommandContext,
  execute: (context: CommandContext) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await tx.transactional(async (inner) => {
      const outcome = await execute({ ...context, tx: inner, publish: context.publish });
      if (!outcome.ok) throw new RefusalError(outcome.refusal);
      return outcome;
    });
  } catch (error) {
    if (!(error instanceof RefusalError) || NOT_FINAL.has(error.refusal.kind)) throw error;
    return { ok: false, refusal: error.refusal };
  }
}

async function withoutFinalRefusals<T>(run: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/** What "the same body" is told by. */
export function hashOf(input: unknown): Buffer {
  return hash('sha256', canonicalJson(input), 'buffer');
}

async function claim(
  tx: EntityManager,
  key: CommandKey,
  now: Date,
): Promise<Outcome<unknown> | undefined> {
  const db = tx.getKysely<unknown>();
  const hash = hashOf(key.input);
  const client = clientOf(key.caller);
  const claimed = await sql`
    INSERT INTO idempotency (client, operation, key, request_hash, answer, created_at)
    VALUES (${client}, ${key.operation}, ${key.idempotencyKey}, ${hash}, 'null', ${now})
    ON CONFLICT DO NOTHING RETURNING 1`.execute(db);
  if (claimed.rows.length > 0) return undefined;
  return replayOf(await recorded(db, key), key);
}

export interface Recorded {
  readonly request_hash: Buffer;
  readonly answer: unknown;
}

async function recorded(db: Kysely<unknown>, key: CommandKey): Promise<Recorded | undefined> {
  const { rows } = await sql<Recorded>`
    SELECT request_hash, answer FROM idempotency
    WHERE client = ${clientOf(key.caller)} AND operation = ${key.operation} AND key = ${key.idempotencyKey}`.execute(
    db,
  );
  return rows[0];
}

/** The first answer under this key, or the refusal of a key that came with another body. */
export function replayOf(row: Recorded | undefined, key: CommandKey): Outcome<unknown> {
  if (row === undefined || !row.request_hash.equals(hashOf(key.input))) {
    return refuse('IDEMPOTENCY', 'IDEMPOTENCY_KEY_REUSED', { operation: key.operation }, [
      'idempotencyKey',
    ]);
  }
  return decode(row.answer) as Outcome<unknown>;
}

async function remember(
  tx: EntityManager,
  key: CommandKey,
  answer: Outcome<unknown>,
): Promise<void> {
  await sql`
    UPDATE idempotency SET answer = ${JSON.stringify(encode(answer))}::json
    WHERE client = ${clientOf(key.caller)} AND operation = ${key.operation} AND key = ${key.idempotencyKey}`.execute(
    tx.getKysely<unknown>(),
  );
}
