/** What a redemption is in a few words. */

import { inList } from '../../format/lists.ts';
import { toMinor } from '../../format/numbers.ts';
import { inLocale } from '../../i18n/locale.ts';
import type { Redemption } from './operations.ts';
import { sayCounter } from './texts.ts';

export function standingOf({
  reversed,
  reversedWholly,
}: Redemption): 'STANDS' | 'PARTLY' | 'WHOLLY' {
  if (reversedWholly) return 'WHOLLY';
  return toMinor(reversed) === 0n ? 'STANDS' : 'PARTLY';
}

/** The coupons (and points) that paid, each once. */
export function couponsOf({ lines }: Redemption): string {
  const names = lines.map(({ coupon }) =>
    coupon === null ? sayCounter('pointsPaid') : inLocale(coupon.terms.name),
  );
  return inList([...new Set(names)]);
}

/** Ten digits as they are read aloud. */
export const spokenNo = (memberNo: string): string =>
  memberNo.replace(/(\d{3})(\d{3})(\d{4})/, '$1 $2 $3');
