/**
 * What taking back earns has cost a wallet beyond their own points, read from its history: who stands in for points
 * that had been spent. Asked only where something is given back of which an earn was taken back meanwhile, which is rare.
 */
import type { Book } from '../domain/book.ts';
import { type Claims, NO_CLAIMS } from '../domain/decide/make-good.ts';
import type { Wallet } from '../domain/state.ts';
import type { Catalogue } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { loadLotsById, lotIn } from './load-lots.ts';
import { plainArray } from './pg-array.ts';

/** By owner. `lotIds`: the lots that something comes back to. */
export async function loadClaims(
  db: Connection,
  book: Book,
  catalogue: Catalogue,
  lotIds: readonly string[],
): Promise<ReadonlyMap<string, Claims>> {
  const claims = new Map<string, Claims>();
  for (const ownerId of await ownersConcerned(db, lotIds)) {
    for (const wallet of book.wallets.values())
      if (wallet.ownerId === ownerId)
        claims.set(ownerId, await claimsOf(db, book, catalogue, wallet));
  }
  return claims;
}

/** In whose wallets an earn of these lots, or of lots that they continue, was taken back. */
async function ownersConcerned(
  db: Connection,
  lotIds: readonly string[],
): Promise<readonly string[]> {
  if (lotIds.length === 0) return [];
  const { rows } = await db.query<{ owner_id: string }>({
    name: 'claims-concerned',
    text: `WITH RECURSIVE up (id) AS (
        SELECT unnest($1::uuid[])
        UNION SELECT l.parent_id FROM up JOIN lot l ON l.id = up.id WHERE l.parent_id IS NOT NULL)
      SELECT DISTINCT r.owner_id FROM up JOIN lot l ON l.id = up.id
      JOIN posting r ON r.reverses = coalesce(l.posting_id, l.id) AND r.d_system > 0`,
    values: [plainArray(lotIds)],
  });
  return rows.map(({ owner_id }) => owner_id);
}

interface MoveRow {
  readonly posting: string;
  /** What was taken back; null where the move only repaid a debt. */
  readonly reverses: string | null;
  /** Taken back in all, on one row of the posting: of members and of breakage. */
  readonly taken: bigint;
  readonly lot_id: string | null;
  readonly free: bigint | null;
  readonly held: bigint | null;
}

/** Credits that repay what is owed before they are available. A merge undoes its own repayments. */
const CREDITS = `'EARN', 'ADJUST', 'ENTRY', 'TRANSFER_IN', 'CONTRIBUTE_IN', 'ACTIVATE', 'RELEASE', 'TIMEOUT'`;

async function claimsOf(
  db: Connection,
  book: Book,
  catalogue: Catalogue,
  { ownerId, currency }: Wallet,
): Promise<Claims> {
  const { rows } = await db.query<MoveRow>({
    name: 'claims-of-wallet',
    text: `SELECT p.id AS posting, p.reverses, coalesce(p.d_system, 0) + coalesce(p.d_counter, 0) AS taken, m.lot_id, m.free, m.held
      FROM posting p LEFT JOIN lot_move m ON m.posting_id = p.id
      WHERE p.owner_id = $1 AND p.currency = $2 AND p.seq IS NOT NULL AND (p.kind = 'REPAY'
        OR (p.reverses IS NOT NULL AND p.d_system > 0) OR (p.d_debt > 0 AND p.kind IN (${CREDITS})))`,
    values: [ownerId, currency.id],
  });
  const reversed = new Set(rows.flatMap(({ reverses }) => reverses ?? []));
  if (reversed.size === 0) return NO_CLAIMS;
  const of = await cameOf(db, [...reversed]);
  const left = new Map<string, bigint>();
  const standIns = new Map<string, bigint>();
  const counted = new Set<string>();
  for (const { posting, reverses, taken, lot_id: lotId, free, held } of rows) {
    if (reverses !== null && !counted.has(posting)) add(left, reverses, taken);
    counted.add(posting);
    if (lotId === null) continue;
    const change = (free ?? 0n) + (held ?? 0n);
    if (reverses !== null && of.get(lotId)?.includes(reverses) === true)
      add(left, reverses, change);
    else add(standIns, lotId, -change);
  }
  // Points that became available or came back of holds in this very transaction may have repaid as well.
  for (const { wallet, dDebt, moves } of book.records) {
    if (wallet?.ownerId !== ownerId || dDebt <= 0n) continue;
    for (const { lot, free, held } of moves) add(standIns, lot.id, -(free + held));
  }
  const standing = [...standIns].filter(([, amount]) => amount > 0n);
  await loadLotsById(
    db,
    book,
    catalogue,
    standing.map(([id]) => id),
  );
  return { left, of, standIns: new Map(standing.map(([id, amount]) => [lotIn(book, id), amount])) };
}

/** By lot: which of these postings it came of, itself or through lots that it continues. */
async function cameOf(
  db: Connection,
  postings: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await db.query<{ posting: string; id: string }>({
    name: 'lots-that-came-of',
    text: `WITH RECURSIVE tree (posting, id) AS (
        (SELECT id, id FROM lot WHERE id = ANY ($1::uuid[]) AND posting_id IS NULL
         UNION ALL SELECT posting_id, id FROM lot WHERE posting_id = ANY ($1::uuid[]))
        UNION SELECT t.posting, l.id FROM tree t JOIN lot l ON l.parent_id = t.id)
      SELECT posting, id FROM tree ORDER BY posting`,
    values: [plainArray(postings)],
  });
  const of = new Map<string, string[]>();
  for (const { id, posting } of rows) {
    const known = of.get(id);
    if (known === undefined) of.set(id, [posting]);
    else known.push(posting);
  }
  return of;
}

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}
