/**
 * The credit module on a real database of its own, with a clock that moves when told, asked through its GraphQL schema
 * by any caller.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IdentityDoor } from '@guildhall/identity';
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { Database } from '@guildhall/shared/database/database';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { Inbox } from '@guildhall/shared/events/inbox';
import { appendToOutbox } from '@guildhall/shared/events/outbox';
import { createLogger } from '@guildhall/shared/log';
import type { ModuleKit, Subgraph } from '@guildhall/shared/module';
import type { Principal, StaffClass } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import type { TestDatabase } from '@guildhall/shared/testing/test-database';
import { graphql } from 'graphql';
import { expect } from 'vitest';
import { type CreditService, makeService } from '../../src/service.ts';
import { FolderEvidenceStore } from '../../src/storage/evidence-store.ts';
import { createSubgraph } from '../../src/subgraph.ts';
import { createWorker } from '../../src/worker.ts';

export interface Desk {
  readonly kit: ModuleKit;
  readonly clock: SteppedClock;
  readonly service: CreditService;
  readonly subgraph: Subgraph;
  readonly database: TestDatabase;
  /** Everything published so far, in order. */
  readonly events: readonly DomainEvent[];
  /** Asks through the schema; fails the test on a GraphQL error. */
  ask<T = Record<string, never>>(caller: Principal, source: string, variables?: object): Promise<T>;
  /** The errors of a question that must fail. */
  errors(caller: Principal, source: string, variables?: object): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What the directory of staff answers: the only thing that credit asks of anybody. */
const DIRECTORY: Pick<IdentityDoor, 'colleaguesWithRoles'> = {
  colleaguesWithRoles: async () => [
    { personId: 'chen-fang', name: '陈芳', roles: ['risk_approver'] },
    { personId: 'li-wei', name: '李薇', roles: ['risk_officer'] },
    { personId: 'sun-yue', name: '孙悦', roles: ['risk_officer'] },
  ],
};

export const START = new Date('2026-03-02T02:00:00Z');

export async function openDesk(): Promise<Desk> {
  const database = await createModuleDatabase(['credit']);
  const { url, secret } = database;
  const db = await Database.open({ module: 'credit', url, secret, entities: [] });
  const clock = new SteppedClock(START);
  const events: DomainEvent[] = [];
  let inbox: Inbox | undefined;
  const kit: ModuleKit = {
    name: 'credit',
    db,
    doors: {
      get: <D extends object>(module: string): D => {
        if (module !== 'identity') throw new Error(`credit does not call ${module}`);
        return DIRECTORY as unknown as D;
      },
    },
    events: {
      append: appendToOutbox,
      deliverNow: async (delivered) => {
        events.push(...delivered);
        await inbox?.handleAll(delivered);
        return true;
      },
    },
    clock,
    config: readConfig({ NODE_ENV: 'test' }),
    log: createLogger('silent'),
    outbox: { events: async () => [] } as unknown as ModuleKit['outbox'],
    deadLetters: { list: async () => [], replay: async () => false },
    secret,
  };
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-evidence-'));
  const service = makeService(kit, new FolderEvidenceStore(folder));
  const subgraph = createSubgraph(service, kit);
  inbox = new Inbox(kit, createWorker(service, kit).handlers);
  const run = (caller: Principal, source: string, variables: object = {}) =>
    graphql({
      schema: subgraph.schema,
      source,
      variableValues: variables as Record<string, unknown>,
      contextValue: subgraph.makeContext({
        caller,
        requestId: 'test',
        locale: 'en',
        now: clock.now(),
      }),
    });
  return {
    kit,
    clock,
    service,
    subgraph,
    database,
    events,
    ask: async <T>(caller: Principal, source: string, variables?: object) => {
      const { data, errors } = await run(caller, source, variables);
      expect(
        errors?.map(({ message, path, originalError }) => ({
          message,
          path,
          stack: originalError?.stack,
        })),
      ).toBeUndefined();
      return data as T;
    },
    errors: async (caller, source, variables) =>
      ((await run(caller, source, variables)).errors ?? []).map(({ extensions, message }) =>
        String(extensions.code ?? message),
      ),
    close: async () => {
      await db.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const system = (subsidiary: string): Principal => ({
  kind: 'system',
  clientId: `${subsidiary}-system`,
  subsidiary,
});

export const person = (
  personId: string,
  role: StaffClass,
  account: string = personId,
): Principal => ({
  kind: 'staff',
  personId,
  accountId: account,
  roles: [role],
});
