/** Sealed parts of facts: what they say of natural persons, kept beside them under the key of an epoch. */
import { sql } from 'kysely';
import { SEALED } from '../domain/facts/personal.ts';
import type { FactSeal } from '../protection/fact-seal.ts';
import type { Db } from './tables.ts';

export interface PersonalPart {
  readonly factId: string;
  readonly personal: Readonly<Record<string, string>>;
}

/** The epoch that is sealed under from now on. */
export async function epochNow(db: Db): Promise<number> {
  const { rows } = await sql<{ no: number }>`SELECT max(no) AS no FROM sealing_epoch`.execute(db);
  return rows[0]?.no ?? 1;
}

export async function keepSecrets(
  seal: FactSeal,
  db: Db,
  parts: readonly PersonalPart[],
): Promise<void> {
  if (parts.length === 0) return;
  const epoch = await epochNow(db);
  const seals = parts.map(({ factId, personal }) => seal.seal(epoch, factId, personal));
  await sql`
    INSERT INTO fact_secret (fact_id, epoch, sealed)
    SELECT s.id, ${epoch}, s.sealed
    FROM unnest(${parts.map(({ factId }) => factId)}::uuid[], ${seals}::bytea[]) AS s(id, sealed)`.execute(
    db,
  );
}

type Value = Readonly<Record<string, unknown>>;

export interface StoredSecret {
  readonly epoch: number;
  readonly sealed: Buffer;
}

export async function secretsOf(
  db: Db,
  factIds: readonly string[],
): Promise<ReadonlyMap<string, StoredSecret>> {
  if (factIds.length === 0) return new Map();
  const { rows } = await sql<StoredSecret & { fact_id: string }>`
    SELECT fact_id, epoch, sealed FROM fact_secret WHERE fact_id = ANY(${[...factIds]}::uuid[])`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.fact_id, row]));
}

/** The value with what it says of a person in its place again. Throws SealBroken. */
export function openValue(
  seal: FactSeal,
  factId: string,
  value: Value,
  secret: StoredSecret | undefined,
): Value {
  if (secret === undefined) return value;
  const { [SEALED]: _token, ...open } = value;
  return { ...open, ...seal.open(secret.epoch, factId, secret.sealed) };
}

/** The rows with their values opened; those that speak of nobody as they are. */
export async function openValues<R extends { readonly id: string; readonly value: unknown }>(
  seal: FactSeal,
  db: Db,
  rows: readonly R[],
): Promise<R[]> {
  const closed = rows.filter(({ value }) => SEALED in (value as Value)).map(({ id }) => id);
  const secrets = await secretsOf(db, closed);
  return rows.map((row) => ({
    ...row,
    value: openValue(seal, row.id, row.value as Value, secrets.get(row.id)),
  }));
}

/** Facts of before that still say names in the clear, for one process at a time until its transaction ends. */
export async function factsToSeal(db: Db, limit: number): Promise<string[]> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('credit-facts-to-seal'))`.execute(db);
  const { rows } = await sql<{ fact_id: string }>`
    SELECT fact_id FROM fact_to_seal ORDER BY fact_id LIMIT ${limit}`.execute(db);
  return rows.map(({ fact_id }) => fact_id);
}

export interface SealedFact {
  readonly id: string;
  readonly value: Value;
  readonly digest: Buffer;
  /** Null when it speaks of nobody. */
  readonly sealed: Buffer | null;
}

/** Puts tokens into facts of before and keeps what was taken out; the database sees to it that this happens once. */
export async function sealOldFacts(
  db: Db,
  epoch: number,
  facts: readonly SealedFact[],
): Promise<void> {
  await sql`
    SELECT seal_facts(${facts.map(({ id }) => id)}::uuid[], ${facts.map(({ value }) => JSON.stringify(value))}::jsonb[],
      ${facts.map(({ digest }) => digest)}::bytea[], ${epoch}, ${facts.map(({ sealed }) => sealed)}::bytea[])`.execute(
    db,
  );
}

/** Begins a rotation; answers its number. Two at once begin one after the other. */
export async function beginEpoch(db: Db, now: Date, by: string): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('credit-sealing-epoch'))`.execute(db);
  const next = (await epochNow(db)) + 1;
  await sql`INSERT INTO sealing_epoch (no, began_at, began_by) VALUES (${next}, ${now}, ${by})`.execute(
    db,
  );
  return next;
}

export async function epochBegan(db: Db): Promise<Date> {
  const { rows } = await sql<{ began_at: Date }>`
    SELECT began_at FROM sealing_epoch ORDER BY no DESC LIMIT 1`.execute(db);
  return new Date(rows[0]?.began_at ?? 0);
}

/** Seals under the present epoch what lies under an older one; answers how many, 0 when none is left. */
export async function resealSome(seal: FactSeal, db: Db, limit: number): Promise<number> {
  const epoch = await epochNow(db);
  const { rows } = await sql<{ fact_id: string; epoch: number; sealed: Buffer }>`
    SELECT fact_id, epoch, sealed FROM fact_secret WHERE epoch < ${epoch}
    ORDER BY epoch, fact_id LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(db);
  if (rows.length === 0) return 0;
  const seals = rows.map((row) =>
    seal.seal(epoch, row.fact_id, seal.open(row.epoch, row.fact_id, row.sealed)),
  );
  await sql`
    UPDATE fact_secret AS s SET epoch = ${epoch}, sealed = n.sealed
    FROM unnest(${rows.map(({ fact_id }) => fact_id)}::uuid[], ${seals}::bytea[]) AS n(id, sealed)
    WHERE s.fact_id = n.id`.execute(db);
  return rows.length;
}
