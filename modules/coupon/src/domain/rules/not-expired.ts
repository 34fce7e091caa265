/** Good until its last moment, that moment included. */
import { no, type Rule } from './subject.ts';

export const notExpired: Rule = ({ coupon, now }) =>
  now > coupon.expiresAt
    ? no('COUPON_EXPIRED', { expiredAt: coupon.expiresAt.toISOString() })
    : undefined;
