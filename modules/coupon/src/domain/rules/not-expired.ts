/** Good until its last moment, that moment included. */
import { no, type WalletRule } from './subject.ts';

export const notExpired: WalletRule = ({ coupon, now }) =>
  now > coupon.expiresAt
    ? no('COUPON_EXPIRED', { expiredAt: coupon.expiresAt.toISOString() })
    : undefined;
