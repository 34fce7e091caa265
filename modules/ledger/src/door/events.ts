/**
 * Facts the ledger publishes. One event may carry many facts: a batch of postings writes one outbox row per type, so a
 * consumer loops over `facts`. Everything clearing needs is in them: who issued, who redeemed, which lots paid, who
 * funds each. Amounts are integer minor units as strings; times are RFC 3339.
 */
import type { Funding, Reason, WalletBalance } from './values.ts';

export const LEDGER_EVENTS = {
  earned: 'ledger.points-earned',
  burned: 'ledger.points-burned',
  held: 'ledger.points-held',
  captured: 'ledger.points-captured',
  released: 'ledger.points-released',
  activated: 'ledger.points-activated',
  expired: 'ledger.points-expired',
  expiring: 'ledger.points-expiring',
  reversed: 'ledger.points-reversed',
  repaid: 'ledger.points-repaid',
  transferred: 'ledger.points-transferred',
  adjusted: 'ledger.points-adjusted',
  moved: 'ledger.points-moved',
  memberMoved: 'ledger.member-moved',
  memberMoveUndone: 'ledger.member-move-undone',
  tierChanged: 'ledger.tier-changed',
} as const;
export type LedgerEventType = (typeof LEDGER_EVENTS)[keyof typeof LEDGER_EVENTS];

/** Signed effect on one lot, with who pays for it. */
export interface LotFact {
  readonly lotId: string;
  /** The lot its points came in with, where this one continues another; else the same. Its id says when that was. */
  readonly rootLotId: string;
  /** Always positive; the event's type says which way. */
  readonly amountMinor: string;
  readonly issuer: string;
  readonly funding: Funding;
}

export interface PointsFact {
  readonly postingId: string;
  readonly transferId: string;
  readonly ownerId: string;
  readonly currency: string;
  /** Decimals of the currency, so that a price per whole point can be applied. */
  readonly scale: number;
  readonly amountMinor: string;
  /** Issuing (earn) or redeeming (burn, capture) subsidiary; null for the programme's own acts. */
  readonly subsidiary: string | null;
  readonly occurredAt: string;
  readonly postedAt: string;
  readonly reason: Reason;
  /** The lot made (earn) or the lots that paid (burn, capture, expire) or that were touched (reversal). */
  readonly lots: readonly LotFact[];
  readonly balance: { readonly [K in keyof WalletBalance]: string };
}

/** A credit repays first what the member owes: how much of it did, and which points. */
export interface DebtRepaid {
  readonly debtRepaidMinor: string;
  readonly repaid: readonly LotFact[];
}

export interface PointsEarned {
  readonly facts: readonly (PointsFact & DebtRepaid)[];
}
/** Pending points became available, and may repay. */
export interface PointsActivated {
  readonly facts: readonly (PointsFact & DebtRepaid & { readonly kind: string })[];
}
/** `ledger.points-burned` and `ledger.points-captured` (of a hold) both mean: redeemed at `subsidiary`. */
export interface PointsBurned {
  readonly facts: readonly PointsFact[];
}
export interface PointsCaptured {
  readonly facts: readonly (PointsFact & { readonly holdId: string })[];
}
export interface PointsHeld {
  readonly facts: readonly (PointsFact & { readonly holdId: string; readonly expiresAt: string })[];
}
export interface PointsReleased {
  readonly facts: readonly (PointsFact &
    DebtRepaid & { readonly holdId: string; readonly timedOut: boolean })[];
}
export interface PointsExpired {
  readonly facts: readonly PointsFact[];
}
/**
 * `changeMinor`: signed change to the wallet. `kind` says which act of several it was, and whether it undid one.
 * `original`: where it undid one, the lots it was undone in, all of them. `fromBreakage`: as in `PointsReversed`.
 */
interface OneOfSeveral extends DebtRepaid {
  readonly kind: string;
  readonly changeMinor: string;
  readonly original?: readonly LotFact[];
  readonly originalOccurredAt?: string;
  readonly fromBreakage?: readonly LotFact[];
}
export interface PointsAdjusted {
  readonly facts: readonly (PointsFact & OneOfSeveral)[];
}
/** Both sides of a transfer between wallets, each a fact of its own with the same transferId. */
export interface PointsTransferred {
  readonly facts: readonly (PointsFact & OneOfSeveral)[];
}
/**
 * A merge moves a member's points (MOVE_OUT, MOVE_IN), then what one of the two owed is repaid out of what the other has
 * (MOVE_IN of nothing but `repaid`). Undone, that repayment names its `original` lots: they live again, the debt stands.
 */
export interface PointsMoved {
  readonly facts: readonly (PointsFact & OneOfSeveral)[];
}

/**
 * Reversal of an earn or a burn, at the original's subsidiary.
 * - of a burn or capture: `lots` are given back; the redemption at `subsidiary` shrinks by them.
 * - of an earn: `original` is the earn's own lot over the whole amount; `lots` are what was really taken. Where they
 *   differ, points of the earn's lot had already been spent: those redemptions are now paid by the other lots in
 *   `lots`, and by nobody for `debtMinor` (until repaid).
 * What of it repaid the member's debt is told by a `ledger.points-repaid` of the same transfer.
 */
export interface PointsReversed {
  readonly facts: readonly (PointsFact &
    DebtRepaid & {
      readonly reverses: 'EARN' | 'BURN' | 'ADJUST';
      readonly reversedPostingId: string;
      readonly originalOccurredAt: string;
      readonly original: readonly LotFact[];
      readonly debtMinor: string;
      /** Signed change to the wallet: negative where a gift was taken back. */
      readonly changeMinor: string;
      readonly expiredMinor: string;
      /** Of `lots`: what had expired, and was taken back from there. */
      readonly fromBreakage: readonly LotFact[];
    })[];
}

/**
 * Points that came back were taken again at once, all in `lots`. Without `original` they repaid what the member owed.
 * With it they are of an earn that was taken back before, and are taken for it after all: the lots of `original`, which
 * stood in for them, are free again, and the member owes less by `debtRepaidMinor`.
 */
export interface PointsRepaid {
  readonly facts: readonly (PointsFact & OneOfSeveral)[];
}

export interface PointsExpiring {
  readonly facts: readonly {
    readonly ownerId: string;
    readonly currency: string;
    readonly amountMinor: string;
    readonly expiresAt: string;
    readonly daysAhead: number;
  }[];
}

/** The ledger's part of a merge is done (`ledger.member-moved`) or undone (`ledger.member-move-undone`). */
export interface LedgerMemberMoved {
  readonly facts: readonly {
    readonly mergeId: string;
    readonly fromMemberId: string;
    readonly toMemberId: string;
  }[];
}

export interface TierChanged {
  readonly facts: readonly {
    readonly memberId: string;
    readonly programme: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly cause: 'UPGRADE' | 'DOWNGRADE' | 'GRACE_STARTED' | 'GRACE_ENDED';
    readonly at: string;
    /** Of a DOWNGRADE: upgrades that reversals since show should never have been, the newest first. */
    readonly undone?: readonly {
      readonly from: string | null;
      readonly to: string;
      readonly at: string;
    }[];
  }[];
}
