/** Every use counts once. */
import { isUsedUp } from '../coupons/coupon.ts';
import { no, type WalletRule } from './subject.ts';

export const notUsedUp: WalletRule = ({ coupon }) =>
  isUsedUp(coupon) ? no('COUPON_USED_UP') : undefined;
