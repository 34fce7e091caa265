/**
 * The composition root: the only place that knows which modules live in this process and which are reached over
 * signed HTTP. Everything a module needs is handed to it here.
 *
 *   one process (default)   every module is local
 *   a module's own process  one is local, the others are addresses
 *   the gateway alone       none is local
 */
import { pathToFileURL } from 'node:url';
import type { Clock } from '@guildhall/shared/clock';
import type { Config } from '@guildhall/shared/config';
import { Database } from '@guildhall/shared/database/database';
import {
  localInbox,
  type RemoteInbox,
  remoteDoor,
  remoteInbox,
  transportOver,
} from '@guildhall/shared/door-http';
import { ModulePublisher } from '@guildhall/shared/events/bus';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { Hearsay } from '@guildhall/shared/events/hearsay';
import { Inbox } from '@guildhall/shared/events/inbox';
import { Relay } from '@guildhall/shared/events/relay';
import { type JobQueue, openQueue, type Retries } from '@guildhall/shared/jobs/queue';
import type { Logger } from '@guildhall/shared/log';
import { exportMember } from '@guildhall/shared/member-export';
import type {
  CreateHttp,
  CreateService,
  CreateSubgraph,
  CreateWorker,
  DeadLetterDesk,
  Door,
  Doors,
  ModuleKit,
  ModuleWorker,
  Subgraph,
} from '@guildhall/shared/module';
import { discoverModules, type ModuleManifest } from '@guildhall/shared/modules';
import { decode, encode } from '@guildhall/shared/wire-codec';
import type { EntitySchema } from '@mikro-orm/core';
import type { Router } from 'express';

export interface HouseOptions {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly redisUrl?: string | undefined;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Folders that hold `modules/`; the project by default. */
  readonly roots?: readonly string[];
  /** Modules that live in this process; all by default. */
  readonly local?: readonly string[];
  /** Addresses of the others. */
  readonly remote?: Readonly<Record<string, string>>;
  /** Pass every door call through the wire codec, so that a test proves the doors serialisable. */
  readonly strictDoors?: boolean;
  /** How often a failing handler is tried before its event becomes a dead letter. */
  readonly retries?: Retries;
}

export interface LocalModule {
  readonly manifest: ModuleManifest;
  readonly kit: ModuleKit;
  readonly door: Door;
  readonly inbox: Inbox;
  readonly subgraph: Subgraph | undefined;
  readonly http: Router | undefined;
}

export interface House {
  readonly manifests: readonly ModuleManifest[];
  readonly local: ReadonlyMap<string, LocalModule>;
  readonly doors: Doors;
  /** What the modules of this process publish, for pages that are open. */
  readonly hearsay: Hearsay;
  /** Starts relays, queue workers and schedules. */
  start(): void;
  /** Finishes work in flight, then closes every connection. */
  stop(): Promise<void>;
}

export async function composeHouse(options: HouseOptions): Promise<House> {
  const manifests = discoverModules(options.roots);
  const localNames = new Set(options.local ?? manifests.map(({ name }) => name));
  const doors = new HouseDoors(options, localNames);
  const inboxes = new Map<string, RemoteInbox>();
  const deadLetters = deadLetterDesk(inboxes);
  const local = new Map<string, LocalModule & { worker: ModuleWorker }>();
  const hearsay = new Hearsay();
  const house = new Background(options, manifests, inboxes, hearsay);

  for (const manifest of manifests) {
    const { name } = manifest;
    if (localNames.has(name)) {
      inboxes.set(
        name,
        localInbox(() => present(local.get(name)).inbox),
      );
      const module = await openModule(
        manifest,
        options,
        doors,
        deadLetters,
        manifests,
        inboxes,
        hearsay,
      );
      local.set(name, module);
      doors.bind(name, module.door);
    } else {
      const url = options.remote?.[name];
      if (url !== undefined)
        inboxes.set(name, remoteInbox({ name, url, secret: options.secret, clock: options.clock }));
    }
  }
  return {
    manifests,
    local,
    doors,
    hearsay,
    start: () => house.start(local),
    stop: async () => {
      await house.stop(local);
      for (const { kit } of local.values()) await kit.db.close();
    },
  };
}

