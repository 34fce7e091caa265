/**
 * Points coming back to a wallet's available balance repay what the wallet owes first. Used by every credit: earn,
 * activation, release, reversal, transfer, move.
 */
import type { LotMove } from './book.ts';
import { fromTheFirst, type LotAmount, sumOf } from './lots.ts';
import { byExpiry, dueNoLaterThan, type Wallet } from './state.ts';

export interface Credit {
  /** Change of available. */
  readonly available: bigint;
  /** Change of debt, positive: repaid. */
  readonly debt: bigint;
  /** Free points per lot that stay after repaying. */
  readonly kept: ReadonlyMap<string, bigint>;
  /** The points that repaid. */
  readonly repaid: readonly LotAmount[];
}

/** Splits what `parts` give back into debt repaid (first-expiring-first) and points kept. */
export function creditOf(wallet: Wallet, parts: readonly LotAmount[]): Credit {
  const total = sumOf(parts);
  const debt = total < wallet.debt ? total : wallet.debt;
  const kept = new Map<string, bigint>();
  for (const { lot, amount } of parts) kept.set(lot.id, (kept.get(lot.id) ?? 0n) + amount);
  if (debt === 0n) return { available: total, debt, kept, repaid: [] };
  const ordered = [...parts].sort((a, b) => byExpiry(a.lot, b.lot));
  const repaid = fromTheFirst(ordered, debt);
  for (const { lot, amount } of repaid) kept.set(lot.id, (kept.get(lot.id) ?? 0n) - amount);
  return { available: total - debt, debt, kept, repaid };
}

/** Moves that free `parts` out of held, less what repaid the debt. */
export function creditMoves(credit: Credit, parts: readonly LotAmount[]): LotMove[] {
  return parts.map(({ lot, amount }) => ({
    lot,
    free: credit.kept.get(lot.id) ?? 0n,
    held: -amount,
  }));
}

/** The wallet must look at these lots again when they end. */
export function watchLots(wallet: Wallet, parts: readonly LotAmount[]): void {
  for (const { lot } of parts) if (lot.free > 0n) dueNoLaterThan(wallet, lot.endsAt);
}
