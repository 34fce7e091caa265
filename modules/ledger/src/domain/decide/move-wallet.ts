/**
 * A merge moves everything a member has in one currency to the survivor: lots (free, pending and held), the holds on
 * them, and debt. Lots are continued by lots of the survivor, so that each remembers where it came from; what one of
 * the two owed is repaid out of what the other has.
 *
 * Undoing gives back what remains of each lot to the lot it continues, takes back the debt, and undoes what was repaid
 * between the two. With nothing in between, both wallets are exactly as before.
 */
import type { Book, LotMove, PostingRecord } from '../book.ts';
import { takeFirstExpiring } from '../lots.ts';
import {
  type Account,
  addLot,
  dueNoLaterThan,
  type Hold,
  type Lot,
  type Wallet,
} from '../state.ts';
import type { Reason } from '../values.ts';
import { continueLot } from './pass-on.ts';

export interface Move {
  readonly transit: Account;
  readonly reason: Reason;
}

const isOpen = (lot: Lot): boolean => lot.free > 0n || lot.held > 0n;
const sum = (lots: readonly Lot[], read: (lot: Lot) => bigint): bigint =>
  lots.reduce((all, lot) => all + read(lot), 0n);

interface Parts {
  readonly available: bigint;
  readonly pending: bigint;
  readonly held: bigint;
}

function partsOf(lots: readonly Lot[]): Parts {
  const pending = sum(lots, (lot) => (lot.pending ? lot.free : 0n));
  return {
    pending,
    available: sum(lots, ({ free }) => free) - pending,
    held: sum(lots, ({ held }) => held),
  };
}

/** Needs all open lots and holds of both wallets. */
export function moveWallet(
  book: Book,
  from: Wallet,
  to: Wallet,
  { transit, reason }: Move,
): readonly PostingRecord[] {
  return book.transfer(() => {
    const lots = from.lots.filter(isOpen);
    const { available, pending, held } = partsOf(lots);
    const { debt } = from;
    const common = { occurredAt: book.now, reason, account: transit };
    const continued = lots.map((lot) => ({
      lot,
      held: lot.held,
      next: continueLot(book, to, lot, lot.free + lot.held),
    }));
    book.post({
      ...common,
      kind: 'MOVE_OUT',
      wallet: from,
      available: -available,
      pending: -pending,
      held: -held,
      debt,
      system: available + pending + held - debt,
      moves: lots.map((lot) => ({ lot, free: -lot.free, held: -lot.held })),
    });
    book.post({
      ...common,
      kind: 'MOVE_IN',
      wallet: to,
      available,
      pending,
      held,
      debt: -debt,
      system: debt - available - pending - held,
      make: (postingId) => {
        for (const { next } of continued) next.postingId = postingId;
        return { lots: continued.map(({ next }) => next), moves: heldParts(continued) };
      },
    });
    moveHolds(from, to, from.holds, new Map(continued.map(({ lot, next }) => [lot, next])));
    settleDebt(book, to, { transit, reason });
  });
}

/** A lot begins free; what comes along held is held at once. */
function heldParts(
  lots: readonly { readonly next: Lot; readonly held: bigint }[],
): readonly LotMove[] {
  return lots
    .filter(({ held }) => held > 0n)
    .map(({ next, held }) => ({ lot: next, free: -held, held }));
}

function moveHolds(
  from: Wallet,
  to: Wallet,
  holds: readonly Hold[],
  lots: ReadonlyMap<Lot, Lot>,
): void {
  for (const hold of holds) {
    hold.ownerId = to.ownerId;
    hold.lots = new Map([...hold.lots].map(([lot, amount]) => [lots.get(lot) ?? lot, amount]));
    hold.changed = true;
    to.holds.push(hold);
    dueNoLaterThan(to, hold.expiresAt);
  }
  from.holds = from.holds.filter((hold) => !holds.includes(hold));
}

/** What is owed is repaid out of what is available, by two entries that cancel each other on the transit account. */
export function settleDebt(
  book: Book,
  wallet: Wallet,
  { transit, reason }: Move,
): PostingRecord | undefined {
  const amount = wallet.debt < wallet.available ? wallet.debt : wallet.available;
  if (amount === 0n) return undefined;
  return book.post({
    kind: 'MOVE_IN',
    wallet,
    occurredAt: book.now,
    reason,
    available: -amount,
    debt: amount,
    account: transit,
    moves: takeFirstExpiring(wallet, amount).map(({ lot, amount: part }) => ({
      lot,
      free: -part,
      held: 0n,
    })),
  });
}

export interface UndoMove extends Move {
  /** The lots of the survivor that continue a lot of the member, and that lot. */
  readonly continuing: ReadonlyMap<Lot, Lot>;
  /** The survivor's lots that were earned under the member's identity since. */
  readonly earnedSince: ReadonlySet<Lot>;
  /** Debt that came with the member. */
  readonly debt: bigint;
  /** What was repaid between the two at the time of the move, by lot of the survivor. */
  readonly repaid: readonly { readonly lot: Lot; readonly amount: bigint }[];
  readonly repaidAt: number;
  /** Holds that came with the member. */
  readonly holds: readonly Hold[];
}

interface Return {
  readonly source: Lot;
  readonly target: Lot;
  readonly free: bigint;
  readonly held: bigint;
}

