/** Files by API: imports previewed, queued, stopped and gone on with; screenings in bulk; REST doors; stores of files. */
import { bindContext } from '@guildhall/shared/http-context';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import exceljs from 'exceljs';
import express from 'express';
import iconv from 'iconv-lite';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttp } from '../src/http.ts';
import type { FirmId } from '../src/ids.ts';
import { usccOf } from './support/codes.ts';
import { type Desk, openDesk, person, system } from './support/desk.ts';

const officer = person('li-wei', 'risk_officer');
const auto = system('auto');
const retail = system('retail');

let desk: Desk;
let firmId: FirmId;
beforeAll(async () => {
  desk = await openDesk();
  ({ firmId } = valueOrThrow(
    await desk.service.registerFirm(auto, {
      idempotencyKey: 'f1',
      uscc: usccOf(1),
      name: '苏州博远新能源科技有限公司',
    }),
  ));
  valueOrThrow(
    await desk.service.registerFirm(auto, {
      idempotencyKey: 'f2',
      uscc: usccOf(2),
      name: '苏州博元新能源科技有限公司',
    }),
  );
});
afterAll(() => desk?.close());

const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64');
const ordered = (name: string, success: string) =>
  `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ... on Refusal { code path message } ${success} } }`;

let keys = 0;
async function order<T>(
  caller: Principal,
  name: string,
  success: string,
  input: object,
): Promise<T> {
  keys += 1;
  const answer = await desk.ask<Record<string, T>>(caller, ordered(name, success), {
    input: { idempotencyKey: `k-${keys}`, ...input },
  });
  return answer[name] as T;
}

const upload = async (
  name: string,
  content: string | Buffer,
  caller: Principal = auto,
): Promise<string> =>
  (
    await order<{ id: string }>(caller, 'uploadFile', '... on UploadedFile { id size }', {
      name,
      content: base64(content),
    })
  ).id;

const TABLE = [
  ['统一社会信用代码', '企业名称', '注册资本(万元)', '经营状态', '参保人数', '调查日期'],
  [usccOf(51), '无锡清源水务有限公司', '3,500', '存续', '120', '2026-01-09'],
  [usccOf(52), '无锡清河水务有限公司', '200', '倒闭了', '3', '2026-01-09'],
  ['91310000123456789X', '坏代码有限公司', '1', '存续', '1', '2026-01-09'],
];
const csv = (rows: readonly (readonly string[])[]): string =>
  `${rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\r\n')}\r\n`;

const PREVIEW =
  '... on ImportPreview { encoding rowsTotal columns suggestedMapping rows { line uscc facts faults } }';
const IMPORT = `... on StartedImport { created import { id state dryRun rowsTotal rowsDone added known faulty faultsPath
  faults(first: 10) { edges { node { line code detail } } } } }`;
interface Import {
  readonly created: boolean;
  readonly import: {
    readonly id: string;
    readonly state: string;
    readonly rowsDone: number;
    readonly faultsPath: string;
  };
}
const importById = async (id: string) =>
  (
    await desk.ask<{ surveyImport: Import['import'] }>(
      auto,
      `query ($id: ID!) { surveyImport(id: $id) { id state dryRun rowsTotal rowsDone added known faulty faultsPath
        faults(first: 10) { edges { node { line code detail } } } } }`,
      { id },
    )
  ).surveyImport;

