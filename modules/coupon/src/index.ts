/** Door of offers and coupons. */

export * from './checkout.ts';
export type { OfferDefinition } from './domain/offers/offer-definition.ts';
export * from './door.ts';
export type * from './door-books.ts';
/** For modules that hand on this one's refusals to their own callers. */
export { couponMessages } from './graphql/messages.ts';
export { pointsToPayInput } from './graphql/points-input.ts';
export { type CouponService, createService } from './service.ts';

export const entities = [];

/** For counters that check QR codes by themselves. */
export { QR_SECONDS, type QrRead, readQr } from './qr.ts';
