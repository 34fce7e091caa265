/**
 * The consuming side of events: each (event, handler) counts once. A handler that fails is retried by the queue; one
 * that fails for good becomes a dead letter, which operators see and replay.
 */
import { sql } from 'kysely';
import type { EventHandler, ModuleKit } from '../module.ts';
import type { DomainEvent, NewEvent } from './event.ts';
import { runsOfOneType } from './runs.ts';
import { matches } from './subscription.ts';

export interface DeadLetter {
  readonly eventId: string;
  readonly handler: string;
  readonly type: string;
  readonly attempts: number;
  readonly lastError: string;
  readonly failedAt: Date;
}

export interface FailedEvent {
  readonly event: DomainEvent;
  readonly error: unknown;
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
    await this.handleAll([event]);
  }

  /** The same for a delivery, in its order. */
  async handleAll(events: readonly DomainEvent[]): Promise<void> {
    const [failure] = await this.tryAll(events);
    if (failure !== undefined) throw failure.error;
  }

  /**
   * The same, answering which events failed and why. What follows one another of the same type is given together to a
   * handler that takes many.
   */
  async tryAll(events: readonly DomainEvent[]): Promise<readonly FailedEvent[]> {
    const failures = new Map<string, FailedEvent>();
    for (const run of runsOfOneType(events)) {
      for (const handler of this.#handlers) {
        if (!matches(handler.type, run.type)) continue;
        for (const failed of await this.#run(run.events, handler)) {
          if (!failures.has(failed.event.id)) failures.set(failed.event.id, failed);
        }
      }
    }
    return [...failures.values()];
  }

  /** Together where the handler can, else (or when that fails) one by one. */
  async #run(
    events: readonly DomainEvent[],
    handler: EventHandler,
  ): Promise<readonly FailedEvent[]> {
    const together = 'handleMany' in handler || 'handleManyInTransaction' in handler;
    if (together && events.length > 1) {
      try {
        await this.#once(events, handler);
        return [];
      } catch (error) {
        this.#kit.log.warn(
          { type: handler.type, events: events.length, err: String(error) },
          'handled one by one',
        );
      }
    }
    const failures: FailedEvent[] = [];
    for (const event of events) {
      try {
        await this.#once([event], handler);
      } catch (error) {
        failures.push({ event, error });
      }
    }
    return failures;
  }

  async #once(events: readonly DomainEvent[], handler: EventHandler): Promise<void> {
    if ('handleInTransaction' in handler || 'handleManyInTransaction' in handler)
      return this.#onceInTransaction(events, handler);
    const ids = events.map(({ id }) => id);
    const { rows } = await sql<{ event_id: string }>`
      SELECT event_id FROM inbox WHERE event_id = ANY(${ids}::uuid[]) AND handler = ${handler.type}`.execute(
      this.#kit.db.sql(),
    );
    const seen = new Set(rows.map(({ event_id }) => event_id));
    const fresh = events.filter(({ id }) => !seen.has(id));
    if (fresh.length === 0) return;
    if ('handleMany' in handler) await handler.handleMany(fresh);
    else for (const event of fresh) await handler.handle(event);
    await sql`
      INSERT INTO inbox (event_id, handler, handled_at)
      SELECT id, ${handler.type}, ${this.#kit.clock.now()} FROM unnest(${fresh.map(({ id }) => id)}::uuid[]) AS e(id)
      ON CONFLICT DO NOTHING`.execute(this.#kit.db.sql());
  }

  async #onceInTransaction(
    events: readonly DomainEvent[],
    handler: Extract<
      EventHandler,
      { handleInTransaction: unknown } | { handleManyInTransaction: unknown }
    >,
  ): Promise<void> {
    const now = this.#kit.clock.now();
    let published: DomainEvent[] = [];
    await this.#kit.db.transaction(async (tx) => {
      published = [];
      const { rows } = await sql<{ event_id: string }>`
        INSERT INTO inbox (event_id, handler, handled_at)
        SELECT id, ${handler.type}, ${now} FROM unnest(${events.map(({ id }) => id)}::uuid[]) AS e(id)
        ON CONFLICT DO NOTHING RETURNING event_id`.execute(tx.getKysely<unknown>());
      const first = new Set(rows.map(({ event_id }) => event_id));
      const fresh = events.filter(({ id }) => first.has(id));
      if (fresh.length === 0) return;
      const context = {
        tx,
        now,
        publish: async (...facts: readonly NewEvent[]) => {
          published.push(...(await this.#kit.events.append(tx, now, facts)));
        },
      };
      if ('handleManyInTransaction' in handler)
        await handler.handleManyInTransaction(fresh, context);
      else for (const event of fresh) await handler.handleInTransaction(event, context);
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
