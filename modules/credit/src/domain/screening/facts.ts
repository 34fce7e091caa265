/**
 * What a screening looks at, gathered before anything is decided, so that the decision is a pure function of it and
 * can be made again later, byte for byte.
 */

import type { Grade } from '../assessment/policy.ts';
import type { Standing } from '../assessment/standing.ts';
import type { ListName } from '../lists/listing-states.ts';
import type { GroupExposure } from '../relations/group-limit.ts';

export interface ScreeningRequest {
  readonly subsidiary: string;
  /** What kind of deal, such as `CONTRACT` or `CREDIT_SALE`. */
  readonly kind: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Days of credit the subsidiary wants to give, and the share to be paid first. */
  readonly paymentDays: number;
  readonly prepaymentBps: number;
}

export interface ListEntryFact {
  readonly id: string;
  readonly list: ListName;
  readonly reasonCode: string;
  readonly overridable: boolean;
  readonly effectiveOn: string;
  readonly underAppeal: boolean;
  /** End of a time-boxed override granted to this subsidiary by two people; undefined without one. */
  readonly overriddenUntil?: Date | undefined;
}

export interface DisputeFact {
  readonly id: string;
  readonly factId: string;
  readonly factType: string;
  readonly deadline: Date;
}

export interface AssessmentFact {
  readonly id: string;
  readonly policy: string;
  readonly grade: Grade;
  readonly score: number;
  readonly pdPpm: number;
  readonly limitMinor: bigint;
  readonly currency: string;
  readonly reasons: readonly string[];
  readonly assessedAt: Date;
}

export interface ExposureFact {
  readonly currency: string;
  /** The group's limit for the firm and its connected firms; undefined while none was ever set by hand. */
  readonly setLimitMinor?: bigint | undefined;
  readonly usedMinor: bigint;
  readonly reservedMinor: bigint;
}

/** A fact that stood behind the answer, with its date. */
export interface UsedFact {
  readonly id: string;
  readonly type: string;
  readonly item: string;
  readonly subsidiary: string;
  readonly observedAt: Date;
  readonly stale: boolean;
}

/** Trouble of a related firm, as it arrives at this one. */
export interface RelatedTrouble {
  readonly firmId: string;
  readonly cause: string;
  /** 10,000 is the trouble itself. */
  readonly weightBps: number;
  readonly steps: number;
}

export interface ScreeningFacts {
  readonly firm: { readonly id: string; readonly code: string; readonly soleTrader: boolean };
  readonly standing: Standing;
  readonly facts: readonly UsedFact[];
  /** Binding entries whose scope covers the asking subsidiary. */
  readonly entries: readonly ListEntryFact[];
  readonly disputes: readonly DisputeFact[];
  readonly assessment?: AssessmentFact | undefined;
  readonly exposure: ExposureFact;
  /** The group of connected clients it belongs to, if any. */
  readonly group?: GroupExposure | undefined;
  /** Trouble among its related parties, gravest first; absent in screenings of before. */
  readonly related?: readonly RelatedTrouble[] | undefined;
}
