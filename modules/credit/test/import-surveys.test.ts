/** Files of facts: any format, faults reported by line, resumed where it stopped, nothing twice. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exceljs from 'exceljs';
import iconv from 'iconv-lite';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ImportSurveysOptions,
  importSurveys,
  previewSurveys,
} from '../src/import/import-surveys.ts';
import { mappingSchema, type RowFault, STANDARD_MAPPING } from '../src/import/mapping.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person } from './support/desk.ts';

let desk: Desk;
const folder = mkdtempSync(join(tmpdir(), 'guildhall-import-'));
const officer = person('li-wei', 'risk_officer');

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const run = async (path: string, more: Partial<ImportSurveysOptions> = {}) => {
  const faults: [number, string[]][] = [];
  const done = await importSurveys(desk.kit, {
    path,
    sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    encoding: 'utf-8',
    mapping: STANDARD_MAPPING,
    subsidiary: 'auto',
    onFaults: (line: number, found: readonly RowFault[]) =>
      faults.push([line, found.map(({ code }) => code)]),
    ...more,
  });
  return { done, faults };
};

const count = async (table: string): Promise<number> => {
  const { rows } = await sql<{ n: string }>`SELECT count(*) AS n FROM ${sql.table(table)}`.execute(
    desk.kit.db.sql(),
  );
  return Number(rows[0]?.n);
};

/** Notices of a job's progress are no change of what is known. */
const changes = async (): Promise<number> => {
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM outbox WHERE type <> 'credit.file-job-advanced'`.execute(
    desk.kit.db.sql(),
  );
  return Number(rows[0]?.n);
};

const HEADER = 'uscc,name,type,item,value,amount,currency,number,text,observedAt,source';
const row = (n: number, rest: string): string =>
  `${usccOf(9_000 + n)},宁波试验${n}有限公司,${rest}`;

describe('import of surveys', () => {
  test('one fact a row; faults by line, neighbours unharmed; a second run changes nothing', async () => {
    const path = file(
      'facts.csv',
      [
        HEADER,
        row(1, 'REGISTERED_CAPITAL,,,5000000,CNY,,,2026-01-05,register'),
        row(1, 'TAX_RATING,,,,,,A,2026/1/6,tax office'),
        row(2, 'STAFF,,,,,88,,2026年1月7日,visit'),
        `91310000123456789X,坏代码有限公司,STAFF,,,,,1,,2026-01-05,visit`,
        row(3, 'STAFF,,,,,many,,2026-01-05,visit'),
        row(
          4,
          'LEGAL_CASE,,"{""role"":""DEFENDANT"",""cause"":""x"",""stage"":""FILED""}",,,,,2026-01-05,court',
        ),
        row(5, 'SHOES,,,,,1,,2099-01-05,visit'),
        '"unclosed',
        row(
          6,
          'DEFAULT,合同1,"{""amount"":""1"",""currency"":""CNY"",""status"":""OPEN""}",,,,,2026-01-05,own books',
        ),
        '',
      ].join('\n'),
    );
    const dry = await run(path, { dryRun: true });
    expect(dry.done).toMatchObject({ rows: 9, added: 0, known: 4, faulty: 5 });
    expect(await count('firm')).toBe(0);
    const first = await run(path);
    expect(first.done).toEqual({
      rows: 9,
      added: 4,
      known: 0,
      faulty: 5,
      skipped: 0,
      complete: true,
    });
    expect(first.faults).toEqual([
      [5, ['USCC']],
      [6, ['VALUE']],
      [7, ['ITEM']],
      [8, ['FACT_TYPE']],
      [9, ['QUOTE_NOT_CLOSED']],
    ]);
    const before = [
      await count('firm'),
      await count('fact'),
      await count('assessment'),
      await changes(),
    ];
    expect(before.slice(0, 3)).toEqual([3, 4, 3]);
    expect((await run(path)).done).toEqual({
      rows: 9,
      added: 0,
      known: 0,
      faulty: 0,
      skipped: 9,
      complete: true,
    });
    // The same facts in another file are the same facts.
    const other = file('again.csv', readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    expect((await run(other)).done).toMatchObject({ added: 0, known: 4 });
    expect([
      await count('firm'),
      await count('fact'),
      await count('assessment'),
      await changes(),
    ]).toEqual(before);
  });

  test('an interrupted run goes on where it stopped', async () => {
    const rows = Array.from({ length: 50 }, (_, i) =>
      row(100 + i, `STAFF,,,,,${i + 1},,2026-01-05,visit`),
    );
    const path = file('long.csv', `${[HEADER, ...rows].join('\n')}\n`);
    const stop = new AbortController();
    const first = await run(path, {
      batchRows: 20,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(first.done).toMatchObject({ rows: 20, added: 20 });
    const second = await run(path, { batchRows: 20 });
    expect(second.done).toMatchObject({ rows: 50, added: 30, skipped: 20 });
  });

  const mapping = mappingSchema.parse({
    uscc: '统一社会信用代码',
    name: '企业名称',
    observedAt: '调查日期',
    source: { constant: '资信调查表' },
    facts: [
      {
        type: 'REGISTERED_CAPITAL',
        value: {
          amount: { column: '注册资本(万元)', times: 10_000 },
          currency: { constant: 'CNY' },
        },
      },
      {
        type: 'FIRM_STATUS',
        value: { text: { column: '登记状态', words: { 存续: 'IN_BUSINESS', 吊销: 'REVOKED' } } },
      },
      { type: 'STAFF', when: '人数', value: { number: { column: '人数', type: 'number' } } },
    ],
  });
  const SHEET = [
    ['统一社会信用代码', '企业名称', '注册资本(万元)', '登记状态', '人数', '调查日期'],
    [usccOf(9_501), '无锡清源水务有限公司', '3,500.55', '存续', '120', '2026.1.9'],
    [usccOf(9_502), '无锡清河水务有限公司', '200', '吊销', '', '2026-01-09'],
  ];

  test('one firm a row by a mapping, GBK', async () => {
    const quoted = SHEET.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\r\n');
    const path = file('wide.csv', iconv.encode(`${quoted}\r\n`, 'gbk'));
    const preview = await previewSurveys(desk.kit, { path, mapping, encoding: 'gb18030' }, 1);
    expect(preview).toMatchObject([
      {
        line: 2,
        row: { name: '无锡清源水务有限公司', facts: [{ value: { amount: '35005500' } }, {}, {}] },
      },
    ]);
    const { done, faults } = await run(path, { mapping, encoding: 'gb18030' });
    expect(faults).toEqual([]);
    expect(done).toMatchObject({ rows: 2, added: 5 });
    const [firm] = await desk.service.firmsByCode(officer, { codes: [usccOf(9_502)] });
    expect(firm).toMatchObject({ name: '无锡清河水务有限公司' });
  });

  test('the same from Excel and from JSON says nothing new', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('调查').addRows(SHEET);
    const sheet = join(folder, 'wide.xlsx');
    await book.xlsx.writeFile(sheet);
    expect((await run(sheet, { mapping })).done).toMatchObject({
      rows: 2,
      added: 0,
      known: 5,
      faulty: 0,
    });
    const [names = [], ...rows] = SHEET;
    const objects = rows.map((cells) =>
      Object.fromEntries(cells.map((cell, i) => [names[i] ?? '', cell])),
    );
    const lines = file(
      'wide.ndjson',
      `${objects.map((each) => JSON.stringify(each)).join('\n')}\nnot json\n`,
    );
    expect((await run(lines, { mapping })).done).toMatchObject({
      rows: 3,
      added: 0,
      known: 5,
      faulty: 1,
    });
    const array = file('wide.json', JSON.stringify(objects));
    expect((await run(array, { mapping })).done).toMatchObject({
      rows: 2,
      added: 0,
      known: 5,
      faulty: 0,
    });
  });

  const rowsOf = (n: number): string =>
    [
      HEADER,
      ...Array.from({ length: 9 }, (_, i) => row(n + i, 'STAFF,,,,,7,,2026-01-05,visit')),
      '',
    ].join('\n');
  const stateOf = async (path: string) => {
    const sha256 = createHash('sha256').update(readFileSync(path)).digest();
    const { rows } = await sql<{ state: string; failure: string | null; done: number }>`
      SELECT state, failure, rows_done::int AS done FROM import_run WHERE file_sha256 = ${sha256}`.execute(
      desk.kit.db.sql(),
    );
    return rows[0];
  };

  test('a command that is interrupted leaves a stopped run; the same command goes on with it', async () => {
    const path = file('stopped.csv', rowsOf(500));
    const stop = new AbortController();
    const first = await run(path, {
      batchRows: 3,
      signal: stop.signal,
      onProgress: ({ rows }) => (rows >= 3 ? stop.abort() : undefined),
    });
    expect(first.done).toMatchObject({ rows: 3, added: 3, complete: false });
    expect(await stateOf(path)).toEqual({ state: 'CANCELLED', failure: null, done: 3 });
    const second = await run(path, { batchRows: 3 });
    expect({ ...second.done, faults: second.faults }).toEqual({
      rows: 9,
      added: 6,
      known: 0,
      faulty: 0,
      skipped: 3,
      complete: true,
      faults: [],
    });
    expect(await stateOf(path)).toEqual({ state: 'DONE', failure: null, done: 9 });
  });

  test('a command whose process died is found silent; one that is at work is not run twice', async () => {
    const path = file('silent.csv', rowsOf(520));
    let twice: unknown;
    const first = run(path, {
      batchRows: 3,
      onProgress: async ({ rows }) => {
        if (rows === 3) twice = await run(path).catch((error: unknown) => error);
      },
    });
    await first;
    expect(String(twice)).toMatch(/another process/);
    await sql`
      UPDATE import_run SET state = 'RUNNING', finished_at = NULL, claimed_until = ${desk.clock.now()}
      WHERE file_sha256 = ${createHash('sha256').update(readFileSync(path)).digest()}`.execute(
      desk.kit.db.sql(),
    );
    desk.clock.advance(1_000);
    await desk.service.workOnImports();
    expect(await stateOf(path)).toMatchObject({ state: 'CANCELLED', failure: 'INTERRUPTED' });
  });

  test('an import stopped by a person takes no row more, not even of the batch under way', async () => {
    const path = file('cancelled.csv', rowsOf(540));
    const done = await run(path, {
      batchRows: 3,
      onProgress: async ({ rows }) => {
        if (rows === 3)
          await sql`UPDATE import_run SET state = 'CANCELLED' WHERE state = 'RUNNING'`.execute(
            desk.kit.db.sql(),
          );
      },
    });
    expect(done.done.complete).toBe(false);
    expect((await stateOf(path))?.state).toBe('CANCELLED');
    expect(Number((await stateOf(path))?.done)).toBeLessThan(9);
    const facts = await count('fact');
    expect((await run(path)).done.complete).toBe(true);
    expect(await count('fact')).toBeGreaterThan(facts);
  });
});
