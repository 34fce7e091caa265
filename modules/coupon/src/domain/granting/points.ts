/**
 * How many points a benefit gives. Results are whole minor units of the point currency; each benefit names its
 * rounding and whether it rounds once or line by line.
 */
import { applyRate, applyRatio } from '@guildhall/shared/amounts';
import type { OccasionLine } from '../facts.ts';
import type { PointsBenefit } from '../offers/offer-definition.ts';

type PerCny = Extract<PointsBenefit, { kind: 'POINTS_PER_CNY' }>;
type Multiplier = Extract<PointsBenefit, { kind: 'POINTS_MULTIPLIER' }>;

const FEN_SCALE = 2;

export function pointsPerCny(benefit: PerCny, lines: readonly OccasionLine[]): bigint {
  const counting = lines.filter((line) => isEligible(benefit, line));
  const amounts = counting.map((line) =>
    benefit.base === 'NET' ? line.netMinor : line.amountMinor,
  );
  // Points of scale s for one fen: rate * 10^s / 100.
  const rate = `${benefit.pointsPerCny}e${benefit.scale - FEN_SCALE}`;
  const rounded = (minor: bigint): bigint => applyRate(minor, rate, benefit.rounding);
  return benefit.roundPer === 'LINE' ? sum(amounts.map(rounded)) : rounded(sum(amounts));
}

/** What a multiplier adds to the base points of the same currency. */
export function multiplierExtra(benefit: Multiplier, baseMinor: bigint): bigint {
  return applyRatio(baseMinor, BigInt(benefit.multiplierBps - 10_000), 10_000n, benefit.rounding);
}

/** What the points cost who pays, CNY minor units, half up. */
export function costOfPoints(pointsMinor: bigint, scale: number, pointPrice: string): bigint {
  return applyRate(pointsMinor, `${pointPrice}e${FEN_SCALE - scale}`, 'HALF_UP');
}

/** Without categories and item codes every line counts; else a line that is in either. */
export function isEligible(
  wanted: { readonly categories: readonly string[]; readonly itemCodes: readonly string[] },
  line: { readonly category: string; readonly itemCode: string },
): boolean {
  if (wanted.categories.length === 0 && wanted.itemCodes.length === 0) return true;
  return wanted.categories.includes(line.category) || wanted.itemCodes.includes(line.itemCode);
}

export const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((all, one) => all + one, 0n);
