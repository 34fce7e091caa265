/** The coupon's own condition over basket and member. Says which of its clauses are missing. */
import { no, type Rule } from './subject.ts';

export const conditionMet: Rule = ({ template, condition }) =>
  condition === undefined || condition.holds
    ? undefined
    : no('COUPON_CONDITION_NOT_MET', {
        condition: template.condition,
        unmet: condition.unmet ?? [],
      });
