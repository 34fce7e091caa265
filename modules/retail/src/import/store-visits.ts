/**
 * Turns planned visits into baskets and returns, in order of time, a batch in one transaction together with its
 * checkpoint and its events: whatever happens in between, no visit is stored twice and none is left out. The batch's
 * events are handed on while the next batch is stored, never before those of the batch before.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { fromUuid } from '@guildhall/shared/ids';
import { SourceFileError } from '@guildhall/shared/import/source-file';
import { sql } from 'kysely';
import type { Kit } from '../application/caller.ts';
import {
  type BasketWish,
  type PreparedBasket,
  prepareBaskets,
} from '../application/prepare-basket.ts';
import { storeBaskets } from '../application/record-basket.ts';
import { formatQuantity } from '../domain/quantities.ts';
import { MEMBER } from '../ids.ts';
import {
  addProblems,
  checkpointVisit,
  enterPhase,
  type ImportRun,
  lockRun,
  type Watch,
} from './run-store.ts';
import { storeReturns } from './store-returns.ts';

const LINES_PER_BATCH = 3_000;
const VISITS_PER_BATCH = 200;

export interface Visit {
  readonly visitNo: number;
  readonly receiptNo: string;
  readonly at: Date;
  readonly memberId: string;
  readonly storeCode: string;
  readonly purchases: readonly PurchasedLine[];
}

interface PurchasedLine {
  readonly lineNo: number;
  readonly productCode: string;
  readonly quantityMilli: bigint;
  readonly amountMinor: bigint;
}

export async function storeVisits(
  kit: Kit,
  run: ImportRun,
  { progress, signal }: Watch,
): Promise<void> {
  progress.phase('storing', run.visitsTotal, 'visits');
  let delivery: Promise<unknown> = Promise.resolve();
  let done = run.visitNo;
  progress.update(done);
  while (done < run.visitsTotal) {
    const visits = await loadVisits(kit, run.id, done);
    const last = visits.at(-1);
    if (last === undefined) break;
    const events = await storeBatch(kit, run.id, done, visits);
    done = last.visitNo;
    await delivery;
    delivery = kit.events.deliverNow(events);
    progress.update(done);
    if (signal?.aborted === true) break;
  }
  await delivery;
  signal?.throwIfAborted();
  await enterPhase(kit.db.sql(), run.id, 'FINISHED', kit.clock.now());
  progress.end();
}

/** The next visits that fit into a batch, with their purchased lines. */
async function loadVisits(kit: Kit, runId: string, after: number): Promise<readonly Visit[]> {
  const { rows } = await sql<Record<string, string>>`
    WITH next AS (
      SELECT visit_no, receipt_no, customer_no, at FROM (
        SELECT *, sum(lines) OVER (ORDER BY visit_no) - lines AS lines_before FROM (
          SELECT visit_no, receipt_no, customer_no, at, lines FROM import_visit
          WHERE run_id = ${runId} AND visit_no > ${after} ORDER BY visit_no LIMIT ${VISITS_PER_BATCH}) candidate) sized
      WHERE lines_before < ${LINES_PER_BATCH})
    SELECT n.visit_no, n.receipt_no, n.at, c.member_id, l.line_no, l.store_code, l.product_code, l.quantity_milli,
           l.amount_minor
    FROM next n
    JOIN import_customer c ON c.run_id = ${runId} AND c.customer_no = n.customer_no
    JOIN import_line l ON l.run_id = ${runId} AND l.receipt_no = n.receipt_no
    ORDER BY n.visit_no, l.line_no`.execute(kit.db.sql());
  return [...Map.groupBy(rows, ({ visit_no }) => visit_no).values()].map(toVisit);
}

