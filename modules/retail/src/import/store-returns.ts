/**
 * Stores the planned returns of some visits: one return for each purchase a visit takes goods back of, by the same
 * decision as at the counter.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import type { NewEvent } from '@guildhall/shared/events/event';
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import { goodsReturned } from '../application/transactions.ts';
import { decideReturn } from '../domain/decide-return.ts';
import {
  insertReturns,
  type LockedBasket,
  lockBaskets,
  type NewReturn,
} from '../storage/basket-store.ts';
import { addProblems } from './run-store.ts';
import type { Visit } from './store-visits.ts';

interface PlannedPart {
  readonly receiptNo: string;
  readonly ofReceiptNo: string;
  readonly ofLineNo: number;
  /** Of the file. */
  readonly lineNo: number;
  readonly quantityMilli: bigint;
}

export async function storeReturns(
  context: CommandContext,
  runId: string,
  visits: readonly Visit[],
): Promise<void> {
  const parts = await plannedParts(context, runId, visits);
  if (parts.length === 0) return;
  const baskets = await lockByReceipt(context, [
    ...new Set(parts.map(({ ofReceiptNo }) => ofReceiptNo)),
  ]);
  const partsOf = Map.groupBy(parts, ({ receiptNo }) => receiptNo);
  const made: { item: NewReturn; event: NewEvent }[] = [];
  const failed: PlannedPart[] = [];
  for (const visit of visits) {
    for (const [ofReceiptNo, ofOne] of Map.groupBy(
      partsOf.get(visit.receiptNo) ?? [],
      (part) => part.ofReceiptNo,
    )) {
      const basket = baskets.get(ofReceiptNo);
      const done = basket === undefined ? undefined : takeBack(context.now, visit, basket, ofOne);
      if (done === undefined) failed.push(...ofOne);
      else {
        made.push(done);
        baskets.set(ofReceiptNo, done.basket);
      }
    }
  }
  const stored = await insertReturns(
    context.tx,
    context.now,
    made.map(({ item }) => item),
  );
  await context.publish(
    ...made.filter(({ item }) => stored.has(item.id)).map(({ event }) => event),
  );
  await addProblems(
    context.tx.getKysely<unknown>(),
    runId,
    failed.map(({ lineNo, ofReceiptNo }) => ({
      lineNo,
      code: 'RETURN_OF_REFUSED_BASKET',
      params: { receipt: ofReceiptNo },
    })),
  );
}

/** The return and the basket as it stands after it; undefined when the basket no longer has the goods. */
function takeBack(
  now: Date,
  visit: Visit,
  basket: LockedBasket,
  parts: readonly PlannedPart[],
): { item: NewReturn; event: NewEvent; basket: LockedBasket } | undefined {
  const quantities = new Map<number, bigint>();
  for (const { ofLineNo, quantityMilli } of parts) {
    quantities.set(ofLineNo, (quantities.get(ofLineNo) ?? 0n) + quantityMilli);
  }
  const wanted = [...quantities].map(([lineNo, quantityMilli]) => ({ lineNo, quantityMilli }));
  const decided = decideReturn(basket, { returnedAt: visit.at, lines: wanted });
  if (!decided.ok) return undefined;
  const { lines, amountMinor, refundMinor, whole } = decided.value;
  const item: NewReturn = {
    id: newUuid(now),
    transactionId: newUuid(now),
    basketId: basket.id,
    returnNo: `${visit.receiptNo}>${basket.receiptNo}`,
    visitNo: visit.receiptNo,
    storeCode: visit.storeCode,
    reason: 'OTHER',
    returnedAt: visit.at,
    amountMinor,
    refundMinor,
    lines,
  };
  const after = basket.lines.map((line) => ({
    ...line,
    returnedMilli: line.returnedMilli + (quantities.get(line.lineNo) ?? 0n),
  }));
  return { item, event: goodsReturned(item, basket, whole), basket: { ...basket, lines: after } };
}

async function plannedParts(
  { tx }: CommandContext,
  runId: string,
  visits: readonly Visit[],
): Promise<readonly PlannedPart[]> {
  const { rows } = await sql<Record<string, string>>`
    SELECT receipt_no, of_receipt_no, of_line_no, line_no, quantity_milli FROM import_return
    WHERE run_id = ${runId} AND receipt_no = ANY(${visits.map(({ receiptNo }) => receiptNo)}::text[])
    ORDER BY line_no, of_receipt_no, of_line_no`.execute(tx.getKysely<unknown>());
  return rows.map((row) => ({
    receiptNo: String(row.receipt_no),
    ofReceiptNo: String(row.of_receipt_no),
    ofLineNo: Number(row.of_line_no),
    lineNo: Number(row.line_no),
    quantityMilli: BigInt(String(row.quantity_milli)),
  }));
}

async function lockByReceipt(
  { tx }: CommandContext,
  receiptNos: readonly string[],
): Promise<Map<string, LockedBasket>> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM basket WHERE receipt_no = ANY(${receiptNos}::text[])`.execute(
    tx.getKysely<unknown>(),
  );
  const baskets = await lockBaskets(
    tx,
    rows.map(({ id }) => id),
  );
  return new Map([...baskets.values()].map((basket) => [basket.receiptNo, basket]));
}
