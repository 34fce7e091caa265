/**
 * Filters that live in the address, so that a page can be reloaded, sent to a colleague and gone back to.
 * An empty value leaves the address. Changing a filter replaces the entry in the history; `push` adds one.
 */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export function useFilters<const Names extends readonly string[]>(names: Names) {
  type Filters = { readonly [Name in Names[number]]?: string };
  const [parameters, setParameters] = useSearchParams();
  const filters = useMemo(
    () =>
      Object.fromEntries(
        names.flatMap((name) => {
          const value = parameters.get(name);
          return value === null || value === '' ? [] : [[name, value]];
        }),
      ) as Filters,
    [parameters],
  );
  const setFilters = useCallback(
    (
      change: { readonly [Name in Names[number]]?: string | null | undefined },
      { push = false }: { readonly push?: boolean } = {},
    ) => {
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change) as [string, string | null][]) {
            if (value === undefined || value === null || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: !push },
      );
    },
    [setParameters],
  );
  return [filters, setFilters] as const;
}
