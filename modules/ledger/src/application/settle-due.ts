/**
 * Scheduled work over all wallets: activation, expiry and hold timeouts in bulk, and warnings ahead of expiry. What is
 * due is found by an index on wallets and each chunk commits by itself, so a run that is stopped goes on where it was;
 * several processes may run at once (rows are claimed with SKIP LOCKED).
 */

import { fromUuid } from '@guildhall/shared/ids';
import { Book } from '../domain/book.ts';
import { type Settled, settleWallet } from '../domain/settle-wallet.ts';
import { NEVER, type Wallet } from '../domain/state.ts';
import { LEDGER_EVENTS } from '../door/events.ts';
import type { SettleProgress } from '../door/ledger-door.ts';
import type { Catalogue } from '../storage/catalogue.ts';
import { type Client, commit, flight } from '../storage/connection.ts';
import {
  addLots,
  addWallets,
  selectEndedLots,
  WALLET_COLUMNS,
  type WalletRow,
} from '../storage/load-wallets.ts';
import { type OutboxRow, writeBook } from '../storage/write-book.ts';
import { isWorthRepeating } from './lane.ts';
import { loadWhole, walletKeyOf } from './load-batch.ts';
import type { PostingEngine } from './posting-engine.ts';

const CHUNK = 500;
const MAX_ATTEMPTS = 6;

/** At most `limit` wallets. `onChunk` is told the sums so far. */
export async function settleDue(
  engine: PostingEngine,
  limit: number,
  onChunk: (progress: SettleProgress) => void = () => {},
): Promise<SettleProgress> {
  let done: SettleProgress = {
    wallets: 0,
    activatedLots: 0,
    expiredLots: 0,
    timedOutHolds: 0,
    more: true,
  };
  while (done.wallets < limit) {
    const size = Math.min(CHUNK, limit - done.wallets);
    const chunk = await settleChunk(engine, size);
    done = {
      wallets: done.wallets + chunk.wallets,
      activatedLots: done.activatedLots + chunk.activatedLots,
      expiredLots: done.expiredLots + chunk.expiredLots,
      timedOutHolds: done.timedOutHolds + chunk.timedOutHolds,
      more: chunk.wallets === size,
    };
    onChunk(done);
    if (!done.more) break;
  }
  return done;
}

/** Wallets on which something is due now. */
export async function countDue(engine: PostingEngine): Promise<number> {
  const { rows } = await engine.reports.query<{ wallets: bigint }>({
    text: 'SELECT count(*) AS wallets FROM wallet WHERE next_due_at <= $1',
    values: [new Date(engine.now())],
  });
  return Number(rows[0]?.wallets ?? 0);
}

async function settleChunk(
  engine: PostingEngine,
  size: number,
): Promise<Settled & { readonly wallets: number }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { settled, published } = await engine.withClient((client) =>
        settleOnce(engine, client, size),
      );
      engine.deliver(published);
      return settled;
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isWorthRepeating(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2 ** attempt));
    }
  }
}

interface Chunk {
  readonly settled: Settled & { readonly wallets: number };
  readonly published: readonly OutboxRow[];
}

