/**
 * How well a score separates bad from good, and how far a population has moved. Scores rise with risk here: pass the
 * probability of default, or the negated points. Ties count half in AUC, as Mann and Whitney have it.
 */
export interface Scored {
  readonly risk: number;
  readonly bad: boolean;
}

export interface Discrimination {
  readonly auc: number;
  readonly gini: number;
  readonly ks: number;
}

export function discrimination(scored: readonly Scored[]): Discrimination {
  const sorted = [...scored].sort((a, b) => a.risk - b.risk);
  const bads = sorted.filter(({ bad }) => bad).length;
  const goods = sorted.length - bads;
  if (bads === 0 || goods === 0)
    throw new RangeError('Discrimination needs both good and bad cases');
  let [goodsBelow, badsBelow, pairs, ks] = [0, 0, 0, 0];
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    let [tiedGood, tiedBad] = [0, 0];
    while (end < sorted.length && sorted[end]?.risk === sorted[start]?.risk) {
      if (sorted[end]?.bad) tiedBad += 1;
      else tiedGood += 1;
      end += 1;
    }
    pairs += tiedBad * (goodsBelow + tiedGood / 2);
    goodsBelow += tiedGood;
    badsBelow += tiedBad;
    ks = Math.max(ks, Math.abs(badsBelow / bads - goodsBelow / goods));
    start = end;
  }
  const auc = pairs / (bads * goods);
  return { auc, gini: 2 * auc - 1, ks };
}

export type Drift = 'STABLE' | 'SHIFTING' | 'SHIFTED';

/** Population stability index over the same bins' shares; an empty bin counts as a share of 0.0001. */
export function populationStability(
  expected: readonly number[],
  actual: readonly number[],
): number {
  const floor = (share: number | undefined): number => Math.max(share ?? 0, 0.0001);
  return expected.reduce((sum, share, i) => {
    const [e, a] = [floor(share), floor(actual[i])];
    return sum + (a - e) * Math.log(a / e);
  }, 0);
}

export function driftOf(psi: number): Drift {
  if (psi < 0.1) return 'STABLE';
  return psi < 0.25 ? 'SHIFTING' : 'SHIFTED';
}
