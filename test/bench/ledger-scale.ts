/**
 * What touches one member must not feel how many others there are: two ledgers on one server, one with ten times the
 * members and history of the other (ledger-scale-rows.ts; by default 1,000,000 members and 20 million entries against
 * 100,000 and 2 million), asked in turn, in interleaved rounds:
 *   post       earns and burns of random members through the door, 256 callers
 *   statement  pages of statements of random members, from the newest to the oldest, 16 readers
 *   asOf       balances as of random moments of the past, 16 readers
 *   expiry     the scheduled run over the wallets that have become due, 2,000 where there are enough
 * Each figure is the large ledger's rate over the small one's, the median of the rounds. What is compared is what a post
 * or a read does, not how long a disk takes for what nobody has touched for months: the server has a quarter of the
 * machine's memory (as PostgreSQL's manual advises), everything made is on disk (a checkpoint), indexes and wallets are
 * in memory, and everybody who will be asked was asked once; `firstRatio` tells how that first time went. `--members`,
 * `--asked`, `--rounds` and `--seconds` make it smaller or shorter; the last line says what was run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { composeHouse, type House } from '../../gateway/src/compose.ts';
import type { LedgerDoor } from '../../modules/ledger/src/index.ts';
import { SteppedClock } from '../../shared/src/clock.ts';
import { readConfig } from '../../shared/src/config.ts';
import { fromUuid, newUuid } from '../../shared/src/ids.ts';
import { createLogger } from '../../shared/src/log.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { valueOrThrow } from '../../shared/src/outcome.ts';
import { type RunningPostgres, startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import type { Principal } from '../../shared/src/principal.ts';
import { createModuleDatabase } from '../../shared/src/testing/module-database.ts';
import { SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';
import {
  BEGIN_MS,
  EXPIRY_MS,
  makeHistory,
  type Names,
  POSTINGS,
  someOwners,
} from './ledger-scale-rows.ts';
import { randomFrom } from './random.ts';

const CALLER: Principal = { kind: 'module', name: 'bench' };
const PAGE = 4;
const random = randomFrom(20_260_310);
const one = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

interface Ledger {
  /** As the server's administrator. */
  readonly url: string;
  readonly house: House;
  readonly door: LedgerDoor;
  readonly clock: SteppedClock;
  /** TypeIDs of members to ask about: as many in both, spread over all. */
  readonly members: readonly string[];
}

