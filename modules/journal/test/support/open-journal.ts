/** The journal with identity, on a database of its own. Events are handed over as the relay would. */
import type { IdentityDoor } from '@guildhall/identity';
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { newId, newUuid } from '@guildhall/shared/ids';
import { createLogger } from '@guildhall/shared/log';
import type { Principal } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import { type DocumentNode, type ExecutionResult, execute, parse } from 'graphql';
import pg from 'pg';
import { composeHouse, type LocalModule } from '../../../../gateway/src/compose.ts';
import type { JournalDoor, Transaction } from '../../src/index.ts';

export const START = new Date('2026-03-10T02:30:00Z');
export const MODULE: Principal = { kind: 'module', name: 'test' };
export const OPERATOR: Principal = {
  kind: 'staff',
  personId: 'p',
  accountId: 'a',
  roles: ['operator'],
};
export const system = (subsidiary: string): Principal => ({
  kind: 'system',
  clientId: `${subsidiary}-system`,
  subsidiary,
});

export interface OpenJournal {
  readonly clock: SteppedClock;
  readonly door: JournalDoor;
  readonly journal: LocalModule;
  /** What the journal published, oldest first. */
  published(): Promise<readonly { readonly type: string; readonly payload: Transaction }[]>;
  rows<R extends object>(text: string): Promise<readonly R[]>;
  member(consents?: readonly string[]): Promise<string>;
  tell(...transactions: readonly Transaction[]): Promise<void>;
  event(type: string, payload: object): DomainEvent;
  ask(caller: Principal, query: string, variables?: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function openJournal(): Promise<OpenJournal> {
  const local = ['identity', 'journal'];
  const database = await createModuleDatabase(local);
  const clock = new SteppedClock(START);
  const house = await composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger('silent'),
    local,
    strictDoors: true,
  });
  const admin = new pg.Client({
    connectionString: database.url,
    options: '-c search_path=journal',
  });
  await admin.connect();
  const journal = house.local.get('journal');
  if (journal === undefined) throw new Error('No journal');
  const identity = house.doors.get<IdentityDoor>('identity');
  let phones = 0;
  const event = (type: string, payload: object): DomainEvent => ({
    id: newUuid(clock.now()),
    type,
    version: 1,
    occurredAt: clock.now().toISOString(),
    recordedAt: clock.now().toISOString(),
    payload: { ...payload },
  });
  // One connection asks one thing at a time.
  let queries: Promise<unknown> = Promise.resolve();
  const rows = async <R extends object>(text: string): Promise<readonly R[]> => {
    const asked = queries.then(() => admin.query<R>(text));
    queries = asked.catch(() => undefined);
    return (await asked).rows;
  };
  return {
    clock,
    door: house.doors.get<JournalDoor>('journal'),
    journal,
    rows,
    event,
    published: () => rows(`SELECT type, payload FROM outbox ORDER BY recorded_at, id`),
    member: async (consents = []) => {
      phones += 1;
      const enrolled = await identity.enroll(MODULE, {
        idempotencyKey: `member-${phones}`,
        identities: [
          { type: 'PHONE', value: `+861370000${String(1_000 + phones)}`, verified: true },
        ],
        consents: consents.map((purpose) => ({
          purpose: purpose as 'SERVICE',
          granted: true,
          wordingVersion: '1',
        })),
      });
      if (!enrolled.ok) throw new Error(enrolled.refusal.code);
      return enrolled.value.memberId;
    },
    tell: (...transactions) =>
      journal.inbox.handleAll(
        transactions.map((one) => event(`${one.subsidiary}.transaction-recorded`, one)),
      ),
    ask: async (caller, query, variables = {}) => {
      const { subgraph } = journal;
      if (subgraph === undefined) throw new Error('The journal has no subgraph');
      const contextValue = subgraph.makeContext({
        caller,
        requestId: 'r',
        locale: 'en',
        now: clock.now(),
      });
      const document: DocumentNode = parse(query);
      const result = (await execute({
        schema: subgraph.schema,
        document,
        contextValue,
        variableValues: { ...variables },
      })) as ExecutionResult;
      if (result.errors !== undefined) throw result.errors[0];
      return { ...result.data };
    },
    close: async () => {
      await admin.end();
      await house.stop();
      await database.drop();
    },
  };
}

const counter = { n: 0 };

/** Two lines of 60.00 and 40.50 unless told otherwise. */
export function transaction(over: Partial<Transaction> = {}): Transaction {
  counter.n += 1;
  const lines = over.lines ?? [
    { lineId: 'a', itemCode: 'A1', category: 'fresh', quantity: '2', amountMinor: '6000' },
    { lineId: 'b', itemCode: 'B1', category: 'toys', quantity: '1.5', amountMinor: '4050' },
  ];
  return {
    transactionId: newId('txn', START),
    subsidiary: 'retail',
    externalId: `basket-${counter.n}`,
    kind: 'BASKET_BOUGHT',
    occurredAt: START.toISOString(),
    channel: 'STORE',
    currency: 'CNY',
    amountMinor: String(lines.reduce((all, { amountMinor }) => all + Number(amountMinor), 0)),
    attributes: {},
    ...over,
    lines,
  };
}
