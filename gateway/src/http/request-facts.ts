/** What is known of a request before anybody is authenticated: its id, when it came, and in which language to answer. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '@guildhall/shared/clock';
import type { Logger } from '@guildhall/shared/log';
import { type Locale, localeFrom } from '@guildhall/shared/messages';
import type { Request, RequestHandler } from 'express';

export interface RequestFacts {
  readonly requestId: string;
  readonly receivedAt: Date;
  readonly locale: Locale;
}

const facts = new WeakMap<Request, RequestFacts>();

export function factsOf(request: Request): RequestFacts {
  const known = facts.get(request);
  if (known === undefined) throw new Error('The request has no facts: recordFacts must come first');
  return known;
}

/** Gives every request an id (a caller's own is kept when it is harmless) and logs how it went, without its values. */
export function recordFacts(clock: Clock, log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.header('x-request-id') ?? '';
    const requestId = /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    facts.set(request, {
      requestId,
      receivedAt: clock.now(),
      locale: localeFrom(request.header('accept-language')),
    });
    response.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    response.on('finish', () => {
      const ms = Math.round((performance.now() - startedAt) * 10) / 10;
      log.info(
        { requestId, method: request.method, path: request.path, status: response.statusCode, ms },
        'request',
      );
    });
    next();
  };
}
