/**
 * The words every command of the ledger's door shares: ids, funding, lots, balances. All amounts are bigint minor
 * units of the named point currency; a currency's scale says how many decimals a reader sees.
 */
import type { TypeId } from '@guildhall/shared/ids';

export type MemberId = TypeId<'mem'>;
export type HouseholdId = TypeId<'hsh'>;
export type PostingId = TypeId<'pst'>;
/** Groups the postings that stand or fall together; a single posting is its own transfer. */
export type TransferId = TypeId<'trf'>;
/** A lot carries the same UUID as the posting that made it. */
export type LotId = TypeId<'lot'>;
export type HoldId = TypeId<'hld'>;
export type AdjustmentId = TypeId<'adj'>;

/** Code of a point currency, e.g. `POINT`. */
export type CurrencyCode = string;
/** Code of a company of the group, e.g. `retail`. */
export type SubsidiaryCode = string;

/** Why points move: a stable reference into the module that asked. Never personal data. */
export interface Reason {
  /** kebab-case noun, e.g. `transaction`, `offer-grant`, `order`, `goodwill`. */
  readonly type: string;
  readonly id: string;
}

/**
 * One payer's part of a lot. Parts are positive integers of any whole: 7000 and 3000 are basis points, 1 and 2 are
 * thirds, and the exact minor units each company pays are parts too. Amounts are split by largest remainder.
 */
export interface FundingShare {
  readonly subsidiary: SubsidiaryCode;
  readonly parts: number;
}

/** Who pays for the points of a lot, and what one whole point costs them. */
export interface Funding {
  /** At least one; a subsidiary occurs once. */
  readonly shares: readonly FundingShare[];
  /** Money per whole point, a non-negative decimal string with at most eight decimals, e.g. `0.01`. */
  readonly pricePerPoint: string;
  /** ISO 4217 code of that money. */
  readonly priceCurrency: string;
}

/** The four balances of a wallet. None is ever negative; `debtMinor` is what the member owes. */
export interface WalletBalance {
  readonly availableMinor: bigint;
  /** Earned, not active yet. */
  readonly pendingMinor: bigint;
  /** Authorized by holds; nobody else can spend it. */
  readonly heldMinor: bigint;
  /** Clawed back beyond the balance; every later credit repays it first. */
  readonly debtMinor: bigint;
}

/** What one posting took from (or gave back to) one lot. */
export interface LotUse {
  readonly lotId: LotId;
  readonly amountMinor: bigint;
  /** null: never. */
  readonly expiresAt: Date | null;
  /** The subsidiary whose earn made the lot. */
  readonly issuer: SubsidiaryCode;
  readonly funding: Funding;
}

/** Answered by every command that posts on one wallet. */
export interface Posted {
  readonly postingId: PostingId;
  readonly transferId: TransferId;
  /** The wallet's owner after redirection: a merged member's points land with the survivor. */
  readonly memberId: MemberId | HouseholdId;
  readonly currency: CurrencyCode;
  readonly amountMinor: bigint;
  readonly postedAt: Date;
  readonly balance: WalletBalance;
}
