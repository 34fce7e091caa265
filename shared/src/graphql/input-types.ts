/**
 * Makes GraphQL input types out of zod schemas: objects, lists, optionals, enums, texts, whole numbers, booleans and
 * the scalars of `inputs.ts`. Invariant: one name stands for one shape; a second shape under a taken name is refused.
 */
import {
  type ArgumentRef,
  type EnumRef,
  InputFieldBuilder,
  InputObjectRef,
  type InputRef,
} from '@pothos/core';
import type { z } from 'zod';
import type { RequestContext } from '../module.ts';
import { readWith } from './arguments.ts';
import type { Builder, Types } from './builder-types.ts';
import { type EnumDefinition, graphqlNames } from './inputs.ts';
import { definitionOf, unwrapped } from './parse-input.ts';

type AnyTypes = Types<RequestContext>;
type AnyBuilder = Builder<RequestContext>;
type InputTypeParam = InputRef<unknown> | keyof AnyTypes['inputShapes'];

interface Field {
  readonly type: InputTypeParam | readonly [InputTypeParam];
  readonly required: boolean;
  readonly description: string;
  readonly defaultValue: unknown;
}

interface Made {
  readonly objects: Map<string, { readonly schema: z.ZodType; readonly ref: InputRef<unknown> }>;
  readonly enums: Map<string, { readonly definition: EnumDefinition; readonly ref: unknown }>;
}

const madeBy = new WeakMap<object, Made>();

function madeOf(builder: object): Made {
  const known = madeBy.get(builder);
  if (known !== undefined) return known;
  const made: Made = { objects: new Map(), enums: new Map() };
  madeBy.set(builder, made);
  return made;
}

/** The GraphQL enum of a `defineEnum` schema, made once per builder. */
export function enumType<C extends RequestContext, V extends Readonly<Record<string, string>>>(
  builder: Builder<C>,
  schema: z.ZodEnum<V>,
): EnumRef<Types<C>, V[keyof V]> {
  const definition = graphqlNames.get(schema)?.enumeration;
  if (definition === undefined)
    throw new Error('Only an enum made by defineEnum has a name and descriptions');
  return enumRef(builder as unknown as AnyBuilder, definition) as EnumRef<Types<C>, V[keyof V]>;
}

function enumRef(builder: AnyBuilder, definition: EnumDefinition): unknown {
  const { enums } = madeOf(builder);
  const known = enums.get(definition.name);
  if (known !== undefined) {
    if (known.definition !== definition) throw new Error(`Two enums are called ${definition.name}`);
    return known.ref;
  }
  const values = Object.fromEntries(
    Object.entries(definition.values).map(([value, description]) => [
      value,
      { value, description },
    ]),
  );
  const ref = builder.enumType(definition.name, { description: definition.description, values });
  enums.set(definition.name, { definition, ref });
  return ref;
}

/** An input type of its own, for filters: `t.arg({ type: inputType(builder, 'MemberFilter', schema) })` arrives parsed. */
export function inputType<C extends RequestContext, S extends z.ZodObject>(
  builder: Builder<C>,
  name: string,
  schema: S,
): InputObjectRef<Types<C>, z.output<S>> {
  const ref = objectRef(builder as unknown as AnyBuilder, name, schema);
  return ref as unknown as InputObjectRef<Types<C>, z.output<S>>;
}

function objectRef(builder: AnyBuilder, name: string, schema: z.ZodType): InputRef<unknown> {
  const { objects } = madeOf(builder);
  const known = objects.get(name);
  if (known !== undefined) {
    if (known.schema !== schema && !sameShape(known.schema, schema))
      throw new Error(`Two input types are called ${name}`);
    return known.ref;
  }
  const ref = new InputObjectRef<AnyTypes, unknown>(name);
  objects.set(name, { schema, ref });
  readWith(ref, schema);
  const stem = name.replace(/Input$/, '');
  builder.inputType(ref as never, {
    description: schema.description ?? `Input of ${stem}.`,
    fields: (t: InputFieldBuilder<AnyTypes, 'InputObject'>) =>
      Object.fromEntries(
        Object.entries(definitionOf(schema).shape ?? {}).map(([key, field]) => [
          key,
          t.field(fieldOf(builder, field, `${stem}${capitalised(key)}`) as never),
        ]),
      ) as never,
  });
  return ref;
}

