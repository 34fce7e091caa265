/**
 * The house scorecard, version by version: characteristics with their bins and points, grades with the probability of
 * default behind them, and what each grade is offered. A version is never edited, because screenings are replayed by
 * it; a change is a new version.
 */
import type { FactTypeCode } from '../facts/fact-types.ts';
import type { Standing } from './standing.ts';

export interface Bin {
  /** Upper end, not included; absent in the last bin. */
  readonly below?: number;
  readonly points: number;
}

interface FromFacts {
  /** Types of fact it is read from; when all that is known of them is stale, so is the value. */
  readonly from?: readonly FactTypeCode[];
}

export interface NumericCharacteristic extends FromFacts {
  readonly code: string;
  readonly read: (standing: Standing) => number | undefined;
  readonly bins: readonly Bin[];
  /** Points when the fact is not known. */
  readonly missing: number;
}

export interface CategoricalCharacteristic extends FromFacts {
  readonly code: string;
  readonly read: (standing: Standing) => string | undefined;
  readonly points: Readonly<Record<string, number>>;
  readonly missing: number;
}

export type Characteristic = NumericCharacteristic | CategoricalCharacteristic;

export const GRADES = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'CC', 'C'] as const;
export type Grade = (typeof GRADES)[number];
export type Answer = 'PROCEED' | 'REVIEW' | 'REJECT';

export interface GradeTerms {
  readonly grade: Grade;
  /** Lowest score of the grade. */
  readonly from: number;
  readonly answer: Answer;
  /** Most that the group lends a firm of this grade, in yuan. */
  readonly limitCap: number;
  /** Share of the price to be paid first. */
  readonly prepaymentBps: number;
  readonly paymentDaysAtMost: number;
  readonly guarantee: boolean;
}

export interface AssessmentPolicy {
  readonly version: string;
  readonly base: number;
  readonly characteristics: readonly Characteristic[];
  readonly grades: readonly GradeTerms[];
  /** The limit is this share of the registered capital, at most the grade's cap. */
  readonly limitShareOfCapitalBps: number;
  /** Where the capital is not known, in yuan. */
  readonly limitWithoutCapital: number;
  /** An older assessment sends a screening to review. */
  readonly validDays: number;
  /** A stale value never earns more points than an unknown one. */
  readonly staleIsUnknown?: true;
}

