/**
 * Scores a firm's standing by a policy: points per characteristic, each shown; the grade, the probability of default
 * behind it, the suggested limit and terms; and the reasons, heaviest first. What is not known is named.
 */
import { GROUP_CURRENCY } from '../currencies.ts';
import type { AssessmentPolicy, Characteristic, Grade, GradeTerms } from './policy.ts';
import { DEFAULT_SCALING, probabilityOfDefault, scaleOf } from './scaling.ts';
import type { Standing } from './standing.ts';

export interface Contribution {
  readonly characteristic: string;
  /** What was seen, as text; null when it is not known. */
  readonly value: string | null;
  readonly points: number;
  /** All that is known of it is stale. */
  readonly stale?: true;
}

export interface Assessment {
  readonly policy: string;
  readonly score: number;
  readonly grade: Grade;
  /** Probability of default within a year, parts per million. */
  readonly pdPpm: number;
  readonly limitMinor: bigint;
  readonly currency: string;
  readonly prepaymentBps: number;
  readonly paymentDaysAtMost: number;
  readonly guarantee: boolean;
  readonly contributions: readonly Contribution[];
  /** Characteristics that cost points, heaviest first. */
  readonly reasons: readonly string[];
  readonly missing: readonly string[];
  /** Characteristics read from stale facts. */
  readonly stale: readonly string[];
}

const MINOR_PER_YUAN = 100n;

export function assess(standing: Standing, policy: AssessmentPolicy): Assessment {
  const contributions = policy.characteristics.map((each) =>
    allowingForAge(contributionOf(each, standing), each, standing, policy),
  );
  const score = contributions.reduce((sum, { points }) => sum + points, policy.base);
  const terms = termsOf(score, policy);
  const costly = contributions
    .filter(({ points }) => points < 0)
    .sort((a, b) => a.points - b.points);
  return {
    policy: policy.version,
    score,
    grade: terms.grade,
    pdPpm: Math.round(probabilityOfDefault(score, scaleOf(DEFAULT_SCALING)) * 1_000_000),
    limitMinor: limitOf(standing, terms, policy),
    currency: GROUP_CURRENCY,
    prepaymentBps: terms.prepaymentBps,
    paymentDaysAtMost: terms.paymentDaysAtMost,
    guarantee: terms.guarantee,
    contributions,
    reasons: costly.map(({ characteristic }) => characteristic),
    missing: contributions
      .filter(({ value }) => value === null)
      .map(({ characteristic }) => characteristic),
    stale: contributions
      .filter(({ stale }) => stale === true)
      .map(({ characteristic }) => characteristic),
  };
}

/** A value of which all sources are stale is marked, and earns at most what an unknown one would. */
function allowingForAge(
  contribution: Contribution,
  { from, missing }: Characteristic,
  { staleTypes = [] }: Standing,
  { staleIsUnknown }: AssessmentPolicy,
): Contribution {
  if (staleIsUnknown !== true || from === undefined || contribution.value === null)
    return contribution;
  // Of several sources one that is fresh is enough; types that the firm has no fact of are not among the stale ones.
  const stale = from.some((type) => staleTypes.includes(type));
  return stale
    ? { ...contribution, points: Math.min(contribution.points, missing), stale: true }
    : contribution;
}

/** The same score under a grade that people gave instead, if they did: its limit and terms, the points as they are. */
export function overridden(
  assessment: Assessment,
  grade: Grade | undefined,
  standing: Standing,
  policy: AssessmentPolicy,
): Assessment {
  if (grade === undefined) return assessment;
  const terms = gradeTerms(grade, policy);
  return {
    ...assessment,
    grade,
    limitMinor: limitOf(standing, terms, policy),
    prepaymentBps: terms.prepaymentBps,
    paymentDaysAtMost: terms.paymentDaysAtMost,
    guarantee: terms.guarantee,
  };
}

export function termsOf(score: number, policy: AssessmentPolicy): GradeTerms {
  const terms = policy.grades.find(({ from }) => score >= from);
  if (terms === undefined) throw new Error(`Policy ${policy.version} has no grade for ${score}`);
  return terms;
}

export function gradeTerms(grade: Grade, policy: AssessmentPolicy): GradeTerms {
  const terms = policy.grades.find((each) => each.grade === grade);
  if (terms === undefined) throw new Error(`Policy ${policy.version} has no grade ${grade}`);
  return terms;
}

function contributionOf(characteristic: Characteristic, standing: Standing): Contribution {
  const { code } = characteristic;
  if ('bins' in characteristic) {
    const value = characteristic.read(standing);
    if (value === undefined)
      return { characteristic: code, value: null, points: characteristic.missing };
    const bin = characteristic.bins.find(({ below }) => below === undefined || value < below);
    return { characteristic: code, value: shown(value), points: bin?.points ?? 0 };
  }
  const value = characteristic.read(standing);
  const points = value === undefined ? undefined : characteristic.points[value];
  if (value === undefined || points === undefined) {
    return { characteristic: code, value: null, points: characteristic.missing };
  }
  return { characteristic: code, value, points };
}

/** Two decimals say enough to a person; whole numbers stay whole. */
function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

function limitOf(
  { registeredCapital }: Standing,
  terms: GradeTerms,
  policy: AssessmentPolicy,
): bigint {
  const fromCapital =
    registeredCapital === undefined
      ? policy.limitWithoutCapital
      : Math.floor((registeredCapital * policy.limitShareOfCapitalBps) / 10_000);
  return BigInt(Math.max(0, Math.min(fromCapital, terms.limitCap))) * MINOR_PER_YUAN;
}
