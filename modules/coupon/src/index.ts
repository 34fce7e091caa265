/** Door of offers and coupons. */
export * from './checkout.ts';
export type { OfferDefinition } from './domain/offers/offer-definition.ts';
export * from './door.ts';
export { type CouponService, createService } from './service.ts';

export const entities = [];
