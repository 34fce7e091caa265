/**
 * Stored postings as the domain's records, with the lots they moved: for replayed answers, reversals and reads.
 * A lot's expiry is given as it was when the posting was made.
 */
import type { LotRef, MoveRef, PostingRecord } from '../domain/book.ts';
import { NEVER } from '../domain/state.ts';
import type { PostingKind } from '../domain/values.ts';
import type { Catalogue } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { plainArray } from './pg-array.ts';

export interface PostingRow {
  id: string;
  transfer_id: string | null;
  kind: PostingKind;
  owner_id: string | null;
  is_household: boolean | null;
  currency: number;
  posted_at: number;
  occurred_at: number;
  counts_at: number | null;
  d_available: bigint | null;
  d_pending: bigint | null;
  d_held: bigint | null;
  d_debt: bigint | null;
  d_system: bigint | null;
  d_counter: bigint | null;
  available: bigint | null;
  pending: bigint | null;
  held: bigint | null;
  debt: bigint | null;
  left_after: bigint | null;
  seq: number | null;
  account_id: number | null;
  counter_id: number | null;
  reverses: string | null;
  hold_id: string | null;
  hold_expires_at: number | null;
  actor_id: string | null;
  reason_type: string;
  reason_id: string;
}

export const POSTING_COLUMNS = `p.id, p.transfer_id, p.kind, p.owner_id, w.is_household, p.currency, p.posted_at,
  p.occurred_at, p.counts_at, p.d_available, p.d_pending, p.d_held, p.d_debt, p.d_system, p.d_counter, p.available,
  p.pending, p.held, p.debt, p.left_after, p.seq, p.account_id, p.counter_id, p.reverses, p.hold_id,
  h.expires_at AS hold_expires_at, p.actor_id, p.reason_type, p.reason_id`;
export const POSTING_JOINS = `posting p
  LEFT JOIN wallet w ON w.owner_id = p.owner_id AND w.currency = p.currency
  LEFT JOIN hold h ON h.id = p.hold_id`;

/** All postings of the transfer that this posting is part of, in order. Empty when there is no such posting. */
export async function loadTransfer(
  db: Connection,
  catalogue: Catalogue,
  postingId: string,
): Promise<readonly PostingRecord[]> {
  const { rows } = await db.query<PostingRow>({
    name: 'load-transfer',
    text: `SELECT ${POSTING_COLUMNS} FROM ${POSTING_JOINS}
      WHERE p.id = coalesce((SELECT q.transfer_id FROM posting q WHERE q.id = $1), $1)
         OR p.transfer_id = coalesce((SELECT q.transfer_id FROM posting q WHERE q.id = $1), $1)
      ORDER BY p.id`,
    values: [postingId],
  });
  return recordsOf(db, catalogue, rows);
}

export async function recordsById(
  db: Connection,
  catalogue: Catalogue,
  ids: readonly string[],
): Promise<readonly PostingRecord[]> {
  const { rows } = await db.query<PostingRow>({
    name: 'postings-by-id',
    text: `SELECT ${POSTING_COLUMNS} FROM ${POSTING_JOINS}
      WHERE p.id = ANY ($1::uuid[]) AND p.refusal IS NULL ORDER BY p.id`,
    values: [plainArray(ids)],
  });
  return recordsOf(db, catalogue, rows);
}

/** With the lots each moved or made, unless `lots` is false. */
export async function recordsOf(
  db: Connection,
  catalogue: Catalogue,
  rows: readonly PostingRow[],
  { lots }: { readonly lots: boolean } = { lots: true },
): Promise<readonly PostingRecord[]> {
  const ids = plainArray(rows.map(({ id }) => id));
  const moves = lots ? await loadMoves(db, catalogue, ids) : new Map<string, MoveRef[]>();
  const made = lots ? await loadMade(db, catalogue, ids) : new Map<string, LotRef[]>();
  const records: PostingRecord[] = [];
  for (const row of rows) {
    records.push(await recordOf(catalogue, row, moves.get(row.id) ?? [], made.get(row.id) ?? []));
  }
  return records;
}

