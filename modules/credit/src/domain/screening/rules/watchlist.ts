/** A firm on the watchlist goes to a person. */
import type { ScreeningRule } from './rule.ts';

export const watchlist: ScreeningRule = ({ facts }) =>
  facts.entries
    .filter(({ list }) => list === 'WATCHLIST')
    .map(({ id, reasonCode }) => ({
      code: 'WATCHLISTED',
      answer: 'REVIEW',
      detail: reasonCode,
      entryIds: [id],
    }));
