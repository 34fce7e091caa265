/**
 * Which firms are one client: connected components over binding relations, and which known group each component goes on
 * as, so that a group keeps its id (and its limit) while firms join and leave it.
 */
export interface Bond {
  readonly a: string;
  readonly b: string;
}

/** Components of two parties or more. */
export function components(bonds: readonly Bond[]): string[][] {
  const parent = new Map<string, string>();
  const root = (node: string): string => {
    let at = node;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) {
      parent.set(at, parent.get(up) ?? up);
      at = up;
    }
    return at;
  };
  for (const { a, b } of bonds) {
    for (const node of [a, b]) if (!parent.has(node)) parent.set(node, node);
    const [x, y] = [root(a), root(b)].sort();
    if (x !== undefined && y !== undefined && x !== y) parent.set(y, x);
  }
  const groups = new Map<string, string[]>();
  for (const node of parent.keys()) {
    const top = root(node);
    const group = groups.get(top);
    if (group) group.push(node);
    else groups.set(top, [node]);
  }
  return [...groups.values()];
}

export interface KnownMembership {
  readonly firmId: string;
  readonly groupId: string;
}

export interface Regrouping {
  readonly join: readonly {
    readonly firmId: string;
    readonly groupId: string | undefined;
    readonly component: number;
  }[];
  readonly leave: readonly KnownMembership[];
}

/**
 * `now` lists the firms of each component; `known` the present memberships of all firms looked at. A component goes on as
 * the group that has most of its firms (of equals the smallest id); each group goes on once.
 */
export function regroup(
  now: readonly (readonly string[])[],
  known: readonly KnownMembership[],
): Regrouping {
  const groupOf = new Map(known.map(({ firmId, groupId }) => [firmId, groupId]));
  const taken = new Set<string>();
  const chosen = new Map<number, string>();
  const claims = now.flatMap((firms, component) => {
    const counts = new Map<string, number>();
    for (const firm of firms) {
      const group = groupOf.get(firm);
      if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return [...counts].map(([group, count]) => ({ component, group, count }));
  });
  claims.sort(
    (x, y) => y.count - x.count || (x.group < y.group ? -1 : 1) || x.component - y.component,
  );
  for (const { component, group } of claims) {
    if (taken.has(group) || chosen.has(component)) continue;
    taken.add(group);
    chosen.set(component, group);
  }
  const wanted = new Map(
    now.flatMap((firms, component) =>
      firms.map((firm) => [firm, { component, group: chosen.get(component) }]),
    ),
  );
  return {
    join: [...wanted].flatMap(([firmId, { component, group }]) =>
      group !== undefined && groupOf.get(firmId) === group
        ? []
        : [{ firmId, groupId: group, component }],
    ),
    leave: known.filter(({ firmId, groupId }) => {
      const place = wanted.get(firmId);
      return place === undefined || place.group !== groupId;
    }),
  };
}
