/**
 * GraphQL over HTTP: POST with JSON, GET for queries. Status codes and media types follow the GraphQL-over-HTTP
 * specification. A request that a foreign page could make a browser send without asking first is refused.
 */
import { contextOf } from '@guildhall/shared/http-context';
import { sendProblem } from '@guildhall/shared/problem';
import {
  Router as ExpressRouter,
  json,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { Answer, Router } from '../router.ts';
import { PersistedQueries } from './persisted-queries.ts';
import { GRAPHIQL_CSP } from './security-headers.ts';

const BODY_LIMIT = '256kb';
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

export function graphqlEndpoint({ router, graphiql }: GraphqlEndpointOptions): ExpressRouter {
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
    await answer(request, response, router, persisted);
  });
  return endpoint;
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
  request: Request,
  response: Response,
  router: Router,
  persisted: PersistedQueries,
): Promise<void> {
  const parsed = requestSchema.safeParse(
    request.method === 'GET' ? fromQuery(request) : request.body,
  );
  if (!parsed.success) {
    const detail =
      'Send one object with query, and perhaps operationName, variables and extensions';
    return sendProblem(response, { status: 400, code: 'REQUEST_MALFORMED', detail });
  }
  const { query, operationName, variables, extensions } = parsed.data;
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

function send(request: Request, response: Response, result: Answer): void {
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
