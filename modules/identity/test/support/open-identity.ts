/** The service of identity on a database of its own, with a clock that moves when told and the events it published. */
import { SteppedClock } from '@guildhall/shared/clock';
import { type Config, readConfig } from '@guildhall/shared/config';
import { Database } from '@guildhall/shared/database/database';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { appendToOutbox } from '@guildhall/shared/events/outbox';
import { createLogger } from '@guildhall/shared/log';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Outcome, RefusalError } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { TestDatabase } from '@guildhall/shared/testing/test-database';
import { sql } from 'kysely';
import { createService, type IdentityService } from '../../src/index.ts';
import { ownDatabase } from './own-database.ts';

export const NOON = new Date('2026-11-22T04:00:00.000Z');
export const MODULE: Principal = { kind: 'module', name: 'seeds' };
export const system = (subsidiary: string): Principal => ({
  kind: 'system',
  clientId: `${subsidiary}-system`,
  subsidiary,
});
export const OPERATOR: Principal = {
  kind: 'staff',
  personId: 'per_00000000000000000000000001',
  accountId: 'acc_00000000000000000000000001',
  roles: ['operator'],
};

export interface OpenIdentity {
  readonly service: IdentityService;
  readonly kit: ModuleKit;
  readonly clock: SteppedClock;
  readonly events: DomainEvent[];
  readonly logged: string[];
  /** A key that was never used. */
  key(): string;
  /** A second process of the same installation. */
  another(): Promise<IdentityService>;
  /** What the relay does once every consumer has handled an event. */
  confirmEvents(): Promise<void>;
  /** Dead letters that the desk shows. */
  readonly deadLetters: { readonly module: string; readonly eventId: string }[];
  close(): Promise<void>;
}

interface Options {
  readonly env?: Readonly<Record<string, string>>;
}

export async function openIdentity({ env = {} }: Options = {}): Promise<OpenIdentity> {
  const database = await ownDatabase();
  const db = await Database.open({
    module: 'identity',
    url: database.url,
    secret: database.secret,
    entities: [],
    poolSize: 12,
  });
  const clock = new SteppedClock(NOON);
  const events: DomainEvent[] = [];
  const logged: string[] = [];
  const deadLetters: OpenIdentity['deadLetters'] = [];
  const kit = kitOf({
    deadLetters,
    database,
    db,
    clock,
    events,
    logged,
    config: readConfig({ NODE_ENV: 'test', ...env }),
  });
  let keys = 0;
  const service = await createService(kit);
  return {
    service,
    kit,
    clock,
    events,
    logged,
    key: () => {
      keys += 1;
      return `key-${keys}`;
    },
    deadLetters,
    confirmEvents: async () => {
      await sql`UPDATE outbox SET settled_at = now() WHERE settled_at IS NULL`.execute(db.sql());
      await service.settleMerges(MODULE, {});
    },
    another: () => createService({ ...kit }),
    close: async () => {
      await db.close();
      await database.drop();
    },
  };
}

function kitOf(parts: {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly clock: SteppedClock;
  readonly events: DomainEvent[];
  readonly logged: string[];
  readonly config: Config;
  readonly deadLetters: OpenIdentity['deadLetters'];
}): ModuleKit {
  const { database, db, clock, events, logged, config } = parts;
  return {
    name: 'identity',
    db,
    clock,
    config,
    secret: database.secret,
    log: createLogger('trace', { write: (line: string) => void logged.push(line) }),
    doors: {
      get: (module) => {
        throw new Error(`Identity calls no door, but asked for ${module}`);
      },
    },
    events: {
      append: async (tx, now, fresh) => {
        const written = await appendToOutbox(tx, now, fresh);
        events.push(...written);
        return written;
      },
      deliverNow: async () => true,
    },
    outbox: { storesBriefly: () => undefined, whole: async (told) => told },
    deadLetters: {
      list: async () =>
        parts.deadLetters.map((letter) => ({
          ...letter,
          handler: 'test',
          type: 'test',
          attempts: 1,
          lastError: 'test',
          failedAt: clock.now(),
        })),
      replay: async () => false,
    },
  };
}

export function valueOfOutcome<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new RefusalError(outcome.refusal);
  return outcome.value;
}

export function refusalCode(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}
