/**
 * A statement as a company takes it home: JSON Lines with everything needed to compute it again, and Excel for people.
 * Both are written as they are read, page by page, however many lines there are.
 */
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { formatAmount } from '@guildhall/shared/amounts';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import exceljs from 'exceljs';
import { sql } from 'kysely';
import type { Happening } from '../domain/happenings.ts';
import { PROGRAMME } from '../domain/kinds.ts';
import { EXPORT_FORMAT, type ExportRecord } from '../domain/recompute.ts';
import {
  listPayments,
  listStatements,
  partsOf,
  type StatementLine,
  type StatementRow,
  statementLines,
} from '../storage/statements.ts';
import { type Db, termsInForce } from '../storage/terms.ts';
import { mustActFor, mustBeMonth, refused } from './access.ts';

const PAGE = 2_000;

export interface StatementOf {
  readonly month: string;
  readonly company: string;
}

export async function findStatement(
  kit: ModuleKit,
  caller: Principal,
  { month, company }: StatementOf,
): Promise<StatementRow> {
  mustActFor(caller, company);
  mustBeMonth(month);
  const [statement] = await listStatements(kit.db.sql(), { month, company });
  return statement ?? refused(refuse('NOT_FOUND', 'STATEMENT_NOT_FOUND', { month, company }));
}

/** The lines of the file. */
export async function* exportStatement(
  kit: ModuleKit,
  caller: Principal,
  input: StatementOf,
): AsyncGenerator<string> {
  const statement = await findStatement(kit, caller, input);
  for await (const record of statementRecords(kit.db.sql(), statement))
    yield `${JSON.stringify(record)}\n`;
}

/** The records of the file in order; `JSON.stringify` of each is a line. */
export async function* statementRecords(
  db: Db,
  statement: StatementRow,
): AsyncGenerator<ExportRecord> {
  const hash = createHash('sha256');
  let records = 0;
  for await (const record of recordsOf(db, statement)) {
    records += 1;
    hash.update(`${JSON.stringify(record)}\n`);
    yield record;
  }
  yield { type: 'end', records: records + 1, sha256: hash.digest('hex') };
}

async function* recordsOf(db: Db, statement: StatementRow): AsyncGenerator<ExportRecord> {
  const { month, company } = statement;
  yield {
    type: 'statement',
    format: EXPORT_FORMAT,
    month,
    company,
    lines: statement.lines,
    owesMinor: statement.owesMinor.toString(),
    isOwedMinor: statement.isOwedMinor.toString(),
    dueOn: statement.dueOn,
    final: statement.final,
    previousHash: statement.previousHash?.toString('hex') ?? null,
    hash: statement.hash.toString('hex'),
    issuedAt: statement.issuedAt.toISOString(),
  };
  for (const residue of await residuesBefore(db, statement)) yield { type: 'residue', ...residue };
  const funders = new Set<string>([PROGRAMME, company]);
  for await (const happening of happeningsOf(db, statement)) {
    noteFunders(happening, funders);
    yield { type: 'happening', happening };
  }
  yield { type: 'terms', ...(await termsOf(db, funders)) };
  for await (const line of linesOf(db, statement)) {
    yield {
      type: 'line',
      lineNo: line.lineNo,
      counterparty: line.counterparty,
      kind: line.kind,
      amountMinor: line.amountMinor.toString(),
      exactMinor: line.exactMinor,
      debtor: line.debtor,
      creditor: line.creditor,
      source: line.source,
      obligation: toUuid('obl', line.obligationId),
      occurredAt: line.occurredAt.toISOString(),
    };
  }
  for (const part of await partsOf(db, month, company)) {
    yield {
      type: 'part',
      ...part,
      amountMinor: part.amountMinor.toString(),
      hash: part.hash.toString('hex'),
    };
  }
  for (const payment of await listPayments(db, { month })) {
    if (payment.payer !== company && payment.payee !== company) continue;
    const { no, payer, payee, amountMinor, dueOn, bankReference } = payment;
    const amount = amountMinor.toString();
    yield { type: 'payment', no, payer, payee, amountMinor: amount, dueOn, bankReference };
  }
}

/** Only terms of companies that fund something in the statement, and what the pool agreed with this one. */
async function termsOf(db: Db, funders: ReadonlySet<string>) {
  const { terms, runOffs } = await termsInForce(db);
  return { terms: terms.filter(({ company }) => funders.has(company)), runOffs };
}

function noteFunders(happening: Happening, funders: Set<string>): void {
  if ('funding' in happening)
    for (const { subsidiary } of happening.funding) funders.add(subsidiary);
  const lots = [
    ...('original' in happening ? happening.original : []),
    ...(happening.kind !== 'DECIDED' && 'lots' in happening ? happening.lots : []),
  ];
  for (const { funding } of lots)
    for (const { subsidiary } of funding.shares) funders.add(subsidiary);
}

