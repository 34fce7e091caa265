/**
 * How much a firm's lawsuits weigh, 0 to 100, by what its role in them is: who sues is not who is sued. Lost beats
 * pending beats settled; money counts against the firm's size; enforcement adds to it; court lists in force are 100.
 */
import type { FactValue } from '../facts/fact-types.ts';

export type LegalCase = FactValue<'LEGAL_CASE'>;
export type Enforcement = FactValue<'ENFORCEMENT'>;
export type CourtListing = FactValue<'DISHONEST_DEBTOR'>;

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

export interface LitigationFacts {
  readonly cases: readonly LegalCase[];
  readonly enforcements: readonly Enforcement[];
  readonly courtListings: readonly CourtListing[];
  /** Registered capital or revenue in the same currency's major unit; undefined when unknown. */
  readonly firmSize?: number | undefined;
}

export function litigationSeverity(facts: LitigationFacts, today: string): number {
  if (facts.courtListings.some((listing) => inForce(listing, today))) return 100;
  const cases = facts.cases.map(
    (each) =>
      CASE_POINTS *
      ROLE_WEIGHT[each.role] *
      OUTCOME_WEIGHT[each.outcome] *
      amountWeight(each.amount, facts.firmSize),
  );
  const enforcements = facts.enforcements.map((each) => {
    const open = each.closedOn === undefined || each.closedOn > today;
    return (
      (open ? OPEN_ENFORCEMENT_POINTS : CLOSED_ENFORCEMENT_POINTS) *
      amountWeight(each.amount, facts.firmSize)
    );
  });
  const sum = [...cases, ...enforcements].reduce((all, each) => all + each, 0);
  return Math.min(100, Math.round(sum));
}

/** On a court's list from publication to its legal end. */
export function inForce({ publishedOn, endsOn }: CourtListing, today: string): boolean {
  return publishedOn <= today && (endsOn === undefined || endsOn > today);
}

/** 0.25 for a trifle, 1 for a tenth of the firm's size, 2.5 at most. */
function amountWeight(amount: string | undefined, firmSize: number | undefined): number {
  const share =
    amount === undefined || !firmSize ? UNKNOWN_AMOUNT_SHARE : Math.abs(Number(amount)) / firmSize;
  return Math.min(2.5, Math.max(0.25, Math.sqrt(share * 10)));
}
