/** Whose condition asks for what another company knows needs the member's consent to share it; without, nobody can tell. */
import { no, type Rule } from './subject.ts';

export const factsShared: Rule = ({ condition }) =>
  condition?.withheld === undefined ? undefined : no('COUPON_FACTS_WITHHELD', condition.withheld);
