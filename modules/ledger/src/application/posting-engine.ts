/**
 * The engine that posts: lanes for commands on one wallet, transactions for the rest, over the same tables, locks and
 * decisions. After commit, what was published is handed to its consumers without anybody waiting; the relay delivers
 * what that misses.
 */
import { randomFillSync } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Clock } from '@guildhall/shared/clock';
import type { DomainEvent, EventPublisher, OutboxReading } from '@guildhall/shared/events/event';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { NextId, PostingRecord } from '../domain/book.ts';
import { NIL_UUID, risingIds } from '../domain/posting-ids.ts';
import type { Wallet } from '../domain/state.ts';
import { Catalogue } from '../storage/catalogue.ts';
import { type Client, type Connection, openPool } from '../storage/connection.ts';
import { WalletPages } from '../storage/wallet-pages.ts';
import type { OutboxRow } from '../storage/write-book.ts';
import { factsOf, wholeEvents } from './event-facts.ts';
import type { Job } from './jobs.ts';
import { Lane } from './lane.ts';
import type { BatchContext } from './load-batch.ts';
import { Pipeline } from './pipeline.ts';
import { type Connections, postBatch } from './post-batch.ts';
import { PostingQueue } from './posting-queue.ts';
import { WalletShelf } from './wallet-shelf.ts';

export interface EngineOptions {
  /** Address of the database as the module's role. */
  readonly url: string;
  readonly clock: Clock;
  readonly events: Pick<EventPublisher, 'deliverNow'>;
  readonly outbox: Pick<OutboxReading, 'storesBriefly'>;
  readonly log: Logger;
  /** Connections that post batches, each with two under way. */
  readonly pipelines?: number;
  readonly maxBatch?: number;
  /** Commands that may wait before callers are told to come back. */
  readonly maxWaiting?: number;
  readonly poolSize?: number;
  /** Called after postings that count for tiers were committed, soon and at least once. */
  readonly onQualified?: () => void;
}

/**
 * A pipeline keeps one processor of the server busy and this process another: the second one is for machines that have
 * processors left.
 */
const PIPELINES = availableParallelism() < 4 ? 1 : 2;
/** Batches under way on each: one that the server works on, one that is made or waits there. */
const LANES_EACH = 2;
/** Stripes of a hot account; more writers than this share some. */
const STRIPES = 64;
const MAX_WRITERS = 16;
/** Deliveries under way at once; beyond that the relay delivers. */
const MAX_DELIVERIES = 4;

export class PostingEngine {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly #pool: pg.Pool;
  readonly #reports: pg.Pool;
  readonly #lanes: number;
  readonly #queue: PostingQueue;
  readonly #shelf = new WalletShelf();
  readonly #pages = new WalletPages();
  readonly #limited = new Set<number>();
  readonly #events: EngineOptions['events'];
  readonly #log: Logger;
  readonly #firstStripe: number;
  readonly #writers = new WeakMap<Client, number>();
  #nextWriter = 0;
  #deliveries = 0;
  #qualified = false;
  readonly #onQualified: () => void;

  constructor(options: EngineOptions) {
    const { url, clock, pipelines = PIPELINES, maxBatch = 512, maxWaiting = 16_384 } = options;
    this.clock = clock;
    this.#events = options.events;
    this.#log = options.log;
    this.#onQualified = options.onQualified ?? (() => {});
    this.nextId = risingIds(randomBelow48Bits());
    this.#firstStripe = randomBelow48Bits()() % STRIPES;
    options.outbox.storesBriefly(async (events) =>
      events.every((event) => event instanceof OwnEvent)
        ? events
        : wholeEvents(this.reader, this.catalogue, events),
    );
    this.#pool = openPool(url, 'guildhall-ledger', options.poolSize ?? 6, 'keyed');
    this.#reports = openPool(url, 'guildhall-ledger-reports', 2, 'report');
    this.catalogue = new Catalogue(this.reader);
    const lanes = Array.from({ length: pipelines }, (_, index) => this.#lanesOf(url, index)).flat();
    this.#lanes = lanes.length;
    this.#queue = new PostingQueue({ lanes, maxBatch, maxWaiting });
  }

  #lanesOf(url: string, pipelineIndex: number): Lane[] {
    const pipeline = new Pipeline(url, `guildhall-ledger-pipeline-${pipelineIndex}`);
    return Array.from({ length: LANES_EACH }, (_, n) =>
      this.#lane(url, LANES_EACH * pipelineIndex + n, pipeline),
    );
  }

