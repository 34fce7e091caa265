/**
 * Finds the purchase of every returned line, some hundred customers at a time: among the purchases of this file and
 * those on record from before. Can be run again from the start.
 */
import { type Kysely, sql } from 'kysely';
import type { Kit } from '../application/caller.ts';
import { formatQuantity } from '../domain/quantities.ts';
import {
  matchReturns,
  type Purchase,
  type ReturnedLine,
  type ReturnPart,
  type UnmatchedReturn,
} from './match-returns.ts';
import { addProblems, type Watch } from './run-store.ts';

type Db = Kysely<unknown>;

const CUSTOMERS_PER_CHUNK = 300;

export async function planReturns(
  kit: Kit,
  runId: string,
  { progress, signal }: Watch,
): Promise<void> {
  const read = kit.db.sql();
  await sql`DELETE FROM import_return WHERE run_id = ${runId}`.execute(read);
  const total = await sql<{ count: string }>`
    SELECT count(DISTINCT customer_no) AS count FROM import_line WHERE run_id = ${runId} AND quantity_milli < 0`.execute(
    read,
  );
  progress.phase('returns', Number(total.rows[0]?.count ?? 0), 'customers');
  let done = 0;
  for (let after = ''; ; ) {
    const { rows } = await sql<{ customer_no: string }>`
      SELECT DISTINCT customer_no FROM import_line
      WHERE run_id = ${runId} AND quantity_milli < 0 AND customer_no > ${after}
      ORDER BY customer_no LIMIT ${CUSTOMERS_PER_CHUNK}`.execute(kit.db.sql());
    const customers = rows.map(({ customer_no }) => customer_no);
    const last = customers.at(-1);
    if (last === undefined) break;
    await planFor(kit, runId, customers);
    done += customers.length;
    progress.update(done);
    signal?.throwIfAborted();
    after = last;
  }
  progress.end();
}

async function planFor(kit: Kit, runId: string, customers: readonly string[]): Promise<void> {
  await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    const returns = await returnedLines(db, runId, customers);
    const purchases = [
      ...(await stagedPurchases(db, runId, customers)),
      ...(await recordedPurchases(db, runId, customers)),
    ];
    const purchasesOf = Map.groupBy(purchases, ({ pair }) => pair);
    const parts: (ReturnPart & { readonly receiptNo: string })[] = [];
    const unmatched: UnmatchedReturn[] = [];
    for (const [pair, wanted] of Map.groupBy(returns, ({ pair }) => pair)) {
      const inOrder = [...(purchasesOf.get(pair) ?? [])].sort(byTime);
      const matching = matchReturns(inOrder, wanted);
      const receiptOf = new Map(wanted.map(({ lineNo, receiptNo }) => [lineNo, receiptNo]));
      parts.push(
        ...matching.parts.map((part) => ({ ...part, receiptNo: receiptOf.get(part.lineNo) ?? '' })),
      );
      unmatched.push(...matching.unmatched);
    }
    await keepParts(db, runId, parts);
    await addProblems(
      db,
      runId,
      unmatched.map(({ lineNo, code, leftMilli }) =>
        leftMilli === 0n
          ? { lineNo, code }
          : { lineNo, code, params: { left: formatQuantity(leftMilli) } },
      ),
    );
  });
}

type OfPair<T> = T & { readonly pair: string };

const pairOf = (customerNo: string, productCode: string): string => `${customerNo}\n${productCode}`;

function byTime(a: Purchase, b: Purchase): number {
  const apart = a.at.getTime() - b.at.getTime();
  if (apart !== 0) return apart;
  return a.receiptNo === b.receiptNo ? a.lineNo - b.lineNo : a.receiptNo < b.receiptNo ? -1 : 1;
}

