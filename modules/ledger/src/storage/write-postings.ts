/** Rows of postings and refusals, and the way any set of rows is inserted: one statement per set of columns in use. */
import type { PostingKey, PostingRecord } from '../domain/book.ts';
import type { Reason } from '../domain/values.ts';
import { type Connection, moment } from './connection.ts';
import { hexArray, plainArray, textArray } from './pg-array.ts';

/** A no that is remembered for ever under its key. */
export interface RefusedRow {
  readonly id: string;
  readonly at: number;
  readonly key: PostingKey;
  readonly ownerId: string | null;
  readonly currencyId: number;
  readonly occurredAt: number;
  readonly reason: Reason;
  readonly refusal: unknown;
}

export type Column<R> = readonly [
  name: string,
  type: string,
  read: (row: R) => string | number | bigint | null,
  quote?: 'text' | 'hex',
];

/** null where it is zero: most legs of most postings are, and a null costs no room. */
export const nz = (amount: bigint): bigint | null => (amount === 0n ? null : amount);
export const orNull = (text: string | null | undefined): string | null => text ?? null;

const POSTING_COLUMNS: readonly Column<PostingRecord>[] = [
  ['id', 'uuid', (r) => r.id],
  ['posted_at', 'timestamptz', (r) => moment(r.postedAt)],
  ['occurred_at', 'timestamptz', (r) => moment(r.occurredAt)],
  ['kind', 'posting_kind', (r) => r.kind],
  ['currency', 'smallint', (r) => r.currencyId],
  ['owner_id', 'uuid', (r) => orNull(r.wallet?.ownerId)],
  ['seq', 'int', (r) => r.seq],
  ['counts_at', 'timestamptz', (r) => (r.countsAt === null ? null : moment(r.countsAt))],
  ['d_available', 'bigint', (r) => nz(r.dAvailable)],
  ['d_pending', 'bigint', (r) => nz(r.dPending)],
  ['d_held', 'bigint', (r) => nz(r.dHeld)],
  ['d_debt', 'bigint', (r) => nz(r.dDebt)],
  ['d_system', 'bigint', (r) => nz(r.dSystem)],
  ['d_counter', 'bigint', (r) => nz(r.dCounter)],
  ['available', 'bigint', (r) => nz(r.available)],
  ['pending', 'bigint', (r) => nz(r.pending)],
  ['held', 'bigint', (r) => nz(r.held)],
  ['debt', 'bigint', (r) => nz(r.debt)],
  ['left_after', 'bigint', (r) => r.leftAfter],
  ['account_id', 'int', (r) => r.account?.id ?? null],
  ['counter_id', 'int', (r) => r.counter?.id ?? null],
  ['transfer_id', 'uuid', (r) => (r.transferId === r.id ? null : r.transferId)],
  ['reverses', 'uuid', (r) => r.reverses],
  ['hold_id', 'uuid', (r) => orNull(r.hold?.id)],
  ['actor_id', 'uuid', (r) => r.actorId],
  ['key_scope', 'int', (r) => r.key?.scope ?? null],
  ['key', 'text', (r) => orNull(r.key?.key), 'text'],
  ['body_hash', 'bytea', (r) => orNull(r.key?.bodyHash), 'hex'],
  ['reason_type', 'text', (r) => r.reason.type, 'text'],
  ['reason_id', 'text', (r) => r.reason.id, 'text'],
];

/** Columns that no row of the batch uses are left out, so a batch of plain earns sends half of them. */
export function insertPostings(
  db: Connection,
  records: readonly PostingRecord[],
  refused: readonly RefusedRow[],
): Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  if (records.length > 0) sent.push(insertRows(db, 'posting', POSTING_COLUMNS, records));
  if (refused.length > 0) sent.push(insertRows(db, 'posting', REFUSED_COLUMNS, refused));
  return sent;
}

const REFUSED_COLUMNS: readonly Column<RefusedRow>[] = [
  ['id', 'uuid', (r) => r.id],
  ['posted_at', 'timestamptz', (r) => moment(r.at)],
  ['occurred_at', 'timestamptz', (r) => moment(r.occurredAt)],
  ['kind', 'posting_kind', () => 'REFUSED'],
  ['currency', 'smallint', (r) => r.currencyId],
  ['owner_id', 'uuid', (r) => r.ownerId],
  ['key_scope', 'int', (r) => r.key.scope],
  ['key', 'text', (r) => r.key.key, 'text'],
  ['body_hash', 'bytea', (r) => r.key.bodyHash, 'hex'],
  ['reason_type', 'text', (r) => r.reason.type, 'text'],
  ['reason_id', 'text', (r) => r.reason.id, 'text'],
  ['refusal', 'jsonb', (r) => JSON.stringify(r.refusal), 'text'],
];

export function insertRows<R>(
  db: Connection,
  table: string,
  columns: readonly Column<R>[],
  rows: readonly R[],
  suffix = '',
): Promise<unknown> {
  const names: string[] = [];
  const types: string[] = [];
  const values: string[] = [];
  for (const [name, type, read, quote] of columns) {
    const items = rows.map(read);
    if (items.every((item) => item === null)) continue;
    names.push(name);
    types.push(`$${names.length}::${type}[]`);
    if (quote === 'text') values.push(textArray(items as (string | null)[]));
    else values.push(quote === 'hex' ? hexArray(items as (string | null)[]) : plainArray(items));
  }
  return db.query({
    name: statementName(`${table} ${names.join()}`),
    text: `INSERT INTO ${table} (${names.join()}) SELECT * FROM unnest(${types.join()})${suffix}`,
    values,
  });
}

/** Each set of columns is a statement of its own, prepared once per connection. */
const statementNames = new Map<string, string>();

function statementName(shape: string): string {
  const known = statementNames.get(shape);
  if (known !== undefined) return known;
  const name = `insert-${statementNames.size}`;
  statementNames.set(shape, name);
  return name;
}
