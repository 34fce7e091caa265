/** A coupon bound to a car or a dwelling serves that one only. */
import { no, type Rule } from './subject.ts';

export const rightAsset: Rule = ({ coupon, counter }) => {
  if (coupon.asset === null) return undefined;
  const { type, key } = coupon.asset;
  return counter.asset?.type === type && counter.asset.key === key
    ? undefined
    : no('COUPON_WRONG_ASSET', { asset: type, key }, ['basket', 'asset']);
};
