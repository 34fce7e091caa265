/** The nouns of the domain that cross the ledger's door unchanged. */

/** The most minor units in one amount: far above any balance, far below where sums could overflow. */
export const MOST_MINOR = 1_000_000_000_000_000n;

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
  readonly subsidiary: string;
  readonly parts: number;
}

/** Who pays for the points of a lot, and what one whole point costs them. */
export interface Funding {
  /** At least one; a subsidiary occurs once. */
  readonly shares: readonly FundingShare[];
  /** Money per whole point, a non-negative decimal string with at most eight decimals, e.g. `0.01`. */
  readonly pricePerPoint: string;
  /** ISO 4217 code of that money: CNY, in which companies settle. */
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

/** When a lot ends if its earn does not say. Days and months are counted in Asia/Shanghai, to the end of the day. */
export type ExpiryRule =
  | { readonly kind: 'NEVER' }
  | { readonly kind: 'AFTER_MONTHS'; readonly months: number }
  | { readonly kind: 'AFTER_DAYS'; readonly days: number }
  /** The last day of the calendar year `years` after the year of the earn (0: the same year). */
  | { readonly kind: 'END_OF_YEAR'; readonly years: number };

export const POSTING_KINDS = [
  'EARN',
  'BURN',
  'HOLD',
  'CAPTURE',
  'RELEASE',
  'TIMEOUT',
  'ACTIVATE',
  'EXPIRE',
  'EXTEND',
  /** A line without points: what changed around the wallet, such as its household. */
  'NOTE',
  'REVERSE_EARN',
  'REVERSE_BURN',
  'REVERSE_TRANSFER',
  'REVERSE_ADJUST',
  'REVERSE_ENTRY',
  /** Points that came back repay what is owed, or what stood in for them. */
  'REPAY',
  'TRANSFER_OUT',
  'TRANSFER_IN',
  'ADJUST',
  'ENTRY',
  'MOVE_OUT',
  'MOVE_IN',
  'CONTRIBUTE_OUT',
  'CONTRIBUTE_IN',
] as const;
export type PostingKind = (typeof POSTING_KINDS)[number];

export const SYSTEM_ACCOUNTS = [
  'ISSUED',
  'REDEEMED',
  'BREAKAGE',
  'ADJUSTMENT',
  'TRANSFER',
  'MOVE',
] as const;
export type SystemAccountKind = (typeof SYSTEM_ACCOUNTS)[number];