  #lane(url: string, index: number, pipeline: Pipeline): Lane {
    return new Lane({
      url,
      name: `guildhall-ledger-lane-${index}`,
      pipeline,
      run: (connections, jobs, how) => this.#run(connections, jobs, index, how),
      published: ({ published }) => this.deliver(published),
    });
  }

  /** For statements outside transactions. */
  get reader(): Connection {
    return this.#pool as unknown as Connection;
  }

  /** For questions about whole tables. */
  get reports(): Connection {
    return this.#reports as unknown as Connection;
  }

  now(): number {
    return this.clock.now().getTime();
  }

  submit(job: Job): void {
    this.#queue.submit(job);
  }

  #isLimited(command: Job['command']): boolean {
    return command.kind === 'EARN' && this.#limited.has(command.account.id);
  }

  /** Wallets changed by another path of this process: the lanes read them anew. */
  forget(wallets: Iterable<Pick<Wallet, 'key'>>): void {
    for (const { key } of wallets) this.#shelf.forget(key);
  }

  #run(
    connections: Connections,
    jobs: readonly Job[],
    lane: number,
    { careful, askKeys }: Pick<BatchContext, 'careful' | 'askKeys'>,
  ): ReturnType<typeof postBatch> {
    return postBatch(connections, jobs, {
      catalogue: this.catalogue,
      nextId: this.nextId,
      now: this.now(),
      stripe: this.stripe(lane),
      shelf: this.#shelf,
      pages: this.#pages,
      careful: careful || jobs.some(({ command }) => this.#isLimited(command)),
      limited: this.#limited,
      askKeys,
      outbox: (records, now) => this.outboxOf(records, now),
    });
  }

  /** A number of its own for each connection of the transactional path, after those of the lanes. */
  writerOf(client: Client): number {
    const known = this.#writers.get(client);
    if (known !== undefined) return known;
    const writer = this.#lanes + (this.#nextWriter % MAX_WRITERS);
    this.#nextWriter += 1;
    this.#writers.set(client, writer);
    return writer;
  }

  stripe(writer: number): number {
    return (this.#firstStripe + writer) % STRIPES;
  }

  /** A connection of the transactional path, given back when `work` is done; a broken one is thrown away. */
  async withClient<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = (await this.#pool.connect()) as pg.PoolClient & Client;
    try {
      const value = await work(client);
      client.release();
      return value;
    } catch (error) {
      // ROLLBACK fails on a broken connection, which is then not given back.
      const clean = await client.query({ text: 'ROLLBACK' }).then(
        () => true,
        () => false,
      );
      client.release(!clean);
      throw error;
    }
  }

  /** A connection for a report: one snapshot over whole tables. */
  async withReport<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = (await this.#reports.connect()) as pg.PoolClient & Client;
    try {
      return await work(client);
    } finally {
      client.release();
    }
  }

  /** One row per event type, about all these postings. */
  outboxOf(records: readonly PostingRecord[], now: number): readonly OutboxRow[] {
    if (records.some(({ countsAt }) => countsAt !== null)) this.#qualified = true;
    return factsOf(records).map(({ type, facts, occurredAt, stored }) => ({
      id: this.nextId(now, NIL_UUID).id,
      type,
      occurredAt,
      recordedAt: now,
      facts,
      payload: JSON.stringify(stored()),
    }));
  }

  outboxRow(type: string, facts: readonly object[], occurredAt: number, now: number): OutboxRow {
    const { id } = this.nextId(now, NIL_UUID);
    const payload = JSON.stringify({ facts });
    return { id, type, occurredAt, recordedAt: now, facts: () => facts, payload };
  }

  deliver(rows: readonly OutboxRow[]): void {
    if (this.#qualified) {
      this.#qualified = false;
      this.#onQualified();
    }
    if (rows.length === 0 || this.#deliveries >= MAX_DELIVERIES) return;
    this.#deliveries += 1;
    this.#events
      .deliverNow(rows.map((row) => new OwnEvent(row)))
      .catch((error: unknown) =>
        this.#log.warn({ err: String(error) }, 'delivery left to the relay'),
      )
      .finally(() => {
        this.#deliveries -= 1;
      });
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
    await this.#pool.end();
    await this.#reports.end();
  }
}

/** An event made here: nothing about it needs to be read. Facts are made when a consumer looks at them: where there is none, never. */
class OwnEvent implements DomainEvent {
  readonly id: string;
  readonly type: string;
  readonly version = 1;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly #facts: OutboxRow['facts'];
  #payload: DomainEvent['payload'] | undefined;

  constructor({ id, type, occurredAt, recordedAt, facts }: OutboxRow) {
    this.id = id;
    this.type = type;
    this.occurredAt = new Date(occurredAt).toISOString();
    this.recordedAt = new Date(recordedAt).toISOString();
    this.#facts = facts;
  }

  get payload(): DomainEvent['payload'] {
    this.#payload ??= { facts: this.#facts() };
    return this.#payload;
  }
}

/** Whole numbers below 2^48 from the system's random source, fetched a page at a time. */
function randomBelow48Bits(): () => number {
  const page = Buffer.alloc(6 * 512);
  let at = page.length;
  return () => {
    if (at >= page.length) {
      randomFillSync(page);
      at = 0;
    }
    const value = page.readUIntBE(at, 6);
    at += 6;
    return value;
  };
}
