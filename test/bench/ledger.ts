/**
 * Posting on one database with durability on, in interleaved rounds:
 *   peer     one SQL function call per transfer, 16 connections, one hot account (ledger-peer.sql)
 *   limit    multi-row inserts of the rows that ours leaves behind, nothing else (ledger-limit.ts), 2 connections; as many
 *            rows under way as ours has callers: 2 x 128 beside 256 callers, 2 x 512 beside 1,024
 *   ours     the module's public posting call with lots, idempotency and events; one hot account; 64, 256, 1,024 callers,
 *            who live in the same process and cost it their part
 *   gateway  one transfer a request: HTTP, token, GraphQL, ledger; 64 callers in a process of their own, 4,000 members
 * Ours and the gateway are seven earns to three burns over 50,000 members; the headline is that of 256 callers. The
 * process serves the gateway, identity and the ledger; other modules would hear of postings from the relay. Afterwards
 * the ledger is verified. `--rounds` and `--seconds` make it shorter or longer.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type RunningGuildhall, startGuildhall } from '../../gateway/src/start-guildhall.ts';
import type { IdentityService } from '../../modules/identity/src/service.ts';
import type { LedgerDoor } from '../../modules/ledger/src/index.ts';
import { systemClock } from '../../shared/src/clock.ts';
import { readConfig } from '../../shared/src/config.ts';
import { migrateAll } from '../../shared/src/database/migrate.ts';
import { newId, newUuid, toUuid } from '../../shared/src/ids.ts';
import { createLogger } from '../../shared/src/log.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { valueOrThrow } from '../../shared/src/outcome.ts';
import { startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import type { Principal } from '../../shared/src/principal.ts';
import { createEmptyDatabase, SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';
import type { GatewayMade, GatewayRound } from './ledger-callers.ts';
import { insertRows, LIMIT_TABLES } from './ledger-limit.ts';
import { randomFrom } from './random.ts';

const MEMBERS = 50_000;
const CALLER: Principal = { kind: 'module', name: 'bench' };
const NO_LIMIT = { perAddress: 1e9, anonymous: 1e9, perPerson: 1e9, perSystem: 1e9 };
const random = randomFrom(20_260_310);
const below = (n: number): number => Math.floor(random() * n);

interface Round {
  readonly perSec: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
    },
  });
  // For the server's data, secrets and lock. Made again by the server, so that its account may enter.
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  rmSync(folder, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    projectDir: PROJECT_ROOT,
    purpose: 'serve',
    dataDir: join(folder, 'postgres'),
  });
  try {
    process.env[SERVER_VARIABLE] = JSON.stringify({ adminUrl: postgres.url, run: 'bench' });
    const { url, database, secret } = await createEmptyDatabase();
    await migrateAll({ adminUrl: url, database, secret, roots: [PROJECT_ROOT] });
    const guildhall = await startGuildhall({
      databaseUrl: url,
      secret,
      port: 0,
      config: readConfig({ NODE_ENV: 'test' }),
      log: createLogger('silent'),
      local: ['identity', 'ledger'],
      background: false,
      rates: NO_LIMIT,
    });
    const callers = fork(join(import.meta.dirname, 'ledger-callers.ts'), { stdio: 'inherit' });
    try {
      const seconds = Number(values.seconds);
      return await measure(url, guildhall, callers, { rounds: Number(values.rounds), seconds });
    } finally {
      callers.kill();
      await guildhall.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  url: string,
  guildhall: RunningGuildhall,
  callers: ChildProcess,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Record<string, unknown>> {
  const door = guildhall.house.doors.get<LedgerDoor>('ledger');
  const admin = await connect(url);
  await admin.query(readFileSync(join(import.meta.dirname, 'ledger-peer.sql'), 'utf8'));
  await admin.query(LIMIT_TABLES);
  await defineCurrency(door);
  const members = Array.from({ length: MEMBERS }, () => newId('mem', systemClock.now()));
  const owners = members.map((member) => toUuid('mem', member));
  const peers = await Promise.all(Array.from({ length: 16 }, () => connect(url)));
  const writers = await Promise.all(Array.from({ length: 2 }, () => connect(url)));
  const enrolled = await enrol(guildhall);
  const tills = { url: guildhall.url, token: await tillToken(guildhall), members: enrolled };
  const results: Record<string, Round[]> = {};
  const wal: number[] = [];
  const server: ServerUse[] = [];
  const atGateway = (forSeconds: number): Promise<Round> =>
    playGateway(callers, { ...tills, callers: 64, seconds: forSeconds });
  await openWallets(door, members); // the peer's accounts are there from the beginning, too
  await ours(door, members, 512, seconds); // fills caches
  await atGateway(2);
  for (let round = 1; round <= rounds; round += 1) {
    const keep = (name: string, value: Round): void => {
      results[name] = [...(results[name] ?? []), value];
      process.stderr.write(
        `round ${round} ${name}: ${Math.round(value.perSec)}/s p50 ${value.p50Ms.toFixed(1)} p99 ${value.p99Ms.toFixed(1)} ms\n`,
      );
    };
    keep('peer', await load(16, seconds, (caller) => peerTransfer(peers[caller] as pg.Client)));
    for (const many of [256, 1_024]) {
      const size = many / writers.length;
      const limit = (writer: number): Promise<void> =>
        insertRows(writers[writer] as pg.Client, { size, now: systemClock.now(), owners, below });
      keep(`limit${many}`, await load(writers.length, seconds, limit, size));
    }
    for (const many of [64, 256, 1_024]) {
      const before = await walPosition(admin);
      const value = await ours(door, members, many, seconds);
      if (many === 256) wal.push(((await walPosition(admin)) - before) / (value.perSec * seconds));
      keep(`ours${many}`, value);
    }
    const before = process.cpuUsage();
    const value = await atGateway(seconds);
    server.push(useOf(process.cpuUsage(before), value, seconds));
    keep('gateway', value);
  }
  await Promise.all([...peers, ...writers].map((client) => client.end()));
  const report = valueOrThrow(await door.verify(CALLER, {}));
  await admin.end();
  return figures(results, { wal, server, verified: report.ok });
}

/** What the serving process spent while the gateway was asked. */
interface ServerUse {
  readonly cores: number;
  readonly usPerRequest: number;
}

