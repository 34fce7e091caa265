/** Not before its first day. */
import { no, type Rule } from './subject.ts';

export const hasStarted: Rule = ({ coupon, now }) =>
  now < coupon.validFrom
    ? no('COUPON_NOT_STARTED', { from: coupon.validFrom.toISOString() })
    : undefined;
