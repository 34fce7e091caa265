/**
 * The score's own answer: no assessment, or an old one, goes to a person; otherwise the grade answers, and an amount
 * above what is free of the limit goes to a person. A whitelisted firm skips a review that the grade asks for, but
 * neither a refusal by grade nor the limit.
 */
import { gradeTerms } from '../../assessment/assess.ts';
import type { Finding } from '../decision.ts';
import { isSharedLimitBinding, limitOf } from '../limit.ts';
import type { RuleContext, ScreeningRule } from './rule.ts';

const DAY_MS = 86_400_000;

export const scoreBand: ScreeningRule = (context) => [
  ...gradeFindings(context),
  ...limitFindings(context),
];

function gradeFindings({ facts, now, policy }: RuleContext): Finding[] {
  const { assessment } = facts;
  const whitelisted = facts.entries.some(({ list }) => list === 'WHITELIST');
  const review = whitelisted ? {} : ({ answer: 'REVIEW' } as const);
  if (assessment === undefined) return [{ code: 'NOT_ASSESSED', ...review }];
  const { answer } = gradeTerms(assessment.grade, policy);
  const old = now.getTime() - assessment.assessedAt.getTime() > policy.validDays * DAY_MS;
  return [
    ...(old ? [{ code: 'ASSESSMENT_OLD', ...review } as const] : []),
    {
      code: 'GRADE',
      detail: assessment.grade,
      ...(answer === 'REVIEW' ? review : answer === 'REJECT' ? ({ answer } as const) : {}),
    },
  ];
}

function limitFindings({ request, facts }: RuleContext): Finding[] {
  const limit = limitOf(facts);
  if (request.currency !== limit.currency) {
    return [{ code: 'CURRENCY_WITHOUT_LIMIT', answer: 'REVIEW', detail: request.currency }];
  }
  if (request.amountMinor <= limit.availableMinor) return [];
  const { group } = limit;
  return group !== undefined && isSharedLimitBinding(limit)
    ? [{ code: 'GROUP_LIMIT_EXCEEDED', answer: 'REVIEW', detail: `${group.firms} firms` }]
    : [{ code: 'LIMIT_EXCEEDED', answer: 'REVIEW' }];
}
