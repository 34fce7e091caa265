/**
 * Payment behaviour on the ladder that commercial bureaus publish (PAYDEX): how many days beyond terms a firm pays,
 * weighted by the money involved. 100 = a month early, 80 = prompt, 20 = four months late.
 */

/** Days beyond terms → index; between two rungs the index is interpolated linearly. */
const LADDER = [
  [-30, 100],
  [-20, 90],
  [0, 80],
  [15, 70],
  [22, 60],
  [30, 50],
  [60, 40],
  [90, 30],
  [120, 20],
] as const;

/** Beyond this the debt counts as unpaid: the lowest rung. */
const LOWEST = 1;
const UNPAID_AFTER_DAYS = 180;

export function paymentIndex(daysBeyondTerms: number): number {
  const [earliest] = LADDER;
  if (daysBeyondTerms <= earliest[0]) return earliest[1];
  for (let i = 1; i < LADDER.length; i += 1) {
    const [low, high] = [LADDER[i - 1], LADDER[i]];
    if (low === undefined || high === undefined || daysBeyondTerms > high[0]) continue;
    const share = (daysBeyondTerms - low[0]) / (high[0] - low[0]);
    return low[1] + share * (high[1] - low[1]);
  }
  return daysBeyondTerms > UNPAID_AFTER_DAYS ? LOWEST : 20;
}

export interface PaymentExperience {
  readonly amountMinor: bigint;
  readonly daysBeyondTerms: number;
}

/** Money-weighted index over experiences in one currency, to a whole point; undefined without any. */
export function weightedPaymentIndex(
  experiences: readonly PaymentExperience[],
): number | undefined {
  const total = experiences.reduce((sum, each) => sum + each.amountMinor, 0n);
  if (total <= 0n) return undefined;
  // Shares in parts per million keep the arithmetic in whole numbers whatever the amounts.
  const weighted = experiences.reduce((sum, each) => {
    const share = Number((each.amountMinor * 1_000_000n) / total) / 1_000_000;
    return sum + share * paymentIndex(each.daysBeyondTerms);
  }, 0);
  return Math.round(weighted);
}
