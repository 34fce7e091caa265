/** What a basket would come to: which coupons apply, and for each other why not and what would unlock it. */
import type { Refusal } from '@guildhall/shared/outcome';
import type { CouponRefusal, Quote } from '../door.ts';
import type { CouponRef } from './coupon-type.ts';
import { showMoney } from './offer-input.ts';
import type { B } from './offer-type.ts';
import { refusalMessage } from './refusal-words.ts';
import type { LineRef } from './session-types.ts';

export function couponRefusedType(builder: B, Coupon: CouponRef) {
  return builder.objectRef<CouponRefusal>('CouponRefused').implement({
    description: 'A coupon that does not apply, and what would unlock it.',
    fields: (t) => ({
      named: t.string({ description: 'As the caller named it.', resolve: ({ coupon }) => coupon }),
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon, where there is one.',
        resolve: ({ couponId }, _args, { coupons }) =>
          couponId === undefined ? null : coupons.load(couponId),
      }),
      code: t.string({
        description: 'Why, in capitals; the first reason in precedence order.',
        resolve: ({ refusal }) => refusal.code,
      }),
      message: t.string({
        description: "Why, and what would unlock it, in the caller's language.",
        resolve: async ({ refusal }, _args, { locale, names }) =>
          refusalMessage(refusal, locale, await names()),
      }),
      params: t.field({
        type: 'JSON',
        description: 'The facts behind it: the missing amount, the date, the companies.',
        resolve: ({ refusal }) => refusal.params,
      }),
    }),
  });
}
export type CouponRefusedRef = ReturnType<typeof couponRefusedType>;

export function quoteType(builder: B, Coupon: CouponRef, Line: LineRef, Refused: CouponRefusedRef) {
  const Applicable = builder.objectRef<Quote['applicable'][number]>('ApplicableCoupon').implement({
    description: 'A coupon that applies.',
    fields: (t) => ({
      coupon: t.field({
        type: Coupon,
        nullable: true,
        description: 'The coupon.',
        resolve: ({ couponId }, _args, { coupons }) => coupons.load(couponId),
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What it takes off, CNY.',
        resolve: ({ discountMinor }) => showMoney(discountMinor),
      }),
    }),
  });
  const PointsRefused = builder.objectRef<Refusal>('PointsRefused').implement({
    description: 'Why points cannot pay, and what would do.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Why, in capitals.' }),
      message: t.string({
        description: "Why, and what would do, in the caller's language.",
        resolve: (refusal, _args, { locale }) => refusalMessage(refusal, locale),
      }),
      params: t.field({
        type: 'JSON',
        description: 'The facts behind it: how many there are, how many are missing.',
        resolve: ({ params }) => params,
      }),
    }),
  });
  return builder.objectRef<Quote>('BasketQuote').implement({
    description: 'What would apply to a basket, and why the rest would not.',
    fields: (t) => ({
      applicable: t.field({
        type: [Applicable],
        description: 'The best legal combination.',
        resolve: ({ applicable }) => [...applicable],
      }),
      refused: t.field({
        type: [Refused],
        description: 'The coupons that do not apply.',
        resolve: ({ refused }) => [...refused],
      }),
      lines: t.field({
        type: [Line],
        description: 'What each coupon takes off each line.',
        resolve: ({ lines }) => [...lines],
      }),
      discount: t.field({
        type: 'Decimal',
        description: 'What the coupons take off, CNY.',
        resolve: (quote) => showMoney(quote.discountMinor),
      }),
      pointsValue: t.field({
        type: 'Decimal',
        description: 'What the points pay, CNY.',
        resolve: (quote) => showMoney(quote.pointsValueMinor),
      }),
      pointsRefused: t.field({
        type: PointsRefused,
        nullable: true,
        description: 'Why the points offered cannot pay, and what would do; null when they can.',
        resolve: ({ pointsRefusal }) => pointsRefusal ?? null,
      }),
      pointsRefusal: t.string({
        nullable: true,
        deprecationReason: 'Use `pointsRefused`, which has the code and the facts too.',
        description: 'Why the points offered cannot pay.',
        resolve: ({ pointsRefusal }, _args, { locale }) =>
          pointsRefusal === undefined ? null : refusalMessage(pointsRefusal, locale),
      }),
      payable: t.field({
        type: 'Decimal',
        description: 'What is left to pay, CNY.',
        resolve: (quote) => showMoney(quote.payableMinor),
      }),
    }),
  });
}
