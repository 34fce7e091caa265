/**
 * Building blocks of inputs: zod schemas that know their GraphQL type. The same schema makes the input type, reads the
 * value and explains what is wrong with it, so the three cannot drift apart.
 */
import { z } from 'zod';
import { formatAmount, parseAmount } from '../amounts.ts';
import { isId, type TypeId } from '../ids.ts';
import type { RefusalParam } from '../outcome.ts';
import { readPhone } from '../phone.ts';
import { readDate, readDateTime, readDecimal, readUscc } from './scalars.ts';
import { hasUsccShape } from './uscc.ts';

/** What a schema is called in GraphQL. Kept beside zod's own metadata; `.describe()` and refinements inherit it. */
interface GraphqlName {
  /** A scalar. */
  readonly scalar?:
    | 'Decimal'
    | 'Date'
    | 'DateTime'
    | 'Phone'
    | 'Usccode'
    | 'ID'
    | 'JSON'
    | 'String';
  /** The name of an input object; without one it is made from the place where it is used. */
  readonly object?: string;
  readonly enumeration?: EnumDefinition;
}

export interface EnumDefinition {
  readonly name: string;
  readonly description: string;
  /** Value to its description. */
  readonly values: Readonly<Record<string, string>>;
}

export const graphqlNames = z.registry<GraphqlName>();

function scalarNamed<S extends z.ZodType>(
  scalar: NonNullable<GraphqlName['scalar']>,
  schema: S,
): S {
  graphqlNames.add(schema, { scalar });
  return schema;
}

/** An issue that becomes a refusal with a code and parameters of its own; its message comes from the catalogue. */
export function refusalIssue(code: string, params: Readonly<Record<string, RefusalParam>> = {}) {
  return { code: 'custom' as const, message: code, params: { refusal: code, ...params } };
}

function reading<T>(read: (raw: unknown) => T | undefined, code: string) {
  return z.unknown().transform((raw, context): T => {
    const value = read(raw);
    if (value !== undefined) return value;
    context.addIssue(refusalIssue(code));
    return z.NEVER;
  });
}

interface DecimalBounds {
  /** Decimals at most; the parsed text always has exactly this many. */
  readonly scale: number;
  /** Smallest allowed value, itself allowed, as decimal text. */
  readonly min?: string;
  readonly max?: string;
}

function decimalMinor({ scale, min, max }: DecimalBounds) {
  const bound = (text: string | undefined) => {
    const minor = text === undefined ? undefined : parseAmount(text, scale);
    if (text !== undefined && minor === undefined)
      throw new RangeError(`Not a decimal of scale ${scale}: ${text}`);
    return minor;
  };
  const [lowest, highest] = [bound(min), bound(max)];
  return z.unknown().transform((raw, context): bigint => {
    const text = readDecimal(raw);
    const minor = text === undefined ? undefined : parseAmount(text, scale);
    if (text === undefined) context.addIssue(refusalIssue('INPUT_DECIMAL_MALFORMED'));
    else if (minor === undefined)
      context.addIssue(refusalIssue('INPUT_DECIMAL_TOO_PRECISE', { scale }));
    else if (lowest !== undefined && minor < lowest)
      context.addIssue(refusalIssue('INPUT_TOO_SMALL', { minimum: min ?? '' }));
    else if (highest !== undefined && minor > highest)
      context.addIssue(refusalIssue('INPUT_TOO_BIG', { maximum: max ?? '' }));
    else return minor;
    return z.NEVER;
  });
}

/** An amount or rate: `decimalInput({ scale: 2, min: '0.01' })`. Parsed to decimal text with exactly `scale` decimals. */
export function decimalInput(bounds: DecimalBounds): z.ZodType<string, unknown> {
  return scalarNamed(
    'Decimal',
    decimalMinor(bounds).transform((minor) => formatAmount(minor, bounds.scale)),
  );
}

/** The same, parsed to a bigint of minor units: "12.50" at scale 2 is 1250n. */
export function minorInput(bounds: DecimalBounds): z.ZodType<bigint, unknown> {
  return scalarNamed('Decimal', decimalMinor(bounds));
}

export function dateTimeInput(): z.ZodType<Date, unknown> {
  return scalarNamed('DateTime', reading(readDateTime, 'INPUT_DATETIME_MALFORMED'));
}

/** Parsed to `YYYY-MM-DD`. */
export function dateInput(): z.ZodType<string, unknown> {
  return scalarNamed('Date', reading(readDate, 'INPUT_DATE_MALFORMED'));
}

/** Parsed to E.164. */
export function phoneInput(): z.ZodType<string, unknown> {
  return scalarNamed('Phone', reading(readPhone, 'INPUT_PHONE_MALFORMED'));
}

export function usccInput(): z.ZodType<string, unknown> {
  const schema = z.unknown().transform((raw, context): string => {
    const uscc = readUscc(raw);
    if (uscc !== undefined) return uscc;
    const shaped = typeof raw === 'string' && hasUsccShape(raw.trim().toUpperCase());
    context.addIssue(refusalIssue(shaped ? 'INPUT_USCC_CHECK_CHARACTER' : 'INPUT_USCC_MALFORMED'));
    return z.NEVER;
  });
  return scalarNamed('Usccode', schema);
}

/** A TypeID of one kind: `idInput('mem')` takes `mem_01j…` and refuses `cpn_01j…`. */
export function idInput<P extends string>(prefix: P): z.ZodType<TypeId<P>, unknown> {
  const schema = z.unknown().transform((raw, context): TypeId<P> => {
    if (isId(prefix, raw)) return raw;
    context.addIssue(refusalIssue('INPUT_ID_WRONG_KIND', { prefix }));
    return z.NEVER;
  });
  return scalarNamed('ID', schema);
}

/** 1 to 200 printable ASCII characters, chosen by the caller, the same for every retry of the same wish. */
export function idempotencyKeyInput(): z.ZodString {
  const schema = z
    .string()
    .min(1)
    .max(200)
    .refine((key) => /^[\x20-\x7e]+$/.test(key), refusalIssue('INPUT_KEY_UNPRINTABLE'));
  return scalarNamed('String', schema);
}

/** Any JSON; null inside is kept. Give it a schema of its own wherever the shape is known. */
export function jsonInput(): z.ZodType<unknown, unknown> {
  return scalarNamed('JSON', z.unknown());
}

/**
 * An enum for inputs and outputs alike. Use the schema in inputs, and `enumType(builder, schema)` for output fields.
 * `defineEnum('CouponKind', 'What a coupon gives.', { AMOUNT_OFF: 'An amount off the price.', … })`
 */
export function defineEnum<const V extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  values: V,
): z.ZodEnum<{ [K in keyof V & string]: K }> {
  const keys = Object.fromEntries(Object.keys(values).map((key) => [key, key])) as {
    [K in keyof V & string]: K;
  };
  const schema = z.enum(keys);
  graphqlNames.add(schema, { enumeration: { name, description, values } });
  return schema;
}

/** Names an input object, so that several inputs can share one GraphQL type: `namedInput('OrderLineInput', z.object({…}))`. */
export function namedInput<S extends z.ZodObject>(object: string, schema: S): S {
  graphqlNames.add(schema, { object });
  return schema;
}