/** In order of time; visits whose returns are on record already are left out. */
async function returnedLines(
  db: Db,
  runId: string,
  customers: readonly string[],
): Promise<readonly OfPair<ReturnedLine & { readonly receiptNo: string }>[]> {
  const { rows } = await sql<Record<string, string>>`
    SELECT l.line_no, l.receipt_no, l.customer_no, l.product_code, v.at, -l.quantity_milli AS quantity_milli
    FROM import_line l JOIN import_visit v ON v.run_id = l.run_id AND v.receipt_no = l.receipt_no
    WHERE l.run_id = ${runId} AND l.customer_no = ANY(${customers}::text[]) AND l.quantity_milli < 0
      AND NOT EXISTS (SELECT 1 FROM goods_return r WHERE r.visit_no = l.receipt_no)
    ORDER BY v.at, l.line_no`.execute(db);
  return rows.map((row) => ({
    pair: pairOf(String(row.customer_no), String(row.product_code)),
    lineNo: Number(row.line_no),
    receiptNo: String(row.receipt_no),
    at: new Date(String(row.at)),
    quantityMilli: BigInt(String(row.quantity_milli)),
  }));
}

/** Lines of baskets yet to be stored, numbered as the basket will number them. */
async function stagedPurchases(
  db: Db,
  runId: string,
  customers: readonly string[],
): Promise<readonly OfPair<Purchase>[]> {
  const { rows } = await sql<Record<string, string>>`
    SELECT n.customer_no, n.product_code, n.receipt_no, n.basket_line_no, v.at, n.quantity_milli
    FROM (SELECT customer_no, product_code, receipt_no, quantity_milli,
                 row_number() OVER (PARTITION BY receipt_no ORDER BY line_no) AS basket_line_no
          FROM import_line
          WHERE run_id = ${runId} AND customer_no = ANY(${customers}::text[]) AND quantity_milli > 0) n
    JOIN import_visit v ON v.run_id = ${runId} AND v.receipt_no = n.receipt_no
    WHERE EXISTS (SELECT 1 FROM import_line l WHERE l.run_id = ${runId} AND l.customer_no = n.customer_no
                    AND l.product_code = n.product_code AND l.quantity_milli < 0)
      AND NOT EXISTS (SELECT 1 FROM basket b WHERE b.receipt_no = n.receipt_no)`.execute(db);
  return rows.map((row) => ({
    pair: pairOf(String(row.customer_no), String(row.product_code)),
    receiptNo: String(row.receipt_no),
    lineNo: Number(row.basket_line_no),
    at: new Date(String(row.at)),
    leftMilli: BigInt(String(row.quantity_milli)),
  }));
}

/** What these customers bought before, in an earlier file or at a till. */
async function recordedPurchases(
  db: Db,
  runId: string,
  customers: readonly string[],
): Promise<readonly OfPair<Purchase>[]> {
  const { rows } = await sql<Record<string, string>>`
    SELECT c.customer_no, l.product_code, b.receipt_no, l.line_no, b.bought_at,
           l.quantity_milli - l.returned_milli AS left_milli
    FROM import_customer c
    JOIN basket b ON b.member_id = c.member_id
    JOIN basket_line l ON l.basket_id = b.id
    WHERE c.run_id = ${runId} AND c.customer_no = ANY(${customers}::text[]) AND l.returned_milli < l.quantity_milli
      AND EXISTS (SELECT 1 FROM import_line r WHERE r.run_id = ${runId} AND r.customer_no = c.customer_no
                    AND r.product_code = l.product_code AND r.quantity_milli < 0)`.execute(db);
  return rows.map((row) => ({
    pair: pairOf(String(row.customer_no), String(row.product_code)),
    receiptNo: String(row.receipt_no),
    lineNo: Number(row.line_no),
    at: new Date(String(row.bought_at)),
    leftMilli: BigInt(String(row.left_milli)),
  }));
}

async function keepParts(
  db: Db,
  runId: string,
  parts: readonly (ReturnPart & { readonly receiptNo: string })[],
): Promise<void> {
  if (parts.length === 0) return;
  await sql`
    INSERT INTO import_return (run_id, line_no, receipt_no, of_receipt_no, of_line_no, quantity_milli)
    SELECT ${runId}, * FROM unnest(${parts.map(({ lineNo }) => lineNo)}::bigint[],
      ${parts.map(({ receiptNo }) => receiptNo)}::text[], ${parts.map(({ ofReceiptNo }) => ofReceiptNo)}::text[],
      ${parts.map(({ ofLineNo }) => ofLineNo)}::int[], ${parts.map(({ quantityMilli }) => quantityMilli)}::bigint[])`.execute(
    db,
  );
}
