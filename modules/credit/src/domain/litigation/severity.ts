/**
 * How much a firm's lawsuits weigh, 0 to 100, by what its role in them is: who sues is not who is sued. Lost beats
 * pending beats settled; money counts against the firm's size; enforcement adds to it; a dishonest-debtor entry in force
 * is 100. Every case's own share is shown, so that the sum can be followed.
 */
import type { FactValue } from '../facts/fact-types.ts';
import { type CourtListing, inForce } from './legal-ends.ts';

export type LegalCase = FactValue<'LEGAL_CASE'>;
export type Enforcement = FactValue<'ENFORCEMENT'>;

const ROLE_WEIGHT = { DEFENDANT: 1, THIRD_PARTY: 0.3, PLAINTIFF: 0.05 } as const;
const OUTCOME_WEIGHT = {
  LOST: 1,
  PARTLY_LOST: 0.8,
  PENDING: 0.6,
  SETTLED: 0.3,
  WITHDRAWN: 0.1,
  WON: 0.05,
} as const;
const CASE_POINTS = 40;
const OPEN_ENFORCEMENT_POINTS = 60;
const CLOSED_ENFORCEMENT_POINTS = 15;
/** A case without an amount counts as this share of the firm's size. */
const UNKNOWN_AMOUNT_SHARE = 0.1;
export const MOST_SEVERE = 100;

export interface LitigationFacts {
  readonly cases: readonly LegalCase[];
  readonly enforcements: readonly Enforcement[];
  /** Dishonest-debtor entries. */
  readonly courtListings: readonly CourtListing[];
  /** Registered capital or revenue in the same currency's major unit; undefined when unknown. */
  readonly firmSize?: number | undefined;
}

export function litigationSeverity(facts: LitigationFacts, today: string): number {
  if (facts.courtListings.some((listing) => inForce('DISHONEST_DEBTOR', listing, today)))
    return MOST_SEVERE;
  const sum = [
    ...facts.cases.map((each) => caseSeverity(each, facts.firmSize)),
    ...facts.enforcements.map((each) => enforcementSeverity(each, facts.firmSize, today)),
  ].reduce((all, each) => all + each, 0);
  return Math.min(MOST_SEVERE, Math.round(sum));
}

/** Points of one case: 40 for a lost one as defendant over a tenth of the firm's size. */
export function caseSeverity(
  { role, outcome, amount }: LegalCase,
  firmSize: number | undefined,
): number {
  return CASE_POINTS * ROLE_WEIGHT[role] * OUTCOME_WEIGHT[outcome] * amountWeight(amount, firmSize);
}

export function enforcementSeverity(
  { amount, closedOn }: Enforcement,
  firmSize: number | undefined,
  today: string,
): number {
  const open = closedOn === undefined || closedOn > today;
  const points = open ? OPEN_ENFORCEMENT_POINTS : CLOSED_ENFORCEMENT_POINTS;
  return points * amountWeight(amount, firmSize);
}

/** 0.25 for a trifle, 1 for a tenth of the firm's size, 2.5 at most. */
function amountWeight(amount: string | undefined, firmSize: number | undefined): number {
  const share =
    amount === undefined || !firmSize ? UNKNOWN_AMOUNT_SHARE : Math.abs(Number(amount)) / firmSize;
  return Math.min(2.5, Math.max(0.25, Math.sqrt(share * 10)));
}
