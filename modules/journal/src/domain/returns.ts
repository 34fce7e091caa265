/**
 * Decides what a reversal takes back of its original. Invariant: over all reversals, no line gives back more quantity
 * or more money than was bought, and nothing is taken back from a transaction that is itself a reversal.
 */
import type { Transaction } from '../transaction.ts';
import { compareDecimals, subtractDecimals } from './decimal-text.ts';

export interface LineOnRecord {
  readonly lineId: string;
  /** Plain decimal text. */
  readonly quantity: string;
  readonly amountMinor: bigint;
  readonly returnedQuantity: string;
  readonly returnedMinor: bigint;
}

export interface OriginalOnRecord {
  readonly subsidiary: string;
  readonly isReversal: boolean;
  /** Some reversal of it is on record already. */
  readonly reversedBefore: boolean;
  readonly lines: readonly LineOnRecord[];
}

export interface LineTakenBack {
  readonly lineId: string;
  readonly quantity: string;
  readonly amountMinor: bigint;
}

export type ReturnFault =
  /** Another company's transaction cannot be undone. */
  | 'RETURN_OF_ANOTHER_SUBSIDIARY'
  | 'RETURN_OF_A_RETURN'
  | 'RETURN_LINE_UNKNOWN'
  | 'RETURN_LINE_TWICE'
  | 'RETURN_EXCEEDS_PURCHASE'
  | 'RETURN_OF_NOTHING';

export type ReturnDecision =
  | { readonly ok: true; readonly lines: readonly LineTakenBack[] }
  | { readonly ok: false; readonly fault: ReturnFault; readonly lineId?: string };

type Wanted = NonNullable<NonNullable<Transaction['reverses']>['lines']>;

/** `wanted` absent: everything that has not come back yet. Faults are found in the order of `ReturnFault`. */
export function decideReturn(
  returning: { readonly subsidiary: string; readonly wanted: Wanted | undefined },
  original: OriginalOnRecord,
): ReturnDecision {
  if (original.subsidiary !== returning.subsidiary) return fault('RETURN_OF_ANOTHER_SUBSIDIARY');
  if (original.isReversal) return fault('RETURN_OF_A_RETURN');
  if (returning.wanted === undefined) return wholeOf(original);
  const known = new Map(original.lines.map((line) => [line.lineId, line]));
  const seen = new Set<string>();
  for (const { lineId } of returning.wanted) {
    if (!known.has(lineId)) return fault('RETURN_LINE_UNKNOWN', lineId);
    if (seen.has(lineId)) return fault('RETURN_LINE_TWICE', lineId);
    seen.add(lineId);
  }
  const lines = returning.wanted.map(({ lineId, quantity, amountMinor }) => ({
    lineId,
    quantity,
    amountMinor: BigInt(amountMinor),
  }));
  for (const line of lines) {
    const bought = known.get(line.lineId);
    if (bought !== undefined && exceeds(line, bought))
      return fault('RETURN_EXCEEDS_PURCHASE', line.lineId);
  }
  return lines.length === 0 ? fault('RETURN_OF_NOTHING') : { ok: true, lines };
}

function exceeds(line: LineTakenBack, bought: LineOnRecord): boolean {
  const quantityLeft = subtractDecimals(bought.quantity, bought.returnedQuantity);
  return (
    line.amountMinor < 0n ||
    line.amountMinor > bought.amountMinor - bought.returnedMinor ||
    compareDecimals(line.quantity, quantityLeft) > 0 ||
    compareDecimals(line.quantity, '0') < 0
  );
}

function wholeOf(original: OriginalOnRecord): ReturnDecision {
  const lines = original.lines
    .map((line) => ({
      lineId: line.lineId,
      quantity: subtractDecimals(line.quantity, line.returnedQuantity),
      amountMinor: line.amountMinor - line.returnedMinor,
    }))
    .filter(({ quantity, amountMinor }) => amountMinor > 0n || compareDecimals(quantity, '0') > 0);
  // A transaction with nothing to count (a parcel sent for free) is undone as a whole, once.
  return lines.length === 0 && original.reversedBefore
    ? fault('RETURN_OF_NOTHING')
    : { ok: true, lines };
}

function fault(code: ReturnFault, lineId?: string): ReturnDecision {
  return { ok: false, fault: code, ...(lineId === undefined ? {} : { lineId }) };
}
