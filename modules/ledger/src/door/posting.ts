/**
 * Commands that move points. Each takes an idempotency key, scoped to (client, operation): the same key and body give
 * the first answer for ever, the same key with another body is refused (IDEMPOTENCY_KEY_REUSED).
 */
import type {
  AdjustmentId,
  CurrencyCode,
  Funding,
  HoldId,
  HouseholdId,
  LotId,
  LotUse,
  MemberId,
  Posted,
  PostingId,
  Reason,
  SubsidiaryCode,
  TransferId,
} from './values.ts';

export interface PostEarn {
  readonly idempotencyKey: string;
  readonly memberId: MemberId;
  readonly currency: CurrencyCode;
  /** Positive. */
  readonly amountMinor: bigint;
  /** The issuing subsidiary: whose ISSUED account the points come from. */
  readonly subsidiary: SubsidiaryCode;
  readonly funding: Funding;
  /** When it happened at the subsidiary; governs tiers and clearing periods. Absent: now. Not in the future. */
  readonly occurredAt?: Date;
  /** Pending until then; absent or past: active at once. */
  readonly activeAt?: Date;
  /** Absent: by the currency's expiry rule, counted from occurredAt. null: never. */
  readonly expiresAt?: Date | null;
  readonly reason: Reason;
}

export interface EarnPosted extends Posted {
  readonly lotId: LotId;
  readonly activeAt: Date;
  readonly expiresAt: Date | null;
  /** Part of the amount that repaid a debt at once. */
  readonly debtRepaidMinor: bigint;
  /** Part of the amount that went to the member's household wallet, in a posting of its own. */
  readonly householdMinor: bigint;
}

export interface PostBurn {
  readonly idempotencyKey: string;
  readonly memberId: MemberId;
  readonly currency: CurrencyCode;
  readonly amountMinor: bigint;
  /** The redeeming subsidiary: whose REDEEMED account the points go to. */
  readonly subsidiary: SubsidiaryCode;
  readonly occurredAt?: Date;
  readonly reason: Reason;
}

export interface BurnPosted extends Posted {
  /** First-expiring-first; sums to the amount. */
  readonly lots: readonly LotUse[];
}

export interface HoldPoints {
  readonly idempotencyKey: string;
  readonly memberId: MemberId;
  readonly currency: CurrencyCode;
  readonly amountMinor: bigint;
  readonly subsidiary: SubsidiaryCode;
  readonly occurredAt?: Date;
  /** When the hold releases itself. After now, at most 90 days away. */
  readonly expiresAt: Date;
  readonly reason: Reason;
}

export interface HoldPosted extends Posted {
  readonly holdId: HoldId;
  readonly expiresAt: Date;
  readonly lots: readonly LotUse[];
}

export interface CaptureHold {
  readonly idempotencyKey: string;
  readonly holdId: HoldId;
  /** Absent: all that is left of the hold. */
  readonly amountMinor?: bigint;
  /** Release what this capture leaves over. Default false: the rest stays held for further captures. */
  readonly final?: boolean;
  readonly occurredAt?: Date;
  readonly reason?: Reason;
}

export interface CapturePosted extends Posted {
  readonly holdId: HoldId;
  readonly remainingMinor: bigint;
  readonly releasedMinor: bigint;
  readonly lots: readonly LotUse[];
}

export interface ReleaseHold {
  readonly idempotencyKey: string;
  readonly holdId: HoldId;
}

export interface ReleasePosted extends Posted {
  readonly holdId: HoldId;
  /** Part of the release whose lots had expired while held: returned and expired in one transfer. */
  readonly expiredMinor: bigint;
}

export interface ReversePosting {
  readonly idempotencyKey: string;
  /** An earn, burn, capture, adjustment, or any posting of a transfer between members. */
  readonly postingId: PostingId;
  /** Absent: all that is not reversed yet. */
  readonly amountMinor?: bigint;
  readonly occurredAt?: Date;
  /** Lots given back that expire before this moment live until it. Default: they keep their old expiry. */
  readonly graceUntil?: Date;
  readonly reason: Reason;
}

