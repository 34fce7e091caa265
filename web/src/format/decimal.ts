/**
 * Amounts for people, and exact sums. They come as decimal text and stay text: nothing here passes through a float.
 */

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** "1234567.5" → "1,234,567.50" with two decimals; without `decimals`, as many as were told. */
export function formatDecimal(value: string, decimals?: number): string {
  const parts = DECIMAL.exec(value);
  if (parts === null) return value;
  const [, sign = '', whole = '0', fraction = ''] = parts;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const shown = decimals === undefined ? fraction : cut(fraction, decimals);
  return `${sign === '-' ? '−' : ''}${grouped}${shown === '' ? '' : `.${shown}`}`;
}

/** Fills up with zeros; digits beyond are only left out when they are zeros, never rounded away. */
function cut(fraction: string, decimals: number): string {
  const padded = fraction.padEnd(decimals, '0');
  return /^0*$/.test(padded.slice(decimals)) ? padded.slice(0, decimals) : padded;
}

/** CNY with two decimals: "¥1,234.50". */
export function formatMoney(amount: string): string {
  const text = formatDecimal(amount, 2);
  return text.startsWith('−') ? `−¥${text.slice(1)}` : `¥${text}`;
}

/** Whole yuan where there are no fen: "¥50", "¥12.50". */
export function formatShortMoney(amount: string): string {
  return formatMoney(amount).replace(/\.00$/, '');
}

/** With a plus for what came in. */
export function formatSigned(value: string, decimals?: number): string {
  return value.startsWith('-')
    ? formatDecimal(value, decimals)
    : `+${formatDecimal(value, decimals)}`;
}

/** Basis points as per cent: 2500 → "25%". */
export function formatBps(bps: number): string {
  const whole = Math.trunc(bps / 100);
  const rest = Math.abs(bps % 100);
  return `${whole}${rest === 0 ? '' : `.${String(rest).padStart(2, '0').replace(/0$/, '')}`}%`;
}

// --- Exact arithmetic for sums on a page --------------------------------------------------------------------------

/** Decimal text to minor units. */
export function toMinor(value: string, scale = 2): bigint {
  const parts = DECIMAL.exec(value);
  if (parts === null) throw new RangeError(`Not a decimal: ${value}`);
  const [, sign, whole = '0', fraction = ''] = parts;
  const minor = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  return sign === '-' ? -minor : minor;
}

export function fromMinor(minor: bigint, scale = 2): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`;
  return minor < 0n ? `-${text}` : text;
}

export function sumOf(values: readonly string[], scale = 2): string {
  return fromMinor(
    values.reduce((sum, value) => sum + toMinor(value, scale), 0n),
    scale,
  );
}

export function difference(one: string, other: string, scale = 2): string {
  return fromMinor(toMinor(one, scale) - toMinor(other, scale), scale);
}

/** Whole per mille of a in b, between 0 and 1000; for bars. */
export function perMille(part: string, whole: string): number {
  const total = toMinor(whole, 6);
  if (total <= 0n) return 0;
  const share = Number((toMinor(part, 6) * 1000n) / total);
  return Math.max(0, Math.min(1000, share));
}
