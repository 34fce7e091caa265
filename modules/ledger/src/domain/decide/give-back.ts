/**
 * Giving back what was taken, to the same lots with their old expiry. A lot that has moved to another wallet since, or
 * gets a stated grace, is continued by a new one; a lot that has ended meanwhile is given back and expired in one
 * transfer. What the wallet owes is repaid first.
 */
import type { Book, NewPosting, PostingRecord } from '../book.ts';
import { creditMoves, creditOf, watchLots } from '../credit.ts';
import { ended, endOf, type LotAmount, sumOf } from '../lots.ts';
import { expireParts } from '../settle-wallet.ts';
import { type Account, addLot, type Lot, type Wallet } from '../state.ts';
import { continueLot } from './pass-on.ts';

export interface GiveBack {
  readonly parts: readonly LotAmount[];
  /** Lots that end before this live until it. */
  readonly graceUntil: number | null;
  readonly breakage: Account;
  readonly posting: Omit<
    NewPosting,
    'wallet' | 'available' | 'pending' | 'debt' | 'repaid' | 'moves' | 'system' | 'make'
  >;
}

export function giveBack(book: Book, wallet: Wallet, give: GiveBack): PostingRecord {
  const targets = give.parts.map((part) => targetOf(book, wallet, part, give.graceUntil));
  const live = targets.filter(({ lot }) => !ended(lot, book.now));
  const dead = targets.filter(({ lot }) => ended(lot, book.now));
  const credit = creditOf(wallet, live);
  const total = sumOf(targets);
  const known = (part: LotAmount): boolean => !part.lot.isNew;
  const fresh = targets.filter((part) => part.lot.isNew);
  const record = book.post({
    ...give.posting,
    wallet,
    available: total - credit.debt,
    debt: credit.debt,
    repaid: credit.repaid,
    system: -total,
    moves: [
      ...creditMoves(credit, live.filter(known), false),
      ...dead.filter(known).map(({ lot, amount }) => ({ lot, free: amount, held: 0n })),
    ],
    make: (postingId) => {
      for (const { lot } of fresh) lot.postingId = postingId;
      const repaid = fresh
        .filter(({ lot }) => credit.kept.has(lot.id))
        .map(({ lot, amount }) => ({
          lot,
          free: (credit.kept.get(lot.id) ?? 0n) - amount,
          held: 0n,
        }));
      return { lots: fresh.map(({ lot }) => lot), moves: repaid.filter(({ free }) => free !== 0n) };
    },
  });
  for (const { lot } of targets.filter(known)) if (!wallet.lots.includes(lot)) addLot(wallet, lot);
  watchLots(wallet, live);
  const remains = dead.filter(({ lot }) => lot.free > 0n);
  if (remains.length > 0) {
    // A lot that ended while other points of it were free would have been expired before; all that is free came now.
    expireParts(book, wallet, remains, { at: book.now, breakage: give.breakage });
  }
  return record;
}

function targetOf(
  book: Book,
  wallet: Wallet,
  { lot, amount }: LotAmount,
  graceUntil: number | null,
): LotAmount {
  if (graceUntil !== null && lot.expiresAt < graceUntil && graceUntil > book.now) {
    const grace: Partial<Lot> = {
      expiresAt: graceUntil,
      endsAt: endOf(graceUntil, 0),
      pending: false,
    };
    return { lot: continueLot(book, wallet, lot, amount, grace), amount };
  }
  if (lot.ownerId === wallet.ownerId) return { lot, amount };
  return { lot: continueLot(book, wallet, lot, amount, { pending: false }), amount };
}
