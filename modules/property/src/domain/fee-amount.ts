/**
 * What a month costs, fen. Areas are hundredths of a square metre, rates ten-thousandths of a yuan. The product is
 * exact; it is rounded once, half a fen up. A month is charged when the thing existed on its first day.
 */
import { applyRatio } from '@guildhall/shared/amounts';
import { addDays, addMonths } from '@guildhall/shared/business-time';

/** area / 100 m2 * rate / 10,000 yuan * 100 fen. */
export function propertyFeeMinor(areaCenti: number, rateE4: bigint): bigint {
  return applyRatio(BigInt(areaCenti), rateE4, 10_000n, 'HALF_UP');
}

export function parkingFeeMinor(rateE4: bigint): bigint {
  return applyRatio(rateE4, 1n, 100n, 'HALF_UP');
}

/** First day of the month `YYYY-MM`. */
export const firstDayOf = (month: string): string => `${month}-01`;

/** `YYYY-MM` of a date. */
export const monthOf = (date: string): string => date.slice(0, 7);

export function lastDayOf(month: string): string {
  return addDays(addMonths(firstDayOf(month), 1), -1);
}

/** The day by which a bill of that month is to be paid. */
export function dueOn(month: string, dueDay: number): string {
  return `${month}-${String(dueDay).padStart(2, '0')}`;
}
