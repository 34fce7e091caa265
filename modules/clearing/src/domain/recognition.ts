/**
 * Revenue for points (IFRS 15, B39-B47 and B44-B46 on breakage; CAS 14): what was allocated to points is recognised in
 * proportion to points redeemed against points expected to be redeemed in total. The ratio is applied cumulatively, so a
 * changed expectation is caught up in the period it changes, and nothing recognised before is restated.
 */
import { Decimal } from 'decimal.js';
import { Exact } from './shares.ts';

export interface RecognitionBasis {
  /** Allocated to points so far, minor units of money. */
  readonly allocatedMinor: bigint;
  /** Redeemed so far; decimal text of points in any unit. */
  readonly redeemed: string;
  /** Expected to be redeemed in total, those redeemed included; the same unit. */
  readonly expected: string;
}

/** Recognised in total, rounded half up to a minor unit. Never more than was allocated. */
export function recognisedInTotal({
  allocatedMinor,
  redeemed,
  expected,
}: RecognitionBasis): bigint {
  const [done, total] = [new Exact(redeemed), new Exact(expected)];
  if (allocatedMinor === 0n || done.lte(0)) return 0n;
  if (done.gte(total)) return allocatedMinor;
  const share = new Exact(allocatedMinor.toString()).times(done).div(total);
  return BigInt(share.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed(0));
}

export interface Recognised {
  readonly recognisedMinor: bigint;
  /** Of this period: the total less what was recognised before. */
  readonly revenueMinor: bigint;
  /** The part of it that the new basis gives to what had been redeemed before. */
  readonly catchUpMinor: bigint;
}

export function recognise(
  basis: RecognitionBasis,
  before: { readonly recognisedMinor: bigint; readonly redeemed: string } | undefined,
): Recognised {
  const recognisedMinor = recognisedInTotal(basis);
  if (before === undefined)
    return { recognisedMinor, revenueMinor: recognisedMinor, catchUpMinor: 0n };
  const sameUse = recognisedInTotal({ ...basis, redeemed: before.redeemed });
  return {
    recognisedMinor,
    revenueMinor: recognisedMinor - before.recognisedMinor,
    catchUpMinor: sameUse - before.recognisedMinor,
  };
}
