/** What is known of every firm and a scorecard may look at: the numbers of its standing, and ratios of its statements. */
import type { FactTypeCode } from '../facts/fact-types.ts';
import { SOURCES } from './policy.ts';
import type { Standing } from './standing.ts';
import { STATEMENT_FEATURES, type StatementFeature } from './statement-features.ts';

const OF_STANDING: Readonly<Record<string, (standing: Standing) => number | undefined>> = {
  YEARS_IN_BUSINESS: ({ yearsInBusiness }) => yearsInBusiness,
  REGISTERED_CAPITAL: ({ registeredCapital }) => registeredCapital,
  PAYMENT_INDEX: ({ paymentIndex }) => paymentIndex,
  OPEN_DEFAULTS: ({ openDefaults }) => openDefaults,
  SETTLED_DEFAULTS: ({ settledDefaults }) => settledDefaults,
  GOOD_OUTCOMES: ({ goodOutcomes }) => goodOutcomes,
  BAD_OUTCOMES: ({ badOutcomes }) => badOutcomes,
  LITIGATION: ({ litigationKnown, litigationSeverity }) =>
    litigationKnown ? litigationSeverity : undefined,
  ALTMAN_Z: ({ altmanZ }) => altmanZ,
  COMPLETENESS: ({ completeness }) => completeness,
};

export const FEATURES: readonly string[] = [...Object.keys(OF_STANDING), ...STATEMENT_FEATURES];

export interface Feature {
  readonly read: (standing: Standing) => number | undefined;
  readonly from: readonly FactTypeCode[];
}

/** Undefined for a code that is none. */
export function featureOf(code: string): Feature | undefined {
  const read = Object.hasOwn(OF_STANDING, code) ? OF_STANDING[code] : undefined;
  if (read !== undefined) return { read, from: SOURCES[code] ?? [] };
  if (!(STATEMENT_FEATURES as readonly string[]).includes(code)) return undefined;
  return {
    read: ({ ratios }) => ratios?.[code as StatementFeature],
    from: ['FINANCIAL_STATEMENT'],
  };
}