describe('imports by API', () => {
  test('GBK with the usual columns: previewed with a suggested mapping, checked, taken over, once', async () => {
    const uploadId = await upload('调查.csv', iconv.encode(csv(TABLE), 'gbk'));
    const preview = await order<{ suggestedMapping: object }>(
      auto,
      'previewSurveyImport',
      PREVIEW,
      { uploadId },
    );
    expect(preview).toMatchObject({
      encoding: 'gb18030',
      rowsTotal: 3,
      columns: TABLE[0],
      rows: [
        {
          line: 2,
          uscc: usccOf(51),
          facts: [
            { value: { amount: '35000000' } },
            { value: { text: 'IN_BUSINESS' } },
            { value: { number: 120 } },
          ],
          faults: [],
        },
        { line: 3, faults: [expect.stringContaining('VALUE')] },
        { line: 4, faults: [expect.stringContaining('USCC')] },
      ],
    });
    const mapping = preview.suggestedMapping;
    const dry = await order<Import>(auto, 'startSurveyImport', IMPORT, {
      uploadId,
      mapping,
      dryRun: true,
    });
    expect(dry).toMatchObject({ created: true, import: { state: 'QUEUED', dryRun: true } });
    expect(await desk.service.workOnImports()).toBe(true);
    expect(await importById(dry.import.id)).toMatchObject({
      state: 'DONE',
      added: 0,
      known: 3,
      faulty: 2,
      rowsTotal: 3,
    });
    expect(await desk.service.firmsByCode(officer, { codes: [usccOf(51)] })).toEqual([]);

    const started = await order<Import>(auto, 'startSurveyImport', IMPORT, { uploadId, mapping });
    await desk.service.workOnImports();
    expect(await importById(started.import.id)).toMatchObject({
      state: 'DONE',
      rowsDone: 3,
      added: 3,
      faulty: 2,
      faults: {
        edges: [{ node: { line: 3, code: 'VALUE' } }, { node: { line: 4, code: 'USCC' } }],
      },
    });
    const again = await upload('改名.csv', iconv.encode(csv(TABLE), 'gbk'));
    const second = await order<Import>(auto, 'startSurveyImport', IMPORT, {
      uploadId: again,
      mapping,
    });
    expect(second).toMatchObject({
      created: false,
      import: { id: started.import.id, state: 'DONE' },
    });
    expect(await desk.service.workOnImports()).toBe(false);
  });

  test('an import that was stopped is gone on with; a company sees its own only', async () => {
    const uploadId = await upload('more.csv', csv([TABLE[0] ?? [], ...TABLE.slice(1, 2)]));
    const started = await order<Import>(auto, 'startSurveyImport', IMPORT, { uploadId });
    const { id } = started.import;
    expect(await order(auto, 'cancelSurveyImport', IMPORT, { importId: id })).toMatchObject({
      import: { state: 'CANCELLED' },
    });
    expect(await desk.service.workOnImports()).toBe(false);
    expect(await order(retail, 'resumeSurveyImport', IMPORT, { importId: id })).toMatchObject({
      code: 'CREDIT_JOB_UNKNOWN',
    });
    expect(await order(auto, 'resumeSurveyImport', IMPORT, { importId: id })).toMatchObject({
      import: { state: 'QUEUED' },
    });
    await desk.service.workOnImports();
    expect(await importById(id)).toMatchObject({ state: 'DONE', rowsDone: 1, faulty: 1 });
    expect(await order(auto, 'resumeSurveyImport', IMPORT, { importId: id })).toMatchObject({
      code: 'CREDIT_JOB_ENDED',
    });
  });

  test('what is no table, or not what its name says, is refused by name', async () => {
    expect(
      await order(auto, 'uploadFile', '', { name: 'a.exe', content: base64('x') }),
    ).toMatchObject({ code: 'CREDIT_UPLOAD_KIND', path: ['name'] });
    expect(
      await order(auto, 'uploadFile', '', { name: 'a.xlsx', content: base64('x,y') }),
    ).toMatchObject({ code: 'CREDIT_UPLOAD_KIND' });
    const uploadId = await upload('broken.json', '{"not": "an array"}');
    expect(await order(auto, 'previewSurveyImport', PREVIEW, { uploadId })).toMatchObject({
      code: 'CREDIT_TABLE_UNREADABLE',
    });
    expect(await order(retail, 'previewSurveyImport', PREVIEW, { uploadId })).toMatchObject({
      code: 'CREDIT_UPLOAD_UNKNOWN',
    });
    expect(
      await order(auto, 'startSurveyImport', IMPORT, { uploadId, mapping: { facts: [] } }),
    ).toMatchObject({ code: 'CREDIT_MAPPING_INVALID' });
  });

  test('uploads are forgotten after thirty days, not the evidence of the same bytes', async () => {
    const kept = await upload('kept.csv', 'a,b\n1,2\n');
    expect(await desk.service.forgetUploads()).toBe(0);
    desk.clock.advance(31 * 86_400_000);
    expect(await desk.service.forgetUploads()).toBeGreaterThan(0);
    expect(await order(auto, 'previewSurveyImport', PREVIEW, { uploadId: kept })).toMatchObject({
      code: 'CREDIT_UPLOAD_UNKNOWN',
    });
  });
});

