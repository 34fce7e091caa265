/**
 * Identity, journal, ledger and coupon together on a database of their own, with a clock that the test moves.
 * Transactions are told to the journal as a subsidiary would tell them.
 */
import type { IdentityDoor } from '@guildhall/identity';
import {
  type JournalDoor,
  type RecordedTransaction,
  type Transaction,
  type TransactionEffect,
  transactionRecorded,
} from '@guildhall/journal';
import type { LedgerDoor, MemberId } from '@guildhall/ledger';
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { newId, newUuid } from '@guildhall/shared/ids';
import { createLogger } from '@guildhall/shared/log';
import { type Outcome, RefusalError } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import pg from 'pg';
import { composeHouse, type House, type LocalModule } from '../../../../gateway/src/compose.ts';
import type { CouponService } from '../../src/index.ts';

/** Half past ten in the morning of a Tuesday in Shanghai. */
export const START = new Date('2026-03-10T02:30:00Z');
export const DAY = 86_400_000;
const PATIENCE_MS = 60_000;

export const OPERATOR: Principal = {
  kind: 'staff',
  personId: 'person-olga',
  accountId: 'account-olga',
  roles: ['operator'],
};
export const MODULE: Principal = { kind: 'module', name: 'seeds' };
export const system = (subsidiary: string): Principal => ({
  kind: 'system',
  clientId: `${subsidiary}-system`,
  subsidiary,
});

export type TransactionOver = Partial<Omit<Transaction, 'lines'>> & {
  /** Fen by line id. */
  readonly lines?: Readonly<Record<string, number>>;
};

export interface OpenHouse {
  readonly house: House;
  readonly clock: SteppedClock;
  readonly coupon: CouponService;
  readonly ledger: LedgerDoor;
  readonly identity: IdentityDoor;
  readonly journal: JournalDoor;
  /** As the administrator: for what a test wants to see behind the doors. */
  readonly admin: pg.Client;
  key(): string;
  member(consents?: readonly string[]): Promise<MemberId>;
  /** Told, recorded and decided. Answers the transaction as the journal knows it. */
  record(over: TransactionOver): Promise<RecordedTransaction>;
  /** Told in one delivery. */
  recordAll(all: readonly TransactionOver[]): Promise<void>;
  tell(type: string, payload: object, occurredAt?: Date): Promise<void>;
  points(memberId: string, currency?: string): Promise<bigint>;
  effects(transactionId: string): Promise<readonly TransactionEffect[]>;
  rows<R extends object>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
  /** Until every event has reached everybody. */
  settled(): Promise<void>;
  module(name: string): LocalModule;
  close(): Promise<void>;
}

export interface Neighbours {
  /** Further modules of the house. */
  readonly also?: readonly string[];
  /** Relays and schedules run, so that what is told is told to everybody. */
  readonly relays?: boolean;
}

export async function openHouse({ also = [], relays }: Neighbours = {}): Promise<OpenHouse> {
  const names = ['identity', 'journal', 'ledger', 'coupon', ...also];
  const database = await createModuleDatabase(names);
  const clock = new SteppedClock(START);
  const house = await composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger(process.env.TEST_LOG ?? 'silent'),
    local: names,
    strictDoors: true,
  });
  if (relays === true) house.start();
  const admin = new pg.Client({ connectionString: database.url, options: '-c search_path=coupon' });
  await admin.connect();
  const open = new House4(house, clock, admin, async () => {
    await admin.end();
    await house.stop();
    await database.drop();
  });
  expectOk(
    await open.ledger.defineCurrency(OPERATOR, {
      idempotencyKey: 'currency-POINT',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'NEVER' },
    }),
  );
  return open;
}

class House4 implements OpenHouse {
  readonly house: House;
  readonly clock: SteppedClock;
  readonly admin: pg.Client;
  readonly coupon: CouponService;
  readonly ledger: LedgerDoor;
  readonly identity: IdentityDoor;
  readonly journal: JournalDoor;
  readonly close: () => Promise<void>;
  #keys = 0;
  /** One connection asks one thing at a time. */
  #queries: Promise<unknown> = Promise.resolve();

  constructor(house: House, clock: SteppedClock, admin: pg.Client, close: () => Promise<void>) {
    this.house = house;
    this.clock = clock;
    this.admin = admin;
    this.close = close;
    this.coupon = house.doors.get<CouponService>('coupon');
    this.ledger = house.doors.get<LedgerDoor>('ledger');
    this.identity = house.doors.get<IdentityDoor>('identity');
    this.journal = house.doors.get<JournalDoor>('journal');
  }