const HOUSE_1: AssessmentPolicy = {
  version: 'house/1',
  base: 600,
  characteristics: [
    {
      code: 'YEARS_IN_BUSINESS',
      read: ({ yearsInBusiness }) => yearsInBusiness,
      bins: [
        { below: 1, points: -40 },
        { below: 3, points: -15 },
        { below: 8, points: 5 },
        { points: 20 },
      ],
      missing: -10,
    },
    {
      code: 'REGISTERED_CAPITAL',
      read: ({ registeredCapital }) => registeredCapital,
      bins: [
        { below: 1_000_000, points: -10 },
        { below: 10_000_000, points: 0 },
        { below: 100_000_000, points: 10 },
        { points: 20 },
      ],
      missing: -5,
    },
    {
      code: 'PAYMENT_INDEX',
      read: ({ paymentIndex }) => paymentIndex,
      bins: [
        { below: 30, points: -90 },
        { below: 50, points: -60 },
        { below: 70, points: -25 },
        { below: 80, points: 10 },
        { points: 30 },
      ],
      missing: 0,
    },
    {
      code: 'OPEN_DEFAULTS',
      read: ({ openDefaults }) => openDefaults,
      bins: [{ below: 1, points: 0 }, { below: 2, points: -80 }, { points: -130 }],
      missing: 0,
    },
    {
      code: 'SETTLED_DEFAULTS',
      read: ({ settledDefaults }) => settledDefaults,
      bins: [{ below: 1, points: 0 }, { below: 3, points: -30 }, { points: -60 }],
      missing: 0,
    },
    {
      code: 'GOOD_OUTCOMES',
      read: ({ goodOutcomes }) => goodOutcomes,
      bins: [
        { below: 1, points: 0 },
        { below: 3, points: 10 },
        { below: 10, points: 25 },
        { points: 35 },
      ],
      missing: 0,
    },
    {
      code: 'BAD_OUTCOMES',
      read: ({ badOutcomes }) => badOutcomes,
      bins: [{ below: 1, points: 0 }, { below: 2, points: -50 }, { points: -100 }],
      missing: 0,
    },
    {
      code: 'LITIGATION',
      read: ({ litigationKnown, litigationSeverity }) =>
        litigationKnown ? litigationSeverity : undefined,
      bins: [
        { below: 5, points: 5 },
        { below: 25, points: -10 },
        { below: 60, points: -45 },
        { points: -90 },
      ],
      missing: -10,
    },
    {
      code: 'ALTMAN_Z',
      read: ({ altmanZ }) => altmanZ,
      bins: [{ below: 1.1, points: -60 }, { below: 2.6, points: 0 }, { points: 30 }],
      missing: -5,
    },
    {
      code: 'TAX_RATING',
      read: ({ taxRating }) => taxRating,
      points: { A: 15, B: 5, M: 0, C: -20, D: -50 },
      missing: 0,
    },
    {
      code: 'COMPLETENESS',
      read: ({ completeness }) => completeness,
      bins: [{ below: 50, points: -20 }, { below: 75, points: 0 }, { points: 5 }],
      missing: -20,
    },
  ],
  grades: [
    {
      grade: 'AAA',
      from: 720,
      answer: 'PROCEED',
      limitCap: 50_000_000,
      prepaymentBps: 0,
      paymentDaysAtMost: 120,
      guarantee: false,
    },
    {
      grade: 'AA',
      from: 690,
      answer: 'PROCEED',
      limitCap: 20_000_000,
      prepaymentBps: 0,
      paymentDaysAtMost: 90,
      guarantee: false,
    },
    {
      grade: 'A',
      from: 660,
      answer: 'PROCEED',
      limitCap: 10_000_000,
      prepaymentBps: 0,
      paymentDaysAtMost: 90,
      guarantee: false,
    },
    {
      grade: 'BBB',
      from: 630,
      answer: 'PROCEED',
      limitCap: 5_000_000,
      prepaymentBps: 0,
      paymentDaysAtMost: 60,
      guarantee: false,
    },
    {
      grade: 'BB',
      from: 600,
      answer: 'PROCEED',
      limitCap: 3_000_000,
      prepaymentBps: 1_000,
      paymentDaysAtMost: 45,
      guarantee: false,
    },
    {
      grade: 'B',
      from: 560,
      answer: 'PROCEED',
      limitCap: 1_000_000,
      prepaymentBps: 3_000,
      paymentDaysAtMost: 30,
      guarantee: false,
    },
    {
      grade: 'CCC',
      from: 500,
      answer: 'PROCEED',
      limitCap: 500_000,
      prepaymentBps: 5_000,
      paymentDaysAtMost: 15,
      guarantee: false,
    },
    {
      grade: 'CC',
      from: 420,
      answer: 'REVIEW',
      limitCap: 100_000,
      prepaymentBps: 10_000,
      paymentDaysAtMost: 0,
      guarantee: true,
    },
    {
      grade: 'C',
      from: Number.NEGATIVE_INFINITY,
      answer: 'REJECT',
      limitCap: 0,
      prepaymentBps: 10_000,
      paymentDaysAtMost: 0,
      guarantee: true,
    },
  ],
  limitShareOfCapitalBps: 1_000,
  limitWithoutCapital: 100_000,
  validDays: 180,
};

/** What each characteristic is read from; those of the group's own experience never go stale. */
export const SOURCES: Readonly<Record<string, readonly FactTypeCode[]>> = {
  YEARS_IN_BUSINESS: ['ESTABLISHED_ON'],
  REGISTERED_CAPITAL: ['REGISTERED_CAPITAL'],
  OPEN_DEFAULTS: ['DEFAULT'],
  LITIGATION: ['NO_LITIGATION_FOUND', 'LEGAL_CASE', 'ENFORCEMENT'],
  ALTMAN_Z: ['FINANCIAL_STATEMENT'],
  TAX_RATING: ['TAX_RATING'],
};

const HOUSE_2: AssessmentPolicy = {
  ...HOUSE_1,
  version: 'house/2',
  characteristics: [
    ...HOUSE_1.characteristics.map((each) => {
      const from = SOURCES[each.code];
      return from === undefined ? each : { ...each, from };
    }),
    {
      code: 'RESTRICTION_ORDER',
      read: ({ restricted, litigationKnown }) =>
        litigationKnown ? (restricted ? 'IN_FORCE' : 'NONE') : undefined,
      points: { IN_FORCE: -60, NONE: 0 },
      missing: 0,
    },
  ],
  staleIsUnknown: true,
};

const POLICIES: Readonly<Record<string, AssessmentPolicy>> = {
  [HOUSE_1.version]: HOUSE_1,
  [HOUSE_2.version]: HOUSE_2,
};

export const CURRENT_POLICY = HOUSE_2;

export function policyOf(version: string): AssessmentPolicy {
  const policy = POLICIES[version];
  if (policy === undefined) throw new Error(`There is no assessment policy ${version}`);
  return policy;
}
