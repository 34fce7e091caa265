/** Price of a line of a work order. Quantities are hundredths (1.50 hours is 150n), prices fen. */
import { applyRatio } from '@guildhall/shared/amounts';

export const QUANTITY_SCALE = 2;

/** Quantity times unit price, half a fen rounded up. */
export function lineGross(quantityCenti: bigint, unitPriceMinor: bigint): bigint {
  return applyRatio(unitPriceMinor, quantityCenti, 100n, 'HALF_UP');
}
