/**
 * Many commands of one operation in one transaction, each exactly once, with the invariants of `runCommand`: for hot
 * paths that do their work set-based. The caller opens the transaction, asks which keys have been answered before, does
 * the rest, and records the answers in the same transaction.
 */
import { type Kysely, sql } from 'kysely';
import { type CommandKey, hashOf, NOT_FINAL, type Recorded, replayOf } from './commands.ts';
import type { Outcome } from './outcome.ts';
import { clientOf } from './principal.ts';
import { encode } from './wire-codec.ts';

export const nameOfKey = ({ caller, operation, idempotencyKey }: CommandKey): string =>
  JSON.stringify([clientOf(caller), operation, idempotencyKey]);

/** Answers given before, by `nameOfKey`. */
export async function answeredBefore(
  db: Kysely<unknown>,
  keys: readonly CommandKey[],
): Promise<ReadonlyMap<string, Outcome<unknown>>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<Recorded & { client: string; operation: string; key: string }>`
    SELECT client, operation, key, request_hash, answer FROM idempotency
    JOIN unnest(${keys.map(({ caller }) => clientOf(caller))}::text[], ${keys.map(({ operation }) => operation)}::text[],
                ${keys.map(({ idempotencyKey }) => idempotencyKey)}::text[]) AS k (client, operation, key)
      USING (client, operation, key)`.execute(db);
  const byName = new Map(keys.map((key) => [nameOfKey(key), key]));
  return new Map(
    rows.flatMap((row) => {
      const name = JSON.stringify([row.client, row.operation, row.key]);
      const key = byName.get(name);
      return key === undefined ? [] : [[name, replayOf(row, key)] as const];
    }),
  );
}

export interface Answered {
  readonly key: CommandKey;
  readonly answer: Outcome<unknown>;
}

/** What says nothing final (a validation, a missing thing) leaves its key free. */
export const finalAmong = (answered: readonly Answered[]): readonly Answered[] =>
  answered.filter(({ answer }) => answer.ok || !NOT_FINAL.has(answer.refusal.kind));

/** The rows that record answers, as JSON: for a function of the database that writes them with what they answer. */
export const rowsOfAnswers = (final: readonly Answered[]): string =>
  JSON.stringify(
    final.map(({ key, answer }) => ({
      client: clientOf(key.caller),
      operation: key.operation,
      key: key.idempotencyKey,
      hash: hashOf(key.input).toString('base64'),
      stored: encode(answer),
    })),
  );

/**
 * An INSERT that records answers, to be a part of a larger statement; it returns a row for each. Fewer rows than answers
 * mean that somebody answered one of the keys meanwhile: then the caller undoes everything and looks again.
 */
export function insertAnswers(final: readonly Answered[], now: Date) {
  return sql<{ one: number }>`
    INSERT INTO idempotency (client, operation, key, request_hash, answer, created_at)
    SELECT client, operation, key, hash, answer::json, ${now}
    FROM unnest(${final.map(({ key }) => clientOf(key.caller))}::text[], ${final.map(({ key }) => key.operation)}::text[],
                ${final.map(({ key }) => key.idempotencyKey)}::text[], ${final.map(({ key }) => hashOf(key.input))}::bytea[],
                ${final.map(({ answer }) => JSON.stringify(encode(answer)))}::text[])
      AS a (client, operation, key, hash, answer)
    ORDER BY client, operation, key ON CONFLICT DO NOTHING RETURNING 1 AS one`;
}
