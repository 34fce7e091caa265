/**
 * House rules of a schema, checked by tests: everything is described, root fields say who may use them, mutations are
 * commands, and what another module owns may be null, so that one module that is down never empties a whole list.
 */
import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { accessOf } from './access.ts';

interface Directive {
  readonly name: string;
  readonly args?: { readonly fields?: string; readonly resolvable?: boolean };
}

/** Complaints about one subgraph's schema; empty when it keeps the rules. */
export function lintSubgraph(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isMachinery(type));
  return [
    ...types.flatMap(undescribed),
    ...types.flatMap((type) => crossModuleFaults(type)),
    ...rootFaults(schema),
  ];
}

function isMachinery(type: GraphQLNamedType): boolean {
  return (
    type.name.startsWith('_') ||
    isSpecifiedScalarType(type) ||
    /^(link__|federation__|FieldSet$)/.test(type.name)
  );
}

/** Types, fields, arguments and enum values without a description. */
export function undescribed(type: GraphQLNamedType): string[] {
  // The stub of another module's entity is described by its owner.
  const own = isObjectType(type) && isForeign(type) ? [] : missing(type.name, type.description);
  if (isEnumType(type)) {
    return [
      ...own,
      ...type
        .getValues()
        .flatMap((value) => missing(`${type.name}.${value.name}`, value.description)),
    ];
  }
  if (isInputObjectType(type)) {
    return [
      ...own,
      ...Object.values(type.getFields()).flatMap((field) =>
        missing(`${type.name}.${field.name}`, field.description),
      ),
    ];
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    return [...own, ...fieldsOf(type).flatMap((field) => undescribedField(type, field))];
  }
  return own;
}

function undescribedField(
  type: GraphQLObjectType | GraphQLInterfaceType,
  field: GraphQLField<unknown, unknown>,
): string[] {
  const place = `${type.name}.${field.name}`;
  const isForeignKey =
    isObjectType(type) && isForeign(type) && keyFields(type).includes(field.name);
  return [
    ...(isForeignKey ? [] : missing(place, field.description)),
    ...field.args.flatMap((arg) => missing(`${place}(${arg.name}:)`, arg.description)),
  ];
}

function missing(place: string, description: string | null | undefined): string[] {
  return description === null || description === undefined || description.trim() === ''
    ? [`${place} has no description`]
    : [];
}

function fieldsOf(
  type: GraphQLObjectType | GraphQLInterfaceType,
): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));
}

function directivesOf(
  type: GraphQLNamedType | GraphQLField<unknown, unknown>,
): readonly Directive[] {
  const { directives } = type.extensions as { readonly directives?: readonly Directive[] };
  return Array.isArray(directives) ? directives : [];
}

/** An entity that another module owns, as `externalRef` makes it. */
function isForeign(type: GraphQLObjectType): boolean {
  return directivesOf(type).some(({ name }) => name === 'extends');
}

function keyFields(type: GraphQLObjectType): string[] {
  return directivesOf(type)
    .filter(({ name }) => name === 'key')
    .flatMap(({ args }) => (args?.fields ?? '').split(/[\s{}]+/));
}

function crossModuleFaults(type: GraphQLNamedType): string[] {
  if (!isObjectType(type)) return [];
  const references = fieldsOf(type)
    .filter(({ type: fieldType }) => demandsForeign(fieldType))
    .map(
      (field) =>
        `${type.name}.${field.name} must be nullable: another module owns ${getNamedType(field.type).name}`,
    );
  const faults = [...references, ...requiresFaults(type)];
  return isForeign(type) ? [...faults, ...foreignFaults(type)] : faults;
}

/** The query planner cannot plan every operation over fields with @requires; a subgraph that asks the door can. */
function requiresFaults(type: GraphQLObjectType): string[] {
  return fieldsOf(type)
    .filter((field) => directivesOf(field).some(({ name }) => name === 'requires'))
    .map(
      ({ name }) =>
        `${type.name}.${name} must not use requires: ask the other module's door instead`,
    );
}

/** True when the entity itself, alone or as an item of a list, may not be null. */
function demandsForeign(type: GraphQLOutputType): boolean {
  if (isNonNullType(type)) {
    const inner: GraphQLOutputType = type.ofType;
    return isListType(inner)
      ? demandsForeign(inner.ofType)
      : isObjectType(inner) && isForeign(inner);
  }
  return isListType(type) && demandsForeign(type.ofType);
}

function foreignFaults(type: GraphQLObjectType): string[] {
  const keys = keyFields(type);
  const isGiven = ({ name }: Directive) => name === 'external';
  const contributed = fieldsOf(type).filter(
    (field) => !keys.includes(field.name) && !directivesOf(field).some(isGiven),
  );
  const isStub = contributed.length === 0;
  const resolvable = directivesOf(type).some(
    ({ name, args }) => name === 'key' && args?.resolvable !== false,
  );
  return [
    ...(isStub && resolvable
      ? [`${type.name} is only a reference here: give externalRef a keyDirective(…, false)`]
      : []),
    ...contributed
      .filter((field) => isNonNullType(field.type))
      .map(
        ({ name }) =>
          `${type.name}.${name} must be nullable: it is added to an entity that another module owns`,
      ),
  ];
}

function rootFaults(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter(
    (type) => type !== undefined && type !== null,
  );
  const unguarded = roots.flatMap((root) =>
    fieldsOf(root)
      .filter((field) => (accessOf(field)?.length ?? 0) === 0)
      .map(({ name }) => `${root.name}.${name} has no access list`),
  );
  const mutation = schema.getMutationType();
  const rogue = mutation
    ? fieldsOf(mutation).filter((field) => field.extensions.command !== true)
    : [];
  return [
    ...unguarded,
    ...rogue.map(({ name }) => `Mutation.${name} must be made by commandField`),
  ];
}
