/**
 * From which weight on pairs are merged without being looked at: the lowest weight at which the share of false merges
 * that the model itself expects among all pairs above it stays below the target. Never below a probability of 0.99: the
 * model counts fields as independent, which families are not.
 */
import { probabilityOf } from './model.ts';

const LEAST_PROBABILITY = 0.99;

/** Infinity when not even the heaviest pairs are safe enough. */
export function automaticThreshold(
  weights: readonly number[],
  targetFalseMergeRate: number,
): number {
  const sorted = weights.filter((weight) => probabilityOf(weight) >= LEAST_PROBABILITY);
  sorted.sort((a, b) => b - a);
  let expectedFalse = 0;
  let threshold = Number.POSITIVE_INFINITY;
  for (const [at, weight] of sorted.entries()) {
    expectedFalse += 1 - probabilityOf(weight);
    if (expectedFalse / (at + 1) > targetFalseMergeRate) break;
    threshold = weight;
  }
  return threshold;
}
