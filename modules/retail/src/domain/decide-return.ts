/**
 * What a return takes back. Pure: facts of the basket and the wish in, a decision out.
 *
 * Invariants
 * - Of no line ever more comes back than was bought; one bad line refuses the whole return.
 * - The worth of a returned part is the line's amount in proportion to quantity, rounded half up on the running total,
 *   so that the parts of a wholly returned line sum to its amount exactly.
 * - The money given back is what was paid for the line (its amount less coupons and points), in the same proportion
 *   and by the same running total: a wholly returned basket gives back exactly what was paid.
 */
import { applyRatio } from '@guildhall/shared/amounts';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import { formatQuantity } from './quantities.ts';
import { refuseRule } from './refusals.ts';

export interface ReturnableLine {
  readonly lineNo: number;
  readonly quantityMilli: bigint;
  readonly amountMinor: bigint;
  /** What coupons and points paid of the amount. */
  readonly discountMinor: bigint;
  readonly returnedMilli: bigint;
}

export interface ReturnableBasket {
  readonly boughtAt: Date;
  readonly lines: readonly ReturnableLine[];
}

export interface ReturnWish {
  readonly returnedAt: Date;
  /** Absent: everything that has not come back yet. */
  readonly lines?: readonly { readonly lineNo: number; readonly quantityMilli: bigint }[];
}

export interface ReturnedLine {
  readonly lineNo: number;
  readonly quantityMilli: bigint;
  readonly amountMinor: bigint;
  readonly refundMinor: bigint;
}

export interface ReturnDecision {
  readonly lines: readonly ReturnedLine[];
  readonly amountMinor: bigint;
  readonly refundMinor: bigint;
  /** Nothing had come back before, and nothing stays with the customer. */
  readonly whole: boolean;
}

/**
 * Refusals in order: RETURN_BEFORE_PURCHASE, BASKET_ALREADY_RETURNED, then line by line RETURN_LINE_UNKNOWN,
 * RETURN_LINE_TWICE, RETURN_OF_NOTHING, RETURN_EXCEEDS_PURCHASE.
 */
export function decideReturn(basket: ReturnableBasket, wish: ReturnWish): Outcome<ReturnDecision> {
  if (wish.returnedAt < basket.boughtAt)
    return refuseRule('RETURN_BEFORE_PURCHASE', {}, ['returnedAt']);
  const open = basket.lines.filter(
    ({ quantityMilli, returnedMilli }) => returnedMilli < quantityMilli,
  );
  if (open.length === 0) return refuseRule('BASKET_ALREADY_RETURNED');
  const wanted =
    wish.lines ??
    open.map(({ lineNo, quantityMilli, returnedMilli }) => ({
      lineNo,
      quantityMilli: quantityMilli - returnedMilli,
    }));
  const lines: ReturnedLine[] = [];
  const byNo = new Map(basket.lines.map((line) => [line.lineNo, line]));
  const seen = new Set<number>();
  for (const [index, { lineNo, quantityMilli }] of wanted.entries()) {
    const path = ['lines', String(index)];
    const line = byNo.get(lineNo);
    if (line === undefined)
      return refuseRule('RETURN_LINE_UNKNOWN', { lineNo }, [...path, 'lineNo']);
    if (seen.has(lineNo)) return refuseRule('RETURN_LINE_TWICE', { lineNo }, [...path, 'lineNo']);
    seen.add(lineNo);
    if (quantityMilli <= 0n)
      return refuseRule('RETURN_OF_NOTHING', { lineNo }, [...path, 'quantity']);
    const left = line.quantityMilli - line.returnedMilli;
    if (quantityMilli > left) {
      return refuseRule('RETURN_EXCEEDS_PURCHASE', { lineNo, left: formatQuantity(left) }, [
        ...path,
        'quantity',
      ]);
    }
    lines.push({ lineNo, quantityMilli, ...worthOf(line, quantityMilli) });
  }
  return accept({
    lines,
    amountMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0n),
    refundMinor: lines.reduce((sum, line) => sum + line.refundMinor, 0n),
    whole: basket.lines.every((line) => returnsWhole(line, lines)),
  });
}

/** Worth of the next `quantityMilli` of a line, and the money given back for it, fen. */
export function worthOf(
  line: Omit<ReturnableLine, 'lineNo'>,
  quantityMilli: bigint,
): { readonly amountMinor: bigint; readonly refundMinor: bigint } {
  const before = line.returnedMilli;
  const partOf = (total: bigint, milli: bigint) =>
    applyRatio(total, milli, line.quantityMilli, 'HALF_UP');
  const nextOf = (total: bigint) => partOf(total, before + quantityMilli) - partOf(total, before);
  return {
    amountMinor: nextOf(line.amountMinor),
    refundMinor: nextOf(line.amountMinor - line.discountMinor),
  };
}

function returnsWhole(line: ReturnableLine, lines: ReturnDecision['lines']): boolean {
  return lines.some(
    ({ lineNo, quantityMilli }) => lineNo === line.lineNo && quantityMilli === line.quantityMilli,
  );
}
