/** Every use counts once. */
import { isUsedUp } from '../coupons/coupon.ts';
import { no, type Rule } from './subject.ts';

export const notUsedUp: Rule = ({ coupon }) =>
  isUsedUp(coupon) ? no('COUPON_USED_UP') : undefined;
