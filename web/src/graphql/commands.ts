/**
 * Orders to the server. Each intent gets one idempotency key, kept while its answer is unknown, so that pressing again
 * after a lost connection never does a thing twice. A definite answer, yes or no, ends the intent.
 */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { TadaDocumentNode } from 'gql.tada';
import { useRef } from 'react';
import { graphql } from './graphql.ts';
import { request } from './request.ts';

/** Spread it into every mutation, beside `__typename`: `... on Refusal { ...RefusalParts }`. */
export const RefusalParts = graphql(`
  fragment RefusalParts on Refusal {
    refusalCode: code
    refusalMessage: message
    refusalPath: path
    ... on RuleRefusal {
      refusalParams: params
    }
  }
`);

export interface Refusal {
  readonly code: string;
  /** What is wrong and how to mend it, in the reader's language. */
  readonly message: string;
  /** The input field at fault, outermost first. */
  readonly path: readonly string[];
  readonly params?: unknown;
}

type Root<Data> = Data[keyof Data];
export type Success<Data> = Exclude<Root<Data>, { __typename: `${string}Refusal` }>;
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

type Input<Variables> = Variables extends { input: infer Wish } ? Wish : never;
export type Wish<Variables> = Omit<Input<Variables>, 'idempotencyKey'>;

export function newKey(): string {
  return crypto.randomUUID();
}

/** One order with a key of the caller's choosing. */
export async function order<Data extends object, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  wish: Wish<Variables>,
  idempotencyKey: string = newKey(),
): Promise<Outcome<Success<Data>>> {
  const variables = { input: { ...wish, idempotencyKey } } as Variables;
  const [answer] = Object.values(await request(document, variables)) as [
    { readonly __typename?: string } | undefined,
  ];
  return answer?.__typename?.endsWith('Refusal') === true
    ? { ok: false, refusal: refusalOf(answer as unknown as RefusalAnswer) }
    : { ok: true, value: answer as Success<Data> };
}

interface RefusalAnswer {
  readonly refusalCode: string;
  readonly refusalMessage: string;
  readonly refusalPath: readonly string[];
  readonly refusalParams?: unknown;
}

function refusalOf(answer: RefusalAnswer): Refusal {
  return {
    code: answer.refusalCode,
    message: answer.refusalMessage,
    path: answer.refusalPath,
    params: answer.refusalParams,
  };
}

/**
 * An order as a page gives it. `run` answers the outcome; a thrown failure leaves the intent open, and running the same
 * wish again repeats it under the same key. Everything shown is asked again afterwards unless `refresh` is false.
 */
export function useCommand<Data extends object, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  { refresh = true }: { readonly refresh?: boolean } = {},
) {
  const client = useQueryClient();
  const open = useRef<{ readonly wish: string; readonly key: string } | undefined>(undefined);
  const mutation = useMutation({
    mutationFn: async (wish: Wish<Variables>) => {
      const text = JSON.stringify(wish);
      if (open.current?.wish !== text) open.current = { wish: text, key: newKey() };
      const outcome = await order(document, wish, open.current.key);
      open.current = undefined;
      return outcome;
    },
    onSuccess: async (outcome) => {
      if (refresh && outcome.ok) await client.invalidateQueries();
    },
  });
  const refusal = mutation.data?.ok === false ? mutation.data.refusal : undefined;
  return {
    run: mutation.mutateAsync,
    isRunning: mutation.isPending,
    refusal,
    failure: mutation.error ?? undefined,
    reset: mutation.reset,
  };
}
