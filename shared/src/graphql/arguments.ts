/**
 * Reads the arguments of query fields before their resolvers see them. An argument derived from a zod schema arrives
 * parsed; any other argument arrives as GraphQL coerced it. Invariant: a `Malformed` scalar never reaches a resolver.
 */
import type {
  InputRef,
  PothosInputFieldConfig,
  PothosOutputFieldConfig,
  SchemaTypes,
} from '@pothos/core';
import { GraphQLError, type GraphQLFieldResolver } from 'graphql';
import { z } from 'zod';
import { messageOf } from '../messages.ts';
import type { RequestContext } from '../module.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import { parseInput } from './parse-input.ts';
import { Malformed } from './scalars.ts';

const schemaOfRef = new WeakMap<object, z.ZodType>();

/** Remembers which schema reads values of a derived input type. */
export function readWith(ref: InputRef<unknown>, schema: z.ZodType): void {
  schemaOfRef.set(ref, schema);
}

/** A query cannot answer a refusal by type, so bad arguments are a GraphQL error that carries the same facts. */
export function badInput(refusal: Refusal, context: Pick<RequestContext, 'locale'>): GraphQLError {
  const { code, path } = refusal;
  return new GraphQLError(`${path.join('.')}: ${messageOf(refusal, context.locale)}`, {
    extensions: { code: 'BAD_USER_INPUT', refusal: code, argument: path },
  });
}

type Reader = (raw: unknown) => Outcome<unknown>;

export function parseArguments<Types extends SchemaTypes>(
  _builder: PothosSchemaTypes.SchemaBuilder<Types>,
  resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
  config: PothosOutputFieldConfig<Types>,
): GraphQLFieldResolver<unknown, Types['Context'], object> {
  const readers = Object.entries(config.args).map(([name, arg]): readonly [string, Reader] => [
    name,
    readerOf(name, arg),
  ]);
  if (readers.length === 0 || config.extensions?.readsOwnInput === true) return resolve;
  return (parent, args, context, info) => {
    const given = args as Readonly<Record<string, unknown>>;
    const read: Record<string, unknown> = {};
    for (const [name, reader] of readers) {
      const outcome = reader(given[name]);
      if (!outcome.ok) throw badInput(outcome.refusal, context as RequestContext);
      if (outcome.value !== undefined) read[name] = outcome.value;
    }
    return resolve(parent, read, context, info);
  };
}

function readerOf<Types extends SchemaTypes>(
  name: string,
  arg: PothosInputFieldConfig<Types>,
): Reader {
  const { zod } = (arg.extensions ?? {}) as { readonly zod?: z.ZodType };
  if (zod !== undefined) return (raw) => parseInput(zod, raw, [name]);
  const { type } = arg;
  const item = type.kind === 'List' ? type.type : type;
  const schema =
    item.kind === 'InputObject' && typeof item.ref === 'object'
      ? schemaOfRef.get(item.ref)
      : undefined;
  if (schema === undefined) return (raw) => refuseMalformed(raw, [name]);
  const whole = type.kind === 'List' ? z.array(schema) : schema;
  return (raw) => parseInput(whole.optional(), raw, [name]);
}

const MALFORMED_CODES: Readonly<Record<string, string>> = {
  Decimal: 'INPUT_DECIMAL_MALFORMED',
  Date: 'INPUT_DATE_MALFORMED',
  DateTime: 'INPUT_DATETIME_MALFORMED',
  Phone: 'INPUT_PHONE_MALFORMED',
  Usccode: 'INPUT_USCC_MALFORMED',
};

function refuseMalformed(raw: unknown, path: readonly string[]): Outcome<unknown> {
  if (raw instanceof Malformed)
    return refuse(
      'VALIDATION',
      MALFORMED_CODES[raw.scalar] ?? 'INPUT_INVALID',
      { reason: '' },
      path,
    );
  if (typeof raw === 'object' && raw !== null && !(raw instanceof Date)) {
    for (const [key, item] of Object.entries(raw)) {
      const outcome = refuseMalformed(item, [...path, key]);
      if (!outcome.ok) return outcome;
    }
  }
  return { ok: true, value: raw };
}
