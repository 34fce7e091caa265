/**
 * What changed between two views of a firm: the same view at two times of truth, or what was known at two moments.
 * Facts are matched by type and item; a change of who says it is no change of what is said.
 */
import { type Facet, factType } from './fact-types.ts';
import { type Profile, type ProfileFact, valueKey } from './profile.ts';

export type ProfileChangeKind =
  | 'ADDED'
  | 'REMOVED'
  | 'CHANGED'
  | 'CONFIRMED'
  | 'WENT_STALE'
  | 'FRESH_AGAIN';

export interface ProfileChange {
  readonly kind: ProfileChangeKind;
  readonly facet: Facet;
  readonly type: ProfileFact['fact']['type'];
  readonly item: string;
  /** What stood in the earlier view. */
  readonly before?: ProfileFact | undefined;
  /** What stands in the later one. */
  readonly after?: ProfileFact | undefined;
}

export interface CompletenessChange {
  readonly facet: Facet;
  readonly before: number;
  readonly after: number;
}

export interface ProfileComparison {
  readonly changes: readonly ProfileChange[];
  readonly completeness: readonly CompletenessChange[];
}

/** Changes in the order of the facets; what stands unchanged is left out. */
export function compareProfiles(before: Profile, after: Profile): ProfileComparison {
  const earlier = standing(before);
  const later = standing(after);
  const keys = [...new Set([...later.keys(), ...earlier.keys()])];
  const facetOrder = after.facets.map(({ facet }) => facet);
  const changes = keys
    .flatMap((key) => changeOf(earlier.get(key), later.get(key)))
    .sort(
      (a, b) =>
        facetOrder.indexOf(a.facet) - facetOrder.indexOf(b.facet) ||
        compareText(`${a.type} ${a.item}`, `${b.type} ${b.item}`),
    );
  return {
    changes,
    completeness: after.facets.map(({ facet, completeness }) => ({
      facet,
      before: before.facets.find((other) => other.facet === facet)?.completeness ?? 0,
      after: completeness,
    })),
  };
}

function standing({ facets }: Profile): ReadonlyMap<string, ProfileFact> {
  return new Map(
    facets.flatMap(({ facts }) =>
      facts.map((each) => [`${each.fact.type} ${each.fact.item}`, each] as const),
    ),
  );
}

function changeOf(
  before: ProfileFact | undefined,
  after: ProfileFact | undefined,
): ProfileChange[] {
  const said = after?.fact ?? before?.fact;
  const kind = kindOf(before, after);
  if (said === undefined || kind === undefined) return [];
  const { type, item } = said;
  return [{ kind, facet: factType(type).facet, type, item, before, after }];
}

function kindOf(
  before: ProfileFact | undefined,
  after: ProfileFact | undefined,
): ProfileChangeKind | undefined {
  if (before === undefined) return 'ADDED';
  if (after === undefined) return 'REMOVED';
  if (valueKey(before.fact) !== valueKey(after.fact)) return 'CHANGED';
  if (!before.stale && after.stale) return 'WENT_STALE';
  if (before.stale && !after.stale) return 'FRESH_AGAIN';
  return before.fact.id === after.fact.id ? undefined : 'CONFIRMED';
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
