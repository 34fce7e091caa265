/**
 * Searching among 1,000,000 firms by names with a slip of the pen, at 16 callers, over the module's own search on a real
 * server with durability on. Firms are made from real short names, places, industries and legal forms; a searched name
 * has one character of its trade name replaced, left out or put in. Found means: the right firm is among ten hits.
 *
 *   FIRMS=100000 SEARCHES=4000 node test/bench/credit-search.ts   for a smaller run
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import pg from 'pg';
import { searchFirms } from '../../modules/credit/src/application/search-firms.ts';
import { INDUSTRY_WORDS } from '../../modules/credit/src/domain/names/industry-words.ts';
import { normaliseName } from '../../modules/credit/src/domain/names/normalise.ts';
import { INDEX_VERSION, indexTerms } from '../../modules/credit/src/domain/names/search-terms.ts';
import type { CreditTables, Db } from '../../modules/credit/src/storage/tables.ts';
import { Database } from '../../shared/src/database/database.ts';
import { PROJECT_ROOT } from '../../shared/src/modules.ts';
import { startEmbeddedPostgres } from '../../shared/src/postgres/embedded.ts';
import { createModuleDatabase } from '../../shared/src/testing/module-database.ts';
import { SERVER_VARIABLE } from '../../shared/src/testing/test-database.ts';
import { type Random, randomFrom } from './random.ts';

const DATA = resolve(
  process.env.GUILDHALL_DATA ?? join(PROJECT_ROOT, '../shared/data'),
  'credit/names',
);
const FIRMS = Number(process.env.FIRMS ?? 1_000_000);
const SEARCHES = Number(process.env.SEARCHES ?? 8_000);
const CALLERS = 16;
const WARM_UP = 1_000;
const SEED = 20_260_102;
const FORMS = ['有限公司', '有限公司', '有限公司', '有限责任公司', '股份有限公司', '集团有限公司'];

export async function bench(): Promise<Record<string, unknown>> {
  if (!existsSync(DATA))
    return { bench: 'credit-search', skipped: `no ${DATA}: set GUILDHALL_DATA` };
  // Lock, log and password of a server lie beside its data: all of it goes with the folder.
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-bench-'));
  // Made again by the launcher, so that the server's account may enter it.
  rmSync(folder, { recursive: true });
  const postgres = await startEmbeddedPostgres({
    projectDir: PROJECT_ROOT,
    purpose: 'serve',
    dataDir: join(folder, 'postgres'),
  });
  try {
    process.env[SERVER_VARIABLE] = JSON.stringify({ adminUrl: postgres.url, run: 'bench' });
    const { url, secret } = await createModuleDatabase(['credit']);
    await load(url, secret);
    await settle(postgres.url, new URL(url).pathname.slice(1));
    const db = await Database.open({
      module: 'credit',
      url,
      secret,
      entities: [],
      poolSize: CALLERS,
    });
    try {
      return await measure(
        db.sql<CreditTables>() as unknown as Db,
        () => db.sql<CreditTables>() as unknown as Db,
      );
    } finally {
      await db.close();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface MadeName {
  readonly place: string;
  readonly trade: string;
  readonly rest: string;
}

/** The n-th firm of the bench; the same n gives the same firm. */
function makerOf(): (n: number) => MadeName {
  const trades = gunzipSync(readFileSync(join(DATA, 'cn_short_names_280k.txt.gz')))
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => /^\p{Script=Han}{2,5}$/u.test(line));
  const places = [
    ...new Set(
      readFileSync(join(DATA, 'cn_province_city_area.csv'), 'utf8')
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(',')[2] ?? ''),
    ),
  ]
    .filter((place) => place !== '' && !place.includes('直辖'))
    .map((place) => place.replace(/市$/, ''));
  const industries = [...INDUSTRY_WORDS].filter((word) => word.length >= 2 && word.length <= 5);
  return (n) => {
    const next = randomFrom(SEED + n);
    const one = <T>(list: readonly T[]): T => {
      const item = list[Math.floor(next() * list.length)];
      if (item === undefined) throw new Error('an empty list');
      return item;
    };
    const trade = trades[(n * 7919) % trades.length] ?? one(trades);
    return { place: one(places), trade, rest: one(industries) + one(FORMS) };
  };
}

