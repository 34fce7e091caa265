/**
 * Screening before a deal through the gateway (HTTP, token, GraphQL, rules, stored answer, leaf of the shared log), with
 * 1,000,000 firms, 20,000 of them listed, exposures, relations, connected groups and contagion present, durability on:
 *   open     200 a second by the clock: the time from when a request was due
 *   closed   16 callers, each asks again when answered: the maximum
 *   limit    the same rows inserted by 16 connections and nothing else
 * `--firms`, `--listed`, `--rounds` and `--seconds` make it smaller or longer; the figures are medians over the rounds.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type RunningGuildhall, startGuildhall } from '../../gateway/src/start-guildhall.ts';
import type { IdentityService } from '../../modules/identity/src/service.ts';
import { readConfig } from '../../shared/src/config.ts';
import { migrateAll } from '../../shared/src/database/migrate.ts';
import { createLogger } from '../../shared/src/log.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { valueOrThrow } from '../../shared/src/outcome.ts';
import { startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import { createEmptyDatabase, SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';
import type { ScreenMade, ScreenRound } from './credit-screen-callers.ts';

const NO_LIMIT = { perAddress: 1e9, anonymous: 1e9, perPerson: 1e9, perSystem: 1e9 };
const RATE = 200;
const CALLERS = 16;
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

interface Size {
  readonly firms: number;
  readonly rounds: number;
  readonly seconds: number;
}

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      firms: { type: 'string', default: '1000000' },
      listed: { type: 'string', default: '20000' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '15' },
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
    const firms = Number(values.firms);
    await load(url, firms, Math.min(Number(values.listed), Math.floor(firms / 10)));
    const guildhall = await startGuildhall({
      databaseUrl: url,
      secret,
      port: 0,
      config: readConfig({ NODE_ENV: 'test' }),
      log: createLogger('silent'),
      local: ['identity', 'credit'],
      background: false,
      rates: NO_LIMIT,
    });
    const callers = fork(join(import.meta.dirname, 'credit-screen-callers.ts'), {
      stdio: 'inherit',
    });
    try {
      const size = { firms, rounds: Number(values.rounds), seconds: Number(values.seconds) };
      return await measure(url, guildhall, callers, size);
    } finally {
      callers.kill();
      await guildhall.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Set-based, two tables at a time; indexes are made after their rows, which is sooner than with them. */
