/**
 * The relay of one module: what the call itself did not deliver goes to each consumer's queue; what a queue has held
 * for too long without the consumer's confirmation is asked about and queued again. Several relays of one module may
 * run at once: rows are claimed with SKIP LOCKED.
 */
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { ModuleManifest } from '../modules.ts';
import type { EventTransport } from './bus.ts';
import type { DomainEvent, WholeEvents } from './event.ts';
import type { Hearsay } from './hearsay.ts';
import { askAgainLater, claimUnconfirmed, claimUnqueued, markQueued, settle } from './outbox.ts';
import { consumersOf } from './subscription.ts';

export interface RelayOptions {
  readonly db: Database;
  readonly modules: readonly ModuleManifest[];
  readonly queueOf: (consumer: string) => JobQueue<readonly DomainEvent[]>;
  readonly transport: EventTransport;
  readonly log: Logger;
  /** Makes whole what the outbox stores briefly. */
  readonly whole?: WholeEvents;
  readonly hearsay?: Hearsay;
  readonly everyMs?: number;
}

const CLAIM = 500;
const EVENTS_PER_JOB = 25;

export class Relay {
  readonly #options: RelayOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  start(): void {
    const tick = (): void => {
      this.#running = this.runOnce()
        .then((moved) => this.#again(tick, moved === CLAIM ? 0 : (this.#options.everyMs ?? 500)))
        .catch((error: unknown) => {
          this.#options.log.error(
            { err: String(error), module: this.#options.db.module },
            'relay failed',
          );
          this.#again(tick, 2_000);
        });
    };
    tick();
  }

  #again(tick: () => void, afterMs: number): void {
    if (!this.#stopped) this.#timer = setTimeout(tick, afterMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** One round; answers how many events it moved. Public so that a test can step it. */
  async runOnce(): Promise<number> {
    const queued = await this.#options.db.transaction(async (tx) => {
      const db = tx.getKysely<unknown>();
      const events = await this.#whole(await claimUnqueued(db, CLAIM));
      await this.#enqueue(events);
      await markQueued(
        db,
        events.map(({ id }) => id),
      );
      return events;
    });
    this.#options.hearsay?.tell(queued);
    await this.#confirm();
    return queued.length;
  }

  async #enqueue(events: readonly DomainEvent[]): Promise<void> {
    const perConsumer = new Map<string, DomainEvent[]>();
    for (const event of events) {
      for (const consumer of consumersOf(this.#options.modules, event.type)) {
        perConsumer.set(consumer, [...(perConsumer.get(consumer) ?? []), event]);
      }
    }
    for (const [consumer, theirs] of perConsumer) {
      const jobs = chunks(theirs, EVENTS_PER_JOB).map((data) => ({ name: 'events', data }));
      await this.#options.queueOf(consumer).addAll(jobs);
    }
  }

  async #confirm(): Promise<void> {
    await this.#options.db.transaction(async (tx) => {
      const db = tx.getKysely<unknown>();
      const waiting = await claimUnconfirmed(db, CLAIM);
      if (waiting.length === 0) return;
      const missing = await this.#missing(waiting.map(({ event }) => event));
      const lost = waiting.filter(
        ({ event, presumedLost }) => presumedLost && missing.has(event.id),
      );
      // Handling is idempotent, so queueing what may still be on its way is safe.
      await this.#enqueue(await this.#whole(lost.map(({ event }) => event)));
      await settle(
        db,
        waiting.flatMap(({ event }) => (missing.has(event.id) ? [] : [event.id])),
      );
      await askAgainLater(
        db,
        waiting.flatMap(({ event }) => (missing.has(event.id) ? [event.id] : [])),
      );
      await markQueued(
        db,
        lost.map(({ event }) => event.id),
      );
    });
  }

  #whole(events: readonly DomainEvent[]): Promise<readonly DomainEvent[]> {
    return this.#options.whole?.(events) ?? Promise.resolve(events);
  }

  async #missing(events: readonly DomainEvent[]): Promise<ReadonlySet<string>> {
    const missing = new Set<string>();
    const consumers = (event: DomainEvent) => consumersOf(this.#options.modules, event.type);
    for (const consumer of new Set(events.flatMap(consumers))) {
      const theirs = events.filter((event) => consumers(event).includes(consumer));
      for (const id of await this.#options.transport.unhandled(consumer, theirs)) missing.add(id);
    }
    return missing;
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
