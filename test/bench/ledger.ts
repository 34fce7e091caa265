/**
 * Posting on one database with durability on, in interleaved rounds:
 *   peer    one SQL function call per transfer, 16 connections, one hot account (ledger-peer.sql)
 *   limit   multi-row inserts of the rows that an earn writes, into tables of the same shape and indexes, 2 connections
 *   ours    the module's public posting call with lots, idempotency and events; one hot account; 64, 256, 1,024 callers
 * Ours is seven earns to three burns over 50,000 members; the headline is that of 256 callers. Afterwards the ledger is
 * verified. ROUNDS and ROUND_SECONDS make it shorter or longer.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { composeHouse } from '../../gateway/src/compose.ts';
import type { LedgerDoor } from '../../modules/ledger/src/index.ts';
import { systemClock } from '../../shared/src/clock.ts';
import { readConfig } from '../../shared/src/config.ts';
import { newId, newUuid } from '../../shared/src/ids.ts';
import { createLogger } from '../../shared/src/log.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { valueOrThrow } from '../../shared/src/outcome.ts';
import { startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import type { Principal } from '../../shared/src/principal.ts';
import { createModuleDatabase } from '../../shared/src/testing/module-database.ts';
import { SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';
import { randomFrom } from './random.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SECONDS = Number(process.env.ROUND_SECONDS ?? 4);
const MEMBERS = 50_000;
const CALLER: Principal = { kind: 'module', name: 'bench' };
const random = randomFrom(20_260_310);
const below = (n: number): number => Math.floor(random() * n);

interface Round {
  readonly perSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function bench(): Promise<Record<string, unknown>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  rmSync(dataDir, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    projectDir: PROJECT_ROOT,
    purpose: 'serve',
    dataDir,
  });
  try {
    process.env[SERVER_VARIABLE] = JSON.stringify({ adminUrl: postgres.url, run: 'bench' });
    const { url, secret } = await createModuleDatabase(['ledger']);
    const house = await composeHouse({
      databaseUrl: url,
      secret,
      config: readConfig({ NODE_ENV: 'test' }),
      clock: systemClock,
      log: createLogger('silent'),
      local: ['ledger'],
    });
    try {
      return await measure(url, house.doors.get<LedgerDoor>('ledger'));
    } finally {
      await house.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(url: string, door: LedgerDoor): Promise<Record<string, unknown>> {
  const admin = await connect(url);
  await admin.query(readFileSync(join(import.meta.dirname, 'ledger-peer.sql'), 'utf8'));
  await admin.query(`CREATE SCHEMA physical;
    CREATE TABLE physical.posting (LIKE ledger.posting INCLUDING ALL);
    CREATE TABLE physical.lot (LIKE ledger.lot INCLUDING ALL)`);
  await defineCurrency(door);
  const members = Array.from({ length: MEMBERS }, () => newId('mem', systemClock.now()));
  const peers = await Promise.all(Array.from({ length: 16 }, () => connect(url)));
  const writers = await Promise.all(Array.from({ length: 2 }, () => connect(url)));
  const results: Record<string, Round[]> = {};
  const wal: number[] = [];
  await ours(door, members, 512); // opens wallets, fills caches
  for (let round = 1; round <= ROUNDS; round += 1) {
    const keep = (name: string, value: Round): void => {
      results[name] = [...(results[name] ?? []), value];
      process.stderr.write(
        `round ${round} ${name}: ${Math.round(value.perSec)}/s p99 ${value.p99Ms.toFixed(1)} ms\n`,
      );
    };
    keep('peer', await load(16, (caller) => peerTransfer(peers[caller] as pg.Client)));
    keep('limit', await load(2, (caller) => limitBatch(writers[caller] as pg.Client), BATCH));
    for (const callers of [64, 256, 1_024]) {
      const before = await walPosition(admin);
      const value = await ours(door, members, callers);
      if (callers === 256)
        wal.push(((await walPosition(admin)) - before) / (value.perSec * SECONDS));
      keep(`ours${callers}`, value);
    }
  }
  await Promise.all([...peers, ...writers].map((client) => client.end()));
  const report = valueOrThrow(await door.verify(CALLER, {}));
  await admin.end();
  return figures(results, wal, report.ok);
}

function figures(
  results: Readonly<Record<string, Round[]>>,
  wal: readonly number[],
  verified: boolean,
): Record<string, unknown> {
  const rate = (name: string): number => median((results[name] ?? []).map(({ perSec }) => perSec));
  const ratio = (name: string): number =>
    median(
      (results.ours256 ?? []).map(
        ({ perSec }, index) => perSec / (results[name]?.[index]?.perSec ?? 1),
      ),
    );
  return {
    oursPerSec: Math.round(rate('ours256')),
    peerPerSec: Math.round(rate('peer')),
    limitPerSec: Math.round(rate('limit')),
    oursVsPeer: round2(ratio('peer')),
    oursVsLimit: round2(ratio('limit')),
    p50Ms: round2(median((results.ours256 ?? []).map(({ p50Ms }) => p50Ms))),
    p99Ms: round2(median((results.ours256 ?? []).map(({ p99Ms }) => p99Ms))),
    walBytesPerTransfer: Math.round(median(wal)),
    oursPerSecAt64: Math.round(rate('ours64')),
    oursPerSecAt1024: Math.round(rate('ours1024')),
    rounds: ROUNDS,
    verified,
  };
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
}

async function walPosition(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query<{ at: string }>(
    `SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS at`,
  );
  return Number(rows[0]?.at ?? 0);
}

/** Callers in closed loops for a round. `each`: how many transfers one call makes. */
async function load(
  callers: number,
  call: (caller: number) => Promise<void>,
  each = 1,
): Promise<Round> {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + SECONDS * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let at = performance.now(); at < end; ) {
        await call(caller);
        const done = performance.now();
        latencies.push(done - at);
        at = done;
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { perSec: (latencies.length * each) / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function peerTransfer(client: pg.Client): Promise<void> {
  const values = [newUuid(systemClock.now()), 0, 1 + below(MEMBERS), 10];
  await client.query({ name: 'peer', text: 'SELECT peer.post($1, $2, $3, $4)', values });
}

const BATCH = 512;

async function limitBatch(client: pg.Client): Promise<void> {
  const now = systemClock.now();
  const ids = Array.from({ length: BATCH }, () => newUuid(now));
  const owners = Array.from({ length: BATCH }, () => newUuid(new Date(now.getTime() - below(1e9))));
  await client.query({
    name: 'limit',
    text: `WITH p AS (INSERT INTO physical.posting (id, owner_id, currency, seq, kind, posted_at, occurred_at, d_available,
        d_system, available, account_id, key_scope, key, body_hash, reason_type, reason_id)
        SELECT i, o, 1, 1, 'EARN', now(), now(), 100, -100, 100, 1, 1, i::text, '\\x000102030405060708090a0b0c0d0e0f',
          'transaction', i::text FROM unnest($1::uuid[], $2::uuid[]) AS u (i, o))
      INSERT INTO physical.lot (id, owner_id, currency, amount, free, open, active_at, expires_at, ends_at, funding_id)
      SELECT i, o, 1, 100, 100, true, now(), now(), now(), 1 FROM unnest($1::uuid[], $2::uuid[]) AS u (i, o)`,
    values: [ids, owners],
  });
}

async function defineCurrency(door: LedgerDoor): Promise<void> {
  valueOrThrow(
    await door.defineCurrency(CALLER, {
      idempotencyKey: 'bench',
      code: 'POINT',
      name: { zh: '积分', en: 'Points' },
      scale: 0,
      qualifying: false,
      expiry: { kind: 'AFTER_MONTHS', months: 24 },
    }),
  );
}

const FUNDING = {
  shares: [
    { subsidiary: 'retail', parts: 7_000 },
    { subsidiary: 'auto', parts: 3_000 },
  ],
  pricePerPoint: '0.01',
  priceCurrency: 'CNY',
} as const;

function ours(door: LedgerDoor, members: readonly string[], callers: number): Promise<Round> {
  return load(callers, async () => {
    const occurredAt = systemClock.now();
    const idempotencyKey = newUuid(occurredAt);
    const base = {
      idempotencyKey,
      memberId: members[below(members.length)] ?? '',
      currency: 'POINT',
      subsidiary: 'retail',
      occurredAt,
      reason: { type: 'transaction', id: idempotencyKey },
    };
    const outcome =
      random() < 0.7
        ? await door.postEarn(CALLER, { ...base, amountMinor: 100n, funding: FUNDING })
        : await door.postBurn(CALLER, { ...base, amountMinor: 5n });
    // Early on some members have nothing to spend: that no is posted and counted as well.
    if (!outcome.ok && outcome.refusal.code !== 'INSUFFICIENT_POINTS')
      throw new Error(outcome.refusal.code);
  });
}
