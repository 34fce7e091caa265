/**
 * The trace of one coupon at one counter: each rule in its order with what it said, up to the first no, and the clauses
 * of its own condition. Pure, from the same subject that the decision was made from.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import type { ClauseExplained } from '../conditions/condition.ts';
import { NAMED_RULES } from '../rules/index.ts';
import type { RedemptionSubject } from '../rules/subject.ts';

export interface RuleTraced {
  /** `has-vested`: as its file is called. */
  readonly rule: string;
  readonly holds: boolean;
}

export interface CouponTraced {
  /** As the caller named it, where there is no coupon; QR codes shortened. */
  readonly named: string;
  readonly couponId: string | null;
  readonly offerId: string | null;
  readonly outcome: 'APPLIED' | 'REFUSED';
  /** CNY minor units it takes off, as text. */
  readonly discountMinor: string;
  readonly code: string | null;
  readonly params: Refusal['params'];
  readonly rules: readonly RuleTraced[];
  readonly condition: ClauseExplained | null;
}

export function traceRules(subject: RedemptionSubject): readonly RuleTraced[] {
  const traced: RuleTraced[] = [];
  for (const [rule, check] of NAMED_RULES) {
    const holds = check(subject) === undefined;
    traced.push({ rule, holds });
    if (!holds) break;
  }
  return traced;
}