async function openModule(
  manifest: ModuleManifest,
  options: HouseOptions,
  doors: Doors,
  deadLetters: DeadLetterDesk,
  manifests: readonly ModuleManifest[],
  inboxes: ReadonlyMap<string, RemoteInbox>,
  hearsay: Hearsay,
): Promise<LocalModule & { worker: ModuleWorker }> {
  const { name } = manifest;
  const code = await load<{
    createService: CreateService<Door>;
    entities?: readonly EntitySchema[];
  }>(manifest, '.');
  if (code === undefined) throw new Error(`Module "${name}" has no "." door`);
  const db = await Database.open({
    module: name,
    url: options.databaseUrl,
    secret: options.secret,
    entities: code.entities ?? [],
  });
  const log = options.log.child({ module: name });
  const events = new ModulePublisher(db, manifests, transportOver(inboxes), log, hearsay);
  const { clock, config } = options;
  const kit: ModuleKit = {
    name,
    db,
    doors,
    events,
    outbox: events,
    clock,
    config,
    log,
    deadLetters,
    secret: options.secret,
  };
  const door: Door = {
    exportMember: (caller, input) => exportMember(db, caller, input),
    ...(await code.createService(kit)),
  };
  const subgraphCode = await load<{ createSubgraph: CreateSubgraph<Door> }>(manifest, './subgraph');
  const workerCode = await load<{ createWorker: CreateWorker<Door> }>(manifest, './worker');
  const httpCode = await load<{ createHttp: CreateHttp<Door> }>(manifest, './http');
  const worker = workerCode?.createWorker(door, kit) ?? { handlers: [], schedules: [] };
  checkSubscriptions(manifest, worker);
  if (httpCode !== undefined && manifest.rest.length === 0)
    throw new Error(`Module "${name}" has REST doors but declares no path prefixes (rest)`);
  return {
    manifest,
    kit,
    door,
    worker,
    inbox: new Inbox(kit, worker.handlers),
    subgraph: subgraphCode?.createSubgraph(door, kit),
    http: httpCode?.createHttp(door, kit),
  };
}

async function load<T>(
  manifest: ModuleManifest,
  door: Parameters<ModuleManifest['entry']>[0],
): Promise<T | undefined> {
  const file = manifest.entry(door);
  return file === undefined ? undefined : ((await import(pathToFileURL(file).href)) as T);
}

/** Other processes know a module's subscriptions from its manifest alone, so the two must agree. */
function checkSubscriptions(manifest: ModuleManifest, worker: ModuleWorker): void {
  const handled = [...new Set(worker.handlers.map(({ type }) => type))].sort();
  const declared = [...new Set(manifest.consumes)].sort();
  if (handled.join() !== declared.join()) {
    throw new Error(
      `Module "${manifest.name}" declares consumes=[${declared.join(', ')}] but handles [${handled.join(', ')}]`,
    );
  }
}

class HouseDoors implements Doors {
  readonly #options: HouseOptions;
  readonly #localNames: ReadonlySet<string>;
  readonly #bound = new Map<string, Door>();

  constructor(options: HouseOptions, localNames: ReadonlySet<string>) {
    this.#options = options;
    this.#localNames = localNames;
  }

  bind(name: string, door: Door): void {
    this.#bound.set(name, this.#options.strictDoors === true ? throughCodec(door) : door);
  }

