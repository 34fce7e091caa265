/**
 * Taking back what was given: first out of the lots that came of it; what has expired of them is taken back from breakage,
 * for nobody had it any more; then out of the wallet's other active lots (as if the gift had never been, the spending
 * would have used those), and what is still missing becomes debt.
 */
import type { Book, NewPosting, PostingRecord } from '../book.ts';
import { freeMoves, type LotAmount, sumOf, takeFirstExpiring } from '../lots.ts';
import { type Account, byExpiry, type Lot, type Wallet } from '../state.ts';

export interface ClawBack {
  readonly amount: bigint;
  /** Lots of this wallet that came of what is taken back. */
  readonly own: ReadonlySet<Lot>;
  /** Of what came of it: expired, and not taken back from breakage yet. */
  readonly expired: bigint;
  readonly breakage: Account;
  readonly posting: Omit<
    NewPosting,
    'wallet' | 'available' | 'pending' | 'debt' | 'moves' | 'system' | 'counter' | 'counterAmount'
  >;
}

export function clawBack(
  book: Book,
  wallet: Wallet,
  { amount, own, expired, breakage, posting }: ClawBack,
): PostingRecord {
  const parts = partsOfOwn(own, amount);
  const missing = amount - sumOf(parts);
  const ended = missing < expired ? missing : expired;
  const rest = missing - ended;
  const pending = sumOf(parts.filter(({ lot }) => lot.pending));
  const activeOwn = sumOf(parts) - pending;
  const free = wallet.available - activeOwn;
  const others = rest < free ? rest : free;
  const all = others === 0n ? parts : [...parts, ...takeFirstExpiring(wallet, others, own)];
  const debt = rest - others;
  return book.post({
    ...posting,
    wallet,
    available: -(activeOwn + others),
    pending: -pending,
    debt: -debt,
    system: amount,
    ...(ended === 0n ? {} : { counter: breakage, counterAmount: -ended }),
    moves: freeMoves(all, -1n),
  });
}

function partsOfOwn(own: ReadonlySet<Lot>, amount: bigint): LotAmount[] {
  const parts: LotAmount[] = [];
  let left = amount;
  for (const lot of [...own].sort(byExpiry)) {
    const part = lot.free < left ? lot.free : left;
    if (part > 0n) parts.push({ lot, amount: part });
    left -= part;
  }
  return parts;
}
