/**
 * `POST /oauth2/token` and `POST /oauth2/revoke`. Grants: client_credentials (a subsidiary's system, by Basic or in the
 * form) and refresh_token (a member's or staff session). Errors are those of RFC 6749, 5.2; nothing may be cached.
 */
import { contextOf } from '@guildhall/shared/http-context';
import type { Outcome } from '@guildhall/shared/outcome';
import { ANONYMOUS } from '@guildhall/shared/principal';
import type { Request, RequestHandler, Response } from 'express';
import type { IdentityService } from '../service.ts';

type ErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type';

interface OAuthError {
  readonly status: number;
  readonly error: ErrorCode;
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Form = Readonly<Record<string, string | undefined>>;

export function tokenEndpoint(service: IdentityService): RequestHandler {
  return async (request, response) => {
    response.setHeader('Cache-Control', 'no-store').setHeader('Pragma', 'no-cache');
    const form = formOf(request);
    if (form === undefined)
      return fail(
        response,
        badRequest('Send each parameter once, as application/x-www-form-urlencoded'),
      );
    if ((form.scope ?? '') !== '')
      return fail(response, {
        status: 400,
        error: 'invalid_scope',
        description: 'Tokens carry no scopes: leave it out',
      });
    switch (form.grant_type) {
      case 'client_credentials':
        return clientCredentials(service, request, response, form);
      case 'refresh_token':
        return refreshToken(service, request, response, form);
      case undefined:
        return fail(response, badRequest('grant_type is missing'));
      default:
        return fail(response, {
          status: 400,
          error: 'unsupported_grant_type',
          description: 'Use client_credentials or refresh_token',
        });
    }
  };
}

/** Answers 200 whatever the token was (RFC 7009, 2.2). Access tokens of the session end with it. */
export function revokeToken(service: IdentityService): RequestHandler {
  return async (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    const token = formOf(request)?.token;
    if (token === undefined) return fail(response, badRequest('token is missing'));
    await service.logout(ANONYMOUS, { refreshToken: token });
    response.status(200).end();
  };
}

async function clientCredentials(
  service: IdentityService,
  request: Request,
  response: Response,
  form: Form,
): Promise<void> {
  const credentials = credentialsOf(request, form);
  if ('error' in credentials) return fail(response, credentials);
  const outcome = await service.issueClientToken(ANONYMOUS, {
    ...credentials,
    ...addressOf(request),
  });
  if (!outcome.ok) return fail(response, refused(outcome, unknownClient(request)));
  const { accessToken, expiresAt } = outcome.value;
  response.json({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: secondsUntil(accessToken, expiresAt),
  });
}

async function refreshToken(
  service: IdentityService,
  request: Request,
  response: Response,
  form: Form,
): Promise<void> {
  const { refresh_token: shown } = form;
  if (shown === undefined) return fail(response, badRequest('refresh_token is missing'));
  // Without a key of the caller's, a repetition cannot be told from a theft, so none is forgiven.
  const idempotencyKey =
    request.header('idempotency-key') ??
    `once:${request.socket.remotePort}:${process.hrtime.bigint()}`;
  const outcome = await service.refreshSession(ANONYMOUS, { idempotencyKey, refreshToken: shown });
  if (!outcome.ok)
    return fail(response, {
      status: 400,
      error: 'invalid_grant',
      description: 'This session is over: sign in again',
    });
  const { accessToken, accessExpiresAt, refreshToken: next } = outcome.value;
  response.json({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: secondsUntil(accessToken, accessExpiresAt),
    refresh_token: next,
  });
}

/** Life of a token as its own claims say it, so that no clock but the issuer's matters. */
function secondsUntil(accessToken: string, expiresAt: Date): number {
  const [, payload = ''] = accessToken.split('.');
  const { iat } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iat: number };
  return Math.round(expiresAt.getTime() / 1000) - iat;
}

/** Undefined for another content type, and when a parameter comes twice (RFC 6749, 3.2). */
function formOf(request: Request): Form | undefined {
  if (request.is('application/x-www-form-urlencoded') === false) return undefined;
  const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(body);
  if (entries.some(([, value]) => typeof value !== 'string')) return undefined;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === '' ? undefined : String(value)]),
  );
}

function credentialsOf(
  request: Request,
  form: Form,
): { readonly clientId: string; readonly clientSecret: string } | OAuthError {
  const header = request.header('authorization');
  const { client_id: clientId, client_secret: clientSecret } = form;
  if (header === undefined) {
    if (clientId === undefined || clientSecret === undefined) return unknownClient(request);
    return { clientId, clientSecret };
  }
  if (clientSecret !== undefined) return badRequest('Authenticate once: by header or in the form');
  const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  const text = Buffer.from(basic ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const [id, secret] = [decoded(text.slice(0, colon)), decoded(text.slice(colon + 1))];
  if (colon < 1 || id === undefined || secret === undefined) return unknownClient(request);
  return clientId === undefined || clientId === id
    ? { clientId: id, clientSecret: secret }
    : badRequest('client_id differs from the one in the header');
}

/** Both parts of Basic are form-encoded first (RFC 6749, 2.3.1). */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function unknownClient(request: Request): OAuthError {
  const error = {
    status: 401,
    error: 'invalid_client',
    description: 'Unknown client or wrong secret',
  } as const;
  return request.header('authorization') === undefined
    ? error
    : { ...error, headers: { 'WWW-Authenticate': 'Basic realm="guildhall", charset="UTF-8"' } };
}

function refused(
  outcome: Extract<Outcome<unknown>, { ok: false }>,
  otherwise: OAuthError,
): OAuthError {
  const { code, params } = outcome.refusal;
  if (code !== 'TRY_LATER') return otherwise;
  const wait = String(params.seconds);
  return {
    ...otherwise,
    status: 429,
    description: `Too many wrong secrets: wait ${wait} seconds`,
    headers: { 'Retry-After': wait },
  };
}

function badRequest(description: string): OAuthError {
  return { status: 400, error: 'invalid_request', description };
}

function fail(response: Response, { status, error, description, headers = {} }: OAuthError): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.status(status).json({ error, error_description: description });
}

function addressOf(request: Request): { readonly address?: string } {
  const { address } = contextOf(request);
  return address === undefined ? {} : { address };
}
