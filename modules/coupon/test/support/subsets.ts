/** Every subset of a few items: what brute force compares with. */
export function subsetsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const all: T[][] = [[]];
  for (const item of items) all.push(...all.map((subset) => [...subset, item]));
  return all;
}
