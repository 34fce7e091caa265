/**
 * @skip and @include, decided before planning: an operation is planned for each combination of its conditions that
 * comes, as if the skipped fields had never been written. (The planner cannot plan every operation with conditions.)
 */
import { type DocumentNode, Kind, type SelectionNode, visit } from 'graphql';
import { isIncluded } from './selections.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The variables that conditions depend on, in a fixed order. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** Names one combination of conditions. */
export function conditionKey(names: readonly string[], variables: Variables): string {
  return names.map((name) => (variables[name] === true ? '1' : '0')).join('');
}

/** The document without what is skipped and without the conditions. Selection sets may end up empty. */
export function decideConditions(document: DocumentNode, variables: Variables): DocumentNode {
  const decide = <N extends SelectionNode>(node: N): N | null | undefined => {
    if (!isIncluded(node, variables)) return null;
    const directives =
      node.directives?.filter(({ name }) => name.value !== 'skip' && name.value !== 'include') ??
      [];
    return directives.length === (node.directives?.length ?? 0)
      ? undefined
      : { ...node, directives };
  };
  return visit(document, {
    Field: { enter: decide },
    InlineFragment: { enter: decide },
    FragmentSpread: { enter: decide },
  });
}
