/**
 * Turns merged raw data into the answer: the client's fields in the client's order, and nulls as the specification has
 * them (GraphQL, October 2021, 6.4.4): a null where the schema has `!` becomes an error at that path and moves up to
 * the nearest field that may be null.
 */
import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Run } from './run.ts';
import type { SelectedField, Selections } from './selections.ts';
import { isObject, type RawObject } from './values.ts';

/** Says that a value may not be null but is: the parent has to go. */
const GONE = Symbol('gone');

type Completed = unknown | typeof GONE;

export class Completion {
  readonly #schema: GraphQLSchema;
  readonly #run: Run;
  readonly #path: (string | number)[] = [];

  constructor(schema: GraphQLSchema, run: Run) {
    this.#schema = schema;
    this.#run = run;
  }

  /** The `data` of the answer. `meta` holds the answers of `__schema` and `__type`. */
  root(type: GraphQLObjectType, selections: Selections, meta: RawObject): RawObject | null {
    const data = this.#fields({ ...this.#run.data, ...meta }, this.#run.data, type, selections);
    return data === GONE ? null : (data as RawObject);
  }

  #fields(
    raw: RawObject,
    identity: RawObject,
    type: GraphQLObjectType,
    selections: Selections,
  ): Completed {
    const result: RawObject = {};
    let gone = false;
    for (const field of selections.of(type)) {
      this.#path.push(field.key);
      const value = this.#field(raw, identity, type, field);
      this.#path.pop();
      if (value === GONE) gone = true;
      else result[field.key] = value;
    }
    return gone ? GONE : result;
  }

  #field(
    raw: RawObject,
    identity: RawObject,
    type: GraphQLObjectType,
    field: SelectedField,
  ): Completed {
    if (field.name === '__typename') return type.name;
    if (field.type === undefined) return raw[field.key] ?? null;
    const value = raw[field.key];
    if (value === undefined || value === null) {
      const reason = this.#run.reasonOfLoss(identity, field.key);
      if (reason !== undefined) this.#run.addError({ ...reason, path: [...this.#path] });
    }
    return this.#value(value, field.type, type, field);
  }

  #value(
    raw: unknown,
    type: GraphQLOutputType,
    parent: GraphQLObjectType,
    field: SelectedField,
  ): Completed {
    if (isNonNullType(type)) {
      const value = this.#nullable(raw, type.ofType, parent, field);
      if (value !== null) return value;
      if (!this.#run.hasErrorUnder(this.#path)) {
        this.#complain(`Cannot return null for non-nullable field ${parent.name}.${field.name}.`);
      }
      return GONE;
    }
    return this.#nullable(raw, type, parent, field);
  }

  /** Never GONE: what is gone below ends here as null. */
  #nullable(
    raw: unknown,
    type: Exclude<GraphQLOutputType, { readonly __nonNull?: never }>,
    parent: GraphQLObjectType,
    field: SelectedField,
  ): unknown {
    if (raw === undefined || raw === null) return null;
    if (isListType(type)) return this.#list(raw, type.ofType, parent, field);
    if (isObjectType(type) || isAbstractType(type)) {
      const runtimeType = isObject(raw) ? this.#runtimeType(raw, type) : undefined;
      if (!isObject(raw) || runtimeType === undefined || field.selections === undefined) {
        this.#complain(
          `${parent.name}.${field.name} came back as something that is not a ${type.name}.`,
        );
        return null;
      }
      const value = this.#fields(raw, raw, runtimeType, field.selections);
      return value === GONE ? null : value;
    }
    if (isEnumType(type) && type.getValue(String(raw)) === undefined) {
      this.#complain(
        `${parent.name}.${field.name} came back with a value that ${type.name} does not have.`,
      );
      return null;
    }
    return raw;
  }

  #list(
    raw: unknown,
    itemType: GraphQLOutputType,
    parent: GraphQLObjectType,
    field: SelectedField,
  ): unknown {
    if (!Array.isArray(raw)) {
      this.#complain(`${parent.name}.${field.name} came back as something that is not a list.`);
      return null;
    }
    const items: unknown[] = new Array(raw.length);
    let gone = false;
    for (let index = 0; index < raw.length; index += 1) {
      this.#path.push(index);
      const item = this.#value(raw[index], itemType, parent, field);
      this.#path.pop();
      if (item === GONE) gone = true;
      else items[index] = item;
    }
    return gone ? null : items;
  }

  #runtimeType(raw: RawObject, type: GraphQLOutputType): GraphQLObjectType | undefined {
    if (isObjectType(type)) return type;
    const named =
      typeof raw.__typename === 'string' ? this.#schema.getType(raw.__typename) : undefined;
    return isObjectType(named) && isAbstractType(type) && this.#schema.isSubType(type, named)
      ? named
      : undefined;
  }

  #complain(message: string): void {
    this.#run.addError({
      message,
      path: [...this.#path],
      extensions: { code: 'INCOMPLETE_ANSWER' },
    });
  }
}
