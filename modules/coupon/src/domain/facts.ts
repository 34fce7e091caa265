/**
 * The facts a decision is made from, and nothing else: what happened, what may be known of the member, and the
 * history its conditions ask for. Stored with the decision, so that it can be explained and made again exactly.
 * Amounts are bigint CNY minor units.
 */
export interface OccasionLine {
  readonly lineId: string;
  readonly itemCode: string;
  readonly category: string;
  /** Decimal text. */
  readonly quantity: string;
  /** Price of the line. */
  readonly amountMinor: bigint;
  /** Price less coupons and points. */
  readonly netMinor: bigint;
}

export interface Occasion {
  /** MEMBER: no transaction, but something in the member's life: joining, a tier, a day. */
  readonly about?: 'MEMBER';
  /** Kind of transaction, or what it was in the member's life. */
  readonly kind: string;
  readonly subsidiary: string;
  readonly storeCode: string | null;
  readonly channel: string;
  readonly occurredAt: Date;
  readonly amountMinor: bigint;
  readonly lines: readonly OccasionLine[];
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** Something a subsidiary knows a member has. */
export interface Thing {
  readonly subsidiary: string;
  readonly fact: string;
  readonly key: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

export interface MemberFacts {
  readonly memberId: string;
  readonly tier: string | null;
  readonly consents: readonly string[];
  readonly enrolledAt: Date;
  /** `MM-DD`. */
  readonly birthday: string | null;
  readonly householdId: string | null;
  /** Only what the deciding company may know. */
  readonly things: readonly Thing[];
}

/** A question about the past: `spend`, at a company, in a category (absent: all), over so many days. */
export interface HistoryQuestion {
  readonly measure: 'SPEND' | 'VISITS';
  readonly subsidiary: string;
  readonly category: string | null;
  readonly days: number;
}

export const historyKey = ({ measure, subsidiary, category, days }: HistoryQuestion): string =>
  `${measure}|${subsidiary}|${category ?? ''}|${days}`;

export interface Withheld {
  /** `thing:dwelling` or `history`. */
  readonly what: string;
  readonly subsidiary: string;
  readonly reason: 'CONSENT_MISSING';
}

export interface Facts {
  readonly occasion: Occasion;
  /** null: the customer is not a member, or not one who may earn. */
  readonly member: MemberFacts | null;
  /** By `historyKey`; what was withheld is absent. */
  readonly history: Readonly<Record<string, bigint>>;
  /** Whether the member is in the segments that were asked for. */
  readonly segments: Readonly<Record<string, boolean>>;
  /** Facts that exist but that the deciding company may not see without the member's consent. */
  readonly withheld: readonly Withheld[];
}
