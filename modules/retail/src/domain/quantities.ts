/**
 * Quantities: whole thousandths of the product's unit inside (`milli`), decimal strings at the door. One piece is
 * 1000, 0.250 kg is 250. Nothing here touches a float.
 */
import { applyRatio, formatAmount, parseAmount } from '@guildhall/shared/amounts';

export const QUANTITY_SCALE = 3;
export const ONE_UNIT = 1_000n;

/** Undefined when the text is no plain decimal or finer than a thousandth. */
export function parseQuantity(text: string): bigint | undefined {
  return parseAmount(text, QUANTITY_SCALE);
}

/** Without trailing zeros, as people write it: `6`, `0.25`. */
export function formatQuantity(milli: bigint): string {
  const text = formatAmount(milli, QUANTITY_SCALE);
  return text.replace(/\.?0+$/, '');
}

/** Price of a quantity, fen, half a fen rounded up. */
export function priceOf(quantityMilli: bigint, priceMinor: bigint): bigint {
  return applyRatio(quantityMilli, priceMinor, ONE_UNIT, 'HALF_UP');
}