/** `from` is the survivor, `to` the member who gets its own back. */
export function undoMoveWallet(
  book: Book,
  from: Wallet,
  to: Wallet,
  undo: UndoMove,
): readonly PostingRecord[] {
  const { transit, reason } = undo;
  return book.transfer(() => {
    unrepay(book, from, undo);
    const holds = undo.holds.filter(
      ({ state, ownerId }) => state === 'OPEN' && ownerId === from.ownerId,
    );
    const returns = returnsOf(book, from, to, undo, holds);
    const available = sumReturns(returns, ({ source, free }) => (source.pending ? 0n : free));
    const pending = sumReturns(returns, ({ source, free }) => (source.pending ? free : 0n));
    const held = sumReturns(returns, (part) => part.held);
    // What remains of the debt goes back; what the survivor's earns have repaid since stays repaid.
    const back = undo.debt < from.debt ? undo.debt : from.debt;
    const common = { occurredAt: book.now, reason, account: transit };
    book.post({
      ...common,
      kind: 'MOVE_OUT',
      wallet: from,
      available: -available,
      pending: -pending,
      held: -held,
      debt: back,
      system: available + pending + held - back,
      moves: returns.map(({ source, free, held: h }) => ({ lot: source, free: -free, held: -h })),
    });
    receiveBack(book, to, returns, { ...common, available, pending, held, debt: back });
    const remap = new Map(returns.map(({ source, target }) => [source, target]));
    moveHolds(from, to, holds, remap);
    settleDebt(book, from, undo);
    settleDebt(book, to, undo);
  });
}

/** Takes back what the move repaid: the lots get their points again, and the debt stands again. */
function unrepay(
  book: Book,
  wallet: Wallet,
  { repaid, repaidAt, transit, reason }: UndoMove,
): void {
  const amount = repaid.reduce((all, part) => all + part.amount, 0n);
  if (amount === 0n) return;
  for (const { lot } of repaid) if (!wallet.lots.includes(lot)) addLot(wallet, lot);
  const moves: LotMove[] = repaid.map(({ lot, amount: part }) => ({ lot, free: part, held: 0n }));
  book.post({
    kind: 'MOVE_IN',
    wallet,
    occurredAt: book.now,
    reason,
    available: amount,
    debt: -amount,
    account: transit,
    moves,
    original: { occurredAt: repaidAt, lots: repaid },
  });
  for (const { lot } of repaid) dueNoLaterThan(wallet, lot.endsAt);
}

function returnsOf(
  book: Book,
  from: Wallet,
  to: Wallet,
  undo: UndoMove,
  holds: readonly Hold[],
): readonly Return[] {
  const heldBack = new Map<Lot, bigint>();
  for (const { lots } of holds)
    for (const [lot, amount] of lots) heldBack.set(lot, (heldBack.get(lot) ?? 0n) + amount);
  const wanted = new Set([...undo.continuing.keys(), ...undo.earnedSince, ...heldBack.keys()]);
  return from.lots.flatMap((source) => {
    if (!wanted.has(source)) return [];
    const own = undo.continuing.has(source) || undo.earnedSince.has(source);
    const free = own ? source.free : 0n;
    const held = heldBack.get(source) ?? 0n;
    if (free === 0n && held === 0n) return [];
    const target =
      undo.continuing.get(source) ??
      continueLot(book, to, source, free + held, { originOwner: to.ownerId });
    return [{ source, target, free, held }];
  });
}

const sumReturns = (returns: readonly Return[], read: (part: Return) => bigint): bigint =>
  returns.reduce((all, part) => all + read(part), 0n);

interface Receipt extends Parts {
  readonly occurredAt: number;
  readonly reason: Reason;
  readonly account: Account;
  readonly debt: bigint;
}

function receiveBack(book: Book, to: Wallet, returns: readonly Return[], receipt: Receipt): void {
  const { available, pending, held, debt, occurredAt, reason, account } = receipt;
  const known = returns.filter(({ target }) => !target.isNew);
  const fresh = returns
    .filter(({ target }) => target.isNew)
    .map(({ target, held: h }) => ({ next: target, held: h }));
  for (const { source, target } of known) {
    target.pending = source.pending;
    target.expiresAt = source.expiresAt;
    target.endsAt = source.endsAt;
    if (!to.lots.includes(target)) addLot(to, target);
    dueNoLaterThan(to, target.pending ? Math.min(target.activeAt, target.endsAt) : target.endsAt);
  }
  book.post({
    kind: 'MOVE_IN',
    wallet: to,
    occurredAt,
    reason,
    account,
    available,
    pending,
    held,
    debt: -debt,
    system: debt - available - pending - held,
    moves: merged(known.map(({ target, free, held: h }) => ({ lot: target, free, held: h }))),
    make: (postingId) => {
      for (const { next } of fresh) next.postingId = postingId;
      return { lots: fresh.map(({ next }) => next), moves: heldParts(fresh) };
    },
  });
}

/** Two lots may return to one, when a part of it was given grace: one movement per lot and posting. */
function merged(moves: readonly LotMove[]): readonly LotMove[] {
  const byLot = new Map<Lot, LotMove>();
  for (const move of moves) {
    const before = byLot.get(move.lot);
    byLot.set(move.lot, {
      lot: move.lot,
      free: (before?.free ?? 0n) + move.free,
      held: (before?.held ?? 0n) + move.held,
    });
  }
  return [...byLot.values()];
}
