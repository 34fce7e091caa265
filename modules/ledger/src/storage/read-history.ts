/** Queries over the past: statement pages by cursor, lots as of a moment, sums by kind. Read-only. */
import { firstIdOf, lastIdOf } from '../domain/posting-ids.ts';
import type { PostingKind } from '../domain/values.ts';
import type { Connection } from './connection.ts';
import { POSTING_COLUMNS, POSTING_JOINS, type PostingRow } from './load-records.ts';
import { plainArray } from './pg-array.ts';

export interface PageQuery {
  readonly ownerId: string;
  readonly currencyId: number;
  readonly limit: number;
  readonly afterId: string | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly kinds: readonly PostingKind[] | null;
}

/** Newest first. One index range, so page 1 and page 1,000 cost the same. */
export async function statementPage(
  db: Connection,
  query: PageQuery,
): Promise<readonly PostingRow[]> {
  const { rows } = await db.query<PostingRow>({
    name: 'statement-page',
    text: `SELECT ${POSTING_COLUMNS} FROM ${POSTING_JOINS}
      WHERE p.owner_id = $1 AND p.currency = $2 AND p.seq IS NOT NULL
        AND p.id < $3 AND p.id >= $4 AND p.id <= $5 AND ($6::posting_kind[] IS NULL OR p.kind = ANY ($6::posting_kind[]))
      ORDER BY p.id DESC LIMIT $7`,
    values: [
      query.ownerId,
      query.currencyId,
      query.afterId ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      query.fromMs === null ? '00000000-0000-0000-0000-000000000000' : firstIdOf(query.fromMs),
      query.toMs === null ? 'ffffffff-ffff-ffff-ffff-ffffffffffff' : lastIdOf(query.toMs),
      query.kinds === null ? null : plainArray(query.kinds),
      query.limit,
    ],
  });
  return rows;
}

export interface LotViewRow {
  id: string;
  owner_id: string;
  is_household: boolean;
  currency: number;
  origin_owner: string | null;
  amount: bigint;
  free: bigint;
  held: bigint;
  pending: boolean;
  earned_at: number;
  active_at: number;
  expires_at: number | null;
  /** `expires_at` and its grace; null as of a moment before a later extension. */
  ends_at: number | null;
  funding_id: number;
  reason_type: string;
  reason_id: string;
  /** The posting that touched it last. */
  last_kind: PostingKind | null;
}

/** A lot's own posting says why it is; the root of its line says when it was earned. */
const LOT_STORY = `
  JOIN posting made ON made.id = coalesce(l.posting_id, l.id)
  LEFT JOIN wallet w ON w.owner_id = l.owner_id AND w.currency = l.currency
  CROSS JOIN LATERAL (
    WITH RECURSIVE line (id, parent_id, posting_id) AS (
      SELECT l.id, l.parent_id, l.posting_id
      UNION ALL SELECT up.id, up.parent_id, up.posting_id FROM line JOIN lot up ON up.id = line.parent_id)
    SELECT first.occurred_at AS earned_at FROM line JOIN posting first ON first.id = coalesce(line.posting_id, line.id)
    WHERE line.parent_id IS NULL) root`;

export async function lotStories(
  db: Connection,
  ids: readonly string[],
): Promise<readonly LotViewRow[]> {
  const { rows } = await db.query<LotViewRow>({
    name: 'lot-stories',
    text: `SELECT l.id, l.owner_id, w.is_household, l.currency, l.origin_owner, l.amount, l.free, l.held, l.pending,
        root.earned_at, l.active_at, l.expires_at, l.ends_at, l.funding_id, made.reason_type, made.reason_id,
        (SELECT p.kind FROM lot_move m JOIN posting p ON p.id = m.posting_id
         WHERE m.lot_id = l.id ORDER BY m.posting_id DESC LIMIT 1) AS last_kind
      FROM lot l ${LOT_STORY} WHERE l.id = ANY ($1::uuid[]) ORDER BY l.ends_at, l.id`,
    values: [plainArray(ids)],
  });
  return rows;
}

