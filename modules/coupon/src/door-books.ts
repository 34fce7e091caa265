/** What clearing and finance ask of the coupons' books: uses of a span, what an offer has out, what is outstanding. */
import type { Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';

/** One coupon in one redemption. CNY minor units. */
export interface CouponUseOnBooks {
  readonly redemptionId: string;
  readonly couponId: string;
  readonly valueMinor: bigint;
  /** Of it, given back so far. */
  readonly reversedMinor: bigint;
}

export interface UsesPage {
  /** In order; also those in which only points paid. */
  readonly redemptionIds: readonly string[];
  readonly uses: readonly CouponUseOnBooks[];
}

export interface UsesQuery {
  /** Made after `from` (exclusive) and until `to` (inclusive). */
  readonly from: Date | null;
  readonly to: Date;
  readonly after?: string;
  readonly limit: number;
}

/** What one version of an offer has given so far. CNY minor units at face value, points in minor units. */
export interface OfferOutlay {
  readonly offerId: string;
  readonly version: number;
  readonly funding: readonly { readonly subsidiary: string; readonly shareBps: number }[];
  readonly coupons: {
    readonly issued: number;
    readonly issuedMinor: bigint;
    /** Revoked or given up. */
    readonly withdrawn: number;
    readonly withdrawnMinor: bigint;
    /** Can still be used, or is locked. */
    readonly outstanding: number;
    readonly outstandingMinor: bigint;
    readonly expired: number;
    readonly expiredMinor: bigint;
  };
}

/** Coupons that can still be used, by payers. */
export interface OutstandingCoupons {
  readonly offerId: string;
  readonly funding: OfferOutlay['funding'];
  readonly coupons: number;
  /** At face value. */
  readonly worthMinor: bigint;
  readonly lastExpiresAt: Date;
}

type Read<I, O> = (caller: Principal, input: I) => Promise<Outcome<O>>;

export interface CouponBooks {
  /** Redemptions made in a span, in pages. */
  readonly redemptionsBetween: Read<UsesQuery, UsesPage>;
  readonly redemptionsById: Read<{ readonly ids: readonly string[] }, UsesPage>;
  readonly offerOutlay: Read<{ readonly offerId: string }, readonly OfferOutlay[]>;
  readonly outstandingCoupons: Read<{ readonly funder?: string }, readonly OutstandingCoupons[]>;
}
