/** What an open reservation holds, nobody else may take. */
import { hasFree } from '../coupons/coupon.ts';
import { no, type Rule } from './subject.ts';

export const notReserved: Rule = ({ coupon }) =>
  hasFree(coupon) ? undefined : no('COUPON_RESERVED');