async function recordOf(
  catalogue: Catalogue,
  row: PostingRow,
  moves: readonly MoveRef[],
  made: readonly LotRef[],
): Promise<PostingRecord> {
  const currency = await catalogue.currencyById(row.currency);
  return {
    id: row.id,
    transferId: row.transfer_id ?? row.id,
    kind: row.kind,
    wallet:
      row.owner_id === null
        ? null
        : { ownerId: row.owner_id, isHousehold: row.is_household ?? false, currency },
    currencyId: row.currency,
    postedAt: row.posted_at,
    occurredAt: row.occurred_at,
    countsAt: row.counts_at,
    dAvailable: row.d_available ?? 0n,
    dPending: row.d_pending ?? 0n,
    dHeld: row.d_held ?? 0n,
    dDebt: row.d_debt ?? 0n,
    dSystem: row.d_system ?? 0n,
    dCounter: row.d_counter ?? 0n,
    available: row.available ?? 0n,
    pending: row.pending ?? 0n,
    held: row.held ?? 0n,
    debt: row.debt ?? 0n,
    seq: row.seq,
    account: row.account_id === null ? null : await catalogue.accountById(row.account_id),
    counter: row.counter_id === null ? null : await catalogue.accountById(row.counter_id),
    reverses: row.reverses,
    original: null,
    hold:
      row.hold_id === null ? null : { id: row.hold_id, expiresAt: row.hold_expires_at ?? NEVER },
    actorId: row.actor_id,
    leftAfter: row.left_after,
    reason: { type: row.reason_type, id: row.reason_id },
    moves,
    made,
    key: null,
  };
}

interface LotRefRow {
  posting_id: string;
  lot_id: string;
  root_id: string | null;
  active_at: number;
  expires_at: number | null;
  funding_id: number;
  /** The expiry before the first extension after the posting, if there was one. */
  was: number | null;
  free: bigint;
  held: bigint;
}

/** The first later extension of a lot says what its expiry was until then. */
const EXPIRY_THEN = `LEFT JOIN LATERAL (SELECT e.was FROM lot_extension e
  WHERE e.lot_id = l.id AND e.posting_id > m.posting_id ORDER BY e.posting_id LIMIT 1) x ON true`;

async function loadMoves(
  db: Connection,
  catalogue: Catalogue,
  ids: string,
): Promise<ReadonlyMap<string, readonly MoveRef[]>> {
  const { rows } = await db.query<LotRefRow>({
    name: 'load-moves',
    text: `SELECT m.posting_id, m.lot_id, l.root_id, m.free, m.held, l.active_at, l.expires_at, l.funding_id, x.was
      FROM lot_move m JOIN lot l ON l.id = m.lot_id ${EXPIRY_THEN}
      WHERE m.posting_id = ANY ($1::uuid[]) ORDER BY m.posting_id, m.n`,
    values: [ids],
  });
  await catalogue.loadTerms(rows.map(({ funding_id }) => funding_id));
  return grouped(rows, (row) => ({ lot: lotRef(row, catalogue), free: row.free, held: row.held }));
}

async function loadMade(
  db: Connection,
  catalogue: Catalogue,
  ids: string,
): Promise<ReadonlyMap<string, readonly LotRef[]>> {
  const { rows } = await db.query<LotRefRow>({
    name: 'load-made',
    text: `SELECT m.posting_id, l.id AS lot_id, l.root_id, l.active_at, l.expires_at, l.funding_id, x.was
      FROM (SELECT id AS lot_id, id AS posting_id FROM lot WHERE id = ANY ($1::uuid[]) AND posting_id IS NULL
            UNION ALL SELECT id, posting_id FROM lot WHERE posting_id = ANY ($1::uuid[])) m
      JOIN lot l ON l.id = m.lot_id ${EXPIRY_THEN} ORDER BY l.id`,
    values: [ids],
  });
  await catalogue.loadTerms(rows.map(({ funding_id }) => funding_id));
  return grouped(rows, (row) => lotRef(row, catalogue));
}

function lotRef(row: LotRefRow, catalogue: Catalogue): LotRef {
  const terms = catalogue.peekTermsById(row.funding_id);
  if (terms === undefined) throw new Error(`Funding ${row.funding_id} is not loaded`);
  return {
    id: row.lot_id,
    rootId: row.root_id,
    activeAt: row.active_at,
    expiresAt: row.was ?? row.expires_at ?? NEVER,
    terms,
  };
}

function grouped<T>(rows: readonly LotRefRow[], read: (row: LotRefRow) => T): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.posting_id);
    if (group === undefined) groups.set(row.posting_id, [read(row)]);
    else group.push(read(row));
  }
  return groups;
}
