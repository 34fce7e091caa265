/**
 * What happened, reduced to what money needs of it. A happening and the terms in force are all that obligations are
 * computed from, so it is kept with them and given out with a statement: whoever has both can compute them again.
 * It holds no member.
 */

/** Part of a first lot that was used, with who pays for it. */
export interface FundedPoints {
  /** TypeID of the lot the points came in with; the moment inside it decides which terms count. */
  readonly lotId: string;
  readonly amountMinor: string;
  readonly funding: {
    readonly shares: readonly { readonly subsidiary: string; readonly parts: number }[];
    readonly pricePerPoint: string;
    readonly priceCurrency: string;
  };
}

interface Common {
  /** What makes it count once: the posting, or the coupon's redemption. */
  readonly source: string;
  readonly occurredAt: string;
}

interface OfPoints extends Common {
  readonly currency: string;
  /** Decimals of the point currency. */
  readonly scale: number;
  /** Size of the posting, to be compared with the ledger's. */
  readonly pointsMinor: string;
}

/** Points may come to somebody who owes: the first of them repay. */
interface Repaying {
  readonly debtRepaidMinor: string;
  /** Which of them; without it (from before it was told) the first of `lots`. */
  readonly repaid?: readonly FundedPoints[];
}

export interface CouponUse extends Common {
  readonly redemptionId: string;
  readonly couponId: string;
  readonly offerId: string;
  readonly redeemedAt: string;
  readonly valueMinor: string;
  readonly funding: readonly { readonly subsidiary: string; readonly shareBps: number }[];
}

/** A line that a person or the close of a period decided, not a fact from elsewhere. */
export interface Decided extends Common {
  readonly kind: 'DECIDED';
  readonly lines: readonly {
    readonly kind: 'PACK_BOUGHT' | 'PACK_OVERDRAWN' | 'ROUNDING' | 'CORRECTION' | 'RUN_OFF_BUYOUT';
    readonly debtor: string;
    readonly creditor: string;
    readonly amountMinor: string;
    readonly exactMinor: string;
  }[];
  /** What it rests on: a dispute, a pack, a run-off. */
  readonly because: Readonly<Record<string, string>>;
}

export type Happening =
  | (OfPoints &
      Repaying & {
        readonly kind: 'EARNED';
        readonly lots: readonly FundedPoints[];
        /** The grant it came of, where an offer gave it. */
        readonly grantId?: string;
      })
  | (OfPoints & {
      readonly kind: 'REDEEMED';
      readonly company: string;
      readonly lots: readonly FundedPoints[];
    })
  | (OfPoints &
      Repaying & {
        readonly kind: 'RESTORED';
        readonly company: string;
        readonly originalOccurredAt: string;
        /** Given back of the redemption; a part may have repaid a debt at once. */
        readonly lots: readonly FundedPoints[];
      })
  | (OfPoints & { readonly kind: 'EXPIRED'; readonly lots: readonly FundedPoints[] })
  /** An earn or a gift taken back: `original` is its own lot, `lots` what was really taken. */
  | (OfPoints & {
      readonly kind: 'TAKEN_BACK';
      /** Of `lots`: what had expired before. */
      readonly unexpired?: readonly FundedPoints[];
      readonly original: readonly FundedPoints[];
      readonly lots: readonly FundedPoints[];
    })
  /** Points removed by a correction; PUT_BACK when that is undone. */
  | (OfPoints &
      Partial<Repaying> & {
        readonly kind: 'REMOVED' | 'PUT_BACK';
        readonly lots: readonly FundedPoints[];
      })
  /** A transfer undone after its points were spent: `original` lives again, `lots` paid instead. */
  | (OfPoints &
      Partial<Repaying> & {
        readonly kind: 'SHIFTED';
        readonly unexpired?: readonly FundedPoints[];
        readonly original: readonly FundedPoints[];
        readonly lots: readonly FundedPoints[];
      })
  | (OfPoints & Repaying & { readonly kind: 'DEBT_REPAID'; readonly lots: readonly FundedPoints[] })
  /** A repayment undone: its lots live again, and the debt stands again. */
  | (OfPoints & {
      readonly kind: 'DEBT_RESTORED';
      readonly originalOccurredAt: string;
      readonly lots: readonly FundedPoints[];
    })
  | (CouponUse & { readonly kind: 'COUPON_REDEEMED' })
  | (CouponUse & { readonly kind: 'COUPON_RESTORED'; readonly valueInAllMinor: string })
  | Decided;

export type HappeningKind = Happening['kind'];
export type HappeningOf<K extends HappeningKind> = Extract<Happening, { readonly kind: K }>;
