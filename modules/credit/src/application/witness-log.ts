/**
 * Witnesses of the shared log: whose keys are trusted, and the cosignatures they hand in. A cosignature is kept only for a
 * checkpoint that this log signed, and only by a trusted key; it is served with the checkpoint and with receipts.
 *
 * Refusals: CREDIT_WITNESS_KEY, CREDIT_CHECKPOINT_MALFORMED, CREDIT_CHECKPOINT_UNKNOWN, CREDIT_COSIGNATURE_NONE.
 */
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { splitNote, witnessOf } from '../domain/merkle/cosignature.ts';
import { readCheckpoint } from '../domain/merkle/signed-note.ts';
import { type Db, within } from '../storage/tables.ts';
import { personOf } from './caller.ts';

export interface TrustWitness {
  readonly idempotencyKey: string;
  /** `name+keyid+base64`, a C2SP key of type 4. */
  readonly verifierKey: string;
  /** False ends the trust: what it signed stays. */
  readonly trusted: boolean;
}

export interface TrustedWitness {
  readonly name: string;
  readonly trusted: boolean;
}

export async function trustWitness(
  kit: ModuleKit,
  caller: Principal,
  input: TrustWitness,
): Promise<Outcome<TrustedWitness>> {
  const person = personOf(caller);
  const witness = witnessOf(input.verifierKey);
  if (witness === undefined) return refuse('VALIDATION', 'CREDIT_WITNESS_KEY', {}, ['verifierKey']);
  const { idempotencyKey } = input;
  const key: CommandKey = { caller, operation: 'trust-witness', idempotencyKey, input };
  return runCommand<TrustedWitness>(kit, key, async ({ tx, now }) => {
    await sql`
      INSERT INTO log_witness (name, verifier_key, trusted_by, trusted_at, ended_at)
      VALUES (${witness.name}, ${input.verifierKey}, ${person}, ${now}, ${input.trusted ? null : now})
      ON CONFLICT (name) DO UPDATE SET verifier_key = excluded.verifier_key, trusted_by = excluded.trusted_by,
        trusted_at = excluded.trusted_at, ended_at = excluded.ended_at`.execute(within(tx));
    return accept({ name: witness.name, trusted: input.trusted });
  });
}

export interface AddCosignatures {
  readonly idempotencyKey: string;
  /** A checkpoint of this log with the lines of its witnesses. */
  readonly note: string;
}

export interface AddedCosignatures {
  readonly size: number;
  readonly witnesses: readonly string[];
}

export async function addCosignatures(
  kit: ModuleKit,
  caller: Principal,
  input: AddCosignatures,
): Promise<Outcome<AddedCosignatures>> {
  const note = splitNote(input.note);
  const checkpoint = note === undefined ? undefined : readCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined)
    return refuse('VALIDATION', 'CREDIT_CHECKPOINT_MALFORMED', {}, ['note']);
  const { idempotencyKey } = input;
  const key: CommandKey = { caller, operation: 'add-cosignatures', idempotencyKey, input };
  return runCommand<AddedCosignatures>(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const signed = await db
      .selectFrom('log_checkpoint')
      .select('note')
      .where('size', '=', String(checkpoint.size))
      .executeTakeFirst();
    if (signed === undefined || splitNote(signed.note)?.text !== note.text)
      return refuse('NOT_FOUND', 'CREDIT_CHECKPOINT_UNKNOWN', { size: checkpoint.size }, ['note']);
    const found = (await trustedWitnesses(db)).flatMap((witness) =>
      note.lines.flatMap((line) => {
        const seconds = witness.verify(note.text, line);
        return seconds === undefined ? [] : [{ name: witness.name, line, seconds }];
      }),
    );
    if (found.length === 0) return refuse('VALIDATION', 'CREDIT_COSIGNATURE_NONE', {}, ['note']);
    for (const { name, line, seconds } of found) {
      await sql`
        INSERT INTO log_cosignature (size, witness, line, received_at, witnessed_at)
        VALUES (${checkpoint.size}, ${name}, ${line}, ${now}, ${new Date(seconds * 1_000)})
        ON CONFLICT DO NOTHING`.execute(db);
    }
    return accept({ size: checkpoint.size, witnesses: found.map(({ name }) => name) });
  });
}

async function trustedWitnesses(db: Db) {
  const { rows } = await sql<{ verifier_key: string }>`
    SELECT verifier_key FROM log_witness WHERE ended_at IS NULL ORDER BY name`.execute(db);
  return rows.flatMap(({ verifier_key }) => witnessOf(verifier_key) ?? []);
}

export interface Cosignature {
  readonly witness: string;
  readonly size: number;
  readonly line: string;
  readonly witnessedAt: Date;
}

/** Cosignatures under the checkpoint of a size, by witness. */
export async function cosignaturesOf(db: Db, size: number): Promise<Cosignature[]> {
  const { rows } = await sql<{ witness: string; line: string; at: Date }>`
    SELECT witness, line, coalesce(witnessed_at, received_at) AS at FROM log_cosignature WHERE size = ${size} ORDER BY witness`.execute(
    db,
  );
  return rows.map(({ witness, line, at }) => ({ witness, size, line, witnessedAt: new Date(at) }));
}

/** The latest checkpoint that any witness has signed, with their lines. */
export async function latestCosigned(db: Db): Promise<Cosignature[]> {
  const { rows } = await sql<{
    size: string | null;
  }>`SELECT max(size) AS size FROM log_cosignature`.execute(db);
  const size = rows[0]?.size;
  return size === null || size === undefined ? [] : cosignaturesOf(db, Number(size));
}
