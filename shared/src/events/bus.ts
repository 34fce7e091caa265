/**
 * Publishing for one module: append to its outbox, deliver at once after commit, and let the relay do the rest.
 * How a consumer is reached (a call in this process or a signed request to its own) is the transport's business.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { ModuleManifest } from '../modules.ts';
import type { DomainEvent, EventPublisher, NewEvent, OutboxReading, WholeEvents } from './event.ts';
import type { Hearsay } from './hearsay.ts';
import { appendToOutbox, settle } from './outbox.ts';
import { runsOfOneType } from './runs.ts';
import { consumersOf } from './subscription.ts';

/** Far less than the relay gives an event before it looks after it. */
const SOON_MS = 100;

export interface EventTransport {
  /** Resolves when the consumer has handled all of them; throws when one failed. */
  deliver(consumer: string, events: readonly DomainEvent[]): Promise<void>;
  /** Whether this process can reach the consumer at all; where it cannot, the relay of one that can delivers. */
  reaches(consumer: string): boolean;
  /** Ids the consumer has neither handled nor given up on. */
  unhandled(consumer: string, events: readonly DomainEvent[]): Promise<readonly string[]>;
}

export class ModulePublisher implements EventPublisher, OutboxReading {
  readonly #db: Database;
  readonly #modules: readonly ModuleManifest[];
  readonly #transport: EventTransport;
  readonly #log: Logger;
  #whole: WholeEvents = async (events) => events;
  readonly #hearsay: Hearsay | undefined;
  readonly #toSettle: string[] = [];
  #settling: NodeJS.Timeout | undefined;

  constructor(
    db: Database,
    modules: readonly ModuleManifest[],
    transport: EventTransport,
    log: Logger,
    hearsay?: Hearsay,
  ) {
    this.#db = db;
    this.#modules = modules;
    this.#transport = transport;
    this.#log = log;
    this.#hearsay = hearsay;
  }

  append(
    tx: EntityManager,
    now: Date,
    events: readonly NewEvent[],
  ): Promise<readonly DomainEvent[]> {
    return appendToOutbox(tx, now, events);
  }

  storesBriefly(whole: WholeEvents): void {
    this.#whole = whole;
  }

  whole(events: readonly DomainEvent[]): Promise<readonly DomainEvent[]> {
    return this.#whole(events);
  }

  async deliverNow(
    events: readonly DomainEvent[],
    waitMs?: number,
    settled: 'AT_ONCE' | 'SOON' = 'AT_ONCE',
  ): Promise<boolean> {
    this.#hearsay?.tell(events);
    const delivered = this.#deliverAll(events, settled === 'SOON');
    if (waitMs === undefined) return delivered;
    const { promise: late, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(() => resolve(false), waitMs);
    try {
      return await Promise.race([delivered, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** In the order they were published: a consumer sees cause before effect. Runs of one type travel together. */
  async #deliverAll(stored: readonly DomainEvent[], soon: boolean): Promise<boolean> {
    let complete = true;
    const settled: string[] = [];
    for (const run of runsOfOneType(await this.#whole(stored))) {
      const consumers = consumersOf(this.#modules, run.type);
      const near = consumers.filter((consumer) => this.#transport.reaches(consumer));
      const results = await Promise.allSettled(
        near.map((consumer) => this.#transport.deliver(consumer, run.events)),
      );
      const failed = results.filter((result) => result.status === 'rejected');
      const done = failed.length === 0 && near.length === consumers.length;
      if (consumers.length === 0 || (done && soon)) this.#settleSoon(run.events);
      else if (near.length < consumers.length) complete = false;
      else if (done) settled.push(...run.events.map(({ id }) => id));
      if (failed.length > 0) {
        complete = false;
        this.#log.warn(
          {
            event: run.events[0]?.id,
            events: run.events.length,
            type: run.type,
            err: String(failed[0]?.reason),
          },
          'left to the relay',
        );
      }
    }
    await settle(this.#db.sql(), settled);
    return complete;
  }

  /** What nobody waits for, what no module hears for one: marked some at a time, so that it costs no commit of its own. */
  #settleSoon(events: readonly DomainEvent[]): void {
    this.#toSettle.push(...events.map(({ id }) => id));
    this.#settling ??= setTimeout(() => void this.#settleThem(), SOON_MS).unref();
  }

  async #settleThem(): Promise<void> {
    const ids = this.#toSettle.splice(0);
    this.#settling = undefined;
    try {
      await settle(this.#db.sql(), ids);
    } catch (error) {
      this.#log.warn({ events: ids.length, err: String(error) }, 'left to the relay');
    }
  }
}
