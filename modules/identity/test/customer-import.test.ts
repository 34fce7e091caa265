import { PassThrough } from 'node:stream';
import { registerMessages } from '@guildhall/shared/messages';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import exceljs from 'exceljs';
import iconv from 'iconv-lite';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultsFile } from '../src/application/imports/faults-file.ts';
import { identityMessages } from '../src/domain/refusals.ts';
import { createSubgraph } from '../src/subgraph.ts';
import { asking } from './support/ask.ts';
import {
  MODULE,
  OPERATOR,
  type OpenIdentity,
  openIdentity,
  refusalCode,
  system,
} from './support/open-identity.ts';

let house: OpenIdentity;
beforeEach(async () => {
  house = await openIdentity();
  registerMessages(identityMessages);
});
afterEach(() => house.close());

const HEADER = '客户编号,姓名,手机号,出生日期,性别,邮箱';
const LINES = [
  'C001,陈静,138 1234 0001,1990年1月2日,女,chenjing@example.com',
  'C002,王强,13812340002,1985/3/4,男,',
  'C003,李娜,12345,1979.5.6,女,',
  'C004,"赵,敏",13812340004,2099-01-01,女,',
  'C005,孙丽,13812340005,1988-08-08,未知,not-a-mail',
  ',,,,,',
];

async function* pieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function upload(
  bytes: Buffer,
  fileName: string,
  caller: Principal = OPERATOR,
  source = 'retail',
) {
  const taken = valueOrThrow(
    await house.service.takeCustomerFile(caller, { fileName, source, bytes: pieces(bytes) }),
  );
  const row = await house.service.readCustomerImport(OPERATOR, taken);
  if (row === null) throw new Error('The import is gone');
  return { ...row, again: taken.again };
}
const order = (
  importId: string,
  what: 'CHECK' | 'START' | 'PAUSE' | 'CANCEL',
  caller: Principal = OPERATOR,
) =>
  house.service.orderCustomerImport(caller, { idempotencyKey: house.key(), importId, order: what });
async function finished(importId: string, what: 'CHECK' | 'START') {
  valueOrThrow(await order(importId, what));
  await house.service.runCustomerImports(MODULE, {});
  const row = await house.service.readCustomerImport(OPERATOR, { importId });
  if (row === null) throw new Error('The import is gone');
  return row;
}
const text = [HEADER, ...LINES].join('\n');
async function workbook(): Promise<Buffer> {
  const stream = new PassThrough();
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet('客户');
  sheet.addRow(HEADER.split(','));
  sheet.addRow([
    'C001',
    '陈静',
    13812340001,
    new Date('1990-01-02T00:00:00Z'),
    '女',
    'chenjing@example.com',
  ]);
  sheet.addRow(['C002', '王强', '13812340002', '1985/3/4', '男', '']);
  sheet.addRow(['C003', '李娜', 12345, '1979.5.6', '女', '']);
  sheet.addRow(['C004', '赵,敏', '13812340004', '2099-01-01', '女', '']);
  sheet.addRow(['C005', '孙丽', '13812340005', '1988-08-08', '未知', 'not-a-mail']);
  await book.xlsx.write(stream);
  return Buffer.concat(parts);
}