const BULK = `... on StartedBulkScreening { bulkScreening { id state rowsTotal rowsDone resultPath counts { outcome rows listed }
  rows(first: 20) { edges { node { line outcome askedName matched lists grade candidates { name band cleared } } } } } }`;

describe('screening in bulk', () => {
  const rows = [
    ['公司名称', '税号'],
    ['苏州博远新能源科技有限公司', ''],
    ['苏州博源新能源科技有限公司', ''],
    ['别的名字有限公司', usccOf(1)],
    ['苏州博远新能源科技有限公司', usccOf(1)],
    ['', '91310000123456789X'],
    ['乌鲁木齐天山牧业合作社', ''],
    ['', ''],
  ];
  const screened = async () => {
    const uploadId = await upload('供应商.csv', csv(rows));
    const { bulkScreening } = await order<{ bulkScreening: { id: string; resultPath: string } }>(
      auto,
      'startBulkScreening',
      BULK,
      { uploadId },
    );
    while (await desk.service.workOnBulkScreenings());
    const answer = await desk.ask<{
      bulkScreening: { rows: { edges: { node: { line: number; outcome: string } }[] } };
    }>(
      auto,
      `query ($id: ID!) { bulkScreening(id: $id) { state rowsTotal rowsDone counts { outcome rows listed }
        rows(first: 20) { edges { node { line outcome matched lists candidates { name band cleared } } } } } }`,
      { id: bulkScreening.id },
    );
    return { ...bulkScreening, ...answer.bulkScreening };
  };

  test('codes, names, look-alikes and nobody; a decision is remembered until its day', async () => {
    const first = await screened();
    expect(first).toMatchObject({ state: 'DONE', rowsTotal: 7, rowsDone: 7 });
    expect(first.rows.edges.map(({ node }) => [node.line, node.outcome])).toEqual([
      [2, 'NAME_SAME'],
      [3, 'NAME_REVIEW'],
      [4, 'CODE_MATCH_NAME_DIFFERS'],
      [5, 'CODE_MATCH'],
      [6, 'CODE_INVALID'],
      [7, 'NO_MATCH'],
      [8, 'UNREADABLE'],
    ]);
    const decide = (name: string, id: FirmId) =>
      order<{ id: string }>(officer, 'clearName', '... on DecidedClearance { id }', {
        name,
        firmId: id,
        reason: '字号不同，已电话核实',
        expiresOn: '2026-12-31',
      });
    const [other] = await desk.service.firmsByCode(officer, { codes: [usccOf(2)] });
    const { id } = await decide('苏州博源新能源科技（有限公司）', firmId);
    await decide('苏州博源新能源科技有限公司', other?.id ?? firmId);
    const second = await screened();
    expect(second.rows.edges[1]?.node).toMatchObject({
      outcome: 'CLEARED',
      matched: null,
      candidates: [{ cleared: true }, { cleared: true }],
    });
    await order(officer, 'revokeNameClearance', '... on DecidedClearance { id }', {
      clearanceId: id,
      reason: '误判',
    });
    expect((await screened()).rows.edges[1]?.node).toMatchObject({ outcome: 'NAME_REVIEW' });
    desk.clock.advance(400 * 86_400_000);
    expect((await screened()).rows.edges[1]?.node).toMatchObject({ outcome: 'NAME_REVIEW' });
    expect(
      await order(officer, 'clearName', '... on DecidedClearance { id }', {
        name: 'x',
        firmId,
        reason: 'y',
        expiresOn: '2026-01-01',
      }),
    ).toMatchObject({ code: 'CREDIT_CLEARANCE_EXPIRY', path: ['expiresOn'] });
  });

  test('a list of names and nothing else', async () => {
    const uploadId = await upload('names.csv', '企业名称\n苏州博远新能源科技有限公司\n');
    const started = await order<{ bulkScreening: { id: string } }>(
      auto,
      'startBulkScreening',
      BULK,
      { uploadId },
    );
    while (await desk.service.workOnBulkScreenings());
    expect(
      await desk.ask(
        auto,
        'query ($id: ID!) { bulkScreening(id: $id) { state counts { outcome rows } } }',
        {
          id: started.bulkScreening.id,
        },
      ),
    ).toEqual({ bulkScreening: { state: 'DONE', counts: [{ outcome: 'NAME_SAME', rows: 1 }] } });
  });

  test('a column that is not there is named, with those that are', async () => {
    const uploadId = await upload('c.csv', csv(rows));
    expect(
      await order(auto, 'startBulkScreening', BULK, { uploadId, nameColumn: '客户' }),
    ).toMatchObject({
      code: 'CREDIT_COLUMN_UNKNOWN',
      path: ['nameColumn'],
      message: expect.stringContaining('公司名称'),
    });
  });

  test('the answers as Excel, the faults as CSV, by whom they belong to', async () => {
    const job = await screened();
    const http = (caller: Principal) => {
      const app = express();
      app.use((request, _response, next) => {
        bindContext(request, { caller, requestId: 't', locale: 'en', now: desk.clock.now() });
        next();
      });
      app.use(createHttp(desk.service, desk.kit));
      return supertest(app);
    };
    const answer = await http(auto)
      .get(job.resultPath)
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts)));
      })
      .expect(200);
    const book = new exceljs.Workbook();
    await book.xlsx.load(answer.body as never);
    const sheet = book.getWorksheet('筛查结果');
    expect(sheet?.rowCount).toBe(8);
    expect(sheet?.getRow(5).getCell(4).value).toBe('代码一致');
    await http(retail).get(job.resultPath).expect(404);
    await http({ kind: 'anonymous' }).get(job.resultPath).expect(401);
    // Turned away before the body is read: a stranger's is refused for who he is, not for its size.
    const stranger = http({ kind: 'anonymous' }).post('/credit-files/evidence');
    await stranger.send(Buffer.alloc(11 * 1024 * 1024)).expect(401);

    const uploaded = await http(auto)
      .post('/credit-files/uploads')
      .query({ name: '表.csv' })
      .set('Idempotency-Key', 'rest-1')
      .send(Buffer.from(csv(TABLE)))
      .expect(201);
    const { import: run } = await order<Import>(auto, 'startSurveyImport', IMPORT, {
      uploadId: uploaded.body.id,
    });
    await desk.service.workOnImports();
    const faults = await http(auto).get(run.faultsPath).expect(200);
    expect(faults.text.split('\n').slice(0, 2)).toEqual([
      '\uFEFFline,code,detail',
      expect.stringMatching(/^2,\w+,"/),
    ]);
    expect(faults.headers['content-disposition']).toContain('attachment');
  });

  test('evidence by REST: kept by its bytes, opened by role, each opening on record', async () => {
    const app = express();
    let caller: Principal = auto;
    app.use((request, _response, next) => {
      bindContext(request, { caller, requestId: 't', locale: 'en', now: desk.clock.now() });
      next();
    });
    app.use(createHttp(desk.service, desk.kit));
    const send = (key: string, bytes: Buffer) =>
      supertest(app)
        .post('/credit-files/evidence')
        .query({ firmId, name: '合同.pdf' })
        .set('Idempotency-Key', key)
        .set('Content-Type', 'application/octet-stream')
        .send(bytes);
    const pdf = Buffer.from('%PDF-1.7\nevidence');
    const kept = await send('e-1', pdf).expect(201);
    expect(kept.body).toMatchObject({ mediaType: 'application/pdf', size: pdf.length });
    expect((await send('e-2', pdf).expect(201)).body.id).toBe(kept.body.id);
    expect(
      (await send('e-3', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0])).expect(400)).body,
    ).toMatchObject({
      code: 'CREDIT_EVIDENCE_TYPE',
    });
    await supertest(app)
      .post('/credit-files/evidence')
      .query({ firmId, name: 'x' })
      .send('x')
      .expect(400);
    const path = `/credit-files/evidence/${kept.body.id}`;
    const opened = await supertest(app).get(path).expect(200);
    expect(opened.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      etag: `"${kept.body.sha256}"`,
    });
    expect(Buffer.from(opened.body)).toEqual(pdf);
    caller = retail;
    expect((await supertest(app).get(path).expect(403)).body).toMatchObject({
      code: 'CREDIT_EVIDENCE_CLOSED',
    });
    caller = officer;
    await supertest(app).get(path).expect(200);
    const rows = await desk.kit.db
      .sql<{ evidence_opening: { account: string } }>()
      .selectFrom('evidence_opening')
      .select('account')
      .execute();
    expect(rows.map(({ account }) => account)).toEqual(['system:auto-system', 'staff:li-wei']);
  });
});
