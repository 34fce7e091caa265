/** While a fact about the firm is in dispute, a person decides. */
import type { ScreeningRule } from './rule.ts';

export const disputed: ScreeningRule = ({ facts }) =>
  facts.disputes.map(({ factId, factType }) => ({
    code: 'DISPUTED',
    answer: 'REVIEW',
    detail: factType,
    factIds: [factId],
  }));
