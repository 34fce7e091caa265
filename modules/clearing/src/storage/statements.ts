/** Statements: lines stored set-based and part by part, hashes computed where the lines are. */
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { ObligationKind } from '../domain/kinds.ts';
import { LINES_PER_BLOCK } from '../domain/statement-hash.ts';
import type { Db } from './terms.ts';

export interface PartPlan {
  readonly month: string;
  readonly company: string;
  readonly counterparty: string;
  readonly firstLine: number;
  readonly lines: number;
}

export async function storedParts(db: Db, month: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ company: string; counterparty: string }>`
    SELECT company, counterparty FROM statement_part WHERE month = ${month}`.execute(db);
  return new Set(rows.map(({ company, counterparty }) => `${company}>${counterparty}`));
}

/** Numbers the lines by kind and moment and stores them; answers how many there were. */
export async function storeLines(db: Db, part: PartPlan): Promise<number> {
  const { numAffectedRows } = await sql`
    INSERT INTO statement_line (month, company, line_no, counterparty, kind, amount_minor, obligation_id, occurred_at)
    SELECT ${part.month}, ${part.company}, ${part.firstLine - 1} + row_number() OVER (ORDER BY kind, occurred_at, id),
      ${part.counterparty}, kind, CASE WHEN creditor = ${part.company} THEN amount_minor ELSE -amount_minor END, id, occurred_at
    FROM (
      SELECT * FROM obligation WHERE period = ${part.month} AND debtor = ${part.company} AND creditor = ${part.counterparty}
      UNION ALL
      SELECT * FROM obligation WHERE period = ${part.month} AND debtor = ${part.counterparty} AND creditor = ${part.company}) o
    ORDER BY kind, occurred_at, id`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

interface PartSums {
  readonly lines: number;
  readonly amountMinor: bigint;
  readonly hash: Buffer;
}

/** Of stored lines, as `domain/statement-hash.ts` computes it. */
export async function hashStored(db: Db, part: PartPlan): Promise<PartSums> {
  const { rows } = await sql<{ lines: string; amount: string; hash: Buffer }>`
    SELECT sum(lines)::text AS lines, sum(amount)::text AS amount, sha256(string_agg(hash, ''::bytea ORDER BY block)) AS hash
    FROM (
      SELECT (line_no - ${part.firstLine}) / ${LINES_PER_BLOCK} AS block, count(*) AS lines, sum(amount_minor) AS amount,
        sha256(convert_to(string_agg(line_no || '|' || obligation_id || '|' || kind || '|' || amount_minor, E'\n'
          ORDER BY line_no), 'UTF8')) AS hash
      FROM statement_line
      WHERE month = ${part.month} AND company = ${part.company}
        AND line_no BETWEEN ${part.firstLine} AND ${part.firstLine + part.lines - 1}
      GROUP BY 1) blocks`.execute(db);
  const [row] = rows;
  return {
    lines: Number(row?.lines ?? 0),
    amountMinor: BigInt(row?.amount ?? 0),
    hash: row?.hash ?? Buffer.alloc(0),
  };
}

export async function insertPart(db: Db, part: PartPlan, sums: PartSums): Promise<void> {
  await sql`
    INSERT INTO statement_part (month, company, counterparty, first_line, lines, amount_minor, hash)
    VALUES (${part.month}, ${part.company}, ${part.counterparty}, ${part.firstLine}, ${part.lines},
      ${sums.amountMinor.toString()}, ${sums.hash})`.execute(db);
  await sql`UPDATE period SET lines_issued = lines_issued + ${part.lines} WHERE month = ${part.month}`.execute(
    db,
  );
}

export interface StatementPart {
  readonly counterparty: string;
  readonly firstLine: number;
  readonly lines: number;
  readonly amountMinor: bigint;
  readonly hash: Buffer;
}

export async function partsOf(
  db: Db,
  month: string,
  company: string,
): Promise<readonly StatementPart[]> {
  const { rows } = await sql<{
    counterparty: string;
    first_line: number;
    lines: number;
    amount: string;
    hash: Buffer;
  }>`SELECT counterparty, first_line, lines, amount_minor::text AS amount, hash FROM statement_part
     WHERE month = ${month} AND company = ${company} ORDER BY counterparty`.execute(db);
  return rows.map((row) => ({
    counterparty: row.counterparty,
    firstLine: row.first_line,
    lines: row.lines,
    amountMinor: BigInt(row.amount),
    hash: row.hash,
  }));
}

export interface StatementRow {
  readonly id: string;
  readonly month: string;
  readonly company: string;
  readonly lines: number;
  readonly owesMinor: bigint;
  readonly isOwedMinor: bigint;
  readonly dueOn: string;
  readonly final: boolean;
  readonly previousHash: Buffer | null;
  readonly hash: Buffer;
  readonly issuedAt: Date;
}

export async function insertStatement(db: Db, row: Omit<StatementRow, 'id'>): Promise<void> {
  await sql`
    INSERT INTO statement (id, month, company, lines, owes_minor, is_owed_minor, due_on, final, previous_hash, hash, issued_at)
    VALUES (${newUuid(row.issuedAt)}, ${row.month}, ${row.company}, ${row.lines}, ${row.owesMinor.toString()},
      ${row.isOwedMinor.toString()}, ${row.dueOn}, ${row.final}, ${row.previousHash}, ${row.hash}, ${row.issuedAt})`.execute(
    db,
  );
}

export async function listStatements(
  db: Db,
  filter: {
    readonly month?: string | undefined;
    readonly months?: readonly string[] | undefined;
    readonly company?: string | undefined;
  },
): Promise<readonly StatementRow[]> {
  const { company = null } = filter;
  const months = filter.months ?? (filter.month === undefined ? null : [filter.month]);
  const { rows } = await sql<{
    id: string;
    month: string;
    company: string;
    lines: number;
    owes: string;
    is_owed: string;
    due_on: string;
    final: boolean;
    previous_hash: Buffer | null;
    hash: Buffer;
    issued_at: Date;
  }>`SELECT id, month, company, lines, owes_minor::text AS owes, is_owed_minor::text AS is_owed, due_on::text, final,
       previous_hash, hash, issued_at
     FROM statement WHERE (${months}::text[] IS NULL OR month = ANY(${months}::text[])) AND (${company}::text IS NULL OR company = ${company})
     ORDER BY month DESC, company`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('stm', row.id),
    month: row.month,
    company: row.company,
    lines: row.lines,
    owesMinor: BigInt(row.owes),
    isOwedMinor: BigInt(row.is_owed),
    dueOn: row.due_on,
    final: row.final,
    previousHash: row.previous_hash,
    hash: row.hash,
    issuedAt: new Date(row.issued_at),
  }));
}

