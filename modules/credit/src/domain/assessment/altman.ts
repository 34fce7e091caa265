/**
 * Altman's Z'' for firms that are not listed manufacturers (1995), from five captions of one balance sheet and income
 * statement in one currency. Distress below 1.1, safe above 2.6; the emerging-market score adds 3.25.
 */
export const Z_DISTRESS_BELOW = 1.1;
export const Z_SAFE_ABOVE = 2.6;
const EMERGING_MARKET_CONSTANT = 3.25;

export type AltmanZone = 'DISTRESS' | 'GREY' | 'SAFE';

export interface AltmanInput {
  readonly workingCapital: number;
  readonly retainedEarnings: number;
  readonly ebit: number;
  readonly bookEquity: number;
  readonly totalAssets: number;
  readonly totalLiabilities: number;
}

export interface AltmanScore {
  readonly z: number;
  readonly emergingMarketScore: number;
  readonly zone: AltmanZone;
}

/** Undefined where the formula divides by nothing. */
export function altmanScore(input: AltmanInput): AltmanScore | undefined {
  if (input.totalAssets <= 0 || input.totalLiabilities <= 0) return undefined;
  const z = altmanFromRatios({
    workingCapital: input.workingCapital / input.totalAssets,
    retainedEarnings: input.retainedEarnings / input.totalAssets,
    ebit: input.ebit / input.totalAssets,
    equityToLiabilities: input.bookEquity / input.totalLiabilities,
  });
  return { z, emergingMarketScore: EMERGING_MARKET_CONSTANT + z, zone: altmanZone(z) };
}

export interface AltmanRatios {
  /** Working capital, retained earnings and EBIT, each to total assets; book equity to total liabilities. */
  readonly workingCapital: number;
  readonly retainedEarnings: number;
  readonly ebit: number;
  readonly equityToLiabilities: number;
}

export function altmanFromRatios(ratios: AltmanRatios): number {
  return (
    6.56 * ratios.workingCapital +
    3.26 * ratios.retainedEarnings +
    6.72 * ratios.ebit +
    1.05 * ratios.equityToLiabilities
  );
}

export function altmanZone(z: number): AltmanZone {
  if (z < Z_DISTRESS_BELOW) return 'DISTRESS';
  return z > Z_SAFE_ABOVE ? 'SAFE' : 'GREY';
}
