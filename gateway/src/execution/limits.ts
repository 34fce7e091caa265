/**
 * Bounds on what one operation may ask. Sizes are checked before validation (validation itself can be made slow),
 * depth and cost after it. Introspection is measured apart: it is deep by nature and costs no subgraph anything.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

export interface OperationLimits {
  readonly maxTokens: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxRootFields: number;
  readonly maxDepth: number;
  /** In fields answered at most: each field counts one for each item of the lists above it. */
  readonly maxCost: number;
}

export const DEFAULT_LIMITS: OperationLimits = {
  maxTokens: 4_000,
  maxAliases: 60,
  maxDirectives: 60,
  maxRootFields: 20,
  maxDepth: 16,
  maxCost: 50_000,
};

const MAX_INTROSPECTION_DEPTH = 20;
/** Items assumed for a list that nobody bounded. */
const ASSUMED_LIST = 10;
/** Arguments that bound a list, on the list itself or on what holds it. */
const SLICING = new Set(['first', 'last', 'limit']);
const DEFAULT_FIRST = 20;
const MAX_FIRST = 100;

function tooLarge(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_LARGE' } });
}

/** Throws for a document with too many aliases, directives or root fields. */
export function checkSize(document: DocumentNode, limits: OperationLimits): void {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field: ({ alias }) => {
      if (alias !== undefined) aliases += 1;
    },
    Directive: () => {
      directives += 1;
    },
  });
  if (aliases > limits.maxAliases)
    throw tooLarge(`At most ${limits.maxAliases} aliases are taken, these are ${aliases}`);
  if (directives > limits.maxDirectives) {
    throw tooLarge(`At most ${limits.maxDirectives} directives are taken, these are ${directives}`);
  }
}

export interface Measurable {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Throws for an operation that is too deep or has too many root fields. The operation must be valid. */
export function checkDepth({ operation, fragments }: Measurable, limits: OperationLimits): void {
  const roots = countFields(operation.selectionSet, fragments);
  if (roots > limits.maxRootFields)
    throw tooLarge(`At most ${limits.maxRootFields} root fields are taken, these are ${roots}`);
  const known = new Map<string, { data: number; meta: number }>();
  const depth = depthOf(operation.selectionSet, fragments, known);
  if (depth.data > limits.maxDepth)
    throw tooLarge(`At most ${limits.maxDepth} levels are answered, these are ${depth.data}`);
  if (depth.meta > MAX_INTROSPECTION_DEPTH)
    throw tooLarge(`Introspection goes at most ${MAX_INTROSPECTION_DEPTH} levels deep`);
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function countFields(set: SelectionSetNode, fragments: Fragments): number {
  let count = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) count += 1;
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      count += countFields(selection.selectionSet, fragments);
    else {
      const fragment = fragments.get(selection.name.value);
      if (fragment !== undefined) count += countFields(fragment.selectionSet, fragments);
    }
  }
  return count;
}

function isMeta({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

function depthOf(
  set: SelectionSetNode,
  fragments: Fragments,
  known: Map<string, { data: number; meta: number }>,
): { data: number; meta: number } {
  const deepest = { data: 0, meta: 0 };
  const consider = (data: number, meta: number): void => {
    deepest.data = Math.max(deepest.data, data);
    deepest.meta = Math.max(deepest.meta, meta);
  };
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const below =
        selection.selectionSet === undefined
          ? { data: 0, meta: 0 }
          : depthOf(selection.selectionSet, fragments, known);
      if (isMeta(selection)) consider(0, below.data + 1);
      else consider(below.data + 1, below.meta);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      const below = depthOf(selection.selectionSet, fragments, known);
      consider(below.data, below.meta);
    } else {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      if (fragment === undefined) continue;
      const below = known.get(name) ?? depthOf(fragment.selectionSet, fragments, known);
      known.set(name, below);
      consider(below.data, below.meta);
    }
  }
  return deepest;
}

export interface Cost {
  readonly value: number;
  /** False when a page size came from a variable, so that another request may cost otherwise. */
  readonly isFixed: boolean;
}

/** Fields answered at most. `variables` are coerced. */
export function costOf(measurable: Measurable, variables: Readonly<Record<string, unknown>>): Cost {
  const meter = new Meter(measurable, variables);
  return { value: meter.measure(), isFixed: meter.isFixed };
}

export function checkCost({ value }: Cost, limits: OperationLimits): void {
  if (value > limits.maxCost) {
    throw tooLarge(
      `This asks for up to ${value} fields, more than ${limits.maxCost}: ask for smaller pages or fewer fields`,
    );
  }
}

class Meter {
  isFixed = true;
  readonly #measurable: Measurable;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #ofFragment = new Map<string, number>();

  constructor(measurable: Measurable, variables: Readonly<Record<string, unknown>>) {
    this.#measurable = measurable;
    this.#variables = variables;
  }

  measure(): number {
    const { schema, operation } = this.#measurable;
    return this.#set(
      operation.selectionSet,
      schema.getRootType(operation.operation)?.name ?? '',
      undefined,
    );
  }

  /** `page` is the page size that the field above bounded its list with. */
  #set(set: SelectionSetNode, typeName: string, page: number | undefined): number {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) cost += this.#field(selection, typeName, page);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        cost += this.#set(
          selection.selectionSet,
          selection.typeCondition?.name.value ?? typeName,
          page,
        );
      } else cost += this.#fragment(selection.name.value, page);
    }
    return cost;
  }

  #fragment(name: string, page: number | undefined): number {
    const key = `${name}:${page ?? ''}`;
    const known = this.#ofFragment.get(key);
    if (known !== undefined) return known;
    const fragment = this.#measurable.fragments.get(name);
    const cost =
      fragment === undefined
        ? 0
        : this.#set(fragment.selectionSet, fragment.typeCondition.name.value, page);
    this.#ofFragment.set(key, cost);
    return cost;
  }

  #field(node: FieldNode, typeName: string, page: number | undefined): number {
    if (isMeta(node)) return 1;
    const type = this.#measurable.schema.getType(typeName);
    const field =
      isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    if (field === undefined || node.selectionSet === undefined) return 1;
    const named = getNamedType(field.type);
    if (!isCompositeType(named)) return 1;
    const own = this.#pageSize(node, field);
    const isList = isListType(getNullableType(field.type));
    const items = isList ? (own ?? page ?? ASSUMED_LIST) : 1;
    return 1 + items * this.#set(node.selectionSet, named.name, isList ? undefined : own);
  }

  /** How many items the field's own argument asks for; undefined when it has no such argument. */
  #pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const slicing = field.args.find(({ name }) => SLICING.has(name));
    if (slicing === undefined) return undefined;
    const value = node.arguments?.find(({ name }) => name.value === slicing.name)?.value;
    const fallback =
      typeof slicing.defaultValue === 'number' ? slicing.defaultValue : DEFAULT_FIRST;
    if (value === undefined) return bounded(fallback);
    if (value.kind === Kind.INT) return bounded(Number(value.value));
    this.isFixed = false;
    const given = value.kind === Kind.VARIABLE ? this.#variables[value.name.value] : undefined;
    return bounded(typeof given === 'number' ? given : fallback);
  }
}

function bounded(first: number): number {
  return Math.min(Math.max(first, 1), MAX_FIRST);
}