/** A described copy of a schema keeps the shape object of the original. */
function sameShape(a: z.ZodType, b: z.ZodType): boolean {
  return definitionOf(a).shape === definitionOf(b).shape;
}

function fieldOf(builder: AnyBuilder, schema: z.ZodType, place: string): Field {
  return {
    type: typeOf(builder, schema, place),
    required: !isAbsentable(schema),
    description: describedAs(schema) ?? '',
    defaultValue: plainDefault(schema),
  };
}

function describedAs(schema: z.ZodType): string | undefined {
  const { innerType } = definitionOf(schema);
  return schema.description ?? (innerType === undefined ? undefined : describedAs(innerType));
}

function isAbsentable(schema: z.ZodType): boolean {
  const { type, innerType } = definitionOf(schema);
  if (['optional', 'nullable', 'default', 'prefault', 'catch'].includes(type)) return true;
  return innerType !== undefined && type !== 'nonoptional' && isAbsentable(innerType);
}

function plainDefault(schema: z.ZodType): unknown {
  const { type, defaultValue } = definitionOf(schema);
  if (type !== 'default') return undefined;
  return ['string', 'number', 'boolean'].includes(typeof defaultValue) ? defaultValue : undefined;
}

function typeOf(
  builder: AnyBuilder,
  schema: z.ZodType,
  place: string,
): InputTypeParam | readonly [InputTypeParam] {
  const core = unwrapped(schema);
  const named = graphqlNames.get(core);
  if (named?.scalar !== undefined) return named.scalar;
  if (named?.enumeration !== undefined)
    return enumRef(builder, named.enumeration) as InputTypeParam;
  const { type, element } = definitionOf(core);
  if (type === 'object') return objectRef(builder, named?.object ?? `${place}Input`, core);
  if (type === 'array' && element !== undefined) {
    const item = typeOf(builder, element, place);
    if (Array.isArray(item))
      throw new Error(
        `${place}: a list of lists is not supported; wrap the inner list in an object`,
      );
    return [item as InputTypeParam];
  }
  return scalarOf(core, place);
}

function scalarOf(schema: z.ZodType, place: string): InputTypeParam {
  const { type } = definitionOf(schema);
  if (type === 'string') return 'String';
  if (type === 'boolean') return 'Boolean';
  const format = (schema.def as { format?: string }).format;
  const isInt =
    (schema as { isInt?: boolean }).isInt === true || format === 'safeint' || format === 'int32';
  if (type === 'number' && isInt) return 'Int';
  if (type === 'number')
    throw new Error(
      `${place}: a fraction is a decimalInput, a count is z.int(); floats are not taken`,
    );
  if (type === 'enum')
    throw new Error(
      `${place}: make the enum with defineEnum, so that it has a name and descriptions`,
    );
  throw new Error(`${place}: no GraphQL input type for a zod ${type}`);
}

/**
 * Arguments of a query field out of a zod object; the resolver gets the parsed values.
 * `args: argsOf(builder, 'member', z.object({ id: idInput('mem').describe('The member.') }))`
 */
export function argsOf<C extends RequestContext, S extends z.ZodObject>(
  builder: Builder<C>,
  place: string,
  schema: S,
): { [K in keyof z.output<S>]-?: ArgumentRef<Types<C>, z.output<S>[K]> } {
  const known = builder as unknown as AnyBuilder;
  const t = new InputFieldBuilder<AnyTypes, 'Arg'>(known, 'Arg').argBuilder();
  const args = Object.entries(definitionOf(schema).shape ?? {}).map(([key, field]) => [
    key,
    t({
      ...fieldOf(known, field, `${capitalised(place)}${capitalised(key)}`),
      extensions: { zod: field },
    } as never),
  ]);
  return Object.fromEntries(args);
}

export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
