/**
 * GraphQL over HTTP: POST with JSON, GET for queries. Status codes and media types follow the GraphQL-over-HTTP
 * specification. A request that a foreign page could make a browser send without asking first is refused.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contextOf } from '@guildhall/shared/http-context';
import { sendProblem } from '@guildhall/shared/problem';
import { Router as ExpressRouter, json, type Request, type RequestHandler } from 'express';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { Answer, Router } from '../router.ts';
import { PersistedQueries } from './persisted-queries.ts';
import { GRAPHIQL_CSP } from './security-headers.ts';
import type { Step } from './step.ts';

const BODY_LIMIT = 256 * 1_024;
const GRAPHQL_JSON = 'application/graphql-response+json';

const requestSchema = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

export interface GraphqlEndpointOptions {
  readonly router: Router;
  /** Serve GraphiQL to browsers. */
  readonly graphiql: boolean;
}

export interface GraphqlEndpoint {
  /** Whatever comes to the address, for Express. */
  readonly routes: ExpressRouter;
  /** The same for what `isPlainPost`, without Express. */
  readonly plainPost: Step;
}

export function graphqlEndpoint({ router, graphiql }: GraphqlEndpointOptions): GraphqlEndpoint {
  const endpoint = ExpressRouter();
  const persisted = new PersistedQueries();
  if (graphiql) endpoint.get('/', graphiqlPage());
  endpoint.use(
    refuseForeignPages,
    json({ limit: BODY_LIMIT, type: ['application/json', GRAPHQL_JSON] }),
  );
  endpoint.all('/', async (request, response) => {
    if (request.method !== 'POST' && request.method !== 'GET') {
      response.setHeader('Allow', 'GET, POST');
      return sendProblem(response, {
        status: 405,
        code: 'METHOD_NOT_ALLOWED',
        detail: 'Send GraphQL by POST, or queries by GET',
      });
    }
    const given: unknown = request.method === 'GET' ? fromQuery(request) : request.body;
    await answer(request, response, given, router, persisted);
  });
  return {
    routes: endpoint,
    plainPost: async (request, response) => {
      const text = await textOf(request);
      if (text === undefined) return;
      await answer(request, response, parsed(text), router, persisted);
    },
  };
}

const PLAIN_TYPES: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  GRAPHQL_JSON,
]);

/** What nearly all callers send: JSON of a length told beforehand and within bounds, not compressed. */
export function isPlainPost({ method, url, headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? 0);
  return (
    method === 'POST' &&
    url === '/graphql' &&
    PLAIN_TYPES.has(headers['content-type']) &&
    headers['content-encoding'] === undefined &&
    length > 0 &&
    length <= BODY_LIMIT
  );
}

/** Undefined when the caller hung up half way. */
function textOf(request: IncomingMessage): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () =>
    resolve((parts.length === 1 ? parts[0] : Buffer.concat(parts))?.toString()),
  );
  request.on('close', () => resolve(undefined));
  return promise;
}

/** Text that is no JSON is told to be malformed, as is JSON that is no request. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw Object.assign(error, { status: 400 });
    throw error;
  }
}

/** Cross-site request forgery: JSON bodies and own headers make a browser ask first, and CORS says no. */
const refuseForeignPages: RequestHandler = (request, response, next) => {
  const asksFirst =
    request.header('x-requested-with') ?? request.header('apollo-require-preflight') ?? '';
  if (request.method === 'GET' && asksFirst === '') {
    return sendProblem(response, {
      status: 400,
      code: 'CSRF_PREVENTED',
      detail: 'A GET needs an X-Requested-With header, so that no foreign page can send it',
    });
  }
  if (request.method === 'POST' && request.is(['application/json', GRAPHQL_JSON]) === false) {
    return sendProblem(response, {
      status: 415,
      code: 'NOT_JSON',
      detail: 'Send the request as application/json',
    });
  }
  next();
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  given: unknown,
  router: Router,
  persisted: PersistedQueries,
): Promise<void> {
  const read = requestSchema.safeParse(given);
  if (!read.success) {
    const detail =
      'Send one object with query, and perhaps operationName, variables and extensions';
    return sendProblem(response, { status: 400, code: 'REQUEST_MALFORMED', detail });
  }
  const { query, operationName, variables, extensions } = read.data;
  try {
    const found = persisted.find(query ?? undefined, extensions ?? undefined);
    if (found === undefined)
      return sendProblem(response, {
        status: 400,
        code: 'QUERY_MISSING',
        detail: 'There is no query in the request',
      });
    const operation = {
      source: found.source,
      operationName: operationName ?? undefined,
      variables: variables ?? undefined,
      readOnly: request.method === 'GET',
    };
    const result = await router.execute(operation, contextOf(request));
    if (result.data !== undefined) found.keep();
    send(request, response, result);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    send(request, response, { errors: [error.toJSON()] });
  }
}

function fromQuery({ query }: Request): unknown {
  const read = (text: unknown): unknown => {
    if (typeof text !== 'string') return text;
    try {
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) return 'not JSON';
      throw error;
    }
  };
  return { ...query, variables: read(query.variables), extensions: read(query.extensions) };
}

function send(request: IncomingMessage, response: ServerResponse, result: Answer): void {
  const speaksGraphql = (request.headers.accept ?? '').includes(GRAPHQL_JSON);
  const wasRefused = result.data === undefined;
  const isWrongMethod = result.errors?.[0]?.extensions?.code === 'METHOD_NOT_ALLOWED';
  // Older clients read a refusal out of a 200; newer ones say that they want the status to tell.
  const status = isWrongMethod ? 405 : wasRefused && speaksGraphql ? 400 : 200;
  const body = Buffer.from(JSON.stringify(result));
  response.statusCode = status;
  response.setHeader(
    'Content-Type',
    `${speaksGraphql ? GRAPHQL_JSON : 'application/json'}; charset=utf-8`,
  );
  response.setHeader('Content-Length', body.length);
  response.setHeader('Cache-Control', 'no-store');
  response.end(body);
}

function graphiqlPage(): RequestHandler {
  return async (request, response, next) => {
    if (request.query.query !== undefined || request.accepts(['json', 'html']) !== 'html')
      return next();
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    response.setHeader('Content-Security-Policy', GRAPHIQL_CSP);
    response.type('html').send(renderGraphiQL({ title: 'Guildhall', endpoint: '/graphql' }));
  };
}
