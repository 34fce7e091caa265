/**
 * Telephone numbers as people in China write them, to E.164. The full metadata, because the small one takes numbers for
 * valid that no carrier ever gave out.
 */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Where a number without a country code may come from, in the order tried; the mainland is the default. */
const HOME_REGIONS = ['CN', 'HK', 'MO', 'TW'] as const;

/**
 * E.164. Mainland, Hong Kong, Macau and Taiwan numbers are also read without their country code. A bare number is
 * one of the mainland if it can be one there; Taiwan's trunk `09…` and the eight digits of Hong Kong and Macau follow.
 */
export function readPhone(raw: unknown): string | undefined {
  if (typeof raw !== 'string') return undefined;
  const text = raw
    .normalize('NFKC')
    .trim()
    .replace(/[‐-―−]/g, '-');
  if (text.length > 60 || !/^[+\d\s().-]+$/.test(text)) return undefined;
  const international = text.replace(/^(?:00|011)(?=[1-9])/, '+');
  for (const region of international.startsWith('+') ? [undefined] : HOME_REGIONS) {
    const phone = parsePhoneNumberFromString(international, region);
    if (phone?.isValid() === true) return phone.number;
  }
  // `86 138 0013 8000`: the country code without its plus.
  const prefixed = parsePhoneNumberFromString(`+${international.replace(/\D/g, '')}`);
  return /^(86|852|853|886)/.test(international) && prefixed?.isValid() === true
    ? prefixed.number
    : undefined;
}
