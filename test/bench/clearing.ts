/**
 * `npm run bench -- clearing [--obligations 1000000] [--rounds 3]`: closes a month. Ours is the whole close: cut-off with
 * its fixed sums and rounding, every statement line stored under its number, hashed, chained, and the payments planned.
 * The limit, in the same round and database, is one INSERT … SELECT of the same number of statement lines into a table
 * of the same columns and indexes. Reconciliation is not part of it: it reads other modules' books.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { composeHouse, type House } from '../../gateway/src/compose.ts';
import { issueOrdered } from '../../modules/clearing/src/application/issue-statements.ts';
import type { ClearingDoor } from '../../modules/clearing/src/index.ts';
import { SteppedClock } from '../../shared/src/clock.ts';
import { readConfig } from '../../shared/src/config.ts';
import { createLogger } from '../../shared/src/log.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { valueOrThrow } from '../../shared/src/outcome.ts';
import { startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import { createModuleDatabase } from '../../shared/src/testing/module-database.ts';
import { SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const CALLER = { kind: 'module', name: 'bench' } as const;

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      obligations: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '3' },
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
    const { url, secret } = await createModuleDatabase(['clearing']);
    const clock = new SteppedClock(new Date('2026-01-15T00:00:00Z'));
    const house = await composeHouse({
      databaseUrl: url,
      secret,
      config: readConfig({ NODE_ENV: 'test' }),
      clock,
      log: createLogger('silent'),
      local: ['clearing'],
    });
    const admin = new pg.Client({ connectionString: url, options: '-c search_path=clearing' });
    await admin.connect();
    try {
      return await measure(
        { house, clock, admin },
        Number(values.obligations),
        Number(values.rounds),
      );
    } finally {
      await admin.end();
      await house.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Setting {
  readonly house: House;
  readonly clock: SteppedClock;
  readonly admin: pg.Client;
}

async function measure(
  { house, clock, admin }: Setting,
  obligations: number,
  rounds: number,
): Promise<Record<string, unknown>> {
  const results: { readonly ours: number; readonly limit: number; readonly lines: number }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const month = `2026-${String(round).padStart(2, '0')}`;
    await fill(admin, month, obligations);
    const limit = await timed(() => rawInsert(admin, month));
    clock.set(new Date(Date.UTC(2026, round, 3)));
    const ours = await timed(() => closeMonth(house, admin, month));
    const { rows } = await admin.query<{ stored: string; planned: string }>(
      `SELECT (SELECT count(*) FROM statement_line WHERE month = $1) AS stored, lines AS planned FROM period WHERE month = $1`,
      [month],
    );
    // What rounding left is posted as lines of its own.
    const lines = Number(rows[0]?.stored);
    if (lines !== Number(rows[0]?.planned) || lines < 2 * obligations)
      throw new Error(`${lines} lines stored, ${rows[0]?.planned} planned`);
    results.push({ ours, limit, lines });
    say(
      `round ${round}: closed in ${ours.toFixed(1)} s, the limit ${limit.toFixed(1)} s for ${lines} lines`,
    );
  }
  const report = valueOrThrow(await house.doors.get<ClearingDoor>('clearing').verify(CALLER, {}));
  const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const ours = median(results.map((one) => one.ours));
  const limit = median(results.map((one) => one.limit));
  return {
    perSec: Math.round(obligations / ours),
    vsRawSum: Math.round(median(results.map((one) => one.limit / one.ours)) * 100) / 100,
    obligations,
    statementLines: 2 * obligations,
    closeSeconds: Math.round(ours * 10) / 10,
    limitSeconds: Math.round(limit * 10) / 10,
    rounds,
    verified: report.ok,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1_000;
}

/** A month as it comes about: four companies and the pool, several kinds, amounts with residues. */
async function fill(admin: pg.Client, month: string, obligations: number): Promise<void> {
  say(`${month}: ${obligations} obligations`);
  await admin.query(
    `INSERT INTO obligation (id, source, kind, debtor, creditor, currency, amount_minor, exact_minor, period, occurred_at,
        recorded_at, event_id)
      SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || lpad(to_hex(i), 16, '8'))::uuid,
        'bench/' || $1 || '/' || i, (ARRAY['POINTS_REDEEMED', 'POINTS_RESTORED', 'POINTS_ISSUED', 'COUPON_REDEEMED'])[1 + i % 4],
        c[1 + i % 5], c[1 + (i + 1 + (i / 5) % 4) % 5], 'CNY', 1 + i % 5000, 1 + i % 5000 + (i % 7 - 3) * 0.05, $1, at, at,
        '00000000-0000-7000-8000-000000000000'
      FROM generate_series(1, $2::int) AS i,
        LATERAL (SELECT ($1 || '-01')::timestamptz + i * interval '1 second' AS at) a,
        LATERAL (SELECT ARRAY['auto', 'logistics', 'programme', 'property', 'retail'] AS c) n`,
    [month, obligations],
  );
  await admin.query('VACUUM ANALYZE obligation');
}

async function rawInsert(admin: pg.Client, month: string): Promise<void> {
  await admin.query(`DROP TABLE IF EXISTS raw_line`);
  await admin.query(`CREATE TABLE raw_line (LIKE statement_line INCLUDING ALL)`);
  await admin.query(
    `INSERT INTO raw_line (month, company, line_no, counterparty, kind, amount_minor, obligation_id, occurred_at)
      SELECT $1, company, row_number() OVER (), counterparty, kind, amount_minor, id, occurred_at FROM (
        SELECT creditor AS company, debtor AS counterparty, kind, amount_minor, id, occurred_at FROM obligation WHERE period = $1
        UNION ALL
        SELECT debtor, creditor, kind, -amount_minor, id, occurred_at FROM obligation WHERE period = $1) sides`,
    [month],
  );
  await admin.query(`DROP TABLE raw_line`);
}

async function closeMonth(house: House, admin: pg.Client, month: string): Promise<void> {
  const clearing = house.doors.get<ClearingDoor>('clearing');
  valueOrThrow(await clearing.cutOffPeriod(CALLER, { idempotencyKey: month, month }));
  await admin.query(
    `UPDATE period SET state = 'RECONCILED', due_on = '2027-01-01', issued_by_person = 'bench' WHERE month = $1`,
    [month],
  );
  const { kit } = house.local.get('clearing') ?? {};
  if (kit === undefined) throw new Error('Clearing is not here');
  await issueOrdered(kit, month, ({ lines, of }) =>
    process.stderr.write(`\r  ${Math.floor((100 * lines) / of)} % of ${of} lines`),
  );
  process.stderr.write('\n');
}