type Measure = (ledger: Ledger, seconds: number, due: number) => Promise<number>;

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      members: { type: 'string', default: '1000000' },
      asked: { type: 'string', default: '4000' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
    },
  });
  const members = Number(values.members);
  // For the server's data, secrets and lock. Made again by the server, so that its account may enter.
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  rmSync(folder, { recursive: true });
  const postgres = await startLargeServer(join(folder, 'postgres'));
  try {
    process.env[SERVER_VARIABLE] = JSON.stringify({ adminUrl: postgres.url, run: 'bench' });
    const few = Math.round(members / 10);
    const asked = Math.min(few, Number(values.asked));
    const small = await open(few, asked);
    const large = await open(members, asked);
    try {
      for (const each of [small, large]) await loadAndFlush(each);
      const first = (await askEverybody(large)) / (await askEverybody(small));
      const rounds = Number(values.rounds);
      // One wallet a second becomes due; the small ledger must have enough for all rounds.
      const due = Math.min(2_000, Math.floor(members / 10 / (rounds + 2)));
      const how = { rounds, seconds: Number(values.seconds), due };
      const figures = await measure(small, large, how);
      return {
        ...figures,
        firstRatio: round2(first),
        members,
        asked,
        entries: members * POSTINGS * 2,
        rounds: Number(values.rounds),
      };
    } finally {
      await small.house.stop();
      await large.house.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `asked`: how many members the measures ask about. */
async function open(members: number, asked: number): Promise<Ledger> {
  const begin = performance.now();
  const { url, secret } = await createModuleDatabase(['ledger']);
  const clock = new SteppedClock(new Date(EXPIRY_MS - 3_600_000));
  const house = await composeHouse({
    databaseUrl: url,
    secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock,
    log: createLogger('silent'),
    local: ['ledger'],
  });
  const door = house.doors.get<LedgerDoor>('ledger');
  const db = await connect(url);
  await makeHistory(db, members, await firstPostings(door, db, clock));
  const owners = await someOwners(db, members, asked);
  await db.end();
  const seconds = Math.round((performance.now() - begin) / 1_000);
  process.stderr.write(
    `${members} members, ${members * POSTINGS * 2} entries: made in ${seconds} s\n`,
  );
  return { url, house, door, clock, members: owners.map((id) => fromUuid('mem', id)) };
}

async function startLargeServer(dataDir: string): Promise<RunningPostgres> {
  const start = () =>
    startEmbeddedPostgres({ projectDir: PROJECT_ROOT, purpose: 'serve', dataDir });
  const first = await start();
  const db = await connect(first.url);
  await db.query(`ALTER SYSTEM SET shared_buffers = '${Math.floor(totalmem() / 4 / 2 ** 20)}MB'`);
  await db.end();
  await first.stop();
  return start();
}

async function connect(url: string): Promise<pg.Client> {
  const db = new pg.Client(url);
  // When something fails the server is stopped: the failure is told, not the connection that ends with it.
  db.on('error', () => {});
  await db.connect();
  return db;
}

/** Everything is on disk, indexes and wallets are in memory. */
async function loadAndFlush({ url }: Ledger): Promise<void> {
  const db = await connect(url);
  await db.query('CREATE EXTENSION IF NOT EXISTS pg_prewarm');
  await db.query(`SELECT pg_prewarm(oid::regclass) FROM pg_class
    WHERE relnamespace = 'ledger'::regnamespace AND (relkind = 'i' OR relname = 'wallet')`);
  await db.query('CHECKPOINT');
  await db.end();
}

/** Posts to each of the members asked about and reads all of each, once; members per second. */
async function askEverybody({ door, members }: Ledger): Promise<number> {
  const begin = performance.now();
  const left = members.values();
  await Promise.all(
    Array.from({ length: 256 }, async () => {
      for (const ownerId of left) {
        valueOrThrow(await earn(door, ownerId));
        valueOrThrow(await burn(door, ownerId));
        const query = { ownerId, currency: 'POINT', first: 2 * POSTINGS };
        valueOrThrow(await door.statement(CALLER, query));
        const asOf = new Date(BEGIN_MS);
        valueOrThrow(await door.balances(CALLER, { owners: [ownerId], currency: 'POINT', asOf }));
      }
    }),
  );
  return members.length / ((performance.now() - begin) / 1_000);
}

/** An earn and a burn through the door: what the history refers to is there then. */
async function firstPostings(door: LedgerDoor, db: pg.Client, clock: SteppedClock): Promise<Names> {
  valueOrThrow(
    await door.defineCurrency(CALLER, {
      idempotencyKey: 'bench',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'NEVER' },
    }),
  );
  const memberId = fromUuid('mem', newUuid(clock.now()));
  valueOrThrow(await earn(door, memberId));
  valueOrThrow(await burn(door, memberId));
  const { rows } =
    await db.query<Names>(`SELECT currency, max(account_id) FILTER (WHERE kind = 'EARN') AS issued,
      max(account_id) FILTER (WHERE kind = 'BURN') AS redeemed, (SELECT max(id) FROM ledger.funding) AS funding,
      max(key_scope) FILTER (WHERE kind = 'EARN') AS scope FROM ledger.posting GROUP BY currency`);
  return rows[0] as Names;
}

const FUNDING = {
  shares: [{ subsidiary: 'retail', parts: 1 }],
  pricePerPoint: '0.01',
  priceCurrency: 'CNY',
} as const;
let key = 0;
const base = (memberId: string) => {
  key += 1;
  const id = `bench-${key}`;
  return {
    idempotencyKey: id,
    memberId,
    currency: 'POINT',
    subsidiary: 'retail',
    reason: { type: 'order', id },
  };
};
const earn = (door: LedgerDoor, memberId: string) =>
  door.postEarn(CALLER, { ...base(memberId), amountMinor: 100n, funding: FUNDING });
const burn = (door: LedgerDoor, memberId: string) =>
  door.postBurn(CALLER, { ...base(memberId), amountMinor: 5n });

const MEASURES: Readonly<Record<string, Measure>> = {
  post: (ledger, seconds) =>
    loop(256, seconds, async () => {
      const { door, members } = ledger;
      const posted = await (random() < 0.7 ? earn(door, one(members)) : burn(door, one(members)));
      if (!posted.ok) throw new Error(posted.refusal.code);
    }),
  statement: (ledger, seconds) =>
    loop(16, seconds, async () => {
      const ownerId = one(ledger.members);
      const query = { ownerId, currency: 'POINT', first: PAGE };
      const page = valueOrThrow(await ledger.door.statement(CALLER, query));
      const after = page.lines.at(-1)?.postingId;
      if (after === undefined) throw new Error(`${ownerId} has no statement`);
      valueOrThrow(await ledger.door.statement(CALLER, { ...query, after }));
    }),
  asOf: (ledger, seconds) =>
    loop(16, seconds, async () => {
      const asOf = new Date(BEGIN_MS + random() * (EXPIRY_MS - BEGIN_MS));
      const owners = [one(ledger.members)];
      valueOrThrow(await ledger.door.balances(CALLER, { owners, currency: 'POINT', asOf }));
    }),
  expiry: async ({ door, clock }, _seconds, due) => {
    clock.advance(due * 1_000);
    const begin = performance.now();
    const { expiredLots } = valueOrThrow(await door.settleDue(CALLER, {}));
    if (expiredLots === 0) throw new Error('Nothing was due');
    return expiredLots / ((performance.now() - begin) / 1_000);
  },
};

async function measure(
  small: Ledger,
  large: Ledger,
  { rounds, seconds, due }: { rounds: number; seconds: number; due: number },
): Promise<Record<string, unknown>> {
  const ratios: Record<string, number[]> = {};
  const rates: Record<string, number[]> = {};
  for (const each of [small, large]) each.clock.advance(3_600_000);
  for (const [name, run] of Object.entries(MEASURES)) {
    // Caches and plans.
    for (const each of [small, large]) await run(each, Math.min(2, seconds), due);
    ratios[name] = [];
    rates[name] = [];
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(MEASURES)) {
      // Who goes first takes turns.
      const order = round % 2 === 0 ? [large, small] : [small, large];
      const made = new Map<Ledger, number>();
      for (const each of order) made.set(each, await run(each, seconds, due));
      const [few, many] = [made.get(small) ?? 0, made.get(large) ?? 0];
      ratios[name]?.push(many / few);
      rates[name]?.push(many);
      process.stderr.write(
        `round ${round} ${name}: ${Math.round(few)}/s small, ${Math.round(many)}/s large, ratio ${(many / few).toFixed(2)}\n`,
      );
    }
  }
  const report = valueOrThrow(await large.door.verify(CALLER, {}));
  for (const { name, ok, first } of report.checks)
    if (!ok) process.stderr.write(`BROKEN ${name}: ${first.join(', ')}\n`);
  const figures: Record<string, unknown> = {};
  for (const name of Object.keys(MEASURES)) {
    figures[`${name}Ratio`] = round2(median(ratios[name] ?? []));
    figures[`${name}PerSec`] = Math.round(median(rates[name] ?? []));
  }
  return { ...figures, verified: report.ok };
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** So many in closed loops; acts per second. */
async function loop(many: number, seconds: number, act: () => Promise<void>): Promise<number> {
  let done = 0;
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  await Promise.all(
    Array.from({ length: many }, async () => {
      while (performance.now() < end) {
        await act();
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - begin) / 1_000);
}