  key(): string {
    this.#keys += 1;
    return `key-${this.#keys}`;
  }

  module(name: string): LocalModule {
    const found = this.house.local.get(name);
    if (found === undefined) throw new Error(`No module ${name}`);
    return found;
  }

  async member(consents: readonly string[] = []): Promise<MemberId> {
    this.#keys += 1;
    const enrolled = await this.identity.enroll(MODULE, {
      idempotencyKey: this.key(),
      identities: [
        { type: 'PHONE', value: `+8613800${String(100_000 + this.#keys)}`, verified: true },
      ],
      consents: consents.map((purpose) => ({
        purpose: purpose as 'MARKETING',
        granted: true,
        wordingVersion: '1',
      })),
    });
    return expectOk(enrolled).memberId as MemberId;
  }

  async tell(type: string, payload: object, occurredAt = this.clock.now()): Promise<void> {
    await this.#deliver(type, [{ payload, occurredAt }]);
  }

  async #deliver(
    type: string,
    told: readonly { readonly payload: object; readonly occurredAt: Date }[],
  ): Promise<void> {
    const now = this.clock.now();
    const events = told.map(({ payload, occurredAt }) => ({
      id: newUuid(now),
      type,
      version: 1,
      occurredAt: occurredAt.toISOString(),
      recordedAt: now.toISOString(),
      payload: { ...payload },
    }));
    const consumer = type.endsWith('.transaction-recorded') ? 'journal' : 'coupon';
    await this.module(consumer).inbox.handleAll(events);
  }

  #transaction({ lines: amounts = {}, ...over }: TransactionOver): Transaction {
    const now = this.clock.now();
    const lines = Object.entries(amounts).map(([lineId, fen]) => ({
      lineId,
      itemCode: `item-${lineId}`,
      category: lineId.startsWith('fresh') ? 'fresh' : 'general',
      quantity: '1',
      amountMinor: String(fen),
    }));
    return {
      transactionId: newId('txn', now),
      subsidiary: 'retail',
      externalId: this.key(),
      kind: 'BASKET_BOUGHT',
      occurredAt: now.toISOString(),
      channel: 'STORE',
      currency: 'CNY',
      amountMinor: String(Object.values(amounts).reduce((all, fen) => all + fen, 0)),
      lines,
      attributes: {},
      ...over,
    };
  }

  async recordAll(all: readonly TransactionOver[]): Promise<void> {
    const bySubsidiary = Map.groupBy(
      all.map((over) => this.#transaction(over)),
      ({ subsidiary }) => subsidiary,
    );
    for (const [subsidiary, theirs] of bySubsidiary) {
      const told = theirs.map((payload) => ({ payload, occurredAt: new Date(payload.occurredAt) }));
      await this.#deliver(transactionRecorded(subsidiary), told);
    }
  }

  async record(over: TransactionOver): Promise<RecordedTransaction> {
    const transaction = this.#transaction(over);
    await this.tell(transactionRecorded(transaction.subsidiary), transaction);
    const [recorded] = await this.journal.transactions(MODULE, {
      ids: [transaction.transactionId],
    });
    if (recorded === undefined || recorded === null)
      throw new Error('The transaction is not on record');
    return recorded;
  }

  async points(memberId: string, currency = 'POINT'): Promise<bigint> {
    const owners = [memberId as MemberId];
    const [balance] = expectOk(await this.ledger.balances(MODULE, { owners, currency }));
    return balance?.availableMinor ?? 0n;
  }

  async effects(transactionId: string): Promise<readonly TransactionEffect[]> {
    const [found] = await this.journal.transactions(MODULE, { ids: [transactionId] });
    return found?.effects.items ?? [];
  }

  async settled(): Promise<void> {
    const open = [...this.house.local.keys()]
      .map((schema) => `SELECT type FROM ${schema}.outbox WHERE settled_at IS NULL`)
      .join(' UNION ALL ');
    for (let waited = 0; waited < PATIENCE_MS; waited += 20) {
      if ((await this.rows(open)).length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const left = (await this.rows<{ type: string }>(open)).map(({ type }) => type);
    throw new Error(`Events are still under way: ${left.join(', ')}`);
  }

  async rows<R extends object>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly R[]> {
    const asked = this.#queries.then(() => this.admin.query<R>(text, [...values]));
    this.#queries = asked.catch(() => undefined);
    return (await asked).rows;
  }
}

export function expectOk<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new RefusalError(outcome.refusal);
  return outcome.value;
}

export function refusalOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'OK' : outcome.refusal.code;
}