export async function lastHash(db: Db, company: string, before: string): Promise<Buffer | null> {
  const { rows } = await sql<{ hash: Buffer }>`
    SELECT hash FROM statement WHERE company = ${company} AND month < ${before} ORDER BY month DESC LIMIT 1`.execute(
    db,
  );
  return rows[0]?.hash ?? null;
}

export interface StatementLine {
  readonly lineNo: number;
  readonly counterparty: string;
  readonly kind: ObligationKind;
  /** Positive: the company is owed. */
  readonly amountMinor: bigint;
  readonly obligationId: string;
  readonly source: string;
  readonly debtor: string;
  readonly creditor: string;
  readonly exactMinor: string;
  readonly occurredAt: Date;
}

/** By number, after `afterLine`; within one counter-company and kind where they are named. */
export async function statementLines(
  db: Db,
  statement: { readonly month: string; readonly company: string },
  page: {
    readonly limit: number;
    readonly afterLine: number;
    readonly counterparty?: string | undefined;
    readonly kind?: string | undefined;
  },
): Promise<readonly StatementLine[]> {
  const { counterparty = null, kind = null } = page;
  const { rows } = await sql<{
    line_no: number;
    counterparty: string;
    kind: ObligationKind;
    amount: string;
    id: string;
    source: string;
    debtor: string;
    creditor: string;
    exact: string;
    occurred_at: Date;
  }>`SELECT l.line_no, l.counterparty, l.kind, l.amount_minor::text AS amount, o.id, o.source, o.debtor, o.creditor,
       o.exact_minor::text AS exact, l.occurred_at
     FROM statement_line l JOIN obligation o ON o.id = l.obligation_id
     WHERE l.month = ${statement.month} AND l.company = ${statement.company} AND l.line_no > ${page.afterLine}
       AND (${counterparty}::text IS NULL OR l.counterparty = ${counterparty}) AND (${kind}::text IS NULL OR l.kind = ${kind})
     ORDER BY l.line_no LIMIT ${page.limit}`.execute(db);
  return rows.map((row) => ({
    lineNo: row.line_no,
    counterparty: row.counterparty,
    kind: row.kind,
    amountMinor: BigInt(row.amount),
    obligationId: fromUuid('obl', row.id),
    source: row.source,
    debtor: row.debtor,
    creditor: row.creditor,
    exactMinor: row.exact,
    occurredAt: new Date(row.occurred_at),
  }));
}

export interface PaymentRow {
  readonly id: string;
  readonly month: string;
  readonly no: number;
  readonly payer: string;
  readonly payee: string;
  readonly amountMinor: bigint;
  readonly dueOn: string;
  readonly bankReference: string | null;
  readonly paidOn: string | null;
}

export async function insertPayment(
  db: Db,
  row: Omit<PaymentRow, 'id' | 'bankReference' | 'paidOn'>,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO payment (id, month, no, payer, payee, amount_minor, due_on)
    VALUES (${newUuid(now)}, ${row.month}, ${row.no}, ${row.payer}, ${row.payee}, ${row.amountMinor.toString()}, ${row.dueOn})`.execute(
    db,
  );
}

export async function listPayments(
  db: Db,
  filter: {
    readonly month?: string | undefined;
    readonly months?: readonly string[] | undefined;
    readonly id?: string | undefined;
  },
): Promise<readonly PaymentRow[]> {
  const { id = null } = filter;
  const months = filter.months ?? (filter.month === undefined ? null : [filter.month]);
  const { rows } = await sql<{
    id: string;
    month: string;
    no: number;
    payer: string;
    payee: string;
    amount: string;
    due_on: string;
    bank_reference: string | null;
    paid_on: string | null;
  }>`SELECT p.id, p.month, p.no, p.payer, p.payee, p.amount_minor::text AS amount, p.due_on::text,
       CASE WHEN e.kind = 'RECORDED' THEN e.bank_reference END AS bank_reference,
       CASE WHEN e.kind = 'RECORDED' THEN e.paid_on::text END AS paid_on
     FROM payment p LEFT JOIN LATERAL (
       SELECT kind, bank_reference, paid_on FROM payment_event e WHERE e.payment_id = p.id ORDER BY e.n DESC LIMIT 1) e ON true
     WHERE (${months}::text[] IS NULL OR p.month = ANY(${months}::text[])) AND (${id}::uuid IS NULL OR p.id = ${id}::uuid)
     ORDER BY p.month DESC, p.no`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('pay', row.id),
    month: row.month,
    no: row.no,
    payer: row.payer,
    payee: row.payee,
    amountMinor: BigInt(row.amount),
    dueOn: row.due_on,
    bankReference: row.bank_reference,
    paidOn: row.paid_on,
  }));
}
