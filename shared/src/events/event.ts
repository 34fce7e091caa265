/**
 * A published fact. Written to the module's outbox in the transaction that made it true, delivered at least once,
 * handled exactly once by the consumer's inbox. Events carry ids and facts, never personal data.
 */
import type { EntityManager } from '@mikro-orm/postgresql';

export interface DomainEvent<P = Readonly<Record<string, unknown>>> {
  /** UUIDv7; the consumer's key for "already handled". */
  readonly id: string;
  /** `module.noun-verbed`. */
  readonly type: string;
  /** Version of the payload's shape. */
  readonly version: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly payload: P;
}

export interface NewEvent<P extends object = object> {
  readonly type: string;
  readonly version?: number;
  readonly occurredAt: Date;
  readonly payload: P;
}

export interface EventPublisher {
  /** Write events into the outbox of the caller's transaction. */
  append(
    tx: EntityManager,
    now: Date,
    events: readonly NewEvent[],
  ): Promise<readonly DomainEvent[]>;
  /**
   * After commit: hand the events to their consumers at once and wait for them, at most `waitMs`. Answers whether
   * every consumer finished. What was not finished is delivered by the relay; nothing is lost either way.
   * `SOON`: nobody asks at once whether they are settled, so they are marked some at a time, without a commit of their own.
   */
  deliverNow(
    events: readonly DomainEvent[],
    waitMs?: number,
    settled?: 'AT_ONCE' | 'SOON',
  ): Promise<boolean>;
}

export type WholeEvents = (events: readonly DomainEvent[]) => Promise<readonly DomainEvent[]>;

/** How the outbox of a module is read. */
export interface OutboxReading {
  /**
   * For a module whose outbox names immutable rows in place of the whole payload: how events read from the outbox
   * become what their consumers are promised. Asked before every delivery of stored events.
   */
  storesBriefly(whole: WholeEvents): void;
  /** Events read from the outbox, as their consumers know them. */
  whole: WholeEvents;
}
