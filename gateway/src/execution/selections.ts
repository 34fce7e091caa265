/**
 * What the client selected, per runtime type: fields in order, merged over fragments, with @skip and @include decided.
 * Computed once per operation and per combination of condition variables, then reused.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

export interface SelectedField {
  readonly key: string;
  readonly name: string;
  /** Undefined for `__typename`, `__schema` and `__type`. */
  readonly type: GraphQLOutputType | undefined;
  readonly selections: Selections | undefined;
}

export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The selection sets that apply to one value. */
export class Selections {
  readonly #sets: readonly SelectionSetNode[];
  readonly #scope: SelectionScope;
  readonly #byType = new Map<string, readonly SelectedField[]>();

  constructor(sets: readonly SelectionSetNode[], scope: SelectionScope) {
    this.#sets = sets;
    this.#scope = scope;
  }

  of(type: GraphQLObjectType): readonly SelectedField[] {
    const known = this.#byType.get(type.name);
    if (known !== undefined) return known;
    const nodes = new Map<string, FieldNode[]>();
    for (const set of this.#sets) this.#collect(set, type, nodes, new Set());
    const fields = [...nodes].map(([key, group]) => this.#field(key, group, type));
    this.#byType.set(type.name, fields);
    return fields;
  }

  #field(key: string, [first, ...others]: FieldNode[], type: GraphQLObjectType): SelectedField {
    const name = first?.name.value ?? key;
    const sets = [first, ...others].flatMap((node) => node?.selectionSet ?? []);
    return {
      key,
      name,
      type: type.getFields()[name]?.type,
      selections: sets.length === 0 ? undefined : new Selections(sets, this.#scope),
    };
  }

  #collect(
    set: SelectionSetNode,
    type: GraphQLObjectType,
    nodes: Map<string, FieldNode[]>,
    seen: Set<string>,
  ): void {
    for (const selection of set.selections) {
      if (!isIncluded(selection, this.#scope.variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const group = nodes.get(key);
        if (group === undefined) nodes.set(key, [selection]);
        else group.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (
          selection.typeCondition === undefined ||
          this.#applies(selection.typeCondition.name.value, type)
        ) {
          this.#collect(selection.selectionSet, type, nodes, seen);
        }
      } else {
        const fragment = this.#scope.fragments.get(selection.name.value);
        if (fragment === undefined || seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
        if (this.#applies(fragment.typeCondition.name.value, type))
          this.#collect(fragment.selectionSet, type, nodes, seen);
      }
    }
  }

  #applies(condition: string, type: GraphQLObjectType): boolean {
    if (condition === type.name) return true;
    const named = typeFromAST(this.#scope.schema, {
      kind: Kind.NAMED_TYPE,
      name: { kind: Kind.NAME, value: condition },
    });
    return isAbstractType(named) && this.#scope.schema.isSubType(named, type);
  }
}

/** What @skip and @include say about a selection. */
export function isIncluded(
  { directives = [] }: SelectionNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  for (const { name, arguments: args = [] } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const value = args.find((arg) => arg.name.value === 'if')?.value;
    const given =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value]
        : value?.kind === Kind.BOOLEAN && value.value;
    if ((name.value === 'skip') === (given === true)) return false;
  }
  return true;
}
