/**
 * Parts introspection from data: subgraphs are asked for data only, the schema answers for itself, and both may stand
 * in one operation.
 */
import {
  type DocumentNode,
  execute,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  separateOperations,
  visit,
} from 'graphql';
import type { RawObject } from './values.ts';

const META = new Set(['__schema', '__type']);

/** The `__schema` and `__type` fields at the root of an operation, fragments looked through. */
export function metaFields(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldNode[] {
  const found: FieldNode[] = [];
  const seen = new Set<string>();
  const gather = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        if (META.has(selection.name.value)) found.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) gather(selection.selectionSet);
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) gather(fragment.selectionSet);
      }
    }
  };
  gather(operation.selectionSet);
  return found;
}

/** What subgraphs have to answer of a document with one operation: undefined when that is nothing. */
export function dataPart(document: DocumentNode): DocumentNode | undefined {
  const filler: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  const stripped = visit(document, {
    Field: { enter: ({ name }) => (META.has(name.value) ? null : undefined) },
    SelectionSet: {
      leave: (set: SelectionSetNode) =>
        set.selections.length === 0 ? { ...set, selections: [filler] } : undefined,
    },
  });
  // Fragments that only introspection used would be unused now, and so would its variables.
  const [reachable] = Object.values(separateOperations(stripped));
  if (reachable === undefined) return undefined;
  const used = new Set<string>();
  visit(reachable, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  const pruned = visit(reachable, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
  return asksSomething(pruned) ? pruned : undefined;
}

function asksSomething(document: DocumentNode): boolean {
  return document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.selectionSet.selections.some(
        (selection) => selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
      ),
  );
}

/** Answers introspection from the API schema. */
export async function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  fields: readonly FieldNode[],
  variableValues: Readonly<Record<string, unknown>>,
): Promise<RawObject> {
  const definitions = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const only: OperationDefinitionNode = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections: [...fields] },
  };
  const { data } = await execute({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [only, ...definitions] },
    variableValues,
  });
  return { ...data };
}
