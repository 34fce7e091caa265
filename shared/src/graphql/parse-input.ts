/**
 * Reads raw input with a zod schema. Null is read as absent (GraphQL clients send null for "nothing"), the first thing
 * wrong becomes a VALIDATION refusal that names the field and the mend. Used by GraphQL, REST and commands alike.
 */
import type { z } from 'zod';
import { accept, type Outcome, type Refusal, type RefusalParam, refuse } from '../outcome.ts';
import { graphqlNames } from './inputs.ts';
import { Malformed } from './scalars.ts';

type Path = readonly PropertyKey[];

/** `path` is put before the paths of refusals: the name of the argument, for one. */
export function parseInput<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  path: readonly string[] = [],
): Outcome<z.output<S>> {
  const value = cleanerOf(schema)(raw);
  const parsed = schema.safeParse(value);
  if (parsed.success) return accept(parsed.data);
  const [issue] = parsed.error.issues;
  return { ok: false, refusal: refusalOf(issue, value, path) };
}

/** The parts of a zod definition that matter for walking it. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly out?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly getter?: () => z.ZodType;
  readonly defaultValue?: unknown;
  readonly entries?: Readonly<Record<string, string>>;
}

export function definitionOf(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

/** The schema under wrappers that change nothing about the shape of the raw value. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  const { type, innerType, in: input, out, getter } = definitionOf(schema);
  if (graphqlNames.get(schema) !== undefined) return schema;
  if (innerType !== undefined && type !== 'promise') return unwrapped(innerType);
  if (type === 'pipe' && input !== undefined && out !== undefined) {
    return unwrapped(definitionOf(input).type === 'transform' ? out : input);
  }
  if (type === 'lazy' && getter !== undefined) return unwrapped(getter());
  return schema;
}

type Cleaner = (raw: unknown) => unknown;

const cleaners = new WeakMap<z.ZodType, Cleaner>();

/** Drops nulls as the schema has them. A schema never changes, so it is walked once. */
function cleanerOf(schema: z.ZodType): Cleaner {
  const known = cleaners.get(schema);
  if (known !== undefined) return known;
  const made = cleanerOfCore(unwrapped(schema));
  cleaners.set(schema, made);
  return made;
}

function cleanerOfCore(core: z.ZodType): Cleaner {
  const { shape, element } = definitionOf(core);
  if (shape !== undefined) {
    // Fields are looked up when they come: a schema may hold itself.
    const fields = new Map(Object.entries(shape));
    return (raw) => (isPlain(raw) ? withoutNullFields(fields, raw) : leaf(raw));
  }
  if (element !== undefined)
    return (raw) =>
      Array.isArray(raw) ? raw.map((item: unknown) => cleanerOf(element)(item)) : leaf(raw);
  return leaf;
}

function leaf(raw: unknown): unknown {
  return raw instanceof Malformed ? raw.raw : (raw ?? undefined);
}

const isPlain = (raw: unknown): raw is Record<string, unknown> =>
  isRecord(raw) && !(raw instanceof Malformed);

function withoutNullFields(
  fields: ReadonlyMap<string, z.ZodType>,
  raw: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(raw)) {
    const item = raw[key];
    if (item === null || item === undefined) continue;
    const field = fields.get(key);
    const value = field === undefined ? item : cleanerOf(field)(item);
    // An own field whatever its name: nothing may reach the prototype.
    if (key === '__proto__') Object.defineProperty(kept, key, { value, enumerable: true });
    else kept[key] = value;
  }
  return kept;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

function refusalOf(
  issue: z.core.$ZodIssue | undefined,
  value: unknown,
  prefix: readonly string[],
): Refusal {
  const issuePath: Path = issue?.path ?? [];
  const path = [...prefix, ...issuePath.map(String)];
  const [code, params] = explain(issue, valueAt(value, issuePath));
  return refuse('VALIDATION', code, params, path).refusal;
}

type Explanation = readonly [code: string, params: Readonly<Record<string, RefusalParam>>];

function explain(issue: z.core.$ZodIssue | undefined, given: unknown): Explanation {
  if (given === undefined && issue?.code !== 'unrecognized_keys' && issue?.path.length !== 0)
    return ['INPUT_REQUIRED', {}];
  switch (issue?.code) {
    case 'custom':
      return explainCustom(issue.message, issue.params);
    case 'invalid_type':
      return ['INPUT_WRONG_TYPE', { expected: issue.expected }];
    case 'too_small':
      return [
        sized('INPUT_TOO_SMALL', 'INPUT_TOO_SHORT', 'INPUT_TOO_FEW', issue.origin),
        { minimum: String(issue.minimum) },
      ];
    case 'too_big':
      return [
        sized('INPUT_TOO_BIG', 'INPUT_TOO_LONG', 'INPUT_TOO_MANY', issue.origin),
        { maximum: String(issue.maximum) },
      ];
    case 'invalid_value':
      return ['INPUT_NOT_ONE_OF', { values: issue.values.map(String) }];
    case 'invalid_format':
      return [
        'INPUT_WRONG_FORMAT',
        { format: issue.format === 'regex' ? (issue.pattern ?? 'regex') : issue.format },
      ];
    case 'unrecognized_keys':
      return ['INPUT_UNKNOWN_FIELD', { fields: issue.keys }];
    default:
      return ['INPUT_INVALID', { reason: issue?.message ?? '' }];
  }
}

function explainCustom(
  message: string,
  params: Readonly<Record<string, unknown>> | undefined,
): Explanation {
  const { refusal, ...rest } = params ?? {};
  if (typeof refusal !== 'string') return ['INPUT_INVALID', { reason: message }];
  return [refusal, rest as Readonly<Record<string, RefusalParam>>];
}

function sized(ofNumber: string, ofText: string, ofList: string, origin: string): string {
  if (origin === 'string') return ofText;
  return origin === 'array' || origin === 'set' ? ofList : ofNumber;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path)
    at =
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  return at;
}
