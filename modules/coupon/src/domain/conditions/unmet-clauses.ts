/** What is missing for a condition to hold: of several that must hold together, those that do not. */
import {
  type Bindings,
  type ClauseExplained,
  type Condition,
  evaluate,
  explainCondition,
  type Verdict,
} from './condition.ts';

export function evaluateAndSay(condition: Condition, bindings: Bindings): Verdict {
  const verdict = evaluate(condition, bindings);
  return verdict.holds
    ? verdict
    : { ...verdict, unmet: unmet(explainCondition(condition, bindings)) };
}

/** One of an OR would do, so an OR is told as a whole. */
function unmet(clause: ClauseExplained): readonly string[] {
  if (clause.holds === true) return [];
  return clause.operator === 'AND' ? clause.clauses.flatMap(unmet) : [clause.text];
}
