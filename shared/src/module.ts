/**
 * What a module is to the composition root: a door (its service), a subgraph, and the work it does in the
 * background. A module is found by the `guildhall` entry of its package.json; nothing lists modules by hand.
 */

import type { Router } from 'express';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { CommandContext } from './commands.ts';
import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import type { DomainEvent, EventPublisher, OutboxReading } from './events/event.ts';
import type { DeadLetter } from './events/inbox.ts';
import type { Principal } from './principal.ts';

/**
 * A door: asynchronous commands that take one serialisable input and answer something serialisable. (bigint, Date
 * and undefined are carried over HTTP by the codec in `wire.ts`.) The first parameter is who is calling.
 */
export type DoorCommand = (caller: Principal, input: never) => Promise<unknown>;
export type Door = Readonly<Record<string, DoorCommand>>;

/** The doors of all modules, bound in memory or over HTTP; a missing module throws when it is called, not before. */
export interface Doors {
  get<D extends object>(module: string): D;
}

/** What the composition root gives a module. Only a module's own process holds its database role. */
export interface ModuleKit {
  readonly name: string;
  readonly db: Database;
  readonly doors: Doors;
  readonly events: EventPublisher;
  readonly outbox: OutboxReading;
  readonly clock: Clock;
  readonly config: Config;
  readonly log: Logger;
  readonly deadLetters: DeadLetterDesk;
  /** The installation's secret, from which a module derives its own keys (never used as it is). */
  readonly secret: string;
}

/** Dead letters of every module that this process can reach. */
export interface DeadLetterDesk {
  list(limit: number): Promise<readonly (DeadLetter & { readonly module: string })[]>;
  /** False when there is no such letter; throws when handling fails again. */
  replay(module: string, eventId: string): Promise<boolean>;
}

export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Called once per operation and module: loaders live here, so a batch never crosses requests. */
  readonly makeContext: (request: RequestContext) => object;
}

/** What every resolver may rely on. */
export interface RequestContext {
  readonly caller: Principal;
  readonly requestId: string;
  /** BCP 47, from Accept-Language; `zh-CN` by default. */
  readonly locale: 'zh-CN' | 'en';
  readonly now: Date;
  /** Network address of the client, where it is known: limits on signing in count by it. Never logged. */
  readonly address?: string;
}

/**
 * Hears one type of event (or `*.noun-verbed` from any module). Prefer `handleInTransaction`: the inbox row and the
 * handler's own writes commit together, so the event counts exactly once. `handle` is for work that crosses modules;
 * every step of it must be idempotent by the event's id, since a crash in between runs it again.
 *
 * The `Many` forms are given what was delivered together (events of one type, in order, none of them handled before),
 * so that bulk work stays set-based. When one throws, its events are handled again one by one, so that a bad event
 * does not hold up its neighbours.
 */
export type EventHandler =
  | { readonly type: string; readonly handle: (event: DomainEvent) => Promise<void> }
  | {
      readonly type: string;
      readonly handleMany: (events: readonly DomainEvent[]) => Promise<void>;
    }
  | {
      readonly type: string;
      readonly handleInTransaction: (event: DomainEvent, context: CommandContext) => Promise<void>;
    }
  | {
      readonly type: string;
      readonly handleManyInTransaction: (
        events: readonly DomainEvent[],
        context: CommandContext,
      ) => Promise<void>;
    };

export interface Schedule {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

export interface ModuleWorker {
  readonly handlers: readonly EventHandler[];
  readonly schedules: readonly Schedule[];
  /** Finish work in flight; called on shutdown. */
  readonly stop?: () => Promise<void>;
}

/** What `"."` of a module exports as `createService`. */
export type CreateService<D extends object> = (kit: ModuleKit) => D | Promise<D>;
/** What `"./subgraph"` exports as `createSubgraph`. */
export type CreateSubgraph<D extends object> = (service: D, kit: ModuleKit) => Subgraph;
/** What `"./worker"` exports as `createWorker`. */
export type CreateWorker<D extends object> = (service: D, kit: ModuleKit) => ModuleWorker;
/** What `"./http"` exports as `createHttp`, where a module needs REST. */
export type CreateHttp<D extends object> = (service: D, kit: ModuleKit) => Router;