const nameOf = ({ place, trade, rest }: MadeName): string => place + trade + rest;

async function load(url: string, secret: string): Promise<void> {
  const db = await Database.open({ module: 'credit', url, secret, entities: [], poolSize: 2 });
  const make = makerOf();
  const started = Date.now();
  try {
    for (let from = 0; from < FIRMS; from += 5_000) {
      const rows = Array.from({ length: Math.min(5_000, FIRMS - from) }, (_, i) => {
        const name = nameOf(make(from + i));
        return { n: from + i, name, normal: normaliseName(name), terms: indexTerms(name) };
      });
      await sql`
        WITH made AS (
          SELECT n, name, normal, ARRAY(SELECT jsonb_array_elements_text(terms)) AS terms
          FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(n int, name text, normal text, terms jsonb)),
        firms AS (
          INSERT INTO firm (id, code_kind, code, sole_trader, registered_by, registered_at)
          SELECT lpad(to_hex(n), 32, '0')::uuid, 'LOCAL', 'BENCH:' || n, false, 'bench', now() FROM made)
        INSERT INTO firm_name (id, firm_id, kind, name, normal, terms, index_version, recorded_at, source)
        SELECT gen_random_uuid(), lpad(to_hex(n), 32, '0')::uuid, 'REGISTERED', name, normal, terms, ${INDEX_VERSION}, now(), 'bench'
        FROM made`.execute(db.sql());
      if (process.stderr.isTTY)
        process.stderr.write(
          `\r${from + rows.length} firms, ${Math.round((Date.now() - started) / 1000)} s`,
        );
    }
    process.stderr.write(
      `${FIRMS} firms loaded in ${Math.round((Date.now() - started) / 1000)} s\n`,
    );
  } finally {
    await db.close();
  }
}

/** What autovacuum does in the minutes after a load: a register that is searched is one at rest. */
async function settle(adminUrl: string, database: string): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.toString() });
  await client.connect();
  await client.query('VACUUM (ANALYZE) credit.firm, credit.firm_name');
  await client.end();
}

/** One character of the trade name replaced, left out or put in. */
function slip(trade: string, next: Random, letters: readonly string[]): string {
  const characters = [...trade];
  const at = Math.floor(next() * characters.length);
  const letter = letters[Math.floor(next() * letters.length)] ?? '';
  const how = next();
  if (how < 0.6 || characters.length === 2) characters[at] = letter;
  else if (how < 0.8) characters.splice(at, 1);
  else characters.splice(at, 0, letter);
  return characters.join('');
}

async function measure(db: Db, fresh: () => Db): Promise<Record<string, unknown>> {
  const make = makerOf();
  const next = randomFrom(SEED - 1);
  const letters = [...new Set(Array.from({ length: 5_000 }, (_, i) => make(i).trade).join(''))];
  const asked = Array.from({ length: SEARCHES }, () => {
    const made = make(Math.floor(next() * FIRMS));
    return {
      right: nameOf(made),
      text: nameOf({ ...made, trade: slip(made.trade, next, letters) }),
    };
  });
  await run(asked.slice(0, WARM_UP), fresh);
  const started = performance.now();
  const { times, found } = await run(asked, fresh);
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const { rows } = await sql<{ bytes: string }>`
    SELECT pg_relation_size('firm_name_terms') AS bytes`.execute(db);
  const at = (share: number): number =>
    Math.round((times[Math.floor(times.length * share)] ?? 0) * 100) / 100;
  return {
    bench: 'credit-search',
    firms: FIRMS,
    perSec: Math.round(asked.length / seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    found: Math.round((found / asked.length) * 1000) / 1000,
    indexBytesPerFirm: Math.round(Number(rows[0]?.bytes ?? 0) / FIRMS),
  };
}

async function run(asked: readonly { right: string; text: string }[], fresh: () => Db) {
  const times: number[] = [];
  let [at, found] = [0, 0];
  const caller = async (): Promise<void> => {
    for (let mine = asked[at]; mine !== undefined; mine = asked[at]) {
      at += 1;
      const started = performance.now();
      const hits = await searchFirms(fresh(), mine.text, 10);
      times.push(performance.now() - started);
      const { right } = mine;
      if (hits.some(({ name }) => name === right)) found += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { times, found };
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
