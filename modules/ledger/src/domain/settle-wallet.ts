/**
 * Brings a wallet to the present: holds time out, pending lots activate, ended lots expire, in the order of their
 * moments (of one moment: timeout, activation, expiry), so that a late run gives what a punctual one would have given.
 * Needs all open lots and holds of the wallet; where nothing is pending or held, the lots that have ended and the next.
 */
import type { Book } from './book.ts';
import { creditMoves, creditOf, watchLots } from './credit.ts';
import { ended, freeMoves, type LotAmount, sumOf } from './lots.ts';
import { type Account, type Hold, NEVER, type Wallet } from './state.ts';
import type { Reason } from './values.ts';

export interface Settled {
  activatedLots: number;
  expiredLots: number;
  timedOutHolds: number;
}

/** `breakage` is the account of expired points. */
export function settleWallet(book: Book, wallet: Wallet, breakage: Account): Settled {
  const done: Settled = { activatedLots: 0, expiredLots: 0, timedOutHolds: 0 };
  for (let at = nextDue(wallet); at <= book.now; at = nextDue(wallet)) {
    for (const hold of wallet.holds.filter(
      ({ state, expiresAt }) => state === 'OPEN' && expiresAt <= at,
    )) {
      book.transfer(() => closeHold(book, wallet, hold, { kind: 'TIMEOUT', at, breakage }));
      done.timedOutHolds += 1;
    }
    done.activatedLots += activate(book, wallet, at);
    done.expiredLots += expire(book, wallet, at, breakage);
  }
  wallet.nextDueAt = nextDue(wallet);
  wallet.changed = true;
  return done;
}

/** The earliest moment at which something of the wallet is due. Needs all its open lots and holds. */
export function nextDue(wallet: Wallet): number {
  let next = NEVER;
  for (const hold of wallet.holds)
    if (hold.state === 'OPEN' && hold.expiresAt < next) next = hold.expiresAt;
  for (const lot of wallet.lots) {
    const at =
      lot.free === 0n ? NEVER : lot.pending ? Math.min(lot.activeAt, lot.endsAt) : lot.endsAt;
    if (at < next) next = at;
  }
  return next;
}

function activate(book: Book, wallet: Wallet, at: number): number {
  const due = wallet.lots.filter((lot) => lot.pending && lot.free > 0n && lot.activeAt <= at);
  if (due.length === 0) return 0;
  const parts = due.map((lot) => ({ lot, amount: lot.free }));
  const credit = creditOf(wallet, parts);
  book.post({
    kind: 'ACTIVATE',
    wallet,
    occurredAt: at,
    reason: scheduled('activation', at),
    pending: -sumOf(parts),
    available: credit.available,
    debt: credit.debt,
    moves: parts.map(({ lot, amount }) => ({
      lot,
      free: (credit.kept.get(lot.id) ?? 0n) - amount,
      held: 0n,
    })),
  });
  for (const lot of due) lot.pending = false;
  return due.length;
}

function expire(book: Book, wallet: Wallet, at: number, breakage: Account): number {
  const parts = wallet.lots
    .filter((lot) => lot.free > 0n && ended(lot, at))
    .map((lot) => ({ lot, amount: lot.free }));
  if (parts.length > 0) expireParts(book, wallet, parts, { at, breakage });
  return parts.length;
}

/** Ends what is free of these lots: the points go to breakage. */
export function expireParts(
  book: Book,
  wallet: Wallet,
  parts: readonly LotAmount[],
  { at, breakage }: { readonly at: number; readonly breakage: Account },
): void {
  const pending = sumOf(parts.filter(({ lot }) => lot.pending));
  const total = sumOf(parts);
  book.post({
    kind: 'EXPIRE',
    wallet,
    occurredAt: at,
    reason: scheduled('expiry', at),
    available: pending - total,
    pending: -pending,
    account: breakage,
    system: total,
    moves: freeMoves(parts, -1n),
  });
}

export interface CloseHold {
  readonly kind: 'RELEASE' | 'TIMEOUT';
  readonly at: number;
  readonly breakage: Account;
  readonly reason?: Reason;
}

/** Gives back all that a hold still keeps. Lots that ended meanwhile are returned and expired in one transfer. */
export function closeHold(book: Book, wallet: Wallet, hold: Hold, close: CloseHold): void {
  const parts: LotAmount[] = [...hold.lots].map(([lot, amount]) => ({ lot, amount }));
  const live = parts.filter(({ lot }) => !ended(lot, close.at));
  const dead = parts.filter(({ lot }) => ended(lot, close.at));
  const credit = creditOf(wallet, live);
  const total = sumOf(parts);
  hold.remaining = 0n;
  hold.state = close.kind === 'TIMEOUT' ? 'TIMED_OUT' : 'RELEASED';
  hold.lots = new Map();
  hold.changed = true;
  book.post({
    kind: close.kind,
    wallet,
    occurredAt: close.at,
    reason: close.reason ?? hold.reason,
    held: -total,
    available: total - credit.debt,
    debt: credit.debt,
    account: hold.account,
    moves: [
      ...creditMoves(credit, live),
      ...dead.map(({ lot, amount }) => ({ lot, free: amount, held: -amount })),
    ],
    hold,
    leftAfter: 0n,
  });
  if (dead.length > 0) expireParts(book, wallet, dead, close);
  watchLots(wallet, live);
}

const scheduled = (type: string, at: number): Reason => ({ type, id: new Date(at).toISOString() });
