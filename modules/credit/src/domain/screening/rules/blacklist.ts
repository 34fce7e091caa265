/**
 * A blacklist entry turns the deal down, also while it is under appeal. An override that two people granted for a
 * time takes the answer to a person instead of to a refusal; it never says PROCEED by itself.
 */
import type { ScreeningRule } from './rule.ts';

export const blacklist: ScreeningRule = ({ facts, now }) =>
  facts.entries
    .filter(({ list, overridable }) => list === 'BLACKLIST' && overridable)
    .map(({ id, reasonCode, overriddenUntil }) =>
      overriddenUntil !== undefined && overriddenUntil > now
        ? { code: 'BLACKLIST_OVERRIDDEN', answer: 'REVIEW', detail: reasonCode, entryIds: [id] }
        : { code: 'BLACKLISTED', answer: 'REJECT', detail: reasonCode, entryIds: [id] },
    );
