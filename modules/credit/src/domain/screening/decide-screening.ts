/**
 * Decides a screening: (request, facts, versions, now) → decision, and nothing else, so that the same facts and
 * versions give the same bytes for ever. Within a rule the strictest finding decides; between rules their order does.
 */
import { gradeTerms } from '../assessment/assess.ts';
import {
  type Answer,
  type AssessmentPolicy,
  CURRENT_POLICY,
  policyOf,
} from '../assessment/policy.ts';
import type { Finding, Reason, RequiredTerm, ScreeningDecision } from './decision.ts';
import type { ScreeningFacts, ScreeningRequest } from './facts.ts';
import { CURRENT_KNOCK_OUT, knockOutRules } from './knock-out.ts';
import { limitOf } from './limit.ts';
import { CURRENT_RULES, leavesNothing, screeningRules } from './rules/index.ts';

export interface ScreeningVersions {
  readonly rules: string;
  readonly knockOut: string;
  readonly policy: string;
}

export const CURRENT_VERSIONS: ScreeningVersions = {
  rules: CURRENT_RULES,
  knockOut: CURRENT_KNOCK_OUT.version,
  policy: CURRENT_POLICY.version,
};

const STRICTNESS: readonly Answer[] = ['REJECT', 'REVIEW', 'PROCEED'];

export function decideScreening(
  request: ScreeningRequest,
  facts: ScreeningFacts,
  versions: ScreeningVersions,
  now: Date,
): ScreeningDecision {
  const policy = policyOf(versions.policy);
  const knockOut = knockOutRules(versions.knockOut);
  const found = screeningRules(versions.rules).map((rule) =>
    rule({ request, facts, now, policy, knockOut }),
  );
  const decisive = found.map(strictest).find((finding) => finding !== undefined);
  const answer = decisive?.answer ?? 'PROCEED';
  const { assessment } = facts;
  return {
    answer,
    reasons: found.flat().map((finding) => reasonOf(finding, finding === decisive)),
    requiredTerms: answer === 'REJECT' ? [] : requiredTerms(request, facts, policy),
    grade: assessment?.grade ?? null,
    score: assessment?.score ?? null,
    pdPpm: assessment?.pdPpm ?? null,
    ...limitOf(facts),
    ...(answer === 'REJECT' && leavesNothing(versions.rules) ? { availableMinor: 0n } : {}),
    facts: facts.facts,
    versions: {
      rules: versions.rules,
      knockOut: versions.knockOut,
      assessment: assessment?.policy ?? null,
    },
  };
}

function strictest(findings: readonly Finding[]): Finding | undefined {
  return STRICTNESS.map((answer) => findings.find((finding) => finding.answer === answer)).find(
    (finding) => finding !== undefined,
  );
}

function reasonOf(finding: Finding, decisive: boolean): Reason {
  return {
    code: finding.code,
    answer: finding.answer ?? null,
    decisive,
    detail: finding.detail ?? null,
    entryIds: finding.entryIds ?? [],
    factIds: finding.factIds ?? [],
    ...(finding.firmIds === undefined ? {} : { firmIds: finding.firmIds }),
  };
}

/** What the grade demands, whatever the subsidiary asked for; a demand already met is still stated. */
function requiredTerms(
  request: ScreeningRequest,
  { assessment }: ScreeningFacts,
  policy: AssessmentPolicy,
): RequiredTerm[] {
  if (assessment === undefined) return [];
  const terms = gradeTerms(assessment.grade, policy);
  return [
    ...(terms.prepaymentBps > 0 ? [{ code: 'PREPAYMENT', bps: terms.prepaymentBps } as const] : []),
    ...(request.paymentDays > terms.paymentDaysAtMost
      ? [{ code: 'PAYMENT_DAYS_AT_MOST', days: terms.paymentDaysAtMost } as const]
      : []),
    ...(terms.guarantee ? [{ code: 'GUARANTEE' } as const] : []),
  ];
}
