/** What a screening answers: the answer, every reason (the first decisive one decided), terms, limit, and its basis. */
import type { Answer, Grade } from '../assessment/policy.ts';

export const SCREENING_REASONS = [
  'BLACKLISTED_FINAL',
  'KNOCKED_OUT',
  'BLACKLISTED',
  'BLACKLIST_OVERRIDDEN',
  'DISPUTED',
  'WATCHLISTED',
  'RELATED_PARTY',
  'NOT_ASSESSED',
  'ASSESSMENT_OLD',
  'CURRENCY_WITHOUT_LIMIT',
  'GRADE',
  'LIMIT_EXCEEDED',
  'GROUP_LIMIT_EXCEEDED',
  'WHITELISTED',
] as const;
export type ScreeningReasonCode = (typeof SCREENING_REASONS)[number];

/** One rule's word: an answer it demands, or only something to know (`answer` absent). */
export interface Finding {
  readonly code: ScreeningReasonCode;
  readonly answer?: Answer;
  /** Typed particulars: a knock-out's code, a list entry's reason code, a grade … */
  readonly detail?: string;
  readonly entryIds?: readonly string[];
  readonly factIds?: readonly string[];
  /** Related firms behind it. */
  readonly firmIds?: readonly string[];
}

export interface Reason {
  readonly code: ScreeningReasonCode;
  readonly answer: Answer | null;
  readonly decisive: boolean;
  readonly detail: string | null;
  readonly entryIds: readonly string[];
  readonly factIds: readonly string[];
  readonly firmIds?: readonly string[];
}

export type RequiredTerm =
  | { readonly code: 'PREPAYMENT'; readonly bps: number }
  | { readonly code: 'PAYMENT_DAYS_AT_MOST'; readonly days: number }
  | { readonly code: 'GUARANTEE' };

export interface ScreeningDecision {
  readonly answer: Answer;
  readonly reasons: readonly Reason[];
  readonly requiredTerms: readonly RequiredTerm[];
  readonly grade: Grade | null;
  readonly score: number | null;
  readonly pdPpm: number | null;
  readonly limitMinor: bigint;
  readonly availableMinor: bigint;
  readonly currency: string;
  /** The limit of the connected clients it belongs to, and what of it is free; absent for a firm on its own. */
  readonly group?: {
    readonly id: string;
    readonly firms: number;
    readonly limitMinor: bigint;
    readonly availableMinor: bigint;
  };
  readonly facts: readonly {
    readonly id: string;
    readonly type: string;
    readonly item: string;
    readonly subsidiary: string;
    readonly observedAt: Date;
    readonly stale: boolean;
  }[];
  readonly versions: {
    readonly rules: string;
    readonly knockOut: string;
    readonly assessment: string | null;
  };
}
