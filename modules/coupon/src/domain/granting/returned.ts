/** How much of an occasion has come back in all, line by line. */
import type { Occasion } from '../facts.ts';
import type { ReturnedSoFar } from './regrant.ts';

interface LineBack {
  readonly lineId: string;
  readonly quantity: string;
  readonly amountMinor: string;
}

/** `lines` absent: everything. Never more than was there. */
export function addReturn(
  before: ReturnedSoFar,
  lines: readonly LineBack[] | undefined,
  occasion: Occasion,
): ReturnedSoFar {
  if (lines === undefined) return { ...before, whole: true };
  const after = { ...before.lines };
  for (const { lineId, quantity, amountMinor } of lines) {
    const line = occasion.lines.find((one) => one.lineId === lineId);
    if (line === undefined) continue;
    const earlier = after[lineId] ?? { amountMinor: 0n, quantity: '0' };
    const amount = earlier.amountMinor + BigInt(amountMinor);
    after[lineId] = {
      amountMinor: amount > line.amountMinor ? line.amountMinor : amount,
      quantity: addQuantities(earlier.quantity, quantity),
    };
  }
  return { whole: before.whole, lines: after };
}

export function returnedByLine({ lines }: ReturnedSoFar): ReadonlyMap<string, bigint> {
  return new Map(Object.entries(lines).map(([lineId, { amountMinor }]) => [lineId, amountMinor]));
}

/** Exact for the six decimals a quantity may have. */
function addQuantities(a: string, b: string): string {
  const millionths = (text: string): bigint => BigInt(Math.round(Number(text) * 1_000_000));
  const sum = millionths(a) + millionths(b);
  return String(Number(sum) / 1_000_000);
}
