/** Cross-origin requests: refused, except from origins that the operator named. Credentials are never shared. */
import { sendProblem } from '@guildhall/shared/problem';
import type { Step } from './step.ts';

const HEADERS =
  'Authorization, Content-Type, Accept-Language, Idempotency-Key, X-Request-Id, X-Requested-With';
const EXPOSED =
  'X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, ETag';

export function crossOrigin(allowed: readonly string[]): Step {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.setHeader('Vary', 'Origin');
    const isAllowed = origin !== undefined && allowed.includes(origin);
    if (isAllowed) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', EXPOSED);
    }
    if (
      request.method !== 'OPTIONS' ||
      request.headers['access-control-request-method'] === undefined
    )
      return next();
    if (!isAllowed)
      return sendProblem(response, {
        status: 403,
        code: 'ORIGIN_NOT_ALLOWED',
        detail: 'This origin may not call the API',
      });
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
    response.setHeader('Access-Control-Allow-Headers', HEADERS);
    response.setHeader('Access-Control-Max-Age', '600');
    response.statusCode = 204;
    response.end();
  };
}
