/** Says that the firm is whitelisted; what that changes is in the score band and the limit. */
import type { ScreeningRule } from './rule.ts';

export const whitelist: ScreeningRule = ({ facts }) =>
  facts.entries
    .filter(({ list }) => list === 'WHITELIST')
    .map(({ id, reasonCode }) => ({ code: 'WHITELISTED', detail: reasonCode, entryIds: [id] }));
