/**
 * Clearing with the ledger, the coupons and what they need, on a database of its own with a clock that the test moves.
 * Points and coupons come about as they do in life: posted at the ledger, granted for transactions.
 */
import type { CouponService } from '@guildhall/coupon';
import type { IdentityDoor } from '@guildhall/identity';
import { type Transaction, transactionRecorded } from '@guildhall/journal';
import type { Funding, LedgerDoor, MemberId, PostEarn } from '@guildhall/ledger';
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { newId, newUuid } from '@guildhall/shared/ids';
import { createLogger } from '@guildhall/shared/log';
import { type Outcome, RefusalError } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import pg from 'pg';
import { composeHouse, type House } from '../../../gateway/src/compose.ts';
import type { ClearingDoor } from '../src/index.ts';

export const MODULE: Principal = { kind: 'module', name: 'test' };
const person = (name: string, account = name): Principal => ({
  kind: 'staff',
  personId: `person-${name}`,
  accountId: `account-${account}`,
  roles: ['operator'],
});
export const OLGA = person('olga');
/** The same human being under another account. */
export const OLGA_AGAIN = person('olga', 'olga-2');
export const PAUL = person('paul');
export const system = (subsidiary: string): Principal => ({
  kind: 'system',
  clientId: `${subsidiary}-system`,
  subsidiary,
});

const NAMES = ['identity', 'journal', 'ledger', 'coupon', 'clearing'];

export interface Books {
  readonly house: House;
  readonly clock: SteppedClock;
  readonly clearing: ClearingDoor;
  readonly ledger: LedgerDoor;
  readonly coupon: CouponService;
  /** As the administrator, in clearing's schema. */
  readonly admin: pg.Client;
  key(): string;
  member(): Promise<MemberId>;
  earn(
    member: MemberId,
    points: bigint,
    funding: Funding,
    over?: Partial<PostEarn>,
  ): Promise<string>;
  burn(member: MemberId, points: bigint, subsidiary: string): Promise<string>;
  reverse(postingId: string, points?: bigint): Promise<string>;
  /** Told to the journal as a subsidiary tells it; what it grants is granted. */
  record(subsidiary: string, memberId: MemberId, over: Partial<Transaction>): Promise<string>;
  /** Until every event has reached everybody. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function fundedBy(
  shares: Readonly<Record<string, number>>,
  pricePerPoint = '0.01',
): Funding {
  return {
    shares: Object.entries(shares).map(([subsidiary, parts]) => ({ subsidiary, parts })),
    pricePerPoint,
    priceCurrency: 'CNY',
  };
}

export function expectOk<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new RefusalError(outcome.refusal);
  return outcome.value;
}

export const refusalOf = (outcome: Outcome<unknown>): string =>
  outcome.ok ? 'OK' : outcome.refusal.code;

export async function openBooks(start: Date, expiryMonths = 24): Promise<Books> {
  const database = await createModuleDatabase(NAMES);
  const clock = new SteppedClock(start);
  const house = await composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger(process.env.TEST_LOG ?? 'silent'),
    local: NAMES,
    strictDoors: true,
  });
  // Under load the ledger leaves deliveries to its relay.
  house.start();
  const admin = new pg.Client({
    connectionString: database.url,
    options: '-c search_path=clearing',
  });
  await admin.connect();
  const ledger = house.doors.get<LedgerDoor>('ledger');
  expectOk(
    await ledger.defineCurrency(MODULE, {
      idempotencyKey: 'POINT',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'AFTER_MONTHS', months: expiryMonths },
    }),
  );
  let keys = 0;
  const key = (): string => {
    keys += 1;
    return `key-${keys}`;
  };
  const common = (subsidiary: string) => ({
    idempotencyKey: key(),
    currency: 'POINT',
    subsidiary,
    occurredAt: clock.now(),
    reason: { type: 'order', id: `order-${keys}` },
  });
  return {
    house,
    clock,
    ledger,
    admin,
    key,
    clearing: house.doors.get<ClearingDoor>('clearing'),
    coupon: house.doors.get<CouponService>('coupon'),
    member: async () => {
      const identity = house.doors.get<IdentityDoor>('identity');
      const value = `+8613800${String(100_000 + keys)}`;
      const enrolled = await identity.enroll(MODULE, {
        idempotencyKey: key(),
        identities: [{ type: 'PHONE', value, verified: true }],
      });
      return expectOk(enrolled).memberId as MemberId;
    },
    earn: async (memberId, amountMinor, funding, over = {}) => {
      const [first] = funding.shares;
      const input = { ...common(first?.subsidiary ?? ''), memberId, amountMinor, funding, ...over };
      return expectOk(await ledger.postEarn(MODULE, input)).postingId;
    },
    burn: async (memberId, amountMinor, subsidiary) =>
      expectOk(await ledger.postBurn(MODULE, { ...common(subsidiary), memberId, amountMinor }))
        .postingId,
    reverse: async (postingId, amountMinor) => {
      const { idempotencyKey, occurredAt, reason } = common('');
      const posted = await ledger.reverse(MODULE, {
        idempotencyKey,
        occurredAt,
        reason,
        postingId,
        ...(amountMinor === undefined ? {} : { amountMinor }),
      });
      return expectOk(posted).postingId;
    },
    record: async (subsidiary, memberId, over) => {
      const now = clock.now();
      const transaction: Transaction = {
        transactionId: newId('txn', now),
        subsidiary,
        externalId: key(),
        kind: 'BASKET_BOUGHT',
        memberId,
        occurredAt: now.toISOString(),
        channel: 'STORE',
        currency: 'CNY',
        amountMinor: '0',
        lines: [],
        attributes: {},
        ...over,
      };
      await house.local.get('journal')?.inbox.handleAll([
        {
          id: newUuid(now),
          type: transactionRecorded(subsidiary),
          version: 1,
          occurredAt: now.toISOString(),
          recordedAt: now.toISOString(),
          payload: { ...transaction },
        },
      ]);
      return transaction.transactionId;
    },
    settled: () => untilSettled(admin),
    close: async () => {
      await admin.end();
      await house.stop();
      await database.drop();
    },
  };
}

const PATIENCE_MS = 30_000;

async function untilSettled(admin: pg.Client): Promise<void> {
  const outboxes = ['ledger', 'coupon', 'journal', 'identity', 'clearing'].map(
    (schema) => `SELECT count(*) AS open FROM ${schema}.outbox WHERE settled_at IS NULL`,
  );
  for (let waited = 0; waited < PATIENCE_MS; waited += 20) {
    const { rows } = await admin.query<{ open: number }>(
      `SELECT sum(open)::int AS open FROM (${outboxes.join(' UNION ALL ')}) all_of_them`,
    );
    if (rows[0]?.open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { rows } = await admin.query<{ type: string }>(
    ['ledger', 'coupon', 'journal', 'identity', 'clearing']
      .map((schema) => `SELECT type FROM ${schema}.outbox WHERE settled_at IS NULL`)
      .join(' UNION ALL '),
  );
  throw new Error(`Events are still under way: ${rows.map(({ type }) => type).join(', ')}`);
}
