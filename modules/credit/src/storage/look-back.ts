/** What a new entry touches: past answers, open amounts and past cooperations of the companies it binds. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './tables.ts';

export interface Touched {
  readonly kind: 'SCREENING' | 'EXPOSURE' | 'OUTCOME';
  readonly subject: string;
  readonly subsidiary: string;
  /** Of a screening: question and answer of then. */
  readonly request: string | undefined;
  readonly answerThen: string | undefined;
  readonly amountMinor: bigint;
}

/** At most so many of each kind, the newest. */
const MOST = 200;

/** The last screening of each company that was not turned down, every open reservation, and the cooperations since a day. */
export async function touchedBy(
  db: Db,
  firmId: string,
  scope: readonly string[],
  since: Date,
): Promise<Touched[]> {
  const within = [...scope];
  const everybody = within.length === 0;
  const { rows } = await sql<{
    kind: Touched['kind'];
    subject: string;
    subsidiary: string;
    request: string | null;
    answer: string | null;
    amount: string;
  }>`
    (SELECT DISTINCT ON (subsidiary) 'SCREENING' AS kind, id AS subject, subsidiary, request, answer,
            (request::jsonb -> 'amountMinor' ->> '$bigint') AS amount
     FROM screening
     WHERE firm_id = ${firmId} AND decided_at >= ${since} AND answer <> 'REJECT' AND (${everybody} OR subsidiary = ANY(${within}::text[]))
     ORDER BY subsidiary, decided_at DESC LIMIT ${MOST})
    UNION ALL
    (SELECT 'EXPOSURE', id, subsidiary, NULL, NULL, (reserved_minor + used_minor)::text
     FROM exposure_reservation
     WHERE firm_id = ${firmId} AND state IN ('RESERVED', 'USED') AND (${everybody} OR subsidiary = ANY(${within}::text[]))
     ORDER BY created_at DESC LIMIT ${MOST})
    UNION ALL
    (SELECT 'OUTCOME', id, subsidiary, NULL, result, amount_minor::text
     FROM cooperation_outcome
     WHERE firm_id = ${firmId} AND voided_at IS NULL AND recorded_at >= ${since} AND (${everybody} OR subsidiary = ANY(${within}::text[]))
     ORDER BY occurred_on DESC LIMIT ${MOST})`.execute(db);
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    subsidiary: row.subsidiary,
    request: row.request ?? undefined,
    answerThen: row.answer ?? undefined,
    amountMinor: BigInt(row.amount),
  }));
}

export interface Affected extends Omit<Touched, 'request'> {
  readonly entryId: string;
  readonly answerNow: string | undefined;
  readonly foundAt: Date;
}

export async function keepAffected(
  db: Db,
  affected: readonly Omit<Affected, 'foundAt'>[],
  now: Date,
): Promise<void> {
  if (affected.length === 0) return;
  await db
    .insertInto('look_back')
    .values(
      affected.map((row) => ({
        id: newUuid(now),
        entry_id: row.entryId,
        subsidiary: row.subsidiary,
        kind: row.kind,
        subject: row.subject,
        answer_then: row.answerThen ?? null,
        answer_now: row.answerNow ?? null,
        amount_minor: row.amountMinor.toString(),
        found_at: now,
      })),
    )
    .onConflict((conflict) => conflict.constraint('look_back_once').doNothing())
    .execute();
}

export async function affectedOf(db: Db, entryIds: readonly string[]): Promise<Affected[]> {
  if (entryIds.length === 0) return [];
  const rows = await db
    .selectFrom('look_back')
    .selectAll()
    .where('entry_id', 'in', entryIds)
    .orderBy('subsidiary')
    .orderBy('kind')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    entryId: row.entry_id,
    subsidiary: row.subsidiary,
    kind: row.kind,
    subject: row.subject,
    answerThen: row.answer_then ?? undefined,
    answerNow: row.answer_now ?? undefined,
    amountMinor: BigInt(row.amount_minor ?? 0),
    foundAt: new Date(row.found_at),
  }));
}

/** Entries that become binding on a later day are looked back from then. */
export async function postponeLookBack(db: Db, entryId: string, day: string): Promise<void> {
  await db
    .insertInto('look_back_due')
    .values({ entry_id: entryId, due_on: day })
    .onConflict((conflict) => conflict.column('entry_id').doNothing())
    .execute();
}

export async function takeDueLookBacks(db: Db, day: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ entry_id: string }>`
    DELETE FROM look_back_due WHERE entry_id IN (
      SELECT entry_id FROM look_back_due WHERE due_on <= ${day}::date ORDER BY due_on LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING entry_id`.execute(db);
  return rows.map(({ entry_id }) => entry_id);
}
