/**
 * Who is calling. No Authorization header is an anonymous caller; one that does not prove anything is refused with 401,
 * because a caller who believes to be signed in must not be served as a stranger.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bindContext } from '@guildhall/shared/http-context';
import { ANONYMOUS, type Principal } from '@guildhall/shared/principal';
import { sendProblem } from '@guildhall/shared/problem';
import { factsOf } from './request-facts.ts';
import { pathOf, type Step } from './step.ts';

/** Answers null for a token that is malformed, expired, revoked or not ours. */
export type VerifyAccessToken = (token: string, now: Date) => Promise<Principal | null>;

const BEARER = /^Bearer ([\w.~+/-]+=*)$/i;
const MAX_TOKEN_CHARS = 8_192;

export function authenticate(verify: VerifyAccessToken): Step {
  return async (request, response, next) => {
    const { requestId, receivedAt, locale, address } = factsOf(request);
    const header = clientAuthentication(request) ? undefined : request.headers.authorization;
    const token = header === undefined ? undefined : (BEARER.exec(header)?.[1] ?? '');
    const caller = token === undefined ? ANONYMOUS : await prove(verify, token, receivedAt);
    if (caller === null) return refuse(response);
    const context = { caller, requestId, locale, now: receivedAt };
    bindContext(request, address === undefined ? context : { ...context, address });
    next();
  };
}

/** At the token endpoint a client proves itself with HTTP Basic (RFC 6749, 2.3.1); that is the endpoint's business. */
function clientAuthentication(request: IncomingMessage): boolean {
  return (
    pathOf(request).startsWith('/oauth2/') && /^Basic /i.test(request.headers.authorization ?? '')
  );
}

async function prove(
  verify: VerifyAccessToken,
  token: string,
  now: Date,
): Promise<Principal | null> {
  if (token === '' || token.length > MAX_TOKEN_CHARS) return null;
  const principal = await verify(token, now);
  // A module speaks over signed internal calls only; a token never makes one.
  return principal?.kind === 'module' || principal?.kind === 'anonymous' ? null : principal;
}

function refuse(response: ServerResponse): void {
  response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"');
  sendProblem(response, {
    status: 401,
    code: 'TOKEN_INVALID',
    detail:
      'The access token is malformed, expired or not ours: sign in again, or leave the Authorization header out',
  });
}
