/**
 * What is compared of two records, and how alike a field can be. A field that one side does not have says nothing
 * (MISSING): it is neutral in training and in scoring.
 */
export const MISSING = -1;

/** A value whose frequency says how much an agreement on it is worth: 王伟 less than a rare name. */
export interface Term {
  readonly table: string;
  readonly value: string;
}

export interface Comparison<R> {
  readonly field: string;
  /** What can be found, the closest first; the last one is "something else". */
  readonly levels: readonly string[];
  /**
   * How often a level can be found at most when it is one person, by level. For what people keep for life: without it,
   * the training would take families for one person.
   */
  readonly atMost?: Readonly<Record<number, number>>;
  /** Index of what was found, or MISSING. Symmetric. */
  compare(a: R, b: R): number;
  /** The value that agrees at this level, if its frequency matters there. */
  term?(level: number, a: R, b: R): Term | undefined;
}

/** What was found in all fields, as one number: mixed radix, 0 is MISSING. */
export function packLevels<R>(comparisons: readonly Comparison<R>[], a: R, b: R): number {
  let packed = 0;
  for (const comparison of comparisons)
    packed = packed * (comparison.levels.length + 1) + comparison.compare(a, b) + 1;
  return packed;
}

export function unpackLevels(
  comparisons: readonly { readonly levels: readonly string[] }[],
  packed: number,
): number[] {
  const levels = new Array<number>(comparisons.length);
  let rest = packed;
  for (let at = comparisons.length - 1; at >= 0; at -= 1) {
    const radix = (comparisons[at]?.levels.length ?? 0) + 1;
    levels[at] = (rest % radix) - 1;
    rest = Math.floor(rest / radix);
  }
  return levels;
}