async function load(url: string, firms: number, listed: number): Promise<void> {
  const started = Date.now();
  const text = readFileSync(join(import.meta.dirname, 'credit-screen-firms.sql'), 'utf8');
  const [first = '', ...others] = text
    .replaceAll(':firms', String(firms))
    .replaceAll(':listed', String(listed))
    .split(/;\n/)
    .filter((statement) => statement.trim() !== '');
  const clients = await Promise.all([loader(url), loader(url)]);
  try {
    await fill(clients[0], first, started);
    await Promise.all(
      clients.map(async (client) => {
        for (let next = others.shift(); next !== undefined; next = others.shift())
          await fill(client, next, started);
      }),
    );
    await clients[0].query('VACUUM ANALYZE');
    await clients[0].query('CHECKPOINT');
    say(`${firms} firms, ${listed} listed, in ${Math.round((Date.now() - started) / 1_000)} s`);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function loader(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  await client.query('SET synchronous_commit = off');
  return client;
}

async function fill(client: pg.Client, statement: string, started: number): Promise<void> {
  const table = /INSERT INTO (credit\.\w+)/.exec(statement)?.[1];
  if (table === undefined) throw new Error(`No table in ${statement.slice(0, 80)}`);
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index AS i
     WHERE indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)`,
    [table],
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query(statement);
  for (const { definition } of indexes) await client.query(definition);
  say(`${table}: ${Math.round((Date.now() - started) / 1_000)} s`);
}

async function measure(
  url: string,
  guildhall: RunningGuildhall,
  callers: ChildProcess,
  { firms, rounds, seconds }: Size,
): Promise<Record<string, unknown>> {
  const token = await systemToken(guildhall);
  const ask = (more: Partial<ScreenRound>): Promise<ScreenMade> =>
    play(callers, { url: guildhall.url, token, firms, seconds, ...more });
  await ask({ callers: 8, seconds: 6 }); // plans, caches, connections, compiled code
  const made: Record<'open' | 'closed', ScreenMade[]> = { open: [], closed: [] };
  const limits: number[] = [];
  /** Processor time of the serving process for one request, microseconds: what a busy machine does not blur. */
  const costs: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const open = await ask({ rate: RATE });
    const before = process.cpuUsage();
    const closed = await ask({ callers: CALLERS });
    const spent = process.cpuUsage(before);
    costs.push((spent.user + spent.system) / (closed.perSec * seconds));
    const limit = await insertRows(url, Math.min(5, seconds));
    made.open.push(open);
    made.closed.push(closed);
    limits.push(limit);
    for (const { failed } of [open, closed]) if (failed !== undefined) throw new Error(failed);
    say(
      `round ${round}: open ${open.perSec.toFixed(0)}/s p50 ${open.p50Ms.toFixed(1)} p99 ${open.p99Ms.toFixed(1)} ms; closed ${closed.perSec.toFixed(0)}/s p99 ${closed.p99Ms.toFixed(1)} ms; limit ${limit.toFixed(0)}/s`,
    );
  }
  const median = (numbers: readonly number[]): number =>
    [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  const answers: Record<string, number> = {};
  for (const { answers: of } of made.open)
    for (const [answer, count] of Object.entries(of))
      answers[answer] = (answers[answer] ?? 0) + count;
  return {
    bench: 'credit-screen',
    p50Ms: tenth(median(made.open.map(({ p50Ms }) => p50Ms))),
    p99Ms: tenth(median(made.open.map(({ p99Ms }) => p99Ms))),
    maxPerSec: Math.round(median(made.closed.map(({ perSec }) => perSec))),
    closedP99Ms: tenth(median(made.closed.map(({ p99Ms }) => p99Ms))),
    limitPerSec: Math.round(median(limits)),
    serverUsPerRequest: Math.round(median(costs)),
    firms,
    answers,
  };
}

function play(callers: ChildProcess, round: ScreenRound): Promise<ScreenMade> {
  return new Promise((resolve, reject) => {
    callers.once('message', (made) => resolve(made as ScreenMade));
    callers.once('error', reject);
    callers.send(round);
  });
}

async function systemToken(guildhall: RunningGuildhall): Promise<string> {
  const identity = guildhall.house.doors.get<IdentityService>('identity');
  const [clientId, clientSecret] = ['retail-bench', 'a secret of the bench, long enough'];
  valueOrThrow(
    await identity.registerClient(
      { kind: 'module', name: 'bench' },
      { idempotencyKey: clientId, clientId, clientSecret, subsidiary: 'retail', name: clientId },
    ),
  );
  const answer = await fetch(`${guildhall.url}/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error('The bench got no token');
  return token;
}

/** What the database can do at best: the rows a screening leaves behind, one transaction each, 16 connections. */
async function insertRows(url: string, seconds: number): Promise<number> {
  const clients = Array.from({ length: CALLERS }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  let done = 0;
  const text = 'x'.repeat(1_500);
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  try {
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < end) {
          await client.query(
            `WITH s AS (INSERT INTO credit.screening (id, firm_id, subsidiary, asked_by, answer, request, facts, versions, decision, decided_at)
               SELECT $1, id, 'limit', 'limit', 'PROCEED', '{}', $2, '{}', $2, now() FROM credit.firm LIMIT 1)
             INSERT INTO credit.log_leaf (id, kind, subject, salt, commitment, payload, at)
             VALUES ($1, 'LIMIT', $1, sha256('a'), sha256('b'), $2, now())`,
            [randomUUID(), text],
          );
          done += 1;
        }
      }),
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  return done / ((performance.now() - begin) / 1_000);
}

if (import.meta.main) console.log(JSON.stringify(await bench(process.argv.slice(2))));
