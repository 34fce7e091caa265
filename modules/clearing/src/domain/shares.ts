/**
 * Shares of money before and after rounding. Invariants: a total is rounded once (half up) and split by largest
 * remainder, so the parts sum to it; what rounding left is kept beside each part as `exactMinor`.
 */
import { allocate } from '@guildhall/shared/amounts';
import { Decimal } from 'decimal.js';

export const Exact = Decimal.clone({ precision: 60, toExpNeg: -40, toExpPos: 60 });
export const FEN_PER_YUAN = 100;
export const ALL_BPS = 10_000;
/** Decimals of a fen that are kept, far below anything that could change a largest remainder. */
export const EXACT_DECIMALS = 12;

export type Shares = Map<string, Decimal>;

export function add(shares: Shares, company: string, value: Decimal): void {
  shares.set(company, (shares.get(company) ?? new Exact(0)).plus(value));
}

export interface Share {
  readonly company: string;
  readonly amountMinor: bigint;
  readonly exactMinor: string;
}

/** By company code. Shares of nothing are left out. */
export function roundedShares(exact: ReadonlyMap<string, Decimal>): Share[] {
  const paying = [...exact].filter(([, share]) => share.gt(0)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (paying.length === 0) return [];
  const total = paying.reduce((sum, [, share]) => sum.plus(share), new Exact(0));
  const weights = paying.map(([, share]) =>
    BigInt(share.times(new Exact(10).pow(EXACT_DECIMALS)).toFixed(0)),
  );
  const amounts = weights.every((weight) => weight === 0n)
    ? weights
    : allocate(roundHalfUp(total), weights);
  return paying.map(([company, share], index) => ({
    company,
    amountMinor: amounts[index] ?? 0n,
    exactMinor: share.toFixed(EXACT_DECIMALS),
  }));
}

export const roundHalfUp = (value: Decimal): bigint =>
  BigInt(value.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed(0));
