/** The eligible lines, before any coupon, must cost at least the minimum. Says how much more would do. */
import { formatAmount } from '@guildhall/shared/amounts';
import { eligibleLines } from '../coupons/discount.ts';
import { sum } from '../granting/points.ts';
import { no, type Rule } from './subject.ts';

export const minimumReached: Rule = ({ template, counter }) => {
  const minimum = BigInt(template.minimumMinor);
  const counted = sum(eligibleLines(template, counter.lines).map(({ amountMinor }) => amountMinor));
  if (counted >= minimum) return undefined;
  return no(
    'COUPON_MINIMUM_NOT_REACHED',
    { minimum: formatAmount(minimum, 2), missing: formatAmount(minimum - counted, 2) },
    ['basket', 'lines'],
  );
};