  get<D extends object>(name: string): D {
    if (this.#localNames.has(name)) return lazy(() => present(this.#bound.get(name))) as D;
    const url = this.#options.remote?.[name];
    if (url === undefined)
      throw new Error(`Module "${name}" is neither in this process nor given an address`);
    return remoteDoor<D>({ name, url, secret: this.#options.secret, clock: this.#options.clock });
  }
}

/** Modules are opened one after another; a door is looked up when it is first called, so their order is free. */
function lazy(door: () => Door): Door {
  return new Proxy({} as Door, {
    get: (_, command) =>
      typeof command === 'string' && command !== 'then' ? door()[command] : undefined,
  });
}

function throughCodec(door: Door): Door {
  return Object.fromEntries(
    Object.entries(door).map(([name, command]) => [
      name,
      async (caller, input) =>
        decode(encode(await command(caller, decode(encode(input)) as never))),
    ]),
  ) as Door;
}

function deadLetterDesk(inboxes: ReadonlyMap<string, RemoteInbox>): DeadLetterDesk {
  return {
    list: async (limit) => {
      const perModule = await Promise.all(
        [...inboxes].map(async ([module, inbox]) =>
          (await inbox.deadLetters(limit)).map((letter) => ({ ...letter, module })),
        ),
      );
      return perModule
        .flat()
        .sort((a, b) => a.failedAt.getTime() - b.failedAt.getTime())
        .slice(0, limit);
    },
    replay: async (module, eventId) => (await inboxes.get(module)?.replay(eventId)) ?? false,
  };
}

/** Relays, queue workers and schedules of the modules in this process. */
class Background {
  readonly #options: HouseOptions;
  readonly #manifests: readonly ModuleManifest[];
  readonly #inboxes: ReadonlyMap<string, RemoteInbox>;
  readonly #hearsay: Hearsay;
  readonly #queues = new Map<string, JobQueue<readonly DomainEvent[]>>();
  readonly #relays: Relay[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(
    options: HouseOptions,
    manifests: readonly ModuleManifest[],
    inboxes: ReadonlyMap<string, RemoteInbox>,
    hearsay: Hearsay,
  ) {
    this.#options = options;
    this.#hearsay = hearsay;
    this.#manifests = manifests;
    this.#inboxes = inboxes;
  }

  start(local: ReadonlyMap<string, LocalModule & { worker: ModuleWorker }>): void {
    for (const [name, { kit, inbox, worker }] of local) {
      if (worker.handlers.length > 0)
        this.#queueOf(name).work((events, attempt) => this.#handle(inbox, events, attempt), 2);
      const relay = new Relay({
        db: kit.db,
        modules: this.#manifests,
        queueOf: (consumer) => this.#queueOf(consumer),
        transport: transportOver(this.#inboxes),
        log: kit.log,
        whole: (events) => kit.outbox.whole(events),
        hearsay: this.#hearsay,
      });
      this.#relays.push(relay);
      relay.start();
      for (const schedule of worker.schedules)
        this.#every(schedule.everyMs, schedule.name, schedule.run, kit.log);
    }
  }

  #queueOf(consumer: string): JobQueue<readonly DomainEvent[]> {
    const known = this.#queues.get(consumer);
    if (known !== undefined) return known;
    const { databaseUrl, secret, redisUrl, retries, log } = this.#options;
    const onError = (error: Error): void =>
      log.error({ queue: consumer, err: error.message }, 'queue');
    const made = openQueue<readonly DomainEvent[]>(
      `events-${consumer}`,
      { databaseUrl, secret, redisUrl, retries },
      onError,
    );
    this.#queues.set(consumer, made);
    return made;
  }

  /** Every event of the job is tried; on the last attempt those that still fail become dead letters. */
  async #handle(
    inbox: Inbox,
    events: readonly DomainEvent[],
    attempt: { number: number; last: boolean },
  ): Promise<void> {
    const failed = await inbox.tryAll(events);
    if (failed[0] !== undefined && !attempt.last) throw failed[0].error;
    for (const { event, error } of failed) await inbox.bury(event, attempt.number, error);
  }

  #every(everyMs: number, name: string, run: () => Promise<void>, log: Logger): void {
    let busy = false;
    const timer = setInterval(() => {
      if (busy) return;
      busy = true;
      const round = run()
        .catch((error: unknown) =>
          log.error({ schedule: name, err: String(error) }, 'schedule failed'),
        )
        .finally(() => {
          busy = false;
          this.#running.delete(round);
        });
      this.#running.add(round);
    }, everyMs);
    this.#timers.push(timer);
  }

  async stop(local: ReadonlyMap<string, LocalModule & { worker: ModuleWorker }>): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#relays.map((relay) => relay.stop()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    await Promise.all(this.#running);
    for (const { worker } of local.values()) await worker.stop?.();
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A module was called before it was opened');
  return value;
}
