/** The ledger on a database of its own, with a clock that the test moves. */
import { SteppedClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { newId } from '@guildhall/shared/ids';
import { createLogger } from '@guildhall/shared/log';
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { createModuleDatabase } from '@guildhall/shared/testing/module-database';
import type { TestDatabase } from '@guildhall/shared/testing/test-database';
import pg from 'pg';
import { composeHouse, type House } from '../../../../gateway/src/compose.ts';
import type {
  DefineCurrency,
  EarnPosted,
  Funding,
  LedgerDoor,
  MemberId,
  PostBurn,
  PostEarn,
} from '../../src/index.ts';

export const START = new Date('2026-03-10T02:00:00Z');
export const DAY = 86_400_000;
export const HOUR = 3_600_000;

export const COUPON: Principal = { kind: 'module', name: 'coupon' };
export const RETAIL: Principal = { kind: 'system', clientId: 'retail-till', subsidiary: 'retail' };
export const OPERATOR = operator('olga');
export function operator(name: string): Principal {
  return {
    kind: 'staff',
    personId: `person-${name}`,
    accountId: `account-${name}`,
    roles: ['operator'],
  };
}
export function member(memberId: MemberId): Principal {
  return { kind: 'member', memberId, sessionId: 'session' };
}

export const FUNDING: Funding = {
  shares: [
    { subsidiary: 'retail', parts: 7_000 },
    { subsidiary: 'auto', parts: 3_000 },
  ],
  pricePerPoint: '0.01',
  priceCurrency: 'CNY',
};

export interface OpenLedger {
  readonly database: TestDatabase;
  readonly house: House;
  readonly door: LedgerDoor;
  readonly clock: SteppedClock;
  /** As the administrator: for what a test wants to see or break behind the door's back. */
  readonly admin: pg.Client;
  close(): Promise<void>;
}

export async function openLedger(
  currencies: readonly Partial<DefineCurrency>[] = [{}],
  /** Modules in the house. */
  local: readonly string[] = ['ledger'],
): Promise<OpenLedger> {
  const database = await createModuleDatabase(local);
  const clock = new SteppedClock(START);
  const house = await houseOn(database, clock, local);
  const door = house.doors.get<LedgerDoor>('ledger');
  for (const currency of currencies)
    expectOk(await door.defineCurrency(OPERATOR, currencyOf(currency)));
  const admin = new pg.Client({ connectionString: database.url, options: '-c search_path=ledger' });
  await admin.connect();
  return {
    database,
    house,
    door,
    clock,
    admin,
    close: async () => {
      await admin.end();
      await house.stop();
      await database.drop();
    },
  };
}

/** The same ledger opened a second time, as another process would: its own connections and memory. */
export async function secondHouse({
  database,
  clock,
}: OpenLedger): Promise<{ readonly door: LedgerDoor; close(): Promise<void> }> {
  const house = await houseOn(database, clock);
  return { door: house.doors.get<LedgerDoor>('ledger'), close: () => house.stop() };
}

function houseOn(
  database: TestDatabase,
  clock: SteppedClock,
  local: readonly string[] = ['ledger'],
): Promise<House> {
  return composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger('silent'),
    local: [...local],
    strictDoors: true,
  });
}

export function currencyOf(over: Partial<DefineCurrency> = {}): DefineCurrency {
  return {
    idempotencyKey: `currency-${over.code ?? 'POINT'}`,
    code: 'POINT',
    name: { zh: '积分', en: 'Points' },
    scale: 0,
    qualifying: false,
    expiry: { kind: 'NEVER' },
    fourEyesLimitMinor: 1_000n,
    ...over,
  };
}

export const newMember = (): MemberId => newId('mem', START);

const counter = { n: 0 };
export function nextKey(prefix = 'key'): string {
  counter.n += 1;
  return `${prefix}-${counter.n}`;
}

export function earnOf(
  memberId: MemberId,
  amountMinor: bigint,
  over: Partial<PostEarn> = {},
): PostEarn {
  return {
    idempotencyKey: nextKey('earn'),
    memberId,
    currency: 'POINT',
    amountMinor,
    subsidiary: 'retail',
    funding: FUNDING,
    occurredAt: START,
    reason: { type: 'transaction', id: 'txn-1' },
    ...over,
  };
}

export function burnOf(
  memberId: MemberId,
  amountMinor: bigint,
  over: Partial<PostBurn> = {},
): PostBurn {
  return {
    idempotencyKey: nextKey('burn'),
    memberId,
    currency: 'POINT',
    amountMinor,
    subsidiary: 'retail',
    occurredAt: START,
    reason: { type: 'order', id: 'order-1' },
    ...over,
  };
}

export function expectOk<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`Refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}

export function expectRefusal(outcome: Outcome<unknown>): Refusal {
  if (outcome.ok) throw new Error('Expected a refusal, got an answer');
  return outcome.refusal;
}

export async function earn(
  { door, clock }: OpenLedger,
  memberId: MemberId,
  amountMinor: bigint,
  over: Partial<PostEarn> = {},
): Promise<EarnPosted> {
  return expectOk(
    await door.postEarn(
      COUPON,
      earnOf(memberId, amountMinor, { occurredAt: clock.now(), ...over }),
    ),
  );
}
