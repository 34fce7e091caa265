/**
 * A fitted scorecard as it is kept: characteristics with their bins and whole points, as a person would read them from
 * paper. Its grades, limits and terms are the house's: both are on the same scale of points.
 */
import { featureOf } from '../assessment/features.ts';
import { type AssessmentPolicy, CURRENT_POLICY } from '../assessment/policy.ts';
import type { Scorecard } from '../assessment/scorecard.ts';

export interface CardBin {
  /** Upper end, not included; null in the last bin. */
  readonly below: number | null;
  readonly points: number;
  readonly good: number;
  readonly bad: number;
  readonly woe: number;
}

export interface CardCharacteristic {
  /** Column of the file it was fitted on. */
  readonly column: string;
  /** What of a firm it looks at; null when nobody knows that of a firm. */
  readonly feature: string | null;
  readonly iv: number;
  readonly weight: number;
  readonly bins: readonly CardBin[];
  readonly missing: Omit<CardBin, 'below'>;
}

export interface FittedCard {
  readonly base: number;
  readonly characteristics: readonly CardCharacteristic[];
}

const round6 = (value: number): number => Math.round(value * 1e6) / 1e6;

/** `features` says for a column what of a firm it is. */
export function keptCard(card: Scorecard, features: Readonly<Record<string, string>>): FittedCard {
  return {
    base: card.basePoints,
    characteristics: card.parts.map(
      ({ characteristic, binning, weight, points, missingPoints }) => {
        const named = features[characteristic] ?? characteristic;
        return {
          column: characteristic,
          feature: featureOf(named) === undefined ? null : named,
          iv: round6(binning.iv),
          weight: round6(weight),
          bins: binning.bins.map(({ below, good, bad, woe }, i) => ({
            below: Number.isFinite(below) ? below : null,
            points: points[i] ?? 0,
            good,
            bad,
            woe: round6(woe),
          })),
          missing: {
            points: missingPoints,
            good: binning.missing.good,
            bad: binning.missing.bad,
            woe: round6(binning.missing.woe),
          },
        };
      },
    ),
  };
}

/** Whether everything it looks at is known of firms. */
export function isDeployable({ characteristics }: FittedCard): boolean {
  return characteristics.length > 0 && characteristics.every(({ feature }) => feature !== null);
}

/** The card as a policy of assessment: the house's grades and terms over the card's points. */
export function policyOfCard(version: string, card: FittedCard): AssessmentPolicy {
  return {
    ...CURRENT_POLICY,
    version,
    base: card.base,
    characteristics: card.characteristics.flatMap(({ feature, bins, missing }) => {
      const known = feature === null ? undefined : featureOf(feature);
      if (feature === null || known === undefined) return [];
      return [
        {
          code: feature,
          read: known.read,
          from: known.from,
          bins: bins.map(({ below, points }) => (below === null ? { points } : { below, points })),
          missing: missing.points,
        },
      ];
    }),
  };
}