function toVisit(rows: readonly Record<string, string>[]): Visit {
  const [first] = rows;
  if (first === undefined) throw new Error('A visit has at least one line');
  return {
    visitNo: Number(first.visit_no),
    receiptNo: String(first.receipt_no),
    at: new Date(String(first.at)),
    memberId: fromUuid(MEMBER, String(first.member_id)),
    storeCode: String(first.store_code),
    purchases: rows.flatMap((row) => {
      const quantityMilli = BigInt(String(row.quantity_milli));
      if (quantityMilli < 0n) return [];
      return [
        {
          lineNo: Number(row.line_no),
          productCode: String(row.product_code),
          quantityMilli,
          amountMinor: BigInt(String(row.amount_minor)),
        },
      ];
    }),
  };
}

async function storeBatch(
  kit: Kit,
  runId: string,
  before: number,
  visits: readonly Visit[],
): Promise<readonly DomainEvent[]> {
  const now = kit.clock.now();
  const buying = visits.filter(({ purchases }) => purchases.length > 0);
  const prepared = await prepareBaskets(kit, buying.map(wishOf), now);
  const baskets: PreparedBasket[] = [];
  const refused: { visit: Visit; code: string }[] = [];
  for (const [index, outcome] of prepared.entries()) {
    const visit = buying[index];
    if (visit === undefined) throw new Error('One visit gets one answer');
    if (outcome.ok) baskets.push(outcome.value);
    else refused.push({ visit, code: outcome.refusal.code });
  }
  let published: DomainEvent[] = [];
  await kit.db.transaction(async (tx) => {
    published = [];
    const context: CommandContext = {
      tx,
      now,
      publish: async (...facts) => {
        published.push(...(await kit.events.append(tx, now, facts)));
      },
    };
    const db = tx.getKysely<unknown>();
    const { visitNo } = await lockRun(db, runId);
    if (visitNo !== before)
      throw new SourceFileError('Another process is importing this file just now');
    const stored = await storeBaskets(context, baskets);
    await reportDifferent(
      context,
      runId,
      buying,
      baskets.filter(({ id }) => !stored.has(id)),
    );
    await addProblems(
      db,
      runId,
      refused.flatMap(({ visit, code }) => visit.purchases.map(({ lineNo }) => ({ lineNo, code }))),
    );
    await storeReturns(context, runId, visits);
    await checkpointVisit(db, runId, visits.at(-1)?.visitNo ?? before);
  });
  return published;
}

function wishOf(visit: Visit): BasketWish {
  return {
    receiptNo: visit.receiptNo,
    storeCode: visit.storeCode,
    channel: 'IMPORT',
    boughtAt: visit.at,
    memberId: visit.memberId,
    lines: visit.purchases.map(({ productCode, quantityMilli, amountMinor }) => ({
      productCode,
      quantity: formatQuantity(quantityMilli),
      amountMinor,
    })),
  };
}

/**
 * A receipt that is on record already is left as it is. When the file says the same, there is nothing to say; when it
 * says something else, its lines are reported.
 */
async function reportDifferent(
  { tx }: CommandContext,
  runId: string,
  visits: readonly Visit[],
  known: readonly PreparedBasket[],
): Promise<void> {
  if (known.length === 0) return;
  const db = tx.getKysely<unknown>();
  const { rows } = await sql<{ receipt_no: string }>`
    SELECT k.receipt_no FROM jsonb_to_recordset(${JSON.stringify(known.map(summary))}::jsonb)
      AS k(receipt_no text, member_id uuid, amount_minor bigint, lines int)
    JOIN basket b USING (receipt_no)
    WHERE (b.member_id, b.amount_minor) IS DISTINCT FROM (k.member_id, k.amount_minor)
       OR (SELECT count(*) FROM basket_line l WHERE l.basket_id = b.id) <> k.lines`.execute(db);
  const different = new Set(rows.map(({ receipt_no }) => receipt_no));
  const lines = visits
    .filter(({ receiptNo }) => different.has(receiptNo))
    .flatMap(({ purchases }) =>
      purchases.map(({ lineNo }) => ({ lineNo, code: 'RECEIPT_DIFFERS' })),
    );
  await addProblems(db, runId, lines);
}

const summary = (basket: PreparedBasket) => ({
  receipt_no: basket.receiptNo,
  member_id: basket.memberId,
  amount_minor: String(basket.amountMinor),
  lines: basket.lines.length,
});
