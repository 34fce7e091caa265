/**
 * Wallets, lots and holds into the working copy. Locks are taken on wallets only, in (owner, currency) order, by
 * every writer; who has a wallet's lock may read and change its lots and holds. Look-ups that must see what others
 * committed while we waited (keys, lots) are later statements: they get a fresh snapshot.
 */
import { type Book, walletKey } from '../domain/book.ts';
import { NIL_UUID } from '../domain/posting-ids.ts';
import { type Hold, type HoldState, type Lot, NEVER } from '../domain/state.ts';
import type { Catalogue } from './catalogue.ts';
import type { Connection, Rows } from './connection.ts';
import { plainArray, textArray } from './pg-array.ts';
import { readPlace } from './wallet-pages.ts';

export interface WalletKey {
  readonly ownerId: string;
  readonly currencyId: number;
}

export interface WalletRow {
  owner_id: string;
  currency: number;
  version: string;
  place: string;
  seq: bigint;
  available: bigint;
  pending: bigint;
  held: bigint;
  debt: bigint;
  last_id: string | null;
  next_due_at: number | null;
  frozen: boolean;
  moved_to: string | null;
  household_id: string | null;
  contribution_bps: number | null;
  is_household: boolean;
}

export const WALLET_COLUMNS = `w.owner_id, w.currency, w.xmin AS version, w.ctid AS place, w.seq, w.available, w.pending, w.held, w.debt, w.last_id,
  w.next_due_at, w.frozen, w.moved_to, w.household_id, w.contribution_bps, w.is_household`;
const WANTED = 'unnest($1::uuid[], $2::smallint[]) AS k (owner_id, currency)';

/** `lock: false` for reads. Wallets that do not exist are left out. */
export function selectWallets(
  db: Connection,
  keys: readonly WalletKey[],
  { lock }: { lock: boolean },
): Promise<Rows<WalletRow>> {
  const order = lock ? 'ORDER BY w.owner_id, w.currency FOR UPDATE OF w' : '';
  return db.query<WalletRow>({
    name: lock ? 'lock-wallets' : 'read-wallets',
    text: `SELECT ${WALLET_COLUMNS} FROM wallet w JOIN ${WANTED} USING (owner_id, currency) ${order}`,
    values: keyArrays(keys),
  });
}

export function keyArrays(keys: readonly WalletKey[]): [string, string] {
  return [
    plainArray(keys.map(({ ownerId }) => ownerId)),
    plainArray(keys.map(({ currencyId }) => currencyId)),
  ];
}

export async function addWallets(
  book: Book,
  rows: readonly WalletRow[],
  catalogue: Catalogue,
): Promise<void> {
  for (const row of rows) {
    const currency = await catalogue.currencyById(row.currency);
    book.addWallet({
      key: walletKey(row.owner_id, row.currency),
      ownerId: row.owner_id,
      currency,
      isHousehold: row.is_household,
      version: row.version,
      place: readPlace(row.place),
      seq: Number(row.seq),
      available: row.available,
      pending: row.pending,
      held: row.held,
      debt: row.debt,
      lastId: row.last_id ?? NIL_UUID,
      nextDueAt: row.next_due_at ?? NEVER,
      frozen: row.frozen,
      movedTo: row.moved_to,
      householdId: row.household_id,
      contributionBps: row.contribution_bps ?? 0,
      lots: [],
      // A wallet without postings has no lots.
      lotsComplete: row.seq === 0n,
      holds: [],
      changed: false,
    });
  }
}

/**
 * Opens wallets that do not exist. A wallet starts from its member's standing (frozen, moved) and household; a racing
 * opener waits here and finds the row.
 */
