/**
 * The scalars of the API. Each reads text into one canonical form and prints that form again.
 * Invariant: what cannot be read becomes `Malformed`, never a guess; the argument reader turns it into a typed
 * refusal (commands) or a BAD_USER_INPUT error (queries), so no resolver ever sees it.
 */
import { GraphQLError, GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import { isDate } from '../business-time.ts';
import { readPhone } from '../phone.ts';
import { isUscc } from './uscc.ts';

/** A value that a scalar could not read, on its way to a refusal that names the field. */
export class Malformed {
  readonly scalar: string;
  readonly raw: unknown;
  constructor(scalar: string, raw: unknown) {
    this.scalar = scalar;
    this.raw = raw;
  }
}

/** What resolvers are given (Input) and may return (Output) for each scalar. */
export type ScalarShapes = {
  ID: { Input: string; Output: string };
  Decimal: { Input: string; Output: string };
  Date: { Input: string; Output: string };
  DateTime: { Input: Date; Output: Date };
  Phone: { Input: string; Output: string };
  Usccode: { Input: string; Output: string };
  JSON: { Input: unknown; Output: unknown };
};

const DECIMAL = /^-?(0|[1-9]\d{0,29})(\.\d{1,18})?$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** Plain decimal notation, at most 30 digits before the point and 18 after; undefined for anything else. */
export function readDecimal(raw: unknown): string | undefined {
  // A whole number that JSON carries exactly is no loss; a fraction may already have been rounded, so it is refused.
  const text = typeof raw === 'number' && Number.isSafeInteger(raw) ? String(raw) : raw;
  if (typeof text !== 'string' || !DECIMAL.test(text)) return undefined;
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text;
}

/** RFC 3339 with an offset; milliseconds are kept, finer parts are cut off. */
export function readDateTime(raw: unknown): Date | undefined {
  if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? undefined : raw;
  if (typeof raw !== 'string' || !DATE_TIME.test(raw) || !isDate(raw.slice(0, 10)))
    return undefined;
  const at = new Date(raw.toUpperCase());
  return Number.isNaN(at.getTime()) ? undefined : at;
}

export function readUscc(raw: unknown): string | undefined {
  const text = typeof raw === 'string' ? raw.trim().toUpperCase() : '';
  return isUscc(text) ? text : undefined;
}

export function readDate(raw: unknown): string | undefined {
  return typeof raw === 'string' && isDate(raw) ? raw : undefined;
}

function scalar<T>(
  name: string,
  description: string,
  read: (raw: unknown) => T | undefined,
  print: (value: T) => unknown,
) {
  const parseValue = (raw: unknown) => {
    const value = read(raw);
    return value === undefined ? new Malformed(name, raw) : value;
  };
  return new GraphQLScalarType<unknown, unknown>({
    name,
    description,
    parseValue,
    parseLiteral: (node, variables) => parseValue(valueFromASTUntyped(node, variables)),
    serialize: (raw) => {
      const value = read(raw);
      if (value === undefined)
        throw new GraphQLError(`A resolver answered something that is no ${name}`);
      return print(value);
    },
  });
}

const asIs = <T>(value: T): T => value;

/** A fresh set for each builder: a schema owns its types. */
export function commonScalars(): readonly GraphQLScalarType[] {
  return [
    scalar(
      'Decimal',
      'An exact decimal number as text, in plain notation such as "12.50": no exponent, no thousands separator. The unit is said where it is used.',
      readDecimal,
      asIs,
    ),
    scalar('Date', 'A calendar date, YYYY-MM-DD, in the time zone of the group.', readDate, asIs),
    scalar(
      'DateTime',
      'An instant, RFC 3339; always printed in UTC with milliseconds.',
      readDateTime,
      (at) => at.toISOString(),
    ),
    scalar(
      'Phone',
      'A telephone number in E.164, such as "+8613800138000". Without a country code it is read as one of mainland China, else of Hong Kong, Macau or Taiwan.',
      readPhone,
      asIs,
    ),
    scalar(
      'Usccode',
      'A Unified Social Credit Code (GB 32100-2015): 18 characters whose check character fits.',
      readUscc,
      asIs,
    ),
    new GraphQLScalarType<unknown, unknown>({
      name: 'JSON',
      description: 'Any JSON value. Used only where the shape is open by nature.',
    }),
  ];
}
