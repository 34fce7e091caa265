/** At least one line it counts for, with something to pay. */
import { eligibleLines } from '../coupons/discount.ts';
import { no, type Rule } from './subject.ts';

export const eligibleLine: Rule = ({ template, counter }) => {
  const lines = eligibleLines(template, counter.lines);
  if (lines.some(({ amountMinor }) => amountMinor > 0n)) return undefined;
  const wanted = [...template.categories, ...template.itemCodes];
  return wanted.length === 0
    ? no('NOTHING_TO_PAY', {}, ['basket', 'lines'])
    : no('COUPON_NO_ELIGIBLE_LINE', { wanted }, ['basket', 'lines']);
};
