/** An instalment is locked until its own date. */
import { no, type Rule } from './subject.ts';

export const hasVested: Rule = ({ coupon, now }) =>
  coupon.vestsAt !== null && now < coupon.vestsAt
    ? no('COUPON_LOCKED', { from: coupon.vestsAt.toISOString() })
    : undefined;
