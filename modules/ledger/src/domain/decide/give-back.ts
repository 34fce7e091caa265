/**
 * Giving back what was taken, to the same lots with their old expiry. A lot that has moved to another wallet since, or
 * gets a stated grace, is continued by a new one. What comes back is first taken for its own earn where that was taken back
 * meanwhile, then repays what the wallet owes (`make-good.ts`); what is left in lots that have ended meanwhile expires
 * in the same transfer.
 */
import type { Book, NewPosting, PostingRecord } from '../book.ts';
import { watchLots } from '../credit.ts';
import { ended, endOf, freeMoves, type LotAmount, sumOf } from '../lots.ts';
import { expireParts } from '../settle-wallet.ts';
import { type Account, addLot, type Lot, type Wallet } from '../state.ts';
import { type Claims, makeGood } from './make-good.ts';
import { continueLot } from './pass-on.ts';

export interface GiveBack {
  readonly parts: readonly LotAmount[];
  /** Lots that end before this live until it. */
  readonly graceUntil: number | null;
  readonly claims: Claims;
  readonly breakage: Account;
  readonly posting: Omit<
    NewPosting,
    'wallet' | 'available' | 'pending' | 'debt' | 'moves' | 'system' | 'make'
  >;
}

export function giveBack(book: Book, wallet: Wallet, give: GiveBack): PostingRecord {
  const targets = give.parts.map((part) => targetOf(book, wallet, part, give.graceUntil));
  const total = sumOf(targets);
  const known = targets.filter(({ lot }) => !lot.isNew);
  const fresh = targets.filter(({ lot }) => lot.isNew).map(({ lot }) => lot);
  const record = book.post({
    ...give.posting,
    wallet,
    available: total,
    system: -total,
    moves: freeMoves(known, 1n),
    make: (postingId) => {
      for (const lot of fresh) lot.postingId = postingId;
      return { lots: fresh, moves: [] };
    },
  });
  for (const { lot } of known) if (!wallet.lots.includes(lot)) addLot(wallet, lot);
  const { occurredAt, reason } = give.posting;
  const returned = makeGood(
    book,
    wallet,
    targets.map((target, index) => ({ ...target, from: give.parts[index]?.lot.id ?? '' })),
    give.claims,
    { occurredAt, reason },
  );
  watchLots(wallet, returned);
  // A lot that ended while other points of it were free would have been expired before; all that is free came now.
  const over = [...new Set(returned.map(({ lot }) => lot))]
    .filter((lot) => lot.free > 0n && ended(lot, book.now))
    .map((lot) => ({ lot, amount: lot.free }));
  if (over.length > 0) expireParts(book, wallet, over, { at: book.now, breakage: give.breakage });
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
