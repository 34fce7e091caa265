/** The rules of a screening in the order in which their answers win, by version: the first answer is the answer. */
import { blacklist } from './blacklist.ts';
import { disputed } from './disputed.ts';
import { finalBlacklist } from './final-blacklist.ts';
import { knockedOut } from './knocked-out.ts';
import { relatedParty } from './related-party.ts';
import type { ScreeningRule } from './rule.ts';
import { scoreBand } from './score-band.ts';
import { watchlist } from './watchlist.ts';
import { whitelist } from './whitelist.ts';

const RULES_1: readonly ScreeningRule[] = [
  finalBlacklist,
  knockedOut,
  blacklist,
  disputed,
  watchlist,
  scoreBand,
  whitelist,
];

const RULES_2: readonly ScreeningRule[] = [
  finalBlacklist,
  knockedOut,
  blacklist,
  disputed,
  watchlist,
  relatedParty,
  scoreBand,
  whitelist,
];

const VERSIONS: Readonly<Record<string, readonly ScreeningRule[]>> = {
  'screening/1': RULES_1,
  'screening/2': RULES_2,
  // As before; but what is turned down is told that nothing is available (`leavesNothing`).
  'screening/3': RULES_2,
};
export const CURRENT_RULES = 'screening/3';

/** Whether an answer of REJECT leaves nothing of the limit. Earlier versions told what would have been free. */
export const leavesNothing = (version: string): boolean =>
  version !== 'screening/1' && version !== 'screening/2';

export function screeningRules(version: string): readonly ScreeningRule[] {
  const rules = VERSIONS[version];
  if (rules === undefined) throw new Error(`There are no screening rules ${version}`);
  return rules;
}
