/**
 * `POST /credit-files/uploads?name=…`, `GET /credit-files/imports/{id}/faults.csv` and
 * `GET /credit-files/bulk-screenings/{id}/result.xlsx`. Long answers are written page by page: memory stays flat.
 */
import { once } from 'node:events';
import { fromUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import exceljs from 'exceljs';
import type { RequestHandler, Response } from 'express';
import { BULK_SCREENING, type BulkScreeningId, FIRM, IMPORT } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { BulkRow } from '../storage/bulk-screenings.ts';
import { asFile, bytesOf, door, idempotencyKeyOf, idOf, refused, textOf } from './rest-answers.ts';

const PAGE = 2_000;

export function takeUpload(service: CreditService): RequestHandler {
  return door(async (request, response, { caller }) => {
    const outcome = await service.uploadFile(caller, {
      idempotencyKey: idempotencyKeyOf(request),
      name: textOf(request, 'name', 200),
      bytes: bytesOf(request),
    });
    if (!outcome.ok) return refused(outcome.refusal);
    const { uploadId, sha256, size } = outcome.value;
    response.status(201).json({ id: uploadId, sha256, size });
  });
}

const noJob = (): never =>
  refused({ kind: 'NOT_FOUND', code: 'CREDIT_JOB_UNKNOWN', params: {}, path: ['id'] });

export function importFaultsCsv(service: CreditService): RequestHandler {
  return door(async (request, response, { caller }) => {
    const id = idOf(IMPORT, request.params.id, 'id');
    const run = await service.surveyImport(caller, { id });
    if (run === undefined) return noJob();
    asFile(response, `${run.fileName ?? 'import'}.faults.csv`, 'text/csv; charset=utf-8');
    // Without a byte order mark spreadsheets take UTF-8 for something else.
    response.write('\uFEFFline,code,detail\n');
    let after: readonly [number, number] | undefined;
    for (;;) {
      const faults = await service.importFaults(caller, { id, limit: PAGE, after });
      const lines = faults.map(({ line, code, detail }) => `${line},${code},${quoted(detail)}\n`);
      await written(response, lines.join(''));
      const last = faults.at(-1);
      if (last === undefined || faults.length < PAGE) break;
      after = [last.line, last.no];
    }
    response.end();
  });
}

async function written(response: Response, text: string): Promise<void> {
  if (text !== '' && !response.write(text)) await once(response, 'drain');
}

/** A text that begins like a formula would run in a spreadsheet. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const quoted = (text: string): string => `"${harmless(text).replaceAll('"', '""')}"`;

const OUTCOMES: Readonly<Record<BulkRow['outcome'], string>> = {
  CODE_MATCH: '代码一致',
  CODE_MATCH_NAME_DIFFERS: '代码一致、名称不符',
  CODE_INVALID: '代码不正确',
  NAME_SAME: '名称一致（待确认）',
  NAME_REVIEW: '名称近似（待核对）',
  CLEARED: '已排除',
  NO_MATCH: '未找到',
  UNREADABLE: '无法读取',
};
const LISTS: Readonly<Record<string, string>> = {
  BLACKLIST: '黑名单',
  WATCHLIST: '关注名单',
  WHITELIST: '白名单',
};

export function bulkScreeningWorkbook(service: CreditService): RequestHandler {
  return door(async (request, response, { caller }) => {
    const id = idOf(BULK_SCREENING, request.params.id, 'id');
    const job = await service.bulkScreening(caller, { id });
    if (job === undefined) return noJob();
    asFile(
      response,
      `${job.fileName.replace(/\.\w+(\.gz)?$/, '')}-筛查结果.xlsx`,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    await writeWorkbook(service, caller, id, response);
  });
}

async function writeWorkbook(
  service: CreditService,
  caller: Principal,
  id: BulkScreeningId,
  response: Response,
): Promise<void> {
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: response, useStyles: true });
  const sheet = book.addWorksheet('筛查结果', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [
    { header: '行', key: 'line', width: 8 },
    { header: '输入代码', key: 'code', width: 22 },
    { header: '输入名称', key: 'name', width: 36 },
    { header: '结果', key: 'outcome', width: 20 },
    { header: '匹配企业', key: 'matched', width: 36 },
    { header: '企业编号', key: 'firm', width: 34 },
    { header: '相似度', key: 'score', width: 10 },
    { header: '名单', key: 'lists', width: 18 },
    { header: '原因', key: 'reasons', width: 24 },
    { header: '评级', key: 'grade', width: 8 },
    { header: '其他候选', key: 'others', width: 48 },
  ];
  sheet.getRow(1).font = { bold: true };
  sheet.autoFilter = { from: 'A1', to: 'K1' };
  let after: number | undefined;
  for (;;) {
    const filter = { outcomes: [], listedOnly: false };
    const rows = await service.bulkScreeningRows(caller, { id, filter, limit: PAGE, after });
    for (const row of rows) sheet.addRow(cellsOf(row)).commit();
    after = rows.at(-1)?.line;
    if (rows.length < PAGE) break;
  }
  sheet.commit();
  await book.commit();
}

function cellsOf(row: BulkRow): Record<string, string | number> {
  return {
    line: row.line,
    code: row.askedCode ?? '',
    name: row.askedName ?? '',
    outcome: OUTCOMES[row.outcome],
    matched: row.matched ?? '',
    firm: row.firmId === undefined ? '' : fromUuid(FIRM, row.firmId),
    score: row.score ?? '',
    lists: row.lists.map((list) => LISTS[list] ?? list).join('、'),
    reasons: row.reasons.join('、'),
    grade: row.grade ?? '',
    others: row.candidates
      .filter(({ firmId }) => firmId !== row.firmId)
      .map(({ name, score, clearedBy }) =>
        clearedBy === undefined ? `${name} (${score.toFixed(2)})` : `${name}（已排除）`,
      )
      .join('；'),
  };
}