export function createWallets(db: Connection, keys: readonly WalletKey[]): Promise<unknown> {
  return db.query({
    name: 'create-wallets',
    text: `INSERT INTO wallet (owner_id, currency, is_household, frozen, moved_to, household_id, contribution_bps)
      SELECT k.owner_id, k.currency, EXISTS (SELECT 1 FROM household h WHERE h.id = k.owner_id),
             coalesce(s.frozen, false), s.moved_to, m.household_id, m.contribution_bps
      FROM ${WANTED}
      LEFT JOIN member_standing s ON s.member_id = k.owner_id
      LEFT JOIN LATERAL (
        SELECT hm.household_id, hm.contribution_bps FROM household_member hm
        WHERE hm.member_id = k.owner_id AND hm.currency = k.currency) m ON true
      ORDER BY k.owner_id, k.currency
      ON CONFLICT DO NOTHING`,
    values: keyArrays(keys),
  });
}

export interface LotRow {
  id: string;
  owner_id: string;
  currency: number;
  amount: bigint;
  free: bigint;
  held: bigint;
  pending: boolean;
  active_at: number;
  expires_at: number | null;
  ends_at: number | null;
  funding_id: number;
  posting_id: string | null;
  parent_id: string | null;
  root_id: string | null;
  origin_owner: string | null;
}

export const LOT_COLUMNS = `l.id, l.owner_id, l.currency, l.amount, l.free, l.held, l.pending, l.active_at,
  l.expires_at, l.ends_at, l.funding_id, l.posting_id, l.parent_id, l.root_id, l.origin_owner`;

/** All open lots of these wallets, first-expiring-first. */
export function selectLots(db: Connection, wallets: readonly WalletKey[]): Promise<Rows<LotRow>> {
  return db.query<LotRow>({
    name: 'read-lots',
    text: `SELECT ${LOT_COLUMNS} FROM ${WANTED} CROSS JOIN LATERAL (
        SELECT * FROM lot o WHERE o.owner_id = k.owner_id AND o.currency = k.currency AND o.open
        ORDER BY o.ends_at, o.id) l`,
    values: keyArrays(wallets),
  });
}

/** Of each wallet at most so many: they cover nearly every spend, however many there are. */
export const FIRST_LOTS = 48;

export function selectFirstLots(
  db: Connection,
  wallets: readonly WalletKey[],
): Promise<Rows<LotRow>> {
  return db.query<LotRow>({
    name: 'read-first-lots',
    text: `SELECT ${LOT_COLUMNS} FROM ${WANTED} CROSS JOIN LATERAL (
        SELECT * FROM lot o WHERE o.owner_id = k.owner_id AND o.currency = k.currency AND o.open
        ORDER BY o.ends_at, o.id LIMIT ${FIRST_LOTS}) l`,
    values: keyArrays(wallets),
  });
}

/** Of each wallet the open lots that have ended, and the one that ends next. */
export function selectEndedLots(
  db: Connection,
  wallets: readonly WalletKey[],
  now: number,
): Promise<Rows<LotRow>> {
  const open = 'FROM lot o WHERE o.owner_id = k.owner_id AND o.currency = k.currency AND o.open';
  return db.query<LotRow>({
    name: 'read-ended-lots',
    text: `SELECT ${LOT_COLUMNS} FROM ${WANTED} CROSS JOIN LATERAL (
        (SELECT * ${open} AND o.ends_at <= $3 ORDER BY o.ends_at, o.id)
        UNION ALL (SELECT * ${open} AND o.ends_at > $3 ORDER BY o.ends_at, o.id LIMIT 1)) l`,
    values: [...keyArrays(wallets), new Date(now)],
  });
}

export async function addLots(
  book: Book,
  rows: readonly LotRow[],
  catalogue: Catalogue,
): Promise<void> {
  await catalogue.loadTerms(rows.map(({ funding_id }) => funding_id));
  for (const row of rows) {
    const wallet = book.wallet(row.owner_id, row.currency);
    const known = book.lots.get(row.id);
    const lot = known ?? lotOf(row, catalogue);
    if (known === undefined) book.lots.set(lot.id, lot);
    // Rows come first-expiring-first.
    if (wallet !== undefined && (lot.free > 0n || lot.held > 0n)) wallet.lots.push(lot);
  }
}