export interface ReversalPosted extends Posted {
  readonly reversedPostingId: PostingId;
  /** Still reversible of the original after this. */
  readonly leftMinor: bigint;
  /** Clawback beyond the balance: newly owed by the member. */
  readonly debtMinor: bigint;
  /** Given back to lots that had expired meanwhile, and expired at once. */
  readonly expiredMinor: bigint;
  readonly debtRepaidMinor: bigint;
  /** Lots given back (burn) or taken (earn). */
  readonly lots: readonly LotUse[];
}

export interface TransferPoints {
  readonly idempotencyKey: string;
  readonly fromMemberId: MemberId;
  readonly toMemberId: MemberId;
  readonly currency: CurrencyCode;
  readonly amountMinor: bigint;
  readonly occurredAt?: Date;
  readonly reason: Reason;
}

export interface TransferPosted {
  readonly transferId: TransferId;
  readonly from: Posted;
  readonly to: Posted;
  /** The lots taken; the receiver gets lots of the same expiry and funding. */
  readonly lots: readonly LotUse[];
}

export interface AdjustPoints {
  readonly idempotencyKey: string;
  readonly memberId: MemberId;
  readonly currency: CurrencyCode;
  /** Signed: positive gives, negative takes (never below zero: refused, not debt). */
  readonly amountMinor: bigint;
  /** Who pays for points given. Required when the amount is positive. */
  readonly funding?: Funding;
  readonly subsidiary: SubsidiaryCode;
  readonly expiresAt?: Date | null;
  readonly occurredAt?: Date;
  readonly reason: Reason;
}

export type AdjustmentResult =
  | { readonly state: 'POSTED'; readonly adjustmentId: AdjustmentId; readonly posted: Posted }
  /** Above the currency's four-eyes limit: waits for another person. */
  | { readonly state: 'PROPOSED'; readonly adjustmentId: AdjustmentId; readonly limitMinor: bigint }
  | { readonly state: 'REJECTED'; readonly adjustmentId: AdjustmentId };

export interface DecideAdjustment {
  readonly idempotencyKey: string;
  readonly adjustmentId: AdjustmentId;
  readonly approve: boolean;
}

/** An account a transfer of many entries may name. */
export type AccountRef =
  | { readonly kind: 'MEMBER'; readonly memberId: MemberId }
  | { readonly kind: 'HOUSEHOLD'; readonly householdId: HouseholdId }
  | { readonly kind: 'ISSUED' | 'REDEEMED'; readonly subsidiary: SubsidiaryCode }
  | { readonly kind: 'ADJUSTMENT' };

export interface PostEntries {
  readonly idempotencyKey: string;
  readonly currency: CurrencyCode;
  /**
   * Two or more, of which members and households occur once each. Positive gives to the account, negative takes;
   * they sum to zero. A wallet that gains gets one lot with `funding`.
   */
  readonly entries: readonly { readonly account: AccountRef; readonly amountMinor: bigint }[];
  readonly funding: Funding;
  readonly subsidiary: SubsidiaryCode;
  readonly expiresAt?: Date | null;
  readonly occurredAt?: Date;
  readonly reason: Reason;
}

export interface EntriesPosted {
  readonly transferId: TransferId;
  readonly postings: readonly Posted[];
}

/** Several operations, all or none. Their own idempotency keys are not used; the group's key is. */
export interface PostLinked {
  readonly idempotencyKey: string;
  readonly operations: readonly LinkedOperation[];
}

export type LinkedOperation =
  | ({ readonly operation: 'EARN' } & Omit<PostEarn, 'idempotencyKey'>)
  | ({ readonly operation: 'BURN' } & Omit<PostBurn, 'idempotencyKey'>)
  | ({ readonly operation: 'HOLD' } & Omit<HoldPoints, 'idempotencyKey'>)
  | ({ readonly operation: 'TRANSFER' } & Omit<TransferPoints, 'idempotencyKey'>);

export interface LinkedPosted {
  readonly transferId: TransferId;
  /** In the order of the operations. */
  readonly postings: readonly Posted[];
}

export interface ExtendLots {
  readonly idempotencyKey: string;
  readonly memberId: MemberId;
  readonly currency: CurrencyCode;
  /** Open lots that would expire earlier live until then. */
  readonly until: Date;
  readonly reason: Reason;
}

export interface LotsExtended {
  readonly memberId: MemberId;
  readonly lots: readonly LotId[];
}
