/**
 * The words every command of the ledger's door shares: ids, funding, lots, balances. All amounts are bigint minor
 * units of the named point currency; a currency's scale says how many decimals a reader sees.
 */
import type { TypeId } from '@guildhall/shared/ids';
import type { Funding, WalletBalance } from '../domain/values.ts';

export type MemberId = TypeId<'mem'>;
export type HouseholdId = TypeId<'hsh'>;
export type HouseholdInvitationId = TypeId<'hsi'>;
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

export type { Funding, FundingShare, Reason, WalletBalance } from '../domain/values.ts';

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
