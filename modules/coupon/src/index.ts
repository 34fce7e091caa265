/** Door of offers and coupons. */
export * from './door.ts';
export * from './checkout.ts';
