/**
 * Points to odds: score = A - B ln(odds), odds = bad / good, so that the odds halve every `pdo` points. The defaults
 * (600 points at odds 1 : 19, 50 points to double) give A = 387.6036 and B = 72.1348.
 */
export interface Scaling {
  readonly baseScore: number;
  /** bad / good at the base score. */
  readonly baseOdds: number;
  readonly pdo: number;
}

export const DEFAULT_SCALING: Scaling = { baseScore: 600, baseOdds: 1 / 19, pdo: 50 };

export interface Scale {
  readonly a: number;
  readonly b: number;
}

export function scaleOf({ baseScore, baseOdds, pdo }: Scaling): Scale {
  const b = pdo / Math.LN2;
  return { a: baseScore + b * Math.log(baseOdds), b };
}

export function scoreOfOdds(odds: number, { a, b }: Scale): number {
  return a - b * Math.log(odds);
}

/** Probability of default behind a score. */
export function probabilityOfDefault(score: number, { a, b }: Scale): number {
  const odds = Math.exp((a - score) / b);
  return odds / (1 + odds);
}
