/** Numbers for people: exact amounts, and figures at a glance in the reader's language. */
import { currentLocale } from '../i18n/locale.ts';

export {
  difference,
  formatBps,
  formatDecimal,
  formatMoney,
  formatShortMoney,
  formatSigned,
  fromMinor,
  perMille,
  sumOf,
  toMinor,
} from './decimal.ts';

/** "12345678" → "1,234.6万" in Chinese, "12.3M" in English; for figures at a glance only. */
export function formatCompact(value: string | number): string {
  return new Intl.NumberFormat(currentLocale(), {
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(typeof value === 'number' ? value : (value as Intl.StringNumericLiteral));
}
