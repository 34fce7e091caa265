/** Currencies, tiers, households, moves between members, and the verifier's report. */

import type { TierWindow } from '../domain/tiers/window.ts';
import type { ExpiryRule } from '../domain/values.ts';
import type {
  CurrencyCode,
  HouseholdId,
  HouseholdInvitationId,
  MemberId,
  SubsidiaryCode,
} from './values.ts';

export type { ExpiryRule } from '../domain/values.ts';

export interface DefineCurrency {
  readonly idempotencyKey: string;
  /** Two to sixteen capitals, digits or underscores. */
  readonly code: CurrencyCode;
  readonly name: { readonly zh: string; readonly en: string };
  /** Decimals a reader sees, 0 to 6. Never changes once defined. */
  readonly scale: number;
  /** Counts for tiers. */
  readonly qualifying: boolean;
  /** False for measures such as spend or visits that are earned but never burned. */
  readonly spendable?: boolean;
  readonly expiry: ExpiryRule;
  /** Days after its expiry in which a lot can still be burned. */
  readonly graceDays?: number;
  /** Each earn extends the wallet's open lots to what the rule gives from then. */
  readonly extendOnEarn?: boolean;
  /** Adjustments above this need a second person. */
  readonly fourEyesLimitMinor?: bigint;
  /** Per transfer between members, and per member and day (Asia/Shanghai). */
  readonly transferLimitMinor?: bigint;
  readonly transferDailyLimitMinor?: bigint;
  /** Ceiling of a member's available balance. */
  readonly ceilingMinor?: bigint;
}

export interface Currency {
  readonly code: CurrencyCode;
  readonly name: { readonly zh: string; readonly en: string };
  readonly scale: number;
  readonly qualifying: boolean;
  readonly spendable: boolean;
  readonly expiry: ExpiryRule;
  readonly graceDays: number;
  readonly extendOnEarn: boolean;
  readonly fourEyesLimitMinor: bigint;
  readonly transferLimitMinor: bigint | null;
  readonly transferDailyLimitMinor: bigint | null;
  readonly ceilingMinor: bigint | null;
}

/** A ceiling on what a subsidiary may have issued in all (prepaid packs); null lifts it. */
export interface LimitIssuance {
  readonly idempotencyKey: string;
  readonly subsidiary: SubsidiaryCode;
  readonly currency: CurrencyCode;
  readonly ceilingMinor: bigint | null;
}

export type { TierWindow } from '../domain/tiers/window.ts';

export interface TierBenefits {
  /** Multiplies earned points: 10000 is one times. */
  readonly earnMultiplierBps: number;
  /** Codes of services that are free, with how many a window. */
  readonly freeServices: readonly { readonly code: string; readonly perWindow: number }[];
}

export interface TierDefinition {
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly thresholdMinor: bigint;
  readonly benefits: TierBenefits;
}

export interface DefineTierProgramme {
  readonly idempotencyKey: string;
  readonly code: string;
  /** A qualifying currency: points, or a measure such as spend or visits. */
  readonly currency: CurrencyCode;
  readonly window: TierWindow;
  /** Rising thresholds; the lowest may be 0. */
  readonly tiers: readonly TierDefinition[];
  /** Days a member keeps a tier that is no longer reached. */
  readonly downgradeGraceDays: number;
}

export interface TierProgramme extends Omit<DefineTierProgramme, 'idempotencyKey'> {
  readonly version: number;
}

export interface MemberTier {
  readonly memberId: MemberId;
  readonly programme: string;
  /** null: below the lowest. */
  readonly tier: TierDefinition | null;
  readonly since: Date | null;
  /** Kept by grace until then although no longer reached. */
  readonly graceUntil: Date | null;
  readonly qualifyingMinor: bigint;
  readonly window: { readonly from: Date; readonly to: Date };
  /** What is missing for the next tier, and by when: "1,240 more by 31 December for Gold". */
  readonly next: {
    readonly tier: TierDefinition;
    readonly missingMinor: bigint;
    readonly by: Date;
  } | null;
}

export interface TierExplanation extends MemberTier {
  /** The lines that count, newest first (at most 200), and how many there are. */
  readonly lines: readonly {
    readonly postingId: string;
    readonly at: Date;
    readonly amountMinor: bigint;
  }[];
  readonly lineCount: number;
  readonly changes: readonly {
    readonly at: Date;
    readonly from: string | null;
    readonly to: string | null;
    readonly cause: 'UPGRADE' | 'DOWNGRADE' | 'GRACE_STARTED' | 'GRACE_ENDED';
  }[];
}

export type SpendingRight =
  | { readonly kind: 'NONE' }
  | { readonly kind: 'LIMITED'; readonly perMonthMinor: bigint }
  | { readonly kind: 'FULL' };

export interface HouseholdMember {
  readonly memberId: MemberId;
  /** Part of each of the member's earns that goes to the pool, 0 to 10000. */
  readonly contributionBps: number;
  readonly spending: SpendingRight;
}

export interface Household {
  readonly id: HouseholdId;
  readonly currency: CurrencyCode;
  readonly name: string;
  readonly members: readonly (HouseholdMember & { readonly joinedAt: Date })[];
}

/** Asks one member into a household, by a code. */
export interface HouseholdInvitation {
  readonly id: HouseholdInvitationId;
  /** As shown and read aloud: `7KQ2-M9XA-4TPC`. */
  readonly code: string;
  readonly householdId: HouseholdId;
  readonly householdName: string;
  readonly currency: CurrencyCode;
  readonly invitedBy: MemberId;
  /** What the invited will be allowed to spend. */
  readonly spending: SpendingRight;
  readonly madeAt: Date;
  readonly expiresAt: Date;
  readonly state: 'OPEN' | 'ACCEPTED' | 'WITHDRAWN' | 'EXPIRED';
}

/** Everything a member owns in the ledger goes to another member, remembered so that it can be undone. */
export interface MoveMember {
  readonly idempotencyKey: string;
  /** The merge that asks; names the move for its undoing. */
  readonly mergeId: string;
  readonly fromMemberId: MemberId;
  readonly toMemberId: MemberId;
}

export interface MemberMoved {
  readonly mergeId: string;
  readonly fromMemberId: MemberId;
  readonly toMemberId: MemberId;
  readonly wallets: readonly {
    readonly currency: CurrencyCode;
    readonly availableMinor: bigint;
    readonly pendingMinor: bigint;
    readonly heldMinor: bigint;
    readonly debtMinor: bigint;
  }[];
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly checkedAt: Date;
  readonly counts: {
    readonly wallets: number;
    readonly postings: number;
    readonly lots: number;
    readonly holds: number;
  };
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly offenders: number;
    /** The first offending ids. */
    readonly first: readonly string[];
  }[];
}
