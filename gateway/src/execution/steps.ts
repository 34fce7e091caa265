/**
 * A query plan in the shape we execute: the planner's JSON is read once per operation, its fetches parsed, its paths
 * and rewrites normalised. Anything we don't know how to execute is refused here, when planning, not half way through.
 */
import type {
  BatchFetchNode,
  FetchNode,
  FetchNodePathSegment,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';

export type Step =
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly whenTrue?: Step | undefined;
      readonly whenFalse?: Step | undefined;
    }
  | {
      readonly kind: 'root';
      readonly fetch: Fetch;
      readonly keys: readonly string[];
      readonly outputRewrites: readonly Rewrite[];
    }
  | { readonly kind: 'entities'; readonly fetch: Fetch; readonly groups: readonly EntityGroup[] };

export interface Fetch {
  readonly subgraph: string;
  readonly source: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** The client's variables that it needs. */
  readonly variables: readonly string[];
}

/** Entities gathered under one alias of an `_entities` fetch. */
export interface EntityGroup {
  /** `_entities`, or an alias of it when one fetch asks for several groups. */
  readonly alias: string;
  /** The variable that carries the representations; groups may share one. */
  readonly variable: string;
  readonly paths: readonly (readonly PathSegment[])[];
  readonly requires: readonly RequiresSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
  /** The response keys that the fetch would fill in, so that a failed fetch can be told apart from a null. */
  readonly keys: readonly string[];
}

export type PathSegment =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'type'; readonly names: readonly string[] };

export type RewriteSegment = { readonly key: string } | { readonly types: readonly string[] };

export type Rewrite =
  | { readonly kind: 'set'; readonly path: readonly RewriteSegment[]; readonly value: string }
  | { readonly kind: 'rename'; readonly path: readonly RewriteSegment[]; readonly to: string };

/** Undefined when nothing has to be fetched. */
export function readPlan(plan: QueryPlan): Step | undefined {
  return plan.node === undefined || plan.node === null ? undefined : readNode(plan.node);
}

function readNode(node: PlanNode): Step {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map(readNode) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map(readNode) };
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        whenTrue: node.ifClause ? readNode(node.ifClause) : undefined,
        whenFalse: node.elseClause ? readNode(node.elseClause) : undefined,
      };
    case 'Fetch': {
      const fetch = readFetch(node);
      return {
        kind: 'root',
        fetch,
        keys: responseKeys(fetch.document),
        outputRewrites: readRewrites(node.outputRewrites),
      };
    }
    case 'Flatten':
      if (node.node.kind !== 'Fetch' || node.node.requires === undefined)
        throw unsupported(node.node.kind);
      return readEntityFetch(node.node, node.path, node.node.requires);
    case 'BatchFetch':
      return readBatchFetch(node);
    default:
      throw unsupported(node.kind);
  }
}

function unsupported(what: string): Error {
  return new Error(`The query plan has a step that this router does not execute: ${what}`);
}

function readFetch(node: FetchNode | BatchFetchNode): Fetch {
  return {
    subgraph: node.serviceName,
    source: node.operation,
    document: parse(node.operation, { noLocation: true }),
    operationName: node.operationName,
    variables: node.variableUsages ?? [],
  };
}

function readEntityFetch(
  node: FetchNode,
  path: readonly FlattenNodePathSegment[],
  requires: readonly RequiresSelection[],
): Step {
  const fetch = readFetch(node);
  const group: EntityGroup = {
    alias: '_entities',
    variable: 'representations',
    paths: [readPath(path)],
    requires,
    inputRewrites: readRewrites(node.inputRewrites),
    outputRewrites: readRewrites(node.outputRewrites),
    keys: responseKeys(fetch.document, '_entities'),
  };
  return { kind: 'entities', fetch, groups: [group] };
}

function readBatchFetch(node: BatchFetchNode): Step {
  const fetch = readFetch(node);
  const groups = node.entityBatch.aliases.map(
    (alias): EntityGroup => ({
      alias: alias.alias,
      variable: alias.representationsVariableName,
      paths: alias.paths.map(readPath),
      requires: alias.requires,
      inputRewrites: readRewrites(alias.inputRewrites),
      outputRewrites: readRewrites(alias.outputRewrites),
      keys: responseKeys(fetch.document, alias.alias),
    }),
  );
  return { kind: 'entities', fetch, groups };
}

function readPath(path: readonly FlattenNodePathSegment[]): PathSegment[] {
  return path.map((segment): PathSegment => {
    if (segment === '@') return { kind: 'list' };
    if ('Field' in segment) return { kind: 'field', name: segment.Field };
    if ('TypeCondition' in segment) return { kind: 'type', names: segment.TypeCondition };
    throw unsupported(JSON.stringify(segment));
  });
}

function readRewrites(rewrites: readonly FetchRewrite[] | undefined | null): Rewrite[] {
  return (rewrites ?? []).map((rewrite): Rewrite => {
    if ('KeyRenamer' in rewrite) {
      return {
        kind: 'rename',
        path: readRewritePath(rewrite.KeyRenamer.path),
        to: rewrite.KeyRenamer.renameKeyTo,
      };
    }
    const setter = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
    return { kind: 'set', path: readRewritePath(setter.path), value: setter.setValueTo };
  });
}

function readRewritePath(path: readonly FetchNodePathSegment[]): RewriteSegment[] {
  return path.map((segment): RewriteSegment => {
    if ('Key' in segment) return { key: segment.Key };
    return { types: [segment.TypenameEquals].flat() };
  });
}

/** Keys that a fetch answers: at its root, or below the field `under`; fragments are looked through. */
function responseKeys(document: DocumentNode, under?: string): string[] {
  const operation = document.definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation === undefined) throw unsupported('a fetch without an operation');
  if (under === undefined) return keysOf(operation.selectionSet);
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD &&
    (selection.alias ?? selection.name).value === under &&
    selection.selectionSet
      ? keysOf(selection.selectionSet)
      : [],
  );
}

function keysOf({ selections }: SelectionSetNode): string[] {
  const keys = selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [(selection.alias ?? selection.name).value];
    return selection.kind === Kind.INLINE_FRAGMENT ? keysOf(selection.selectionSet) : [];
  });
  return [...new Set(keys)];
}
