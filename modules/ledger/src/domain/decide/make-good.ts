/**
 * Points that came back, and what taking back their earn had cost. When an earn was taken back after its points had been
 * spent, others stood in for them: other lots of the wallet, and debt. As its own points come back they are taken
 * after all: the debt shrinks and the lots that stood in are freed, those that end last first. So the order in which a purchase
 * and what was paid with its points are returned makes no difference in the end.
 *
 * Lots that are freed may be of an earn that was taken back too: then it goes on from there.
 */
import type { Book } from '../book.ts';
import {
  ended,
  freeMoves,
  fromTheFirst,
  type LotAmount,
  sumOf,
  takeFirstExpiring,
} from '../lots.ts';
import { addLot, byExpiry, type Lot, type Wallet } from '../state.ts';
import type { Reason } from '../values.ts';

/** What one wallet's history says of it. Deciding uses it up. */
export interface Claims {
  /** By the posting that was taken back: what of it others still stand in for. */
  readonly left: Map<string, bigint>;
  /** By lot: the postings taken back that it came of, itself or through lots that it continues. */
  readonly of: ReadonlyMap<string, readonly string[]>;
  /** Lots that stand in, or repaid what was owed, and with how much. */
  readonly standIns: Map<Lot, bigint>;
}

export const NO_CLAIMS: Claims = { left: new Map(), of: new Map(), standIns: new Map() };

/** Points free in a lot of the wallet again. */
export interface Returned extends LotAmount {
  /** The lot they had been taken from, where another continues it. */
  readonly from: string;
}

export interface Repaying {
  readonly occurredAt: number;
  readonly reason: Reason;
}

/** Answers all that has come back, with the lots that were freed. Parts of it are taken again. */
export function makeGood(
  book: Book,
  wallet: Wallet,
  returned: readonly Returned[],
  claims: Claims,
  posting: Repaying,
): readonly Returned[] {
  const all = [...returned];
  for (const part of all) {
    let left = part.amount;
    for (const claim of claims.of.get(part.from) ?? []) {
      const { amount, freed } = takeAfterAll(
        book,
        wallet,
        { ...part, amount: left },
        claim,
        claims,
        posting,
      );
      left -= amount;
      // The loop goes on over what is freed here.
      all.push(...freed.map((one) => ({ ...one, from: one.lot.id })));
    }
  }
  repayDebt(book, wallet, all, posting);
  return all;
}

function takeAfterAll(
  book: Book,
  wallet: Wallet,
  part: Returned,
  claim: string,
  claims: Claims,
  posting: Repaying,
): { readonly amount: bigint; readonly freed: readonly LotAmount[] } {
  const standing = [...claims.standIns]
    .filter(([{ id }, amount]) => amount > 0n && claims.of.get(id)?.includes(claim) !== true)
    .map(([lot, amount]) => ({ lot, amount }))
    .sort((a, b) => byExpiry(b.lot, a.lot));
  const amount = least(part.amount, claims.left.get(claim) ?? 0n, wallet.debt + sumOf(standing));
  if (amount === 0n) return { amount, freed: [] };
  const debt = least(amount, wallet.debt);
  const freed = fromTheFirst(standing, amount - debt);
  book.post({
    ...posting,
    kind: 'REPAY',
    wallet,
    available: -debt,
    debt,
    moves: [...freeMoves([{ ...part, amount }], -1n), ...freeMoves(freed, 1n)],
    reverses: claim,
    original: { occurredAt: posting.occurredAt, lots: freed },
  });
  claims.left.set(claim, (claims.left.get(claim) ?? 0n) - amount);
  for (const { lot, amount: back } of freed) {
    claims.standIns.set(lot, (claims.standIns.get(lot) ?? 0n) - back);
    if (!wallet.lots.includes(lot)) addLot(wallet, lot);
  }
  return { amount, freed };
}

/** What is owed for other reasons is repaid out of what came back and has not ended. */
function repayDebt(
  book: Book,
  wallet: Wallet,
  returned: readonly Returned[],
  posting: Repaying,
): void {
  const over = new Set(returned.map(({ lot }) => lot).filter((lot) => ended(lot, book.now)));
  const usable = [...over].reduce((left, { free }) => left - free, wallet.available);
  const debt = least(wallet.debt, usable);
  if (debt === 0n) return;
  const moves = freeMoves(takeFirstExpiring(wallet, debt, over), -1n);
  book.post({ ...posting, kind: 'REPAY', wallet, available: -debt, debt, moves });
}

const least = (...amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => (b < a ? b : a));