export async function closedLotIds(
  db: Connection,
  owners: readonly string[],
  currencies: readonly number[],
): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'closed-lots',
    text: `SELECT l.id FROM lot l WHERE l.owner_id = ANY ($1::uuid[]) AND l.currency = ANY ($2::smallint[]) AND NOT l.open`,
    values: [plainArray(owners), plainArray(currencies)],
  });
  return rows.map(({ id }) => id);
}

/** Lots as the ledger knew them at a moment: what had been moved until then, with the expiry of then. */
export async function lotsAsOf(
  db: Connection,
  owners: readonly string[],
  currencies: readonly number[],
  asOf: number,
): Promise<readonly LotViewRow[]> {
  const { rows } = await db.query<LotViewRow>({
    name: 'lots-as-of',
    text: `WITH mine AS (
        SELECT * FROM lot WHERE owner_id = ANY ($1::uuid[]) AND currency = ANY ($2::smallint[]) AND open
        UNION ALL SELECT * FROM lot WHERE owner_id = ANY ($1::uuid[]) AND currency = ANY ($2::smallint[]) AND NOT open)
      SELECT l.id, l.owner_id, w.is_household, l.currency, l.origin_owner, l.amount,
        (l.amount + coalesce(moved.free, 0))::bigint AS free, coalesce(moved.held, 0)::bigint AS held,
        l.pending OR coalesce(later.activated, false) AS pending,
        root.earned_at, l.active_at, CASE WHEN x.was IS NULL THEN l.expires_at ELSE x.was END AS expires_at,
        CASE WHEN x.was IS NULL THEN l.ends_at END AS ends_at,
        l.funding_id, made.reason_type, made.reason_id, moved.last_kind
      FROM mine l ${LOT_STORY}
      LEFT JOIN LATERAL (
        SELECT sum(m.free) AS free, sum(m.held) AS held, (array_agg(p.kind ORDER BY m.posting_id DESC))[1] AS last_kind
        FROM lot_move m JOIN posting p ON p.id = m.posting_id WHERE m.lot_id = l.id AND m.posting_id <= $3) moved ON true
      LEFT JOIN LATERAL (
        SELECT bool_or(p.kind = 'ACTIVATE') AS activated FROM lot_move m JOIN posting p ON p.id = m.posting_id
        WHERE m.lot_id = l.id AND m.posting_id > $3) later ON true
      LEFT JOIN LATERAL (
        SELECT e.was FROM lot_extension e WHERE e.lot_id = l.id AND e.posting_id > $3 ORDER BY e.posting_id LIMIT 1) x ON true
      WHERE made.id <= $3 ORDER BY expires_at, l.id`,
    values: [plainArray(owners), plainArray(currencies), lastIdOf(asOf)],
  });
  return rows;
}

export interface KindSumRow {
  kind: PostingKind;
  lines: bigint;
  available: bigint;
  pending: bigint;
  held: bigint;
  debt: bigint;
}

export async function sumsByKind(
  db: Connection,
  ownerId: string,
  currencyId: number,
  asOf: number,
): Promise<readonly KindSumRow[]> {
  const { rows } = await db.query<KindSumRow>({
    name: 'sums-by-kind',
    text: `SELECT kind, count(*) AS lines, coalesce(sum(d_available), 0)::bigint AS available,
        coalesce(sum(d_pending), 0)::bigint AS pending, coalesce(sum(d_held), 0)::bigint AS held,
        (-coalesce(sum(d_debt), 0))::bigint AS debt
      FROM posting WHERE owner_id = $1 AND currency = $2 AND seq IS NOT NULL AND id <= $3 GROUP BY kind ORDER BY kind`,
    values: [ownerId, currencyId, lastIdOf(asOf)],
  });
  return rows;
}
