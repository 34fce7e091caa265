/** The door of offers and coupons: what other modules ask at the counter. Commands are serialisable. */
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { CouponBooks } from './door-books.ts';

/** A basket to be paid: what coupons and points are validated against. Amounts in CNY minor units. */
export interface Basket {
  readonly subsidiary: string;
  readonly storeCode?: string;
  /** What kind of transaction this will become: FEE_PAID, SERVICE_DONE, BASKET_BOUGHT, ERRAND … */
  readonly kind: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly itemCode: string;
    readonly category: string;
    readonly quantity: string;
    readonly amountMinor: bigint;
  }[];
  /** The thing served: a VIN's vehicle id, a dwelling id; asset-bound coupons must match it. */
  readonly asset?: { readonly type: string; readonly key: string };
}

export interface ReserveInput {
  readonly idempotencyKey: string;
  readonly memberId: string;
  readonly basket: Basket;
  /** Codes or coupon ids. */
  readonly coupons: readonly string[];
  readonly points?: PointsToPay;
  readonly ttlSeconds?: number;
}

/** Points to pay with: decimal text of whole points, or minor units of the currency; one of both. */
export interface PointsToPay {
  readonly currency: string;
  readonly amount?: string | undefined;
  readonly amountMinor?: bigint | undefined;
}

export interface Reservation {
  readonly reservationId: string;
  readonly expiresAt: Date;
  /** What the coupons take off, CNY minor units. */
  readonly discountMinor: bigint;
  /** What the points held pay, CNY minor units. */
  readonly pointsValueMinor: bigint;
  /** The basket less coupons and points. */
  readonly payableMinor: bigint;
  readonly lines: readonly {
    readonly lineId: string;
    readonly couponId: string;
    readonly discountMinor: bigint;
  }[];
}

export type ReservationStatus = 'OPEN' | 'REDEEMED' | 'RELEASED' | 'EXPIRED';

export interface ReservationState extends Reservation {
  readonly status: ReservationStatus;
  readonly memberId: string;
  readonly subsidiary: string;
  readonly orderRef?: string;
  readonly redemptionId?: string;
}

export type ValidateInput = Omit<ReserveInput, 'idempotencyKey' | 'ttlSeconds'>;

/** A coupon that does not apply: the first reason in precedence order, and the smallest change that would qualify. */
export interface CouponRefusal {
  /** As the caller named it. */
  readonly coupon: string;
  readonly couponId?: string;
  readonly refusal: Refusal;
}

export interface Quote {
  readonly applicable: readonly { readonly couponId: string; readonly discountMinor: bigint }[];
  readonly refused: readonly CouponRefusal[];
  readonly lines: Reservation['lines'];
  /** What the points offered would pay, CNY minor units. */
  readonly pointsValueMinor: bigint;
  /** Why the points offered cannot pay. */
  readonly pointsRefusal?: Refusal;
  readonly discountMinor: bigint;
  readonly payableMinor: bigint;
}

/** A visit that is planned: where, for what and when coupons are going to be used. */
export interface ForeseeInput {
  readonly memberId: string;
  /** Codes or coupon ids. */
  readonly coupons: readonly string[];
  readonly visit: Omit<Basket, 'lines'>;
  readonly at: Date;
}

/** A coupon as it is foreseen; without a refusal, it is the member's and can be used there and then. */
export interface ForeseenCoupon {
  /** As the caller named it. */
  readonly coupon: string;
  readonly couponId?: string;
  readonly refusal?: Refusal;
}

export interface ReverseInput {
  readonly idempotencyKey: string;
  readonly redemptionId: string;
  /** Absent: all that is not reversed yet. */
  readonly lines?: readonly { readonly lineId: string; readonly amountMinor: bigint }[];
}

export interface Reversed {
  readonly redemptionId: string;
  /** Discount given back by this reversal, CNY minor units. */
  readonly reversedMinor: bigint;
  readonly restoredCoupons: readonly string[];
}

export interface CouponDoor extends CouponBooks {
  /** What would apply to this basket and, for each coupon that would not, why and what would unlock it. Changes nothing. */
  validate(caller: Principal, input: ValidateInput): Promise<Outcome<Quote>>;
  /**
   * Whether coupons of a member could be used at a visit to come, in the order asked: whose they are, what time will
   * have made of them by then, and where and on what they are good. What needs the lines of a bill is not looked at, and
   * nothing is promised: coupons are held by `reserve` only. Changes nothing.
   */
  foresee(caller: Principal, input: ForeseeInput): Promise<Outcome<readonly ForeseenCoupon[]>>;
  /** Reservations as they stand, in the order asked; null where there is none of that id for this caller. */
  reservations(
    caller: Principal,
    input: { readonly ids: readonly string[] },
  ): Promise<readonly (ReservationState | null)[]>;
  /** Exclusive for `ttlSeconds` (default 15 minutes); refuses with the first reason in precedence order. */
  reserve(caller: Principal, input: ReserveInput): Promise<Outcome<Reservation>>;
  /** Makes a reservation final against an order reference. Also done by the handler of the transaction that names it. */
  redeem(
    caller: Principal,
    input: {
      readonly idempotencyKey: string;
      readonly reservationId: string;
      readonly orderRef: string;
      readonly transactionId?: string;
    },
  ): Promise<Outcome<{ readonly redemptionId: string }>>;
  /** Undoes a redemption, wholly or for the named amounts of its lines, in any order. */
  reverse(caller: Principal, input: ReverseInput): Promise<Outcome<Reversed>>;
  release(
    caller: Principal,
    input: { readonly idempotencyKey: string; readonly reservationId: string },
  ): Promise<Outcome<{ readonly reservationId: string }>>;
}

/** Published when coupons are redeemed or a redemption is reversed; clearing reads who paid and who is owed. */
export const COUPON_REDEEMED = 'coupon.redeemed';
export const COUPON_REDEMPTION_REVERSED = 'coupon.redemption-reversed';
export interface CouponRedeemed {
  readonly redemptionId: string;
  readonly couponId: string;
  readonly offerId: string;
  readonly memberId: string;
  /** The subsidiary that honoured the coupon and is owed its value. */
  readonly redeemedAt: string;
  /** Value given, CNY minor units as a string; positive in both events. */
  readonly valueMinor: string;
  /**
   * Of a reversal only: what of this coupon's value in this redemption has been given back in all, this reversal
   * included. Grows with each one, so it tells them apart.
   */
  readonly valueInAllMinor?: string;
  /** Who pays, in whole basis points that sum to 10,000. */
  readonly funding: readonly { readonly subsidiary: string; readonly shareBps: number }[];
  readonly occurredAt: string;
}