function useOf({ user, system }: NodeJS.CpuUsage, { perSec }: Round, seconds: number): ServerUse {
  return {
    cores: (user + system) / 1e6 / seconds,
    usPerRequest: (user + system) / (perSec * seconds),
  };
}

interface Besides {
  readonly wal: readonly number[];
  readonly server: readonly ServerUse[];
  readonly verified: boolean;
}

function figures(
  results: Readonly<Record<string, readonly Round[]>>,
  { wal, server, verified }: Besides,
): Record<string, unknown> {
  const of = (name: string): readonly Round[] => results[name] ?? [];
  const rate = (name: string): number => median(of(name).map(({ perSec }) => perSec));
  // Ratios within a round: what the machine does beside it hits both alike.
  const ratio = (a: string, b: string): number =>
    round2(median(of(a).map(({ perSec }, round) => perSec / (of(b)[round]?.perSec ?? 1))));
  const cores = round2(median(server.map((use) => use.cores)));
  const spent = Math.round(median(server.map((use) => use.usPerRequest)));
  return {
    oursPerSec: Math.round(rate('ours256')),
    peerPerSec: Math.round(rate('peer')),
    limitPerSec: Math.round(rate('limit256')),
    oursVsPeer: ratio('ours256', 'peer'),
    oursVsLimit: ratio('ours256', 'limit256'),
    p50Ms: round2(median(of('ours256').map(({ p50Ms }) => p50Ms))),
    p99Ms: round2(median(of('ours256').map(({ p99Ms }) => p99Ms))),
    walBytesPerTransfer: Math.round(median(wal)),
    gatewayPerSec: Math.round(rate('gateway')),
    gatewayVsPeer: ratio('gateway', 'peer'),
    gatewayP99Ms: round2(median(of('gateway').map(({ p99Ms }) => p99Ms))),
    gatewayBoundBy: `the serving process: ${cores} cores busy, ${spent} us of CPU a request`,
    oursPerSecAt64: Math.round(rate('ours64')),
    oursPerSecAt1024: Math.round(rate('ours1024')),
    limitPerSecAt1024: Math.round(rate('limit1024')),
    oursVsPeerAt1024: ratio('ours1024', 'peer'),
    oursVsLimitAt1024: ratio('ours1024', 'limit1024'),
    rounds: of('peer').length,
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
  seconds: number,
  call: (caller: number) => Promise<void>,
  each = 1,
): Promise<Round> {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
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
  const taken = (performance.now() - begin) / 1_000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { perSec: (latencies.length * each) / taken, p50Ms: at(0.5), p99Ms: at(0.99) };
}

async function peerTransfer(client: pg.Client): Promise<void> {
  const values = [newUuid(systemClock.now()), 0, 1 + below(MEMBERS), 10];
  await client.query({ name: 'peer', text: 'SELECT peer.post($1, $2, $3, $4)', values });
}

function playGateway(callers: ChildProcess, round: GatewayRound): Promise<Round> {
  return new Promise((resolve, reject) => {
    callers.once('message', (message) => {
      const made = message as GatewayMade;
      if (made.failed === undefined) resolve(made);
      else reject(new Error(made.failed));
    });
    callers.once('error', reject);
    callers.send(round);
  });
}

/** Members that identity knows: orders from outside name nobody else. */
async function enrol({ house }: RunningGuildhall): Promise<readonly string[]> {
  const identity = house.doors.get<IdentityService>('identity');
  const members: string[] = [];
  for (const from of [10_000_000, 10_002_000]) {
    const people = Array.from({ length: 2_000 }, (_, n) => ({
      identities: [{ type: 'PHONE' as const, value: `+86139${from + n}`, verified: true }],
    }));
    const { results } = valueOrThrow(
      await identity.enrollMany(CALLER, { idempotencyKey: `people-${from}`, people }),
    );
    members.push(...results.map((one) => valueOrThrow(one).memberId));
  }
  return members;
}

async function tillToken({ house, url }: RunningGuildhall): Promise<string> {
  const clientSecret = 'a secret of the tills, long enough for anybody';
  valueOrThrow(
    await house.doors.get<IdentityService>('identity').registerClient(CALLER, {
      idempotencyKey: 'tills',
      clientId: 'tills',
      clientSecret,
      subsidiary: 'retail',
      name: 'tills',
    }),
  );
  const answer = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`tills:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
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

/** An earn for everybody. */
async function openWallets(door: LedgerDoor, members: readonly string[]): Promise<void> {
  const left = members.values();
  await Promise.all(
    Array.from({ length: 1_024 }, async () => {
      for (const memberId of left) {
        const idempotencyKey = newUuid(systemClock.now());
        valueOrThrow(
          await door.postEarn(CALLER, {
            idempotencyKey,
            memberId,
            currency: 'POINT',
            subsidiary: 'retail',
            reason: { type: 'welcome', id: idempotencyKey },
            amountMinor: 100n,
            funding: FUNDING,
          }),
        );
      }
    }),
  );
}

function ours(
  door: LedgerDoor,
  members: readonly string[],
  callers: number,
  seconds: number,
): Promise<Round> {
  return load(callers, seconds, async () => {
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
    if (!outcome.ok && outcome.refusal.code !== 'INSUFFICIENT_POINTS')
      throw new Error(outcome.refusal.code);
  });
}
