/** Rows of recorded transactions: written once, in one statement; read by id, by member, by subsidiary. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { type Kysely, sql } from 'kysely';
import type { LineTakenBack, OriginalOnRecord } from '../domain/returns.ts';
import type { EffectsState } from '../door.ts';
import type { Transaction } from '../transaction.ts';

export type Db = Kysely<unknown>;

export interface NewTransaction {
  readonly transaction: Transaction;
  readonly hash: Buffer;
}

/** Writes transactions and their lines in one statement. Answers the ids of those that were not on record yet. */
export async function insertTransactions(
  db: Db,
  transactions: readonly NewTransaction[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const heads = transactions.map(({ transaction: t, hash }) => ({
    id: toUuid('txn', t.transactionId),
    subsidiary: t.subsidiary,
    externalId: t.externalId,
    kind: t.kind,
    memberId: t.memberId === undefined ? null : toUuid('mem', t.memberId),
    occurredAt: t.occurredAt,
    channel: t.channel,
    storeCode: t.storeCode ?? null,
    currency: t.currency,
    amountMinor: t.amountMinor,
    attributes: t.attributes,
    reversesId: t.reverses === undefined ? null : toUuid('txn', t.reverses.transactionId),
    hash: hash.toString('hex'),
  }));
  const lines = transactions.flatMap(({ transaction: t }) =>
    t.lines.map((line, index) => ({
      ...line,
      transactionId: toUuid('txn', t.transactionId),
      lineNo: index + 1,
    })),
  );
  const { rows } = await sql<{ id: string }>`
    WITH recorded AS (
      INSERT INTO transaction (id, subsidiary, external_id, kind, member_id, occurred_at, recorded_at, channel,
                               store_code, currency, amount_minor, attributes, reverses_id, content_hash)
      SELECT id, subsidiary, "externalId", kind, "memberId", "occurredAt", ${now}, channel, "storeCode", currency,
             "amountMinor", attributes, "reversesId", decode(hash, 'hex')
      FROM jsonb_to_recordset(${JSON.stringify(heads)}::jsonb)
        AS t(id uuid, subsidiary text, "externalId" text, kind text, "memberId" uuid, "occurredAt" timestamptz,
             channel text, "storeCode" text, currency text, "amountMinor" bigint, attributes jsonb, "reversesId" uuid, hash text)
      ON CONFLICT DO NOTHING RETURNING id),
    lines AS (
      INSERT INTO transaction_line (transaction_id, line_no, line_id, item_code, category, quantity, amount_minor)
      SELECT recorded.id, "lineNo", "lineId", "itemCode", category, quantity, "amountMinor"
      FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        AS l("transactionId" uuid, "lineNo" int, "lineId" text, "itemCode" text, category text, quantity numeric,
             "amountMinor" bigint)
      JOIN recorded ON recorded.id = l."transactionId")
    SELECT id FROM recorded`.execute(db);
  return new Set(rows.map(({ id }) => fromUuid('txn', id)));
}

export interface Stored {
  readonly transactionId: string;
  readonly hash: Buffer;
}

/** What is on record under this external id, or under this id. */
export async function findSame(db: Db, transaction: Transaction): Promise<Stored | undefined> {
  const { rows } = await sql<{ id: string; content_hash: Buffer }>`
    SELECT id, content_hash FROM transaction
    WHERE (subsidiary = ${transaction.subsidiary} AND external_id = ${transaction.externalId})
       OR id = ${toUuid('txn', transaction.transactionId)}
    ORDER BY (subsidiary = ${transaction.subsidiary} AND external_id = ${transaction.externalId}) DESC
    LIMIT 1`.execute(db);
  const row = rows[0];
  return row === undefined
    ? undefined
    : { transactionId: fromUuid('txn', row.id), hash: row.content_hash };
}

/** The transaction to be undone, locked so that its reversals queue up behind each other. */
export async function lockOriginal(
  db: Db,
  transactionId: string,
): Promise<OriginalOnRecord | undefined> {
  const id = toUuid('txn', transactionId);
  const { rows } = await sql<{
    subsidiary: string;
    reverses_id: string | null;
    reversed_before: boolean;
  }>`
    SELECT subsidiary, reverses_id,
           EXISTS (SELECT 1 FROM transaction r WHERE r.reverses_id = t.id) AS reversed_before
    FROM transaction t WHERE id = ${id} FOR UPDATE`.execute(db);
  const head = rows[0];
  if (head === undefined) return undefined;
  // Read after the lock, so that what an earlier reversal took back is seen.
  const lines = await sql<{
    line_id: string;
    quantity: string;
    amount_minor: string;
    returned_quantity: string;
    returned_minor: string;
  }>`SELECT line_id, quantity::text, amount_minor::text, returned_quantity::text, returned_minor::text
     FROM transaction_line WHERE transaction_id = ${id} ORDER BY line_no`.execute(db);
  return {
    subsidiary: head.subsidiary,
    isReversal: head.reverses_id !== null,
    reversedBefore: head.reversed_before,
    lines: lines.rows.map((row) => ({
      lineId: row.line_id,
      quantity: row.quantity,
      amountMinor: BigInt(row.amount_minor),
      returnedQuantity: row.returned_quantity,
      returnedMinor: BigInt(row.returned_minor),
    })),
  };
}

export async function takeBack(
  db: Db,
  reversalId: string,
  originalId: string,
  lines: readonly LineTakenBack[],
): Promise<void> {
  if (lines.length === 0) return;
  const taken = JSON.stringify(
    lines.map(({ lineId, quantity, amountMinor }) => ({
      lineId,
      quantity,
      amountMinor: amountMinor.toString(),
    })),
  );
  await sql`
    WITH taken AS (
      SELECT * FROM jsonb_to_recordset(${taken}::jsonb) AS l("lineId" text, quantity numeric, "amountMinor" bigint)),
    counted AS (
      UPDATE transaction_line l
      SET returned_quantity = returned_quantity + taken.quantity, returned_minor = returned_minor + taken."amountMinor"
      FROM taken WHERE l.transaction_id = ${toUuid('txn', originalId)} AND l.line_id = taken."lineId")
    INSERT INTO reversed_line (reversal_id, original_id, line_id, quantity, amount_minor)
    SELECT ${toUuid('txn', reversalId)}::uuid, ${toUuid('txn', originalId)}::uuid, "lineId", quantity, "amountMinor"
    FROM taken`.execute(db);
}

export interface TransactionRow {
  readonly id: string;
  readonly subsidiary: string;
  readonly externalId: string;
  readonly kind: string;
  readonly memberId: string | null;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly channel: string;
  readonly storeCode: string | null;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly reversesId: string | null;
  readonly effectsState: EffectsState;
  readonly effectsAt: Date | null;
}

interface RawRow {
  id: string;
  subsidiary: string;
  external_id: string;
  kind: string;
  member_id: string | null;
  occurred_at: Date;
  recorded_at: Date;
  channel: string;
  store_code: string | null;
  currency: string;
  amount_minor: string;
  attributes: Record<string, string | number | boolean>;
  reverses_id: string | null;
  effects_state: EffectsState;
  effects_at: Date | null;
}

const COLUMNS = sql`id, subsidiary, external_id, kind, survivor_of(member_id) AS member_id, occurred_at, recorded_at, channel, store_code,
  currency, amount_minor::text, attributes, reverses_id, effects_state, effects_at`;

export interface TransactionFilter {
  readonly memberIds?: readonly string[];
  /** Only these companies; absent: all. */
  readonly subsidiaries?: readonly string[];
  readonly kinds?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  readonly storeCode?: string;
  readonly effects?: EffectsState;
}

export interface PageOf {
  readonly limit: number;
  readonly after?: { readonly occurredAt: Date; readonly id: string };
}

/** Newest first. */
export async function listTransactions(
  db: Db,
  filter: TransactionFilter,
  page: PageOf,
): Promise<readonly TransactionRow[]> {
  const { rows } = await sql<RawRow>`
    SELECT ${COLUMNS} FROM transaction WHERE ${conditionsOf(filter, page)}
    ORDER BY occurred_at DESC, id DESC LIMIT ${page.limit}`.execute(db);
  return rows.map(toRow);
}

/** One page of each of several members' transactions, by the same filter. */
export interface MemberPage {
  readonly memberId: string;
  /** The companies whose transactions may be shown. */
  readonly visible: readonly string[];
  readonly filter: TransactionFilter;
  readonly page: PageOf;
}

/** In the order asked. Pages of equal filter and place are read in one statement. */
export async function pagesOfMembers(
  db: Db,
  asked: readonly MemberPage[],
): Promise<readonly TransactionRow[][]> {
  const found = new Map<MemberPage, TransactionRow[]>();
  const alike = Map.groupBy(asked, ({ filter, page }) => JSON.stringify([filter, page]));
  for (const pages of alike.values()) {
    const first = pages[0];
    if (first === undefined) continue;
    const wanted = pages.map(({ memberId, visible }, index) => ({
      index,
      member: toUuid('mem', memberId),
      visible,
    }));
    const { rows } = await sql<RawRow & { index: number }>`
      SELECT w.index, t.* FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(index int, member uuid, visible jsonb)
      CROSS JOIN LATERAL (
        SELECT ${COLUMNS} FROM transaction
        WHERE member_id = ANY(members_of(ARRAY[w.member])) AND w.visible ? subsidiary AND ${conditionsOf(first.filter, first.page)}
        ORDER BY occurred_at DESC, id DESC LIMIT ${first.page.limit}) t
      ORDER BY w.index, t.occurred_at DESC, t.id DESC`.execute(db);
    const byIndex = Map.groupBy(rows, ({ index }) => index);
    pages.forEach((page, index) => {
      found.set(page, (byIndex.get(index) ?? []).map(toRow));
    });
  }
  return asked.map((page) => found.get(page) ?? []);
}

function conditionsOf(filter: TransactionFilter, page: PageOf) {
  const conditions = [
    sql`true`,
    ...(filter.memberIds === undefined
      ? []
      : [
          sql`member_id = ANY(members_of(${filter.memberIds.map((id) => toUuid('mem', id))}::uuid[]))`,
        ]),
    ...(filter.subsidiaries === undefined
      ? []
      : [sql`subsidiary = ANY(${[...filter.subsidiaries]}::text[])`]),
    ...(filter.kinds === undefined ? [] : [sql`kind = ANY(${[...filter.kinds]}::text[])`]),
    ...(filter.from === undefined ? [] : [sql`occurred_at >= ${filter.from}`]),
    ...(filter.to === undefined ? [] : [sql`occurred_at < ${filter.to}`]),
    ...(filter.storeCode === undefined ? [] : [sql`store_code = ${filter.storeCode}`]),
    ...(filter.effects === undefined ? [] : [sql`effects_state = ${filter.effects}`]),
    ...(page.after === undefined
      ? []
      : [
          sql`(occurred_at, id) < (${page.after.occurredAt}, ${toUuid('txn', page.after.id)}::uuid)`,
        ]),
  ];
  return sql.join(conditions, sql` AND `);
}

export async function transactionsById(
  db: Db,
  ids: readonly string[],
): Promise<readonly TransactionRow[]> {
  const { rows } = await sql<RawRow>`
    SELECT ${COLUMNS} FROM transaction WHERE id = ANY(${ids.map((id) => toUuid('txn', id))}::uuid[])`.execute(
    db,
  );
  return rows.map(toRow);
}

export async function reversalsOf(
  db: Db,
  ids: readonly string[],
): Promise<readonly TransactionRow[]> {
  const { rows } = await sql<RawRow>`
    SELECT ${COLUMNS} FROM transaction WHERE reverses_id = ANY(${ids.map((id) => toUuid('txn', id))}::uuid[])
    ORDER BY occurred_at, id`.execute(db);
  return rows.map(toRow);
}

/** Which companies have transactions of these members. */
export async function subsidiariesOf(
  db: Db,
  memberIds: readonly string[],
): Promise<readonly { readonly memberId: string; readonly subsidiary: string }[]> {
  const { rows } = await sql<{ member_id: string; subsidiary: string }>`
    SELECT DISTINCT m.id AS member_id, t.subsidiary
    FROM unnest(${memberIds.map((id) => toUuid('mem', id))}::uuid[]) AS m(id)
    JOIN transaction t ON t.member_id = ANY(members_of(ARRAY[m.id]))
    ORDER BY 1, 2`.execute(db);
  return rows.map((row) => ({
    memberId: fromUuid('mem', row.member_id),
    subsidiary: row.subsidiary,
  }));
}

function toRow(row: RawRow): TransactionRow {
  return {
    id: fromUuid('txn', row.id),
    subsidiary: row.subsidiary,
    externalId: row.external_id,
    kind: row.kind,
    memberId: row.member_id === null ? null : fromUuid('mem', row.member_id),
    occurredAt: new Date(row.occurred_at),
    recordedAt: new Date(row.recorded_at),
    channel: row.channel,
    storeCode: row.store_code,
    currency: row.currency,
    amountMinor: BigInt(row.amount_minor),
    attributes: row.attributes,
    reversesId: row.reverses_id === null ? null : fromUuid('txn', row.reverses_id),
    effectsState: row.effects_state,
    effectsAt: row.effects_at === null ? null : new Date(row.effects_at),
  };
}
