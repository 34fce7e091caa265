/** Grave trouble close by among related parties goes to a person; what arrives weaker is only told. */
import type { ScreeningRule } from './rule.ts';

const REVIEW_FROM_BPS = 5_000;
/** The gravest are enough to read. */
const MOST_TOLD = 5;

export const relatedParty: ScreeningRule = ({ facts: { related = [] } }) =>
  related.slice(0, MOST_TOLD).map(({ firmId, cause, weightBps }) => ({
    code: 'RELATED_PARTY',
    detail: `${cause} ${Math.round(weightBps / 100)}%`,
    firmIds: [firmId],
    ...(weightBps >= REVIEW_FROM_BPS ? ({ answer: 'REVIEW' } as const) : {}),
  }));
