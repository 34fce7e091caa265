/**
 * The one front door. The path of a request is the list below, from top to bottom; nothing else touches it.
 * Invariant: nobody reaches a module before authentication, limits and the binding of a context.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@guildhall/shared/clock';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { Logger } from '@guildhall/shared/log';
import express, { type Router as ExpressRouter, type RequestHandler } from 'express';
import { authenticate, type VerifyAccessToken } from './http/authenticate.ts';
import { browserSession, type SessionKeeper } from './http/browser-session.ts';
import { crossOrigin } from './http/cors.ts';
import { graphqlEndpoint, isPlainPost } from './http/graphql-endpoint.ts';
import { answerFault, faults, notFound } from './http/last-words.ts';
import { pagesFrom } from './http/pages.ts';
import { DEFAULT_RATES, limitByAddress, limitByCaller, type Rates } from './http/rate-limits.ts';
import { recordFacts } from './http/request-facts.ts';
import { securityHeaders } from './http/security-headers.ts';
import { inOrder, type Step } from './http/step.ts';
import { LiveDoor } from './live/live-door.ts';
import type { Router } from './router.ts';

export interface GatewayOptions {
  readonly router: Router;
  readonly verifyAccessToken: VerifyAccessToken;
  readonly clock: Clock;
  readonly log: Logger;
  /** GraphiQL for browsers. */
  readonly development: boolean;
  /** REST doors of modules; they find the caller with `contextOf(request)` and read their own bodies. */
  readonly rest?: readonly ExpressRouter[];
  /** Folder of the built pages. */
  readonly webDir?: string;
  /** Who keeps the sessions of browsers; without one there is no such door. */
  readonly sessions?: SessionKeeper;
  /** Names what is not ready yet, for `/readyz`; nothing when all is well. */
  readonly unready?: () => Promise<readonly string[]>;
  readonly rates?: Partial<Rates>;
  /** Other origins whose pages may call the API. None by default. */
  readonly corsOrigins?: readonly string[];
  /** How many proxies in front of this server tell the truth about addresses. */
  readonly trustedProxies?: number;
  /** How long work in flight may take after `close` before it is cut off. */
  readonly graceMs?: number;
}

export interface GatewayServer {
  /** Answers a request, as `listen` does. */
  readonly app: RequestListener;
  /** Tells open pages what has just been published, each what it may hear. */
  hear(events: readonly DomainEvent[]): void;
  /** Answers the port, which the system chooses when 0 is asked for. */
  listen(port: number, host?: string): Promise<number>;
  /** Takes no new work, finishes what is in flight, then closes. Safe to call twice. */
  close(): Promise<void>;
}

const DEFAULT_GRACE_MS = 10_000;

export function createGatewayServer(options: GatewayOptions): GatewayServer {
  const { router, clock, log } = options;
  const state = { draining: false };
  const rates = { ...DEFAULT_RATES, ...options.rates };
  const pages = pagesFrom(options.webDir);
  const live = new LiveDoor({ verifyAccessToken: options.verifyAccessToken, clock });
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', options.trustedProxies ?? 0);

  // 1. What is known of the request: id, time, language, address. The log line when it is done.
  const facts = recordFacts(clock, log, options.trustedProxies);
  app.use(facts);
  // 2. Headers that keep browsers strict.
  const strict = securityHeaders();
  app.use(strict);
  // 3. Probes, before anything that could turn them away.
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', readiness(state, options.unready));
  // 4. While draining, answer and hang up, so that connections come to an end.
  const hangUp = hangUpWhile(state);
  app.use(hangUp);
  // 5. Floods.
  const floods = limitByAddress(rates);
  app.use(floods);
  // 6. Other origins: refused unless named.
  const origins = crossOrigin(options.corsOrigins ?? []);
  app.use(origins);
  // 7. The pages' files, which are for everybody.
  app.use(pages.files);
  // 8. Who is calling; a token that proves nothing ends here.
  const known = authenticate(options.verifyAccessToken);
  app.use(known);
  // 9. How much this caller may ask.
  const bounded = limitByCaller(rates);
  app.use(bounded);
  // 10. GraphQL: forgery, body limit, persisted queries, bounds, execution, masking.
  const graphql = graphqlEndpoint({ router, graphiql: options.development });
  app.use('/graphql', graphql.routes);
  // 11. The session of a browser, and notices for pages that are open.
  if (options.sessions !== undefined) app.use(browserSession(options.sessions, clock));
  app.use(live.router);
  // 12. REST doors of modules.
  for (const door of options.rest ?? []) app.use(door);
  // 13. The single page for every address that a person may open.
  app.use(pages.fallback);
  // 14. Nothing here.
  app.use(notFound);
  // 15. Faults: masked, logged once.
  app.use(faults(log));

  // What comes most often takes the same steps, those of them that concern it, without Express.
  const straight = [facts, strict, hangUp, floods, origins, known, bounded, graphql.plainPost];
  const plainPost = inOrder(straight, answerFault(log));
  const answer: RequestListener = (request, response) =>
    isPlainPost(request) ? plainPost(request, response) : app(request, response);

  const server = createServer(answer);
  server.requestTimeout = 60_000;
  server.headersTimeout = 15_000;
  server.keepAliveTimeout = 65_000;
  let closing: Promise<void> | undefined;
  return {
    app: answer,
    hear: (events) => live.hear(events),
    listen: (port, host = '127.0.0.1') => listen(server, port, host),
    close: () => {
      state.draining = true;
      live.close();
      closing ??= drain(server, options.graceMs ?? DEFAULT_GRACE_MS, log).then(() =>
        router.close(),
      );
      return closing;
    },
  };
}

interface State {
  draining: boolean;
}

function readiness(state: State, unready: GatewayOptions['unready']): RequestHandler {
  return async (_request, response) => {
    const missing = state.draining ? ['shutting down'] : ((await unready?.()) ?? []);
    response
      .status(missing.length === 0 ? 200 : 503)
      .json({ status: missing.length === 0 ? 'ready' : 'not ready', missing });
  };
}

function hangUpWhile(state: State): Step {
  return (request, response, next) => {
    if (state.draining) response.setHeader('Connection', 'close');
    // A request that came in before draining began still promised to keep its connection.
    response.on('finish', () => {
      if (state.draining) request.socket.end();
    });
    next();
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function drain(server: Server, graceMs: number, log: Logger): Promise<void> {
  if (!server.listening) return;
  const cutOff = setTimeout(() => {
    log.warn({ graceMs }, 'work in flight was cut off');
    server.closeAllConnections();
  }, graceMs);
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeIdleConnections();
  });
  clearTimeout(cutOff);
}