async function settleOnce(engine: PostingEngine, db: Client, size: number): Promise<Chunk> {
  const now = engine.now();
  const book = new Book(now, engine.nextId);
  const [, claimed] = await flight(
    db.query({ text: 'BEGIN' }),
    db.query<WalletRow>({
      name: 'claim-due',
      text: `SELECT ${WALLET_COLUMNS} FROM wallet w WHERE w.next_due_at <= $1
        ORDER BY w.next_due_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      values: [new Date(now), size],
    }),
  );
  await addWallets(book, claimed.rows, engine.catalogue);
  const wallets = [...book.wallets.values()];
  const settled = { wallets: wallets.length, activatedLots: 0, expiredLots: 0, timedOutHolds: 0 };
  if (wallets.length === 0) {
    await db.query({ text: 'ROLLBACK' });
    return { settled, published: [] };
  }
  await loadDue(db, book, wallets, engine.catalogue);
  for (const wallet of wallets) {
    const done = settleWallet(book, wallet, engine.catalogue.programme(wallet.currency).breakage);
    settled.activatedLots += done.activatedLots;
    settled.expiredLots += done.expiredLots;
    settled.timedOutHolds += done.timedOutHolds;
  }
  const published = engine.outboxOf(book.records, now);
  const stripe = engine.stripe(engine.writerOf(db));
  await flight(...writeBook(db, { book, refused: [], outbox: published, stripe }), commit(db));
  engine.forget(wallets);
  return { settled, published };
}

/**
 * What is due on these wallets. Where nothing is pending or held it is lots that have ended: those and the next are
 * enough, however many there are.
 */
async function loadDue(
  db: Client,
  book: Book,
  wallets: readonly Wallet[],
  catalogue: Catalogue,
): Promise<void> {
  const [plain, others] = [[] as Wallet[], [] as Wallet[]];
  for (const wallet of wallets)
    (wallet.pending === 0n && wallet.held === 0n ? plain : others).push(wallet);
  if (others.length > 0) await loadWhole(db, book, others, catalogue);
  if (plain.length === 0) return;
  const { rows } = await selectEndedLots(db, plain.map(walletKeyOf), book.now);
  for (const wallet of plain) wallet.lotsComplete = false;
  await addLots(book, rows, catalogue);
}

const DAY_MS = 86_400_000;
/** Members hear of points that will expire this many days ahead, once each. */
export const WARNING_DAYS = 30;

interface WarnRow {
  owner_id: string;
  currency: number;
  is_household: boolean;
  expires_at: number;
  amount: bigint;
}

/** Of lot l in wallet w: ends within the warning time, and was not there when its owner was last warned of that. */
const UNWARNED = `l.open AND l.free > 0 AND l.expires_at > $1 AND l.expires_at <= $2
  AND (w.warned_until IS NULL OR l.expires_at > w.warned_until
    OR uuid_extract_timestamp(l.id) > w.warned_until - interval '${24 * WARNING_DAYS} hours')`;

/** Publishes what expires within the warning time and was not warned of yet. Answers how many wallets were warned. */
export async function warnExpiring(engine: PostingEngine, limit = 2_000): Promise<number> {
  const now = engine.now();
  const until = now + WARNING_DAYS * DAY_MS;
  // What is due of a wallet is the end of the grace, not the expiry.
  const graces = (await engine.catalogue.currencies()).map(({ graceDays }) => graceDays);
  const dueUntil = until + Math.max(0, ...graces) * DAY_MS;
  const { published, wallets } = await engine.withClient((db) =>
    warnOnce(engine, db, { now, until, dueUntil, limit }),
  );
  engine.deliver(published);
  return wallets;
}

async function warnOnce(
  engine: PostingEngine,
  db: Client,
  { now, until, dueUntil, limit }: Readonly<Record<'now' | 'until' | 'dueUntil' | 'limit', number>>,
): Promise<{ readonly published: readonly OutboxRow[]; readonly wallets: number }> {
  await db.query({ text: 'BEGIN' });
  const { rows } = await db.query<WarnRow>({
    name: 'claim-warnings',
    text: `WITH due AS (
        SELECT w.owner_id, w.currency, w.is_household, w.warned_until FROM wallet w
        JOIN currency c ON c.id = w.currency
        WHERE w.next_due_at <= $4 AND w.next_due_at <= $2::timestamptz + c.grace_days * interval '24 hours'
          AND (w.warned_until IS NULL OR w.warned_until < $2)
          AND EXISTS (SELECT 1 FROM lot l WHERE l.owner_id = w.owner_id AND l.currency = w.currency AND ${UNWARNED})
        ORDER BY w.next_due_at LIMIT $3 FOR UPDATE OF w SKIP LOCKED),
      marked AS (
        UPDATE wallet w SET warned_until = $2 FROM due WHERE w.owner_id = due.owner_id AND w.currency = due.currency)
      SELECT w.owner_id, w.currency, w.is_household, l.expires_at, sum(l.free)::bigint AS amount
      FROM due w JOIN lot l ON l.owner_id = w.owner_id AND l.currency = w.currency
      WHERE ${UNWARNED} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4`,
    values: [new Date(now), new Date(until), limit, new Date(dueUntil)],
  });
  const facts: object[] = [];
  for (const row of rows) {
    const { code } = await engine.catalogue.currencyById(row.currency);
    facts.push({
      ownerId: fromUuid(row.is_household ? 'hsh' : 'mem', row.owner_id),
      currency: code,
      amountMinor: row.amount.toString(),
      expiresAt: new Date(row.expires_at ?? NEVER).toISOString(),
      daysAhead: Math.ceil((row.expires_at - now) / DAY_MS),
    });
  }
  const published =
    facts.length === 0 ? [] : [engine.outboxRow(LEDGER_EVENTS.expiring, facts, now, now)];
  await flight(
    ...writeBook(db, {
      book: new Book(now, engine.nextId),
      refused: [],
      outbox: published,
      stripe: 0,
    }),
    commit(db),
  );
  return {
    published,
    wallets: new Set(rows.map(({ owner_id, currency }) => `${owner_id}/${currency}`)).size,
  };
}
