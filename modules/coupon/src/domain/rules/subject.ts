/** What a rule of redemption looks at: one coupon at one counter with one basket. */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Verdict } from '../conditions/condition.ts';
import type { CouponFacts } from '../coupons/coupon.ts';
import type { BasketLine } from '../coupons/discount.ts';
import type { CouponTemplate } from '../offers/coupon-template.ts';
import type { OfferState } from '../offers/offer-states.ts';

export interface Counter {
  readonly subsidiary: string;
  readonly storeCode: string | null;
  readonly kind: string;
  readonly lines: readonly BasketLine[];
  readonly asset: { readonly type: string; readonly key: string } | null;
}

export interface RedemptionSubject {
  readonly coupon: CouponFacts;
  readonly template: CouponTemplate;
  readonly offerState: OfferState;
  readonly memberId: string;
  readonly memberActive: boolean;
  readonly counter: Counter;
  readonly now: Date;
  /** The coupon's own condition; undefined when it has none. */
  readonly condition: Verdict | undefined;
}

/** Undefined: nothing against it. The refusal's params say what would unlock it. */
export type Rule = (subject: RedemptionSubject) => Refusal | undefined;

export function no(
  code: string,
  params: Refusal['params'] = {},
  path: readonly string[] = ['coupons'],
): Refusal {
  return { kind: 'RULE', code, path, params };
}
