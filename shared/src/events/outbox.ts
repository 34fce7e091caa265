/**
 * The outbox of one module. A fact is written in the transaction that made it true and stays unsettled until every
 * consumer has confirmed it: delivered by the call itself, or by the relay through the queue, or found missing and
 * queued again. Nothing is lost when a process, a queue or a consumer dies in between.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Kysely, sql } from 'kysely';
import { newUuid } from '../ids.ts';
import type { DomainEvent, NewEvent } from './event.ts';

interface OutboxRow {
  id: string;
  type: string;
  version: number;
  occurred_at: Date;
  recorded_at: Date;
  payload: Record<string, unknown>;
}

/** An event as its row: for those who write it in a statement of their own. */
export function toBeWritten(event: NewEvent, now: Date): DomainEvent {
  return {
    id: newUuid(now),
    type: event.type,
    version: event.version ?? 1,
    occurredAt: event.occurredAt.toISOString(),
    recordedAt: now.toISOString(),
    payload: JSON.parse(JSON.stringify(event.payload)) as Record<string, unknown>,
  };
}

export async function appendToOutbox(
  tx: EntityManager,
  now: Date,
  events: readonly NewEvent[],
): Promise<readonly DomainEvent[]> {
  if (events.length === 0) return [];
  const written = events.map((event) => toBeWritten(event, now));
  await sql`
    INSERT INTO outbox (id, type, version, occurred_at, recorded_at, payload)
    SELECT id, type, version, "occurredAt", "recordedAt", payload
    FROM jsonb_to_recordset(${JSON.stringify(written)}::jsonb)
      AS e(id uuid, type text, version int, "occurredAt" timestamptz, "recordedAt" timestamptz, payload jsonb)`.execute(
    tx.getKysely<unknown>(),
  );
  return written;
}

export async function settle(db: Kysely<unknown>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`UPDATE outbox SET settled_at = clock_timestamp() WHERE id = ANY(${ids}::uuid[])`.execute(
    db,
  );
}

/** Events that nobody has delivered yet, locked against other relays until the transaction ends. */
export async function claimUnqueued(
  tx: Kysely<unknown>,
  limit: number,
): Promise<readonly DomainEvent[]> {
  const { rows } = await sql<OutboxRow>`
    SELECT id, type, version, occurred_at, recorded_at, payload FROM outbox
    WHERE settled_at IS NULL AND queued_at IS NULL AND relay_after < clock_timestamp()
    ORDER BY relay_after LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx);
  return rows.map(toEvent);
}

export async function markQueued(tx: Kysely<unknown>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE outbox SET queued_at = clock_timestamp(), relay_after = clock_timestamp() + interval '2 seconds'
    WHERE id = ANY(${ids}::uuid[])`.execute(tx);
}

/** Queued, and due to be asked about. `presumedLost` once the queue has had longer than all its retries take. */
export async function claimUnconfirmed(
  tx: Kysely<unknown>,
  limit: number,
): Promise<readonly { readonly event: DomainEvent; readonly presumedLost: boolean }[]> {
  const { rows } = await sql<OutboxRow & { presumed_lost: boolean }>`
    SELECT id, type, version, occurred_at, recorded_at, payload,
           queued_at < clock_timestamp() - interval '150 seconds' AS presumed_lost FROM outbox
    WHERE settled_at IS NULL AND queued_at IS NOT NULL AND relay_after < clock_timestamp()
    ORDER BY relay_after LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx);
  return rows.map((row) => ({ event: toEvent(row), presumedLost: row.presumed_lost }));
}

export async function askAgainLater(tx: Kysely<unknown>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`UPDATE outbox SET relay_after = clock_timestamp() + interval '5 seconds' WHERE id = ANY(${ids}::uuid[])`.execute(
    tx,
  );
}

function toEvent(row: OutboxRow): DomainEvent {
  return {
    id: row.id,
    type: row.type,
    version: row.version,
    occurredAt: new Date(row.occurred_at).toISOString(),
    recordedAt: new Date(row.recorded_at).toISOString(),
    payload: row.payload,
  };
}
