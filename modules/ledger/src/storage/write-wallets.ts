/**
 * Wallets as they were decided, and the check that nobody changed them since they were read: of those written and of
 * those that a refusal was founded on. One that was overtaken fails the transaction as a serialization failure.
 */
import type { Book } from '../domain/book.ts';
import { NEVER, type Wallet } from '../domain/state.ts';
import { type Connection, moment } from './connection.ts';
import { plainArray } from './pg-array.ts';

export function writeWallets(db: Connection, book: Book): Promise<unknown>[] {
  const changed: Wallet[] = [];
  const seen: Wallet[] = [];
  for (const wallet of book.wallets.values()) (wallet.changed ? changed : seen).push(wallet);
  const sent: Promise<unknown>[] = [];
  if (changed.length > 0) sent.push(updateWallets(db, changed.sort(inLockOrder)));
  if (seen.length > 0) sent.push(checkWallets(db, seen));
  return sent;
}

/** The order in which every writer locks. */
export function inLockOrder(a: Wallet, b: Wallet): number {
  if (a.ownerId !== b.ownerId) return a.ownerId < b.ownerId ? -1 : 1;
  return a.currency.id - b.currency.id;
}

function updateWallets(db: Connection, wallets: readonly Wallet[]): Promise<unknown> {
  return db.query({
    name: 'update-wallets',
    text: `WITH changed AS (
        UPDATE wallet w SET seq = u.seq, available = u.available, pending = u.pending, held = u.held, debt = u.debt,
          last_id = u.last_id, next_due_at = u.next_due_at
        FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::uuid[], $9::timestamptz[], $10::xid[])
          AS u (owner_id, currency, seq, available, pending, held, debt, last_id, next_due_at, version)
        WHERE w.owner_id = u.owner_id AND w.currency = u.currency AND w.xmin = u.version RETURNING 1)
      SELECT all_fresh((SELECT count(*) FROM changed), $11) AS version`,
    values: [
      plainArray(wallets.map(({ ownerId }) => ownerId)),
      plainArray(wallets.map(({ currency }) => currency.id)),
      plainArray(wallets.map(({ seq }) => seq)),
      plainArray(wallets.map(({ available }) => available)),
      plainArray(wallets.map(({ pending }) => pending)),
      plainArray(wallets.map(({ held }) => held)),
      plainArray(wallets.map(({ debt }) => debt)),
      plainArray(wallets.map(({ lastId }) => lastId)),
      plainArray(wallets.map(({ nextDueAt }) => (nextDueAt === NEVER ? null : moment(nextDueAt)))),
      plainArray(wallets.map(({ version }) => version)),
      wallets.length,
    ],
  });
}

function checkWallets(db: Connection, wallets: readonly Wallet[]): Promise<unknown> {
  return db.query({
    name: 'check-wallets',
    text: `SELECT all_fresh((SELECT count(*) FROM unnest($1::uuid[], $2::smallint[], $3::xid[])
        AS u (owner_id, currency, version) JOIN wallet w USING (owner_id, currency) WHERE w.xmin = u.version), $4) AS version`,
    values: [
      plainArray(wallets.map(({ ownerId }) => ownerId)),
      plainArray(wallets.map(({ currency }) => currency.id)),
      plainArray(wallets.map(({ version }) => version)),
      wallets.length,
    ],
  });
}
