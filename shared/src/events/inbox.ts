/**
 * The consuming side of events: each (event, handler) counts once. A handler that fails is retried by the queue; one
 * that fails for good becomes a dead letter, which operators see and replay.
 */
import { sql } from 'kysely';
import type { EventHandler, ModuleKit } from '../module.ts';
import type { DomainEvent, NewEvent } from './event.ts';
import { matches } from './subscription.ts';

export interface DeadLetter {
  readonly eventId: string;
  readonly handler: string;
  readonly type: string;
  readonly attempts: number;
  readonly lastError: string;
  readonly failedAt: Date;
}

type Kit = Pick<ModuleKit, 'db' | 'clock' | 'events' | 'log' | 'name'>;

export class Inbox {
  readonly #kit: Kit;
  readonly #handlers: readonly EventHandler[];

  constructor(kit: Kit, handlers: readonly EventHandler[]) {
    this.#kit = kit;
    this.#handlers = handlers;
  }

  /** Runs every handler of the event that has not run yet. Throws the first failure after trying all of them. */
  async handle(event: DomainEvent): Promise<void> {
    const failures: unknown[] = [];
    for (const handler of this.#handlers) {
      if (!matches(handler.type, event.type)) continue;
      try {
        await this.#once(event, handler);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async #once(event: DomainEvent, handler: EventHandler): Promise<void> {
    if ('handleInTransaction' in handler) return this.#onceInTransaction(event, handler);
    const seen =
      await sql`SELECT 1 FROM inbox WHERE event_id = ${event.id} AND handler = ${handler.type}`.execute(
        this.#kit.db.sql(),
      );
    if (seen.rows.length > 0) return;
    await handler.handle(event);
    await sql`
      INSERT INTO inbox (event_id, handler, handled_at) VALUES (${event.id}, ${handler.type}, ${this.#kit.clock.now()})
      ON CONFLICT DO NOTHING`.execute(this.#kit.db.sql());
  }

  async #onceInTransaction(
    event: DomainEvent,
    handler: Extract<EventHandler, { handleInTransaction: unknown }>,
  ): Promise<void> {
    const now = this.#kit.clock.now();
    let published: DomainEvent[] = [];
    await this.#kit.db.transaction(async (tx) => {
      published = [];
      const first = await sql`
        INSERT INTO inbox (event_id, handler, handled_at) VALUES (${event.id}, ${handler.type}, ${now})
        ON CONFLICT DO NOTHING RETURNING 1`.execute(tx.getKysely<unknown>());
      if (first.rows.length === 0) return;
      await handler.handleInTransaction(event, {
        tx,
        now,
        publish: async (...events: readonly NewEvent[]) => {
          published.push(...(await this.#kit.events.append(tx, now, events)));
        },
      });
    });
    if (published.length > 0) await this.#kit.events.deliverNow(published);
  }

  /** Of these events, the ones some handler here has neither handled nor given up on. */
  async unhandled(events: readonly DomainEvent[]): Promise<readonly string[]> {
    const wanted = events.flatMap((event) =>
      this.#handlers
        .filter(({ type }) => matches(type, event.type))
        .map(({ type }) => ({ id: event.id, handler: type })),
    );
    if (wanted.length === 0) return [];
    const { rows } = await sql<{ id: string }>`
      SELECT DISTINCT w.id FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(id uuid, handler text)
      WHERE NOT EXISTS (SELECT 1 FROM inbox i WHERE i.event_id = w.id AND i.handler = w.handler)
        AND NOT EXISTS (SELECT 1 FROM dead_letter d
                        WHERE d.event_id = w.id AND d.handler = w.handler AND d.replayed_at IS NULL)`.execute(
      this.#kit.db.sql(),
    );
    return rows.map(({ id }) => id);
  }

  async bury(event: DomainEvent, attempts: number, error: unknown): Promise<void> {
    const open = this.#handlers
      .filter(({ type }) => matches(type, event.type))
      .map(({ type }) => type);
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await sql`
      INSERT INTO dead_letter (event_id, handler, event, attempts, last_error, failed_at)
      SELECT ${event.id}, h, ${JSON.stringify(event)}::jsonb, ${attempts}, ${message.slice(0, 2_000)}, ${this.#kit.clock.now()}
      FROM unnest(${open}::text[]) AS h
      WHERE NOT EXISTS (SELECT 1 FROM inbox i WHERE i.event_id = ${event.id} AND i.handler = h)
      ON CONFLICT (event_id, handler) DO UPDATE
        SET attempts = dead_letter.attempts + excluded.attempts, last_error = excluded.last_error,
            failed_at = excluded.failed_at, replayed_at = NULL`.execute(this.#kit.db.sql());
    this.#kit.log.error(
      { event: event.id, type: event.type, attempts, err: message },
      'event became a dead letter',
    );
  }

  async deadLetters(limit: number): Promise<readonly DeadLetter[]> {
    const { rows } = await sql<{
      event_id: string;
      handler: string;
      event: DomainEvent;
      attempts: number;
      last_error: string;
      failed_at: Date;
    }>`SELECT event_id, handler, event, attempts, last_error, failed_at FROM dead_letter
       WHERE replayed_at IS NULL ORDER BY failed_at, event_id LIMIT ${limit}`.execute(
      this.#kit.db.sql(),
    );
    return rows.map((row) => ({
      eventId: row.event_id,
      handler: row.handler,
      type: row.event.type,
      attempts: row.attempts,
      lastError: row.last_error,
      failedAt: new Date(row.failed_at),
    }));
  }

  /** Handles a dead letter again, now. False when there is none of that event; throws when it fails again. */
  async replay(eventId: string): Promise<boolean> {
    const { rows } = await sql<{ event: DomainEvent }>`
      SELECT event FROM dead_letter WHERE event_id = ${eventId} AND replayed_at IS NULL LIMIT 1`.execute(
      this.#kit.db.sql(),
    );
    const event = rows[0]?.event;
    if (event === undefined) return false;
    await this.handle(event);
    await sql`UPDATE dead_letter SET replayed_at = ${this.#kit.clock.now()} WHERE event_id = ${eventId}`.execute(
      this.#kit.db.sql(),
    );
    return true;
  }
}
