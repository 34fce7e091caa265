/** What comes of an import, once, whatever is in the file, and what the books say afterwards. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { composeHouse, type House } from '@guildhall/gateway';
import { lookAtSource } from '@guildhall/retail/import';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { silentProgress } from '@guildhall/shared/import/progress';
import { createLogger } from '@guildhall/shared/log';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { createTestDatabase, type TestDatabase } from '@guildhall/shared/testing/test-database';
import iconv from 'iconv-lite';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runImport } from '../import/run-import.ts';

const HEADER = 'Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

let database: TestDatabase;
let house: House;
let admin: pg.Client;
let dir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  dir = mkdtempSync(join(tmpdir(), 'guildhall-import-'));
  house = await composeHouse({
    databaseUrl: database.url,
    secret: database.secret,
    config: readConfig({ NODE_ENV: 'test' }),
    clock: systemClock,
    log: createLogger('silent'),
  });
});
afterAll(async () => {
  await house.stop();
  await admin.end();
  await database.drop();
  rmSync(dir, { recursive: true });
});
// Files of different tests tell of the same customers: each begins with no sales on record.
afterEach(async () => {
  await admin.query(`TRUNCATE retail.basket, retail.basket_line, retail.goods_return, retail.goods_return_line,
    retail.delivery_booking, retail.import_run, retail.import_line, retail.import_problem, retail.import_customer,
    retail.import_visit, retail.import_return, retail.product, journal.transaction CASCADE`);
});

interface Wish {
  readonly dryRun?: boolean;
  readonly encoding?: string;
}

async function take(
  name: string,
  bytes: string | Uint8Array,
  { dryRun = false, encoding }: Wish = {},
) {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  const progress = silentProgress;
  const from = await lookAtSource({ path, encoding, progress });
  const options = { path, progress, dryRun, reconcile: !dryRun, reportPath: `${path}.report.csv` };
  const rest = { databaseUrl: database.url, startedAt: performance.now() };
  return runImport(house, from, { ...options, ...rest });
}

const csv = (lines: readonly string[]): string => `${[HEADER, ...lines].join('\n')}\n`;

async function counts(): Promise<readonly string[]> {
  const tables = ['identity.member', 'retail.basket', 'retail.basket_line', 'retail.goods_return'];
  const books = ['journal.transaction', 'coupon.decision', 'ledger.posting', 'retail.outbox'];
  const counted: string[] = [];
  for (const table of [...tables, ...books]) {
    const { rows } = await admin.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`);
    counted.push(`${table} ${rows[0]?.count}`);
  }
  return counted;
}

const lines = [
  'LANTERN,6,2010-12-01T08:26:00Z,3.39,17850,United Kingdom',
  'T-LIGHT,2,2010-12-01T08:26:00Z,2.55,17850,United Kingdom',
  'T-LIGHT,2,2010-12-01T08:26:00Z,2.55,17850,United Kingdom',
  'T-LIGHT,1,2010-12-01T08:28:00Z,2.55,,United Kingdom',
  'LANTERN,abc,2010-12-01T08:30:00Z,3.39,13047,United Kingdom',
  'LANTERN,4,2010-12-01T08:34:00Z,3.50,13047,United Kingdom',
  'T-LIGHT,-3,2010-12-02T10:00:00Z,2.55,17850,United Kingdom',
  'LANTERN,-5,2010-12-02T10:05:00Z,3.39,13047,United Kingdom',
  'DISCOUNT,-1,2010-12-02T10:06:00Z,9.99,13047,United Kingdom',
];

describe('an import of sales', () => {
  it('makes members, baskets, returns and points, reports the rest, and the books agree', async () => {
    const { summary, openEvents, reconciliation } = await take('shop.csv', csv(lines));
    expect(summary).toMatchObject({
      lines: 9,
      problems: {
        ...{ CUSTOMER_MISSING: 1, QUANTITY_UNREADABLE: 1 },
        ...{ RETURN_OF_MORE_THAN_BOUGHT: 1, RETURN_WITHOUT_PURCHASE: 1 },
      },
      customers: { all: 2, enrolled: 2 },
      // 6 x 3.39 + 2 x 2.55 + 2 x 2.55 = 30.54; 4 x 3.50 = 14.00
      baskets: { count: 2, lines: 4, amountMinor: 4_454n },
      // Two of the first line of lights, one of the second.
      returns: { count: 1, lines: 1, amountMinor: 765n },
    });
    expect(openEvents).toBe(0);
    expect(reconciliation).toMatchObject({ equal: true, differing: [] });
    // 30 + 14 earned; 30.54 - 7.65 = 22.89 leaves 22, so 8 go back.
    const books = new Map(reconciliation?.rows.map(({ what, books: said }) => [what, said]));
    expect(
      ['points earned', 'points taken back', 'points left'].map((what) => books.get(what)),
    ).toEqual(['44', '8', '36']);
    const report = readFileSync(join(dir, 'shop.csv.report.csv'), 'utf8').split('\n');
    expect(report.slice(1, 5).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual([
      '5 CUSTOMER_MISSING',
      '6 QUANTITY_UNREADABLE',
      '9 RETURN_OF_MORE_THAN_BOUGHT',
      '10 RETURN_WITHOUT_PURCHASE',
    ]);
  });

  it('changes nothing when it is run again, and a dry run changes nothing at all', async () => {
    const empty = await counts();
    const trial = await take('shop.csv', csv(lines), { dryRun: true });
    expect(trial.summary).toMatchObject({
      baskets: { count: 2 },
      returns: { count: 1 },
      customers: { all: 2 },
    });
    expect(await counts()).toEqual(empty);
    const first = await take('shop.csv', csv(lines));
    const before = await counts();
    const again = await take('shop.csv', csv(lines));
    expect(again.summary).toEqual(first.summary);
    expect(again.reconciliation?.equal).toBe(true);
    expect(await counts()).toEqual(before);
  });

  it('takes only what is new of a file that grew, and its returns find what was bought before', async () => {
    await take('monday.csv', csv(lines));
    const more = [
      'LANTERN,-2,2010-12-03T09:00:00Z,3.39,17850,United Kingdom',
      'LANTERN,1,2010-12-03T09:30:00Z,3.39,99,United Kingdom',
    ];
    const { summary, reconciliation } = await take('tuesday.csv', csv([...lines, ...more]));
    expect(summary).toMatchObject({
      ...{ customers: { all: 3, enrolled: 1 }, baskets: { count: 3 } },
      ...{ returns: { count: 2, lines: 1 }, returnedBefore: 1 },
    });
    expect(reconciliation?.equal).toBe(true);
  });

  it('leaves a receipt that says something else as it is, and reports it; the books show the difference', async () => {
    await take('one.csv', csv(lines));
    const changed = lines.map((line) => line.replace('LANTERN,4,', 'LANTERN,5,'));
    const { summary, reconciliation } = await take('two.csv', csv(changed));
    expect(summary.problems).toMatchObject({ RECEIPT_DIFFERS: 1 });
    expect(reconciliation?.equal).toBe(false);
    expect(reconciliation?.differing.join()).toContain('13047');
  });

  it('survives a half-written line, broken characters, stray quotes and huge values, and takes the rest', async () => {
    const broken = Buffer.concat([
      Buffer.from(`${HEADER}\n${lines[0]}\nBAD `),
      Buffer.of(0xff, 0xfe),
      Buffer.from(',1,2010-12-01T09:00:00Z,1,17850,UK\n'),
      Buffer.from('HUGE,99999999999999999999,2010-12-01T09:01:00Z,1,17850,UK\n'),
      Buffer.from('"OPEN,1,2010-12-01T09:02:00Z,1,17850,UK\nSHORT,1,2010-12-01T09:03:00Z\n'),
      Buffer.from('HALF,1,2010-12-01T09:04:00Z,1,178'),
    ]);
    const { summary } = await take('broken.csv', broken, { encoding: 'utf-8', dryRun: true });
    expect(summary).toMatchObject({
      lines: 6,
      problems: {
        ...{ COLUMN_COUNT: 1, ENCODING_BROKEN: 1, LINE_CUT_OFF: 1 },
        ...{ QUOTE_NOT_CLOSED: 1, VALUE_TOO_BIG: 1 },
      },
      baskets: { count: 1, lines: 1 },
    });
  });

  it('reads the export of a Chinese till in GBK, and refuses it in the wrong encoding', async () => {
    const text = [
      '小票号,门店,交易时间,会员卡号,商品编码,商品名称,类别,数量,单价',
      'A0001,世纪大道店,2026/3/5 9:07:30,88001,6901,"纯牛奶, 1 L",乳品,2,12.5',
      'A0001,世纪大道店,2026/3/5 9:07:30,88001,6902,红富士苹果,水果,0.755,12.8',
      'A0002,徐家汇店,2026/3/5 9:10:00,88002,6901,"纯牛奶, 1 L",乳品,1,12.5',
      'A0002,世纪大道店,2026/3/5 9:10:00,88002,6901,"纯牛奶, 1 L",乳品,1,12.5',
      'A0003,外滩店,2026/3/5 9:11:00,88002,6901,"纯牛奶, 1 L",乳品,1,12.5',
      'R0001,世纪大道店,2026/3/6 10:00:00,88001,6901,"纯牛奶, 1 L",乳品,-1,12.5',
      '',
    ].join('\r\n');
    const bytes = iconv.encode(text, 'gbk');
    await expect(take('till.csv', bytes, { encoding: 'utf-8' })).rejects.toThrow(
      'another encoding',
    );
    const { summary } = await take('till.csv', bytes);
    expect(summary).toMatchObject({
      lines: 6,
      problems: { RECEIPT_INCONSISTENT: 1, STORE_UNKNOWN: 1 },
      baskets: { count: 2, lines: 3, amountMinor: 4_716n },
      returns: { count: 1, amountMinor: 1_250n },
    });
    const { rows } = await admin.query(
      'SELECT code, name, category, unit FROM retail.product ORDER BY code',
    );
    expect(rows).toEqual([
      { code: '6901', name: '纯牛奶, 1 L', category: '乳品', unit: 'PIECE' },
      { code: '6902', name: '红富士苹果', category: '水果', unit: 'KILOGRAM' },
    ]);
  });

  const data = process.env.GUILDHALL_DATA ?? '../shared/data';
  const real = resolve(PROJECT_ROOT, data, 'retail/online_retail.csv.gz');
  it.runIf(existsSync(real))(
    'agrees with plain SQL on the first weeks of a real shop (needs GUILDHALL_DATA)',
    async () => {
      const wanted = Number(process.env.GUILDHALL_IMPORT_LINES ?? 6_000);
      const first = gunzipSync(readFileSync(real))
        .toString('utf8')
        .split('\n')
        .slice(0, wanted + 1);
      const { summary, reconciliation } = await take('real.csv', `${first.join('\n')}\n`);
      expect(summary.lines).toBe(wanted);
      expect(reconciliation).toMatchObject({ equal: true, differing: [] });
    },
  );
});
