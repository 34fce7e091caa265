/** An instalment is locked until its own date. */
import { no, type WalletRule } from './subject.ts';

export const hasVested: WalletRule = ({ coupon, now }) =>
  coupon.vestsAt !== null && now < coupon.vestsAt
    ? no('COUPON_LOCKED', { from: coupon.vestsAt.toISOString() })
    : undefined;
