/**
 * Fellegi-Sunter: the weight of a pair is log2 of the odds that it is one person, the sum of the prior's and of each
 * field's log2(m/u). m is how often a field is found at a level when it is one person, u when it is two.
 */
import { type Comparison, MISSING, type Term, unpackLevels } from './comparison.ts';

export interface FieldModel {
  readonly field: string;
  readonly levels: readonly string[];
  readonly m: readonly number[];
  readonly u: readonly number[];
}

export interface LinkageModel {
  /** Share of one person among all pairs that could be made of the records. */
  readonly prior: number;
  readonly fields: readonly FieldModel[];
}

/** How often a term occurs, as a share of those who have one; undefined when unknown. */
export type TermShare = (term: Term) => number | undefined;

export interface FieldWeight {
  readonly field: string;
  readonly level: string;
  readonly weight: number;
}

const log2Odds = (probability: number): number => Math.log2(probability / (1 - probability));

export function priorWeight({ prior }: LinkageModel): number {
  return log2Odds(prior);
}

export function levelWeight(field: FieldModel | undefined, level: number): number {
  const [m, u] = [field?.m[level], field?.u[level]];
  return m === undefined || u === undefined ? 0 : Math.log2(m / u);
}

/**
 * Agreement on a common value is worth less, on a rare one more: its own share stands for u. Bounded, because a share
 * that was counted once says little.
 */
export function termWeight(
  field: FieldModel | undefined,
  level: number,
  share: number | undefined,
): number {
  const u = field?.u[level];
  if (share === undefined || u === undefined || share <= 0) return 0;
  return Math.max(-8, Math.min(8, Math.log2(u / share)));
}

/** Weight of what was found in all fields, without the frequencies of values. */
export function patternWeight(model: LinkageModel, levels: readonly number[]): number {
  let weight = priorWeight(model);
  for (const [at, level] of levels.entries())
    if (level !== MISSING) weight += levelWeight(model.fields[at], level);
  return weight;
}

/** What the frequencies of the agreeing values add. */
export function termsWeight<R>(
  comparisons: readonly Comparison<R>[],
  model: LinkageModel,
  share: TermShare,
  levels: readonly number[],
  [a, b]: readonly [R, R],
): number {
  let weight = 0;
  for (const [at, comparison] of comparisons.entries()) {
    const level = levels[at] ?? MISSING;
    const term = level === MISSING ? undefined : comparison.term?.(level, a, b);
    if (term !== undefined) weight += termWeight(model.fields[at], level, share(term));
  }
  return weight;
}

export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

/** The weights one by one, the prior first: what a person is shown as a waterfall. Their sum is the pair's weight. */
export function waterfall<R>(
  comparisons: readonly Comparison<R>[],
  model: LinkageModel,
  share: TermShare,
  packed: number,
  [a, b]: readonly [R, R],
): readonly FieldWeight[] {
  const levels = unpackLevels(comparisons, packed);
  const bars = comparisons.map((comparison, at): FieldWeight => {
    const level = levels[at] ?? MISSING;
    if (level === MISSING) return { field: comparison.field, level: 'MISSING', weight: 0 };
    const term = comparison.term?.(level, a, b);
    const field = model.fields[at];
    const weight =
      levelWeight(field, level) + (term === undefined ? 0 : termWeight(field, level, share(term)));
    return { field: comparison.field, level: comparison.levels[level] ?? '', weight };
  });
  return [{ field: 'PRIOR', level: 'PRIOR', weight: priorWeight(model) }, ...bars];
}
