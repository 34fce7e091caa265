/**
 * Amounts: integers in minor units (bigint) inside, decimal strings at the API. Nothing here touches a float.
 * Where a ratio or a rate is applied, decimal.js does it and the rounding mode is named by the caller.
 */
import { Decimal } from 'decimal.js';

/** Wide enough that no product of an amount and a rate is ever rounded before the last step. */
const Exact = Decimal.clone({ precision: 60, toExpNeg: -40, toExpPos: 60 });

export type Rounding = 'HALF_UP' | 'HALF_EVEN' | 'DOWN' | 'UP';

const MODES: Readonly<Record<Rounding, Decimal.Rounding>> = {
  HALF_UP: Decimal.ROUND_HALF_UP,
  HALF_EVEN: Decimal.ROUND_HALF_EVEN,
  DOWN: Decimal.ROUND_DOWN,
  UP: Decimal.ROUND_UP,
};

const PLAIN_DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * Minor units of a decimal string: `parseAmount('12.30', 2)` is 1230n. Undefined when the text is not a plain decimal
 * or has more decimals than the scale (an amount is never rounded on its way in).
 */
export function parseAmount(text: string, scale: number): bigint | undefined {
  if (!PLAIN_DECIMAL.test(text)) return undefined;
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  if (fraction.slice(scale).replaceAll('0', '') !== '') return undefined;
  const minor = BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0'));
  return negative ? -minor : minor;
}

/** Decimal string of minor units, always with `scale` decimals: `formatAmount(1230n, 2)` is `12.30`. */
export function formatAmount(minor: bigint, scale: number): string {
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(scale + 1, '0');
  const split = digits.length - scale;
  const text = scale === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`;
  return negative ? `-${text}` : text;
}

/** `minor * rate`, rounded to a whole minor unit by the named mode. `rate` is a decimal string such as `0.015`. */
export function applyRate(minor: bigint, rate: string, rounding: Rounding): bigint {
  return roundToMinor(new Exact(minor.toString()).times(rate), rounding);
}

/** `minor * numerator / denominator`, rounded to a whole minor unit by the named mode. */
export function applyRatio(
  minor: bigint,
  numerator: bigint,
  denominator: bigint,
  rounding: Rounding,
): bigint {
  if (denominator === 0n) throw new RangeError('A ratio needs a denominator other than zero');
  const product = new Exact((minor * numerator).toString());
  return roundToMinor(product.dividedBy(denominator.toString()), rounding);
}

function roundToMinor(value: Decimal, rounding: Rounding): bigint {
  return BigInt(value.toDecimalPlaces(0, MODES[rounding]).toFixed(0));
}

/**
 * Splits a total by weights so that the parts sum to the total exactly: largest remainder (Hamilton), ties to the
 * earlier weight. Negative totals split like their positive twin. All weights zero is refused.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum <= 0n || weights.some((weight) => weight < 0n)) {
    throw new RangeError('Weights must not be negative and must not all be zero');
  }
  const sign = total < 0n ? -1n : 1n;
  const size = total * sign;
  const parts = weights.map((weight, index) => ({
    index,
    share: (size * weight) / sum,
    remainder: (size * weight) % sum,
  }));
  let left = size - parts.reduce((all, { share }) => all + share, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    part.share += 1n;
    left -= 1n;
  }
  return parts.map(({ share }) => share * sign);
}

/** Whole basis points: 10,000 is all of it. */
export const ALL_BPS = 10_000;
