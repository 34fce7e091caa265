/**
 * A firm's standing: the few numbers that scorecards and knock-out rules look at, taken from its profile and from the
 * group's own experience with it. Undefined means not known, which every rule must treat explicitly.
 */
import type { FactTypeCode, FactValue } from '../facts/fact-types.ts';
import type { Profile, ProfileFact } from '../facts/profile.ts';
import { inForce } from '../litigation/legal-ends.ts';
import { litigationSeverity } from '../litigation/severity.ts';
import { altmanFromStatement } from '../statements/altman-input.ts';
import { weightedPaymentIndex } from './paydex.ts';
import { type StatementFeature, statementFeatures } from './statement-features.ts';

export const COOPERATION_RESULTS = [
  'DELIVERED',
  'PAID',
  'PAID_LATE',
  'DISPUTED',
  'DEFAULTED',
] as const;
export type CooperationResult = (typeof COOPERATION_RESULTS)[number];

export function isResult(text: string): text is CooperationResult {
  return COOPERATION_RESULTS.some((result) => result === text);
}

/** How one cooperation ended, as the subsidiary recorded it. */
export interface CooperationOutcome {
  readonly result: CooperationResult;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly daysLate: number;
  readonly occurredOn: string;
}

export interface Standing {
  readonly status?: string | undefined;
  readonly yearsInBusiness?: number | undefined;
  /** Registered capital in yuan; undefined when unknown or in another currency. */
  readonly registeredCapital?: number | undefined;
  readonly paymentIndex?: number | undefined;
  readonly openDefaults: number;
  readonly settledDefaults: number;
  readonly goodOutcomes: number;
  readonly badOutcomes: number;
  readonly litigationKnown: boolean;
  readonly litigationSeverity: number;
  readonly dishonestDebtor: boolean;
  readonly restricted: boolean;
  readonly licenceRevoked: boolean;
  readonly taxRating?: string | undefined;
  readonly altmanZ?: number | undefined;
  /** Mean completeness over the four facets, percent. */
  readonly completeness: number;
  readonly staleFacts: number;
  /** Types of fact of which everything known is stale; absent in standings of before. */
  readonly staleTypes?: readonly FactTypeCode[] | undefined;
  /** Ratios of the newest financial statement. */
  readonly ratios?: Readonly<Partial<Record<StatementFeature, number>>> | undefined;
}

const YEAR_MS = 365.25 * 86_400_000;
/** Days late that still count as a good payment. */
const GOOD_UNTIL_DAYS = 5;

export function standingOf(
  profile: Profile,
  outcomes: readonly CooperationOutcome[],
  today: string,
): Standing {
  const facts = profile.facets.flatMap((facet) => facet.facts);
  const one = <C extends FactTypeCode>(type: C): FactValue<C> | undefined => all(facts, type)[0];
  const established = one('ESTABLISHED_ON')?.date;
  const capital = one('REGISTERED_CAPITAL');
  const registeredCapital = capital?.currency === 'CNY' ? Number(capital.amount) : undefined;
  const defaults = all(facts, 'DEFAULT');
  const bad = outcomes.filter(isBad);
  const dishonest = all(facts, 'DISHONEST_DEBTOR');
  return {
    status: one('FIRM_STATUS')?.text,
    yearsInBusiness:
      established === undefined
        ? undefined
        : (Date.parse(today) - Date.parse(established)) / YEAR_MS,
    registeredCapital,
    paymentIndex: paymentIndexOf(outcomes, one('PAYMENT_DAYS_BEYOND_TERMS')?.number),
    openDefaults: defaults.filter(({ status }) => status === 'OPEN').length,
    settledDefaults: defaults.filter(({ status }) => status === 'SETTLED').length,
    goodOutcomes: outcomes.filter(isGood).length,
    badOutcomes: bad.length,
    litigationKnown: profile.facets.some(
      ({ facet, facts: known }) => facet === 'LITIGATION' && known.length > 0,
    ),
    litigationSeverity: litigationSeverity(
      {
        cases: all(facts, 'LEGAL_CASE'),
        enforcements: all(facts, 'ENFORCEMENT'),
        courtListings: dishonest,
        firmSize: registeredCapital,
      },
      today,
    ),
    dishonestDebtor: dishonest.some((listing) => inForce('DISHONEST_DEBTOR', listing, today)),
    restricted: all(facts, 'RESTRICTION_ORDER').some((order) =>
      inForce('RESTRICTION_ORDER', order, today),
    ),
    licenceRevoked: one('LICENCE_REVOKED')?.flag === true,
    taxRating: one('TAX_RATING')?.text,
    altmanZ: altmanFromStatement(all(facts, 'FINANCIAL_STATEMENT'))?.z,
    completeness: Math.floor(
      profile.facets.reduce((sum, { completeness }) => sum + completeness, 0) /
        profile.facets.length,
    ),
    staleFacts: facts.filter(({ stale }) => stale).length,
    staleTypes: staleTypes(facts),
    ratios: statementFeatures(all(facts, 'FINANCIAL_STATEMENT')),
  };
}

function staleTypes(facts: readonly ProfileFact[]): FactTypeCode[] {
  const fresh = new Set(facts.filter(({ stale }) => !stale).map(({ fact }) => fact.type));
  const stale = facts.filter(({ fact }) => !fresh.has(fact.type)).map(({ fact }) => fact.type);
  return [...new Set(stale)].sort();
}

/** Values of a type, already of its shape: facts are read by their schema on the way in. */
function all<C extends FactTypeCode>(facts: readonly ProfileFact[], type: C): FactValue<C>[] {
  return facts
    .filter(({ fact }) => fact.type === type)
    .map(({ fact }) => fact.value as FactValue<C>);
}

/** The group's own experience counts; what a survey reports counts only where there is none. */
function paymentIndexOf(
  outcomes: readonly CooperationOutcome[],
  surveyedDays: number | undefined,
): number | undefined {
  const paid = outcomes
    .filter(({ currency, result }) => currency === 'CNY' && result !== 'DISPUTED')
    .map(({ amountMinor, daysLate, result }) => ({
      amountMinor,
      daysBeyondTerms: result === 'DEFAULTED' ? 999 : daysLate,
    }));
  const own = weightedPaymentIndex(paid);
  if (own !== undefined || surveyedDays === undefined) return own;
  return weightedPaymentIndex([{ amountMinor: 1n, daysBeyondTerms: surveyedDays }]);
}

export function isGood({ result, daysLate }: CooperationOutcome): boolean {
  return (
    (result === 'DELIVERED' || result === 'PAID' || result === 'PAID_LATE') &&
    daysLate <= GOOD_UNTIL_DAYS
  );
}

export function isBad({ result }: CooperationOutcome): boolean {
  return result === 'DEFAULTED' || result === 'DISPUTED';
}
