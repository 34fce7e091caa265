/**
 * Reads. Each takes many owners at once, so that a subgraph's loaders make one call. `asOf` is a moment of posting
 * (what the ledger knew then); absent, the answer is exact for now even where scheduled expiry has not run yet.
 */
import type { PostingKind } from '../domain/values.ts';
import type {
  CurrencyCode,
  Funding,
  HoldId,
  HouseholdId,
  LotId,
  MemberId,
  PostingId,
  Reason,
  SubsidiaryCode,
  TransferId,
  WalletBalance,
} from './values.ts';

export type OwnerId = MemberId | HouseholdId;

export interface BalancesQuery {
  readonly owners: readonly OwnerId[];
  /** Absent: every currency in which the owner has a wallet. */
  readonly currency?: CurrencyCode;
  readonly asOf?: Date;
}

export interface OwnerBalance extends WalletBalance {
  readonly ownerId: OwnerId;
  readonly currency: CurrencyCode;
  /** The next moment at which available points expire, and how many. */
  readonly nextExpiry: { readonly at: Date; readonly amountMinor: bigint } | null;
}

export type LotState =
  | 'PENDING'
  | 'ACTIVE'
  | 'HELD'
  | 'SPENT'
  | 'EXPIRED'
  | 'CLAWED_BACK'
  | 'MOVED';

export interface LotsQuery {
  readonly owners: readonly OwnerId[];
  readonly currency?: CurrencyCode;
  readonly asOf?: Date;
  /** Default false: only lots with something left or held. */
  readonly includeClosed?: boolean;
}

export interface LotView {
  readonly id: LotId;
  readonly ownerId: OwnerId;
  /** The member who earned it; differs from the owner after a merge, transfer or contribution. */
  readonly originMemberId: OwnerId;
  readonly currency: CurrencyCode;
  readonly amountMinor: bigint;
  readonly remainingMinor: bigint;
  readonly heldMinor: bigint;
  readonly state: LotState;
  readonly earnedAt: Date;
  readonly activeAt: Date;
  readonly expiresAt: Date | null;
  /** `expiresAt` and the grace after it. */
  readonly spendableUntil: Date | null;
  readonly issuer: SubsidiaryCode;
  readonly funding: Funding;
  readonly reason: Reason;
}

export type { PostingKind } from '../domain/values.ts';

/** One line of a statement. Changes are signed; `balance` is the wallet's after the line. */
export interface StatementLine {
  readonly postingId: PostingId;
  readonly transferId: TransferId;
  readonly kind: PostingKind;
  readonly availableChangeMinor: bigint;
  readonly pendingChangeMinor: bigint;
  readonly heldChangeMinor: bigint;
  /** Positive: more owed. */
  readonly debtChangeMinor: bigint;
  readonly balance: WalletBalance;
  readonly subsidiary: SubsidiaryCode | null;
  readonly reason: Reason;
  readonly reverses: PostingId | null;
  readonly holdId: HoldId | null;
  /** Who acted for a household wallet. */
  readonly actingMemberId: MemberId | null;
  readonly occurredAt: Date;
  readonly postedAt: Date;
}

export interface StatementQuery {
  readonly ownerId: OwnerId;
  readonly currency: CurrencyCode;
  /** At most 200; default 50. Newest first. */
  readonly first?: number;
  /** Continue after this line (older ones follow). */
  readonly after?: PostingId;
  readonly from?: Date;
  readonly to?: Date;
  readonly kinds?: readonly PostingKind[];
}

export interface StatementPage {
  readonly lines: readonly StatementLine[];
  readonly hasMore: boolean;
}

export interface ExplainBalanceQuery {
  readonly ownerId: OwnerId;
  readonly currency: CurrencyCode;
  readonly asOf?: Date;
}

/** The number and what makes it: open lots sum to it, and so do all lines by kind. */
export interface BalanceExplanation {
  readonly ownerId: OwnerId;
  readonly currency: CurrencyCode;
  readonly asOf: Date;
  readonly balance: WalletBalance;
  readonly lots: readonly LotView[];
  readonly byKind: readonly {
    readonly kind: PostingKind;
    readonly lines: number;
    readonly availableChangeMinor: bigint;
    readonly pendingChangeMinor: bigint;
    readonly heldChangeMinor: bigint;
    readonly debtChangeMinor: bigint;
  }[];
}

export interface PostingView extends StatementLine {
  readonly ownerId: OwnerId;
  readonly currency: CurrencyCode;
  /** What it changed lot by lot: signed changes to what is free and what is held. */
  readonly lots: readonly {
    readonly lotId: LotId;
    readonly freeChangeMinor: bigint;
    readonly heldChangeMinor: bigint;
    readonly issuer: SubsidiaryCode;
    readonly funding: Funding;
  }[];
  /** The legs in double entry; they sum to zero. Positive: credit (owed to the account). */
  readonly entries: readonly { readonly account: string; readonly amountMinor: bigint }[];
}

export type HoldState = 'OPEN' | 'CAPTURED' | 'RELEASED' | 'TIMED_OUT';

export interface HoldView {
  readonly id: HoldId;
  readonly ownerId: OwnerId;
  readonly currency: CurrencyCode;
  readonly subsidiary: SubsidiaryCode;
  readonly amountMinor: bigint;
  readonly remainingMinor: bigint;
  readonly capturedMinor: bigint;
  readonly state: HoldState;
  readonly expiresAt: Date;
  readonly reason: Reason;
}

/** A system account: the other side of every member's points. */
export interface SystemAccountView {
  readonly kind: 'ISSUED' | 'REDEEMED' | 'BREAKAGE' | 'ADJUSTMENT' | 'TRANSFER' | 'MOVE';
  readonly subsidiary: SubsidiaryCode | null;
  readonly currency: CurrencyCode;
  /** Signed, credit positive: ISSUED is negative by nature. */
  readonly balanceMinor: bigint;
  /** The most it may have issued, as it is limited now. */
  readonly ceilingMinor: bigint | null;
}

/** All points outstanding in one currency: the programme's liability, equal to minus the sum of system accounts. */
export interface Outstanding extends WalletBalance {
  readonly currency: CurrencyCode;
  readonly asOf: Date;
  readonly accounts: readonly SystemAccountView[];
}
