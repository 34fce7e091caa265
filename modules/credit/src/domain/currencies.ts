/** Currencies in which credit facts and limits are kept, with the decimals of their minor unit (ISO 4217). */
export const CURRENCY_SCALES: Readonly<Record<string, number>> = {
  CNY: 2,
  HKD: 2,
  MOP: 2,
  TWD: 2,
  USD: 2,
  EUR: 2,
  GBP: 2,
  JPY: 0,
  KRW: 0,
  SGD: 2,
};

/** The currency of group limits. */
export const GROUP_CURRENCY = 'CNY';

export function scaleOfCurrency(currency: string): number | undefined {
  return CURRENCY_SCALES[currency];
}
