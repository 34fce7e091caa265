/** What an open reservation holds, nobody else may take. */
import { hasFree } from '../coupons/coupon.ts';
import { no, type WalletRule } from './subject.ts';

export const notReserved: WalletRule = ({ coupon }) =>
  hasFree(coupon) ? undefined : no('COUPON_RESERVED');
