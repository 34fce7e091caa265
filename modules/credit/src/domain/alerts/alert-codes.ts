/** Everything that an alert can say, as codes. Whoever shows alerts has words for each (`test/pages/risk-words.test.ts`). */
import { CASE_KINDS, type CaseKind } from '../cases/case-rules.ts';
import { FACT_TYPE_CODES, type FactTypeCode, factType } from '../facts/fact-types.ts';
import {
  LISTING_STATES,
  LISTS,
  type ListingState,
  type ListName,
} from '../lists/listing-states.ts';
import { CONTAGION_CAUSES, type ContagionCause } from '../relations/relation.ts';

const PLAIN = [
  'GRADE_ROSE',
  'GRADE_FELL',
  'UTILISATION_80',
  'UTILISATION_100',
  'COOPERATION_AFFECTED',
  'PHOENIX_SUSPECTED',
  'CONNECTED_OVER_LIMIT',
  'CONNECTED_GROUP_CHANGED',
  'GUARANTEE_RING',
  'DEFAULTED',
  'DISPUTED',
  'APPEAL_UNANSWERED',
  'DISPUTE_UNANSWERED',
] as const;

export type AlertCode =
  | (typeof PLAIN)[number]
  | FactTypeCode
  | `${ListName}_${ListingState}`
  | `${CaseKind}_OVERDUE`
  | `RELATED_${ContagionCause}`;

/** Facts that speak against a firm are told under their own type. */
export const ALERT_CODES: readonly AlertCode[] = [
  ...PLAIN,
  ...FACT_TYPE_CODES.filter((code) => factType(code).negative === true),
  ...LISTS.flatMap((list) =>
    LISTING_STATES.filter((state) => state !== 'PROPOSED' && state !== 'UNDER_REVIEW').map(
      (state) => `${list}_${state}` as const,
    ),
  ),
  ...CASE_KINDS.map((kind) => `${kind}_OVERDUE` as const),
  ...CONTAGION_CAUSES.map((cause) => `RELATED_${cause}` as const),
];
