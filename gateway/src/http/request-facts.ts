/** What is known of a request before anybody is authenticated: its id, when it came, and in which language to answer. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '@guildhall/shared/clock';
import type { Logger } from '@guildhall/shared/log';
import { type Locale, localeFrom } from '@guildhall/shared/messages';
import { pathOf, type Step } from './step.ts';

export interface RequestFacts {
  readonly requestId: string;
  readonly receivedAt: Date;
  readonly locale: Locale;
  /** Where it came from, as the nearest proxy that is not ours tells. */
  readonly address: string | undefined;
}

const facts = new WeakMap<IncomingMessage, RequestFacts>();

export function factsOf(request: IncomingMessage): RequestFacts {
  const known = facts.get(request);
  if (known === undefined) throw new Error('The request has no facts: recordFacts must come first');
  return known;
}

/** Gives every request an id (a caller's own is kept when it is harmless) and logs how it went, without its values. */
export function recordFacts(clock: Clock, log: Logger, trustedProxies = 0): Step {
  return (request, response, next) => {
    const given = String(request.headers['x-request-id'] ?? '');
    const requestId = /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
    facts.set(request, {
      requestId,
      receivedAt: clock.now(),
      locale: localeFrom(request.headers['accept-language']),
      address: addressOf(request, trustedProxies),
    });
    response.setHeader('X-Request-Id', requestId);
    const startedAt = performance.now();
    response.on('finish', () => {
      const ms = Math.round((performance.now() - startedAt) * 10) / 10;
      log.info(
        {
          requestId,
          method: request.method,
          path: pathOf(request),
          status: response.statusCode,
          ms,
        },
        'request',
      );
    });
    next();
  };
}

/** What lies behind so many proxies of ours; the last one known when there are fewer. */
function addressOf({ socket, headers }: IncomingMessage, proxies: number): string | undefined {
  const told = proxies === 0 ? undefined : headers['x-forwarded-for'];
  if (told === undefined) return socket.remoteAddress;
  const behind = [told].flat().join(',').split(',').reverse();
  return behind[Math.min(proxies, behind.length) - 1]?.trim();
}
