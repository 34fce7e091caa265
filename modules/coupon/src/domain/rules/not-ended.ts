/** The issuer may revoke a coupon, the member may relinquish it. */
import { no, type WalletRule } from './subject.ts';

export const notEnded: WalletRule = ({ coupon }) => {
  if (coupon.endedAs === null) return undefined;
  return no(coupon.endedAs === 'REVOKED' ? 'COUPON_REVOKED' : 'COUPON_RELINQUISHED');
};
