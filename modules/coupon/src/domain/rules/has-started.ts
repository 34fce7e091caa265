/** Not before its first day. */
import { no, type WalletRule } from './subject.ts';

export const hasStarted: WalletRule = ({ coupon, now }) =>
  now < coupon.validFrom
    ? no('COUPON_NOT_STARTED', { from: coupon.validFrom.toISOString() })
    : undefined;
