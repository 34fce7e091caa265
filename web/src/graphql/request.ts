/**
 * The one way to the server's graph. Adds who is calling and in which language, renews an access token that has ended,
 * and turns what went wrong into the types of `failures.ts`.
 */
import { print } from '@0no-co/graphql.web';
import type { TadaDocumentNode } from 'gql.tada';
import { currentLocale } from '../i18n/locale.ts';
import { accessToken, forgetSession } from '../session/session.ts';
import { Failed, NotAllowed, SignedOut, TooMany, Unreachable } from './failures.ts';

const TIMEOUT_MS = 20_000;

export interface Answer<Data> {
  readonly data: Data;
  /** Parts of the answer that failed or that the caller may not see; `data` has null there. */
  readonly missing: readonly { readonly path: string; readonly code: string }[];
}

interface RawAnswer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string };
  }[];
}

const printed = new WeakMap<object, string>();

function textOf(document: object): string {
  const known = printed.get(document);
  if (known !== undefined) return known;
  const text = print(document as Parameters<typeof print>[0]);
  printed.set(document, text);
  return text;
}

/** The data of an operation; throws unless all of it came. */
export async function request<Data, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  return (await ask(document, variables, signal)).data;
}

/** Like `request`, for pages of many parts: says which parts are missing instead of failing as a whole. */
export async function ask<Data, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer<Data>> {
  const body = JSON.stringify({ query: textOf(document), variables });
  const token = await accessToken();
  let response = await post(body, token, signal);
  if (response.status === 401 && token !== undefined) {
    response = await post(body, await accessToken({ notThis: token }), signal);
    if (response.status === 401) forgetSession();
  }
  return read<Data>(response);
}

async function post(
  body: string,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': currentLocale(),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new Unreachable(String(error));
  }
}

async function read<Data>(response: Response): Promise<Answer<Data>> {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  if (response.status === 401) throw new SignedOut();
  if (response.status === 429)
    throw new TooMany(Number(response.headers.get('retry-after') ?? '1'));
  if (response.status >= 502) throw new Unreachable(`HTTP ${response.status}`);
  const answer = (await response.json().catch(() => ({}))) as RawAnswer;
  const errors = answer.errors ?? [];
  if (answer.data === undefined || answer.data === null) throw failure(errors, requestId);
  return {
    data: answer.data as Data,
    missing: errors.map(({ path, extensions }) => ({
      path: (path ?? []).join('.'),
      code: extensions?.code ?? 'FAILED',
    })),
  };
}

function failure(errors: NonNullable<RawAnswer['errors']>, requestId: string | undefined): Error {
  const [first] = errors;
  const code = first?.extensions?.code ?? 'FAILED';
  const message = first?.message ?? '';
  if (code === 'UNAUTHENTICATED') return new SignedOut(message);
  if (code === 'FORBIDDEN') return new NotAllowed(message);
  return new Failed(code, message, requestId);
}
