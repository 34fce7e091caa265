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

/** What is known of a coupon before there is a basket. */
export interface WalletSubject {
  readonly coupon: CouponFacts;
  readonly offerState: OfferState;
  readonly now: Date;
}

export interface RedemptionSubject extends WalletSubject {
  readonly template: CouponTemplate;
  readonly memberId: string;
  readonly memberActive: boolean;
  readonly counter: Counter;
  /** The coupon's own condition; undefined when it has none. */
  readonly condition: Verdict | undefined;
}

/** Undefined: nothing against it. The refusal's params say what would unlock it. */
export type Rule = (subject: RedemptionSubject) => Refusal | undefined;
/** One that needs no basket. */
export type WalletRule = (subject: WalletSubject) => Refusal | undefined;

export function no(
  code: string,
  params: Refusal['params'] = {},
  path: readonly string[] = ['coupons'],
): Refusal {
  return { kind: 'RULE', code, path, params };
}