async function residuesBefore(db: Db, { month, company }: StatementOf) {
  const { rows } = await sql<{ counterparty: string; exact: string }>`
    SELECT CASE WHEN debtor = ${company} THEN creditor ELSE debtor END AS counterparty,
      sum((CASE WHEN debtor = ${company} THEN 1 ELSE -1 END) * (exact_minor - amount_minor))::text AS exact
    FROM pair_total WHERE month < ${month} AND ${company} IN (debtor, creditor) GROUP BY 1 ORDER BY 1`.execute(
    db,
  );
  return rows.map(({ counterparty, exact }) => ({ counterparty, exactMinor: exact }));
}

async function* happeningsOf(db: Db, { month, company }: StatementOf): AsyncGenerator<Happening> {
  let after = '';
  for (;;) {
    const { rows } = await sql<{ source: string; fact: Happening }>`
      SELECT h.source, h.fact FROM happening h
      WHERE h.source > ${after} AND EXISTS (
        SELECT 1 FROM obligation o
        WHERE o.source = h.source AND o.period = ${month} AND ${company} IN (o.debtor, o.creditor))
      ORDER BY h.source LIMIT ${PAGE}`.execute(db);
    for (const { fact } of rows) yield fact;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.source;
  }
}

async function* linesOf(db: Db, statement: StatementOf): AsyncGenerator<StatementLine> {
  let afterLine = 0;
  for (;;) {
    const lines = await statementLines(db, statement, { limit: PAGE, afterLine });
    yield* lines;
    const last = lines.at(-1);
    if (last === undefined || lines.length < PAGE) return;
    afterLine = last.lineNo;
  }
}

/** Excel takes 1,048,576 rows a sheet. */
const ROWS_PER_SHEET = 1_000_000;
const MONEY = '#,##0.00';

export async function writeWorkbook(db: Db, statement: StatementRow, to: Writable): Promise<void> {
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: to, useStyles: true });
  await writeSummary(workbook, db, statement);
  let sheet: exceljs.Worksheet | undefined;
  let rows = 0;
  for await (const line of linesOf(db, statement)) {
    if (sheet === undefined || rows % ROWS_PER_SHEET === 0) {
      sheet?.commit();
      sheet = lineSheet(workbook, rows / ROWS_PER_SHEET + 1);
    }
    rows += 1;
    sheet
      .addRow([
        line.lineNo,
        line.counterparty,
        line.kind,
        yuan(line.amountMinor),
        line.exactMinor,
        line.source,
        line.obligationId,
        line.occurredAt,
      ])
      .commit();
  }
  sheet?.commit();
  await workbook.commit();
}

/** Excel keeps fifteen digits: exact up to nine trillion yuan, far beyond any line. */
const yuan = (minor: bigint): number => Number(formatAmount(minor, 2));

function lineSheet(workbook: exceljs.stream.xlsx.WorkbookWriter, no: number): exceljs.Worksheet {
  const sheet = workbook.addWorksheet(`明细 ${no}`, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = [
    { header: '行号', width: 8 },
    { header: '对方公司', width: 14 },
    { header: '类型', width: 22 },
    { header: '金额（元）', width: 14, style: { numFmt: MONEY } },
    { header: '舍入前（分）', width: 20 },
    { header: '来源', width: 60 },
    { header: '应付款项', width: 34 },
    { header: '发生时间', width: 20, style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } },
  ];
  return sheet;
}

async function writeSummary(
  workbook: exceljs.stream.xlsx.WorkbookWriter,
  db: Db,
  statement: StatementRow,
): Promise<void> {
  const { month, company, owesMinor, isOwedMinor } = statement;
  const sheet = workbook.addWorksheet('汇总');
  sheet.columns = [
    { width: 20 },
    { width: 24 },
    { width: 16, style: { numFmt: MONEY } },
    { width: 14 },
  ];
  const rows: readonly (readonly (string | number)[])[] = [
    ['公司', company],
    ['月份', month],
    ['应付（元）', '', yuan(owesMinor)],
    ['应收（元）', '', yuan(isOwedMinor)],
    ['净额（元）', '', yuan(isOwedMinor - owesMinor)],
    ['到期日', statement.dueOn],
    ['末期对账单', statement.final ? '是' : '否'],
    ['哈希 SHA-256', statement.hash.toString('hex')],
    [],
    ['对方公司', '行数', '净额（元）'],
    ...(await partsOf(db, month, company)).map((part) => [
      part.counterparty,
      part.lines,
      yuan(part.amountMinor),
    ]),
    [],
    ['付款方', '收款方', '金额（元）', '银行流水号'],
    ...(await listPayments(db, { month }))
      .filter(({ payer, payee }) => payer === company || payee === company)
      .map((pay) => [pay.payer, pay.payee, yuan(pay.amountMinor), pay.bankReference ?? '']),
  ];
  for (const row of rows) sheet.addRow([...row]).commit();
  sheet.commit();
}
