/** A coupon serves the member it was issued to; one without a member serves whoever presents its code. */
import { no, type Rule } from './subject.ts';

export const belongsToMember: Rule = ({ coupon, memberId }) =>
  coupon.memberId === null || coupon.memberId === memberId ? undefined : no('COUPON_NOT_YOURS');
