/** Exact arithmetic on quantities, which are decimal text of any scale (kilograms, hours). */
import { Decimal } from 'decimal.js';

const Exact = Decimal.clone({ precision: 60, toExpNeg: -40, toExpPos: 60 });

/** Negative when a < b, zero when equal, positive when a > b. */
export function compareDecimals(a: string, b: string): number {
  return new Exact(a).comparedTo(b);
}

export function subtractDecimals(a: string, b: string): string {
  return new Exact(a).minus(b).toFixed();
}
