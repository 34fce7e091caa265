/** What is offered as a gift waits for who takes it. */
import { no, type WalletRule } from './subject.ts';

export const notOfferedAsGift: WalletRule = ({ coupon: { giftUntil }, now }) =>
  giftUntil !== null && now <= giftUntil
    ? no('COUPON_OFFERED_AS_GIFT', { until: giftUntil.toISOString() })
    : undefined;
