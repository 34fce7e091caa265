/**
 * Which purchase a returned line takes back, where the file does not say: the same customer's earlier purchases of the
 * same product, the earliest that has something left first, over as many of them as it needs. Pure.
 *
 * Invariants
 * - A return never takes back what was bought at the same moment or later, nor more than is left.
 * - A return that finds too little takes back nothing at all: it is reported, not guessed.
 */
export interface Purchase {
  readonly receiptNo: string;
  readonly lineNo: number;
  readonly at: Date;
  /** What has not come back yet. */
  readonly leftMilli: bigint;
}

export interface ReturnedLine {
  readonly lineNo: number;
  readonly at: Date;
  readonly quantityMilli: bigint;
}

export interface ReturnPart {
  readonly lineNo: number;
  readonly ofReceiptNo: string;
  readonly ofLineNo: number;
  readonly quantityMilli: bigint;
}

export interface UnmatchedReturn {
  readonly lineNo: number;
  readonly code: 'RETURN_WITHOUT_PURCHASE' | 'RETURN_OF_MORE_THAN_BOUGHT';
  readonly leftMilli: bigint;
}

export interface Matching {
  readonly parts: readonly ReturnPart[];
  readonly unmatched: readonly UnmatchedReturn[];
}

/** Of one customer and one product, both in order of time (and of the file within a moment). */
export function matchReturns(
  purchases: readonly Purchase[],
  returns: readonly ReturnedLine[],
): Matching {
  const parts: ReturnPart[] = [];
  const unmatched: UnmatchedReturn[] = [];
  const left = purchases.map(({ leftMilli }) => leftMilli);
  let first = 0;
  for (const { lineNo, at, quantityMilli } of returns) {
    while (first < left.length && left[first] === 0n) first += 1;
    const available = earlier(purchases, left, first, at);
    if (available < quantityMilli) {
      const code = available === 0n ? 'RETURN_WITHOUT_PURCHASE' : 'RETURN_OF_MORE_THAN_BOUGHT';
      unmatched.push({ lineNo, code, leftMilli: available });
      continue;
    }
    let open = quantityMilli;
    for (let index = first; open > 0n; index += 1) {
      const purchase = purchases[index];
      const rest = left[index];
      if (purchase === undefined || rest === undefined)
        throw new Error('Less is left than was counted');
      const taken = rest < open ? rest : open;
      if (taken === 0n) continue;
      left[index] = rest - taken;
      open -= taken;
      parts.push({
        lineNo,
        ofReceiptNo: purchase.receiptNo,
        ofLineNo: purchase.lineNo,
        quantityMilli: taken,
      });
    }
  }
  return { parts, unmatched };
}

function earlier(
  purchases: readonly Purchase[],
  left: readonly bigint[],
  from: number,
  at: Date,
): bigint {
  let sum = 0n;
  for (let index = from; index < purchases.length; index += 1) {
    const purchase = purchases[index];
    if (purchase === undefined || purchase.at >= at) break;
    sum += left[index] ?? 0n;
  }
  return sum;
}
