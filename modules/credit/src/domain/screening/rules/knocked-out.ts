/** A knock-out rule turns the deal down whatever the score and the whitelist say. */
import { knockOuts } from '../knock-out.ts';
import type { ScreeningRule } from './rule.ts';

export const knockedOut: ScreeningRule = ({ facts, knockOut }) =>
  knockOuts(facts.standing, knockOut).map((code) => ({
    code: 'KNOCKED_OUT',
    answer: 'REJECT',
    detail: code,
  }));
