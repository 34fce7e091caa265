/** Reads over whole currencies for clearing and finance: what is outstanding, how it flows, what was posted. */
import type { PostingKind } from '../domain/values.ts';
import type { CurrencyCode, Funding, PostingId, SubsidiaryCode } from './values.ts';

/** Points outstanding that share their payers, the month they were issued in and the month they end in. */
export interface OutstandingLots {
  readonly issuer: SubsidiaryCode;
  readonly funding: Funding;
  /** Business month of issue, `YYYY-MM`; of the first lot where points were passed on. */
  readonly earnedMonth: string;
  /** Business month of expiry, `YYYY-MM`; null: never. */
  readonly expiryMonth: string | null;
  /** Available, pending and held. */
  readonly amountMinor: bigint;
  readonly lots: number;
}

export interface OutstandingLotsQuery {
  readonly currency: CurrencyCode;
  /** A moment of posting; absent: now. */
  readonly asOf?: Date;
}

/**
 * What became of the points of one month of issue and the same payers in one later month. Minor units; each may be
 * negative on balance.
 */
export interface PointFlow {
  readonly funding: Funding;
  readonly earnedMonth: string;
  readonly month: string;
  readonly issuedMinor: bigint;
  /** Redeemed less given back; what repaid a debt counts as redeemed. */
  readonly redeemedMinor: bigint;
  readonly expiredMinor: bigint;
  /** Taken back: the earn was reversed or corrected. */
  readonly withdrawnMinor: bigint;
}

export interface PostedQuery {
  /** Posted after `from` (exclusive) and until `to` (inclusive). */
  readonly from: Date | null;
  readonly to: Date;
  readonly kinds: readonly PostingKind[];
  readonly after?: PostingId;
  /** At most 10,000. */
  readonly limit: number;
}

export interface PostedLine {
  readonly postingId: PostingId;
  readonly kind: PostingKind;
  readonly currency: CurrencyCode;
  /** Size, unsigned. */
  readonly amountMinor: bigint;
  readonly subsidiary: SubsidiaryCode | null;
  readonly occurredAt: Date;
}
