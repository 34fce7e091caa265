/** A blacklist entry that nothing overrides turns every deal down. */
import type { ScreeningRule } from './rule.ts';

export const finalBlacklist: ScreeningRule = ({ facts }) =>
  facts.entries
    .filter(({ list, overridable }) => list === 'BLACKLIST' && !overridable)
    .map(({ id, reasonCode }) => ({
      code: 'BLACKLISTED_FINAL',
      answer: 'REJECT',
      detail: reasonCode,
      entryIds: [id],
    }));
