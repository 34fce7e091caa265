/**
 * Mutations. A command takes one `input` with an idempotency key and answers a union of its result and the refusals.
 * Invariant: an input that does not parse changes nothing, because `execute` is never called.
 */
import type { ObjectRef, UnionRef } from '@pothos/core';
import type { z } from 'zod';
import type { RequestContext } from '../module.ts';
import { type Outcome, RefusalError } from '../outcome.ts';
import type { CallerClass, Principal } from '../principal.ts';
import type { Builder, Types } from './builder-types.ts';
import { commonTypes, REFUSAL_TYPES, ShownRefusal } from './common-types.ts';
import { capitalised, inputType } from './input-types.ts';
import { idempotencyKeyInput } from './inputs.ts';
import { parseInput } from './parse-input.ts';

export type CommandInput<S extends z.ZodObject> = z.output<S> & { readonly idempotencyKey: string };

export interface CommandOptions<C extends RequestContext, S extends z.ZodObject, T> {
  readonly description: string;
  /** Classes of caller that may order this. */
  readonly access: readonly CallerClass[];
  /** Every key described; `idempotencyKey` is added. */
  readonly input: S;
  /** The type of the answer when all goes well. */
  readonly success: ObjectRef<Types<C>, T>;
  readonly execute: (
    caller: Principal,
    input: CommandInput<S>,
    context: C,
  ) => Promise<Outcome<NoInfer<T>>>;
  readonly deprecationReason?: string;
}

const withMutationType = new WeakSet<object>();

/** Adds the mutation `name` with the types `<Name>Input` and `<Name>Result`. */
export function commandField<C extends RequestContext, S extends z.ZodObject, T>(
  builder: Builder<C>,
  name: string,
  options: CommandOptions<C, S, T>,
): void {
  const known = builder as unknown as Builder<RequestContext>;
  if (!withMutationType.has(builder)) known.mutationType({ description: 'What can be ordered.' });
  withMutationType.add(builder);
  const schema = withKey(name, options.input);
  const input = inputType(known, `${capitalised(name)}Input`, schema);
  const result = resultUnion(
    known,
    name,
    options.success as unknown as ObjectRef<Types<RequestContext>, unknown>,
  );
  const execute = options.execute as unknown as (
    caller: Principal,
    input: unknown,
    context: object,
  ) => Promise<Outcome<unknown>>;
  known.mutationField(name, (t) =>
    t.field({
      type: result,
      description: options.description,
      access: options.access,
      ...(options.deprecationReason === undefined
        ? {}
        : { deprecationReason: options.deprecationReason }),
      extensions: { command: true, readsOwnInput: true },
      args: {
        input: t.arg({
          type: input as never,
          required: true,
          description: 'What is wished, and its idempotency key.',
        }),
      },
      resolve: async (_root, args, context) => {
        const outcome = await runCommand(schema, (args as { input: unknown }).input, (parsed) =>
          execute(context.caller, parsed, context),
        );
        return outcome.ok ? outcome.value : new ShownRefusal(outcome.refusal, context.locale);
      },
    }),
  );
}

function withKey(name: string, input: z.ZodObject): z.ZodObject {
  if ('idempotencyKey' in input.shape)
    throw new Error(`${name}: idempotencyKey is added to every command; leave it out`);
  const key = idempotencyKeyInput().describe(
    'Chosen by the caller, 1 to 200 printable ASCII characters. Sending the same input again under the same key gives the first answer again; nothing happens twice.',
  );
  return input
    .safeExtend({ idempotencyKey: key })
    .describe(input.description ?? `Input of ${name}.`);
}

async function runCommand(
  schema: z.ZodObject,
  raw: unknown,
  execute: (input: unknown) => Promise<Outcome<unknown>>,
): Promise<Outcome<unknown>> {
  const parsed = parseInput(schema, raw);
  if (!parsed.ok) return parsed;
  try {
    return await execute(parsed.value);
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

function resultUnion(
  builder: Builder<RequestContext>,
  name: string,
  success: ObjectRef<Types<RequestContext>, unknown>,
): UnionRef<Types<RequestContext>, unknown> {
  return builder.unionType(`${capitalised(name)}Result`, {
    description: `${success.name} when ${name} is done, or the refusal that says why not.`,
    types: [success as never, ...commonTypes(builder).refusals],
    resolveType: (value: unknown) =>
      value instanceof ShownRefusal ? REFUSAL_TYPES[value.kind] : success.name,
  }) as unknown as UnionRef<Types<RequestContext>, unknown>;
}
