/**
 * Whole sessions at the counter, validate → reserve → redeem, through the gateway over HTTP and GraphQL with the whole
 * house behind it and durability on, in interleaved rounds on one database:
 *   peer    redeem-peer.sql: the same three steps as functions with row locks, one hot offer, 16 direct connections
 *   hot     ours, every customer with a coupon of one offer that has limits of use and money in total; 64 and 256 callers
 *   spread  ours, the same over 1,000 offers; 256 callers
 * The headline is hot with 256 callers. Afterwards every counter must say exactly what was redeemed.
 * `--rounds`, `--seconds` make it shorter or longer.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type RunningGuildhall, startGuildhall } from '../../gateway/src/start-guildhall.ts';
import type { CouponService } from '../../modules/coupon/src/index.ts';
import type { IdentityService } from '../../modules/identity/src/service.ts';
import { systemClock } from '../../shared/src/clock.ts';
import { readConfig } from '../../shared/src/config.ts';
import { migrateAll } from '../../shared/src/database/migrate.ts';
import { newUuid, toUuid } from '../../shared/src/ids.ts';
import { createLogger } from '../../shared/src/log.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { valueOrThrow } from '../../shared/src/outcome.ts';
import { startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import type { Principal } from '../../shared/src/principal.ts';
import { createEmptyDatabase, SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';
import { codesOffer } from './bench-offers.ts';
import type { Made, Round } from './redeem-callers.ts';

const CALLER: Principal = { kind: 'module', name: 'bench' };
const CUSTOMERS = 2_000;
const OFFERS = 1_000;
const USES = 10_000;
const NO_LIMIT = { perAddress: 1e9, anonymous: 1e9, perPerson: 1e9, perSystem: 1e9 };

type Customers = Round['customers'];

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '6' },
    },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  rmSync(dataDir, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    projectDir: PROJECT_ROOT,
    purpose: 'serve',
    dataDir,
  });
  try {
    process.env[SERVER_VARIABLE] = JSON.stringify({ adminUrl: postgres.url, run: 'bench' });
    const { url, database, secret } = await createEmptyDatabase();
    await migrateAll({ adminUrl: url, database, secret, roots: [PROJECT_ROOT] });
    const house = await startGuildhall({
      databaseUrl: url,
      secret,
      port: 0,
      config: readConfig({ NODE_ENV: 'test' }),
      log: createLogger('silent'),
      rates: NO_LIMIT,
    });
    try {
      return await measure(url, house, Number(values.rounds), Number(values.seconds));
    } finally {
      await house.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  url: string,
  house: RunningGuildhall,
  rounds: number,
  seconds: number,
): Promise<Record<string, unknown>> {
  const admin = await connect(url);
  await admin.query(readFileSync(join(import.meta.dirname, 'redeem-peer.sql'), 'utf8'));
  const { hot, spread, hotOffer } = await prepare(house, admin);
  const token = await till(house);
  const callers = fork(join(import.meta.dirname, 'redeem-callers.ts'), { stdio: 'inherit' });
  const peers = await Promise.all(Array.from({ length: 16 }, () => connect(url)));
  const results: Record<string, Made[]> = {};
  const cpu: number[] = [];
  const ours = async (customers: Customers, many: number, forSeconds: number): Promise<Made> => {
    const before = process.cpuUsage();
    const made = await play(callers, {
      ...{ url: house.url, token, callers: many },
      ...{ seconds: forSeconds, customers },
    });
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1_000 / made.sessions);
    return made;
  };
  try {
    await ours(hot, 64, 2); // plans are made, caches filled
    await ours(spread, 64, 2);
    for (let round = 1; round <= rounds; round += 1) {
      const keep = (name: string, made: Made): void => {
        if (made.failed !== undefined) throw new Error(`${name}: ${made.failed}`);
        results[name] = [...(results[name] ?? []), made];
        process.stderr.write(
          `round ${round} ${name}: ${Math.round(made.sessions / made.seconds)} sessions/s p50 ${made.p50Ms.toFixed(1)} p99 ${made.p99Ms.toFixed(1)} ms\n`,
        );
      };
      keep('peer', await playPeer(peers, seconds));
      keep('hot64', await ours(hot, 64, seconds));
      keep('hot256', await ours(hot, 256, seconds));
      keep('spread256', await ours(spread, 256, seconds));
    }
    const exact = await isExact(admin, hotOffer);
    return { ...figures(results), cpuMsPerSession: round2(median(cpu.slice(2))), rounds, exact };
  } finally {
    callers.kill();
    await Promise.all([...peers, admin].map((client) => client.end()));
  }
}

function figures(results: Readonly<Record<string, readonly Made[]>>): Record<string, unknown> {
  const per = ({ sessions, seconds }: Made): number => sessions / seconds;
  const of = (name: string): readonly Made[] => results[name] ?? [];
  const rate = (name: string): number => median(of(name).map(per));
  // Ratios within a round: what the machine does beside it hits both alike.
  const ratio = (a: string, b: string): number =>
    median(of(a).map((made, round) => per(made) / per(of(b)[round] as Made)));
  return {
    perSec: Math.round(rate('hot256')),
    peerPerSec: Math.round(rate('peer')),
    vsPeer: round2(ratio('hot256', 'peer')),
    p50Ms: round2(median(of('hot256').map(({ p50Ms }) => p50Ms))),
    p99Ms: round2(median(of('hot256').map(({ p99Ms }) => p99Ms))),
    hotVsSpread: round2(ratio('hot256', 'spread256')),
    perSecAt64: Math.round(rate('hot64')),
    vsPeerAt64: round2(ratio('hot64', 'peer')),
    p50MsAt64: round2(median(of('hot64').map(({ p50Ms }) => p50Ms))),
    p99MsAt64: round2(median(of('hot64').map(({ p99Ms }) => p99Ms))),
    spreadPerSec: Math.round(rate('spread256')),
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

function play(callers: ChildProcess, round: Round): Promise<Made> {
  return new Promise((resolve, reject) => {
    callers.once('message', (made) => {
      callers.off('error', reject);
      resolve(made as Made);
    });
    callers.once('error', reject);
    callers.send(round);
  });
}

async function playPeer(clients: readonly pg.Client[], seconds: number): Promise<Made> {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  await Promise.all(
    clients.map(async (client, caller) => {
      for (let turn = 0, at = performance.now(); at < end; turn += 1) {
        const member = 1 + ((caller + turn * clients.length) % CUSTOMERS);
        await client.query({
          name: 'validate',
          text: 'SELECT peer.validate($1, $2, $3)',
          values: [`P${member}`, member, 9_830],
        });
        const { rows } = await client.query<{ id: string }>({
          name: 'reserve',
          text: 'SELECT peer.reserve($1, $2, $3, $4) AS id',
          values: [randomUUID(), `P${member}`, member, 9_830],
        });
        await client.query({
          name: 'redeem',
          text: 'SELECT peer.redeem($1, $2, $3)',
          values: [randomUUID(), rows[0]?.id, randomUUID()],
        });
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
  return {
    sessions: latencies.length,
    seconds: taken,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed: undefined,
  };
}

/** Customers by the door of identity, offers by that of coupon; the coupons themselves are put into their wallets. */
async function prepare(
  { house }: RunningGuildhall,
  admin: pg.Client,
): Promise<{ hot: Customers; spread: Customers; hotOffer: string }> {
  const identity = house.doors.get<IdentityService>('identity');
  const enrolled = valueOrThrow(
    await identity.enrollMany(CALLER, {
      idempotencyKey: 'customers',
      people: Array.from({ length: CUSTOMERS }, (_, index) => ({
        identities: [
          { type: 'PHONE' as const, value: `+86138${String(10_000_000 + index)}`, verified: true },
        ],
      })),
    }),
  );
  const members = enrolled.results.map((one) => valueOrThrow(one).memberId);
  const coupon = house.doors.get<CouponService>('coupon');
  const offers: string[] = [];
  for (let index = 0; index <= OFFERS; index += 1)
    offers.push(await publish(coupon, `BENCH-${index}`));
  const [hotOffer = '', ...others] = offers;
  const hot = await give(admin, members, () => hotOffer);
  const spread = await give(admin, members, (index) => others[index % others.length] ?? '');
  await admin.query('ANALYZE');
  return { hot, spread, hotOffer };
}