export function lotOf(row: LotRow, catalogue: Catalogue): Lot {
  const terms = catalogue.peekTermsById(row.funding_id);
  if (terms === undefined) throw new Error(`Funding ${row.funding_id} is not loaded`);
  return {
    id: row.id,
    ownerId: row.owner_id,
    currencyId: row.currency,
    amount: row.amount,
    free: row.free,
    held: row.held,
    pending: row.pending,
    activeAt: row.active_at,
    expiresAt: row.expires_at ?? NEVER,
    endsAt: row.ends_at ?? NEVER,
    terms,
    postingId: row.posting_id ?? row.id,
    parentId: row.parent_id,
    rootId: row.root_id,
    originOwner: row.origin_owner,
    isNew: false,
    changed: false,
  };
}

export interface HoldRow {
  id: string;
  owner_id: string;
  currency: number;
  account_id: number;
  amount: bigint;
  remaining: bigint;
  captured: bigint;
  state: HoldState;
  expires_at: number;
  reason_type: string;
  reason_id: string;
  /** Pairs of lot id and what is kept of it. */
  kept: readonly (readonly [string, string])[] | null;
}

/** Holds by id, and all open holds of these wallets. */
export function selectHolds(
  db: Connection,
  ids: readonly string[],
  wallets: readonly WalletKey[],
): Promise<Rows<HoldRow>> {
  return db.query<HoldRow>({
    name: 'read-holds',
    text: `SELECT h.*, (SELECT json_agg(json_build_array(x.lot_id, x.remaining::text)) FROM hold_lot x
        WHERE x.hold_id = h.id) AS kept
      FROM hold h WHERE h.id = ANY ($3::uuid[])
        OR (h.state = 'OPEN' AND (h.owner_id, h.currency) IN (SELECT k.owner_id, k.currency FROM ${WANTED}))
      ORDER BY h.id`,
    values: [...keyArrays(wallets), plainArray(ids)],
  });
}

/** Needs all open lots of the holds' wallets in the working copy. */
export async function addHolds(
  book: Book,
  rows: readonly HoldRow[],
  catalogue: Catalogue,
): Promise<void> {
  for (const row of rows) {
    if (book.holds.has(row.id)) continue;
    if (book.wallet(row.owner_id, row.currency) === undefined) {
      // Moved to another owner since it was looked up: its lots are under a lock that is not ours.
      book.elsewhere.set(row.id, row.owner_id);
      continue;
    }
    const kept = (row.kept ?? []).map(
      ([lotId, amount]) => [present(book.lots.get(lotId), lotId), BigInt(amount)] as const,
    );
    const hold: Hold = {
      id: row.id,
      ownerId: row.owner_id,
      currencyId: row.currency,
      account: await catalogue.accountById(row.account_id),
      amount: row.amount,
      remaining: row.remaining,
      captured: row.captured,
      state: row.state,
      expiresAt: row.expires_at,
      reason: { type: row.reason_type, id: row.reason_id },
      lots: new Map(kept),
      isNew: false,
      changed: false,
    };
    book.addHold(hold);
    if (hold.state === 'OPEN') book.wallet(row.owner_id, row.currency)?.holds.push(hold);
  }
}

function present(lot: Lot | undefined, id: string): Lot {
  if (lot === undefined) throw new Error(`Lot ${id} of a hold is not loaded`);
  return lot;
}

export interface KnownKeyRow {
  key_scope: number;
  key: string;
  id: string;
  body_hash: Buffer;
  refusal: unknown;
}

/** Which of these idempotency keys are answered already. Asked under the wallets' locks. */
export function selectKnownKeys(
  db: Connection,
  keys: readonly { scope: number; key: string }[],
): Promise<Rows<KnownKeyRow>> {
  return db.query<KnownKeyRow>({
    name: 'known-keys',
    text: `SELECT p.key_scope, p.key, p.id, p.body_hash, p.refusal
      FROM unnest($1::int[], $2::text[]) AS k (scope, key)
      JOIN posting p ON p.key_scope = k.scope AND p.key = k.key COLLATE "C"`,
    values: [plainArray(keys.map(({ scope }) => scope)), textArray(keys.map(({ key }) => key))],
  });
}
