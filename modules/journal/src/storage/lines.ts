/** Lines of recorded transactions, with what has come back of each. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './transactions.ts';

export interface LineRow {
  readonly transactionId: string;
  readonly lineId: string;
  readonly itemCode: string;
  readonly category: string;
  readonly quantity: string;
  readonly amountMinor: bigint;
  readonly returnedQuantity: string;
  readonly returnedMinor: bigint;
}

export async function linesOf(
  db: Db,
  transactionIds: readonly string[],
): Promise<readonly LineRow[]> {
  const { rows } = await sql<{
    transaction_id: string;
    line_id: string;
    item_code: string;
    category: string;
    quantity: string;
    amount_minor: string;
    returned_quantity: string;
    returned_minor: string;
  }>`SELECT transaction_id, line_id, item_code, category, quantity::text, amount_minor::text,
            returned_quantity::text, returned_minor::text
     FROM transaction_line WHERE transaction_id = ANY(${transactionIds.map((id) => toUuid('txn', id))}::uuid[])
     ORDER BY transaction_id, line_no`.execute(db);
  return rows.map((row) => ({
    transactionId: fromUuid('txn', row.transaction_id),
    lineId: row.line_id,
    itemCode: row.item_code,
    category: row.category,
    quantity: row.quantity,
    amountMinor: BigInt(row.amount_minor),
    returnedQuantity: row.returned_quantity,
    returnedMinor: BigInt(row.returned_minor),
  }));
}

export interface ReversedLineRow {
  readonly reversalId: string;
  readonly lineId: string;
  readonly quantity: string;
  readonly amountMinor: bigint;
}

/** What each of these reversals took back, by the original's lines. */
export async function reversedLines(
  db: Db,
  reversalIds: readonly string[],
): Promise<readonly ReversedLineRow[]> {
  const { rows } = await sql<{
    reversal_id: string;
    line_id: string;
    quantity: string;
    amount_minor: string;
  }>`SELECT reversal_id, line_id, quantity::text, amount_minor::text FROM reversed_line
     WHERE reversal_id = ANY(${reversalIds.map((id) => toUuid('txn', id))}::uuid[]) ORDER BY reversal_id, line_id`.execute(
    db,
  );
  return rows.map((row) => ({
    reversalId: fromUuid('txn', row.reversal_id),
    lineId: row.line_id,
    quantity: row.quantity,
    amountMinor: BigInt(row.amount_minor),
  }));
}