async function publish(coupon: CouponService, code: string): Promise<string> {
  const definition = codesOffer(USES);
  const created = valueOrThrow(
    await coupon.createOffer(CALLER, { idempotencyKey: code, code, owner: 'group', definition }),
  );
  valueOrThrow(
    await coupon.publishOffer(CALLER, { idempotencyKey: code, offerId: created.offerId }),
  );
  return created.offerId;
}

async function give(
  admin: pg.Client,
  members: readonly string[],
  offerOf: (index: number) => string,
): Promise<Customers> {
  const now = systemClock.now();
  const ids = members.map(() => newUuid(now));
  const { rows } = await admin.query<{ id: string }>(
    `INSERT INTO coupon.coupon (id, code, member_id, offer_id, offer_version, benefit_no, uses_total, valid_from, expires_at, issued_at)
     SELECT id, 'BENCH' || id, member, offer, 1, 0, ${USES}, now(), now() + interval '30 days', now()
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS c (id, member, offer) RETURNING id`,
    [
      ids,
      members.map((id) => toUuid('mem', id)),
      members.map((_, index) => toUuid('off', offerOf(index))),
    ],
  );
  const { fromUuid } = await import('../../shared/src/ids.ts');
  return members.map(
    (memberId, index) => [memberId, fromUuid('cpn', rows[index]?.id ?? '')] as const,
  );
}

/** The token of the supermarket's tills. */
async function till({ house, url }: RunningGuildhall): Promise<string> {
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

/** Uses and money of the hot offer are what its redemptions sum to. */
async function isExact(admin: pg.Client, offerId: string): Promise<boolean> {
  const { rows } = await admin.query<{ uses: string; minor: string; counted: string[] }>(
    `SELECT count(*)::text AS uses, coalesce(sum(u.off), 0)::text AS minor,
            (SELECT array_agg(used::text ORDER BY limit_no) FROM (
               SELECT limit_no, sum(used) AS used FROM coupon.counter WHERE offer_id = $1 AND scope = '' GROUP BY limit_no) t) AS counted
     FROM (SELECT l.redemption_id, sum(l.discount_minor) AS off FROM coupon.redemption_line l
           JOIN coupon.coupon c ON c.id = l.coupon_id WHERE c.offer_id = $1 GROUP BY 1) u`,
    [toUuid('off', offerId)],
  );
  const row = rows[0];
  return row !== undefined && row.counted[0] === row.uses && row.counted[1] === row.minor;
}
