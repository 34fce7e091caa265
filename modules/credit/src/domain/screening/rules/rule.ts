/** A screening rule: what it finds in the facts. The order of `index.ts` is the order in which answers win. */
import type { AssessmentPolicy } from '../../assessment/policy.ts';
import type { Finding } from '../decision.ts';
import type { ScreeningFacts, ScreeningRequest } from '../facts.ts';
import type { KnockOutRules } from '../knock-out.ts';

export interface RuleContext {
  readonly request: ScreeningRequest;
  readonly facts: ScreeningFacts;
  readonly now: Date;
  readonly policy: AssessmentPolicy;
  readonly knockOut: KnockOutRules;
}

export type ScreeningRule = (context: RuleContext) => readonly Finding[];
