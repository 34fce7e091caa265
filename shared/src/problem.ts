/** Problem details (RFC 9457): what REST doors and the gateway itself answer when they say no. */
import type { ServerResponse } from 'node:http';
import { type Locale, messageOf } from './messages.ts';
import type { Refusal, RefusalKind } from './outcome.ts';

export interface Problem {
  readonly status: number;
  /** Stable, in capitals. */
  readonly code: string;
  /** What is wrong and how to mend it, for a person. */
  readonly detail: string;
  /** Further members, such as `path` or `faultId`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Refused',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};

const STATUS_OF: Readonly<Record<RefusalKind, number>> = {
  VALIDATION: 400,
  IDEMPOTENCY: 409,
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  RULE: 422,
};

export function sendProblem(
  response: ServerResponse,
  { status, code, detail, extra }: Problem,
): void {
  const body = JSON.stringify({
    type: 'about:blank',
    title: TITLES[status] ?? 'Problem',
    status,
    code,
    detail,
    ...extra,
  });
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

/** A refusal over REST: its kind gives the status, its message is in the caller's language. */
export function sendRefusal(response: ServerResponse, refusal: Refusal, locale: Locale): void {
  const { kind, code, path, params } = refusal;
  const facts = kind === 'RULE' ? { path, params } : { path };
  sendProblem(response, {
    status: STATUS_OF[kind],
    code,
    detail: messageOf(refusal, locale),
    extra: facts,
  });
}