describe('a file of customers', () => {
  it.each([
    ['UTF-8', async () => Buffer.from(`\uFEFF${text}\n`), 'kunden.csv'],
    ['GBK, without an end to its last line', async () => iconv.encode(text, 'gbk'), '客户.csv'],
    ['a workbook', workbook, '客户.xlsx'],
  ])('is taken over line by line: %s', async (_what, make, fileName) => {
    const row = await upload(await make(), fileName);
    expect(row).toMatchObject({ state: 'READY', columns: HEADER.split(',') });
    expect(row.mapping.columns).toEqual({
      customerNumber: '客户编号',
      name: '姓名',
      phone: '手机号',
      birthday: '出生日期',
      gender: '性别',
      email: '邮箱',
    });
    const preview = await house.service.previewCustomerImport(OPERATOR, {
      importId: row.importId,
      rows: 3,
    });
    expect(
      preview.map(({ lineNo, person, faults }) => [
        lineNo,
        person !== null,
        faults.map(({ field }) => field),
      ]),
    ).toEqual([
      [2, true, []],
      [3, true, []],
      [4, false, ['phone']],
    ]);
    const checked = await finished(row.importId, 'CHECK');
    expect(checked).toMatchObject({
      state: 'CHECKED',
      found: 2,
      faulty: 3,
      created: 0,
      rowsTotal: 5,
    });
    expect(
      await house.service.findMember(OPERATOR, {
        identity: { type: 'PHONE', value: '13812340001' },
      }),
    ).toBeNull();

    const done = await finished(row.importId, 'START');
    expect(done).toMatchObject({ state: 'DONE', created: 2, found: 0, faulty: 3 });
    const chen = await house.service.findMember(OPERATOR, {
      identity: { type: 'CUSTOMER_NUMBER', value: 'C001', source: 'retail' },
    });
    const [facts] = await house.service.readFacts(OPERATOR, { memberIds: [chen?.id ?? ''] });
    expect(facts?.profile).toMatchObject({
      name: { value: '陈静', source: 'retail' },
      birthday: { value: '1990-01-02' },
      gender: { value: 'FEMALE' },
    });

    let file = '';
    for await (const part of faultsFile(house.service, OPERATOR, row.importId, 'en')) file += part;
    expect(file.split('\n').slice(0, 4)).toEqual([
      '\uFEFFline,field,code,message,line left out',
      '4,phone,IDENTITY_MALFORMED,This is not a valid PHONE: compare it with the original,yes',
      '5,birthday,BIRTHDAY_MALFORMED,"Give the birthday as a real date, YYYY-MM-DD, not in the future",yes',
      '6,email,IDENTITY_MALFORMED,This is not a valid EMAIL: compare it with the original,yes',
    ]);
  });

  it('that is no table is refused, stays on the list with the reason, and is opened like any other', async () => {
    const bytes = new TextEncoder().encode('这不是一个表格文件');
    const refused = await house.service.takeCustomerFile(OPERATOR, {
      ...{ fileName: '收件人.xlsx', source: 'logistics', bytes },
    });
    expect(refusalCode(refused)).toBe('IMPORT_UNREADABLE');
    const [row] = await house.service.listCustomerImports(OPERATOR, { limit: 1 });
    expect(row).toMatchObject({ state: 'FAILED', error: 'IMPORT_UNREADABLE', columns: [] });
    expect(
      await house.service.previewCustomerImport(OPERATOR, {
        importId: row?.importId ?? '',
        rows: 10,
      }),
    ).toEqual([]);
  });

  it('is taken over leniently when that is wished: a field is left out, not the line', async () => {
    const row = await upload(Buffer.from(text), 'a.csv');
    const mapped = await house.service.mapCustomerImport(OPERATOR, {
      idempotencyKey: house.key(),
      importId: row.importId,
      mapping: { ...row.mapping, lenient: true, verified: ['PHONE'] },
    });
    expect(valueOrThrow(mapped).mapping.lenient).toBe(true);
    const done = await finished(row.importId, 'START');
    // A birthday in the future is noticed only when the line is read against today: the line stays out.
    expect(done).toMatchObject({ created: 4, faulty: 1 });
    expect(await house.service.countImportFaults(OPERATOR, row)).toEqual([
      { code: 'BIRTHDAY_MALFORMED', field: 'birthday', count: 1 },
      { code: 'IDENTITY_MALFORMED', field: 'email', count: 1 },
      { code: 'IDENTITY_MALFORMED', field: 'phone', count: 1 },
    ]);
  });

  it('goes on where it stopped, counts no line twice, and a second time changes nothing', async () => {
    const many = Array.from(
      { length: 1_234 },
      (_, at) => `C${at},客户${at},1391${String(at).padStart(7, '0')}`,
    );
    const bytes = Buffer.from(['客户编号,姓名,电话', ...many].join('\r\n'));
    const row = await upload(bytes, 'many.csv');
    valueOrThrow(await order(row.importId, 'START'));
    // The process dies after the first batch: its lease runs out.
    const paused = new Promise<void>((resolve) => {
      const watch = setInterval(async () => {
        const now = await house.service.readCustomerImport(OPERATOR, { importId: row.importId });
        if ((now?.rowsDone ?? 0) === 0) return;
        clearInterval(watch);
        await order(row.importId, 'PAUSE');
        resolve();
      }, 1);
    });
    await house.service.runCustomerImports(MODULE, {});
    await paused;
    const stopped = await house.service.readCustomerImport(OPERATOR, { importId: row.importId });
    if (stopped?.state === 'PAUSED') {
      expect(stopped.rowsDone % 500).toBe(0);
      await finished(row.importId, 'START');
    }
    const done = await house.service.readCustomerImport(OPERATOR, { importId: row.importId });
    expect(done).toMatchObject({ state: 'DONE', rowsDone: 1_234, created: 1_234, faulty: 0 });
    const again = await upload(bytes, 'other-name.csv');
    expect(again).toMatchObject({ again: true, importId: row.importId, state: 'DONE' });
    const { rows } = await sql<{
      members: number;
    }>`SELECT count(*)::int AS members FROM member`.execute(house.kit.db.sql());
    expect(rows[0]?.members).toBe(1_234);
  });

  it('lies sealed, and goes when it is cancelled', async () => {
    const row = await upload(Buffer.from(text), 'a.csv');
    const stored = await sql<{ found: boolean }>`
      SELECT bool_or(position(convert_to('C001', 'UTF8') in sealed) > 0) AS found FROM customer_import_piece`.execute(
      house.kit.db.sql(),
    );
    expect(stored.rows[0]?.found).toBe(false);
    valueOrThrow(await order(row.importId, 'CANCEL'));
    const { rows } = await sql`SELECT 1 FROM customer_import_piece`.execute(house.kit.db.sql());
    expect(rows).toEqual([]);
    expect(refusalCode(await order(row.importId, 'START'))).toBe('IMPORT_STATE_FORBIDS');
  });

  it('is the business of its own subsidiary and of the group', async () => {
    const refused = await house.service.takeCustomerFile(system('auto'), {
      fileName: 'a.csv',
      source: 'retail',
      bytes: pieces(Buffer.from(text)),
    });
    expect(refusalCode(refused)).toBe('IMPORT_NOT_YOURS');
    const row = await upload(Buffer.from(text), 'a.csv', system('retail'));
    expect(row.source).toBe('retail');
    expect(await house.service.readCustomerImport(system('auto'), row)).toBeNull();
    expect(refusalCode(await order(row.importId, 'START', system('auto')))).toBe(
      'IMPORT_NOT_FOUND',
    );
    expect(await house.service.listCustomerImports(system('auto'), { limit: 5 })).toEqual([]);
    expect(await house.service.listCustomerImports(system('retail'), { limit: 5 })).toHaveLength(1);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'a.csv', 'IMPORT_EMPTY'],
    ['one column', Buffer.from('just text\nmore\n'), 'a.csv', 'IMPORT_UNREADABLE'],
    ['a workbook that is none', Buffer.from('PK not really'), 'a.xlsx', 'IMPORT_UNREADABLE'],
  ])('is refused when it holds %s', async (_what, bytes, fileName, code) => {
    const refused = await house.service.takeCustomerFile(OPERATOR, {
      fileName,
      source: 'retail',
      bytes: pieces(bytes),
    });
    expect(refusalCode(refused)).toBe(code);
  });

  it('is not started while nothing in it identifies anybody, nor under columns it does not have', async () => {
    const row = await upload(Buffer.from('姓名,城市\n王强,杭州\n'), 'a.csv');
    expect(refusalCode(await order(row.importId, 'START'))).toBe('IMPORT_MAPPING_TOO_WEAK');
    const mapped = await house.service.mapCustomerImport(OPERATOR, {
      idempotencyKey: house.key(),
      importId: row.importId,
      mapping: { columns: { phone: '电话' } },
    });
    expect(refusalCode(mapped)).toBe('IMPORT_COLUMN_UNKNOWN');
  });

  it('is watched through the graph', async () => {
    const ask = asking(createSubgraph(house.service, house.kit), () => house.clock.now());
    const row = await upload(Buffer.from(text), 'a.csv');
    await ask(
      OPERATOR,
      `mutation ($id: ID!) { startCustomerImport(input: { idempotencyKey: "go", importId: $id }) { __typename } }`,
      { id: row.importId },
    );
    await house.service.runCustomerImports(MODULE, {});
    const seen = await ask(
      OPERATOR,
      `query ($id: ID!) { customerImport(id: $id) { state rowsTotal rowsDone created faulty mapping { field column } preview(rows: 1) { lineNo person faults { code } }
        faultCounts { code count } faults(first: 1) { edges { node { lineNo field message } } pageInfo { hasNextPage } } } customerImports { edges { node { id } } } }`,
      { id: row.importId },
    );
    expect(seen.codes).toEqual([]);
    expect(seen.data.customerImport).toMatchObject({
      state: 'DONE',
      created: 2,
      faulty: 3,
      faults: { edges: [{ node: { lineNo: 4, field: 'phone' } }], pageInfo: { hasNextPage: true } },
    });
  });
});
