/**
 * What a caller is told about an error. Invariant: only errors made for callers keep their words; every other one is a
 * fault, logged once under an id that the caller gets, without the values it may have carried.
 */
import { randomUUID } from 'node:crypto';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from '../log.ts';
import { messageOf } from '../messages.ts';
import type { RequestContext } from '../module.ts';
import { BusyError, type Refusal, RefusalError, type RefusalKind } from '../outcome.ts';

/** Codes whose errors are written for callers. */
const PUBLIC_CODES: ReadonlySet<unknown> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'REFUSED',
]);

const CODE_OF_REFUSAL: Readonly<Record<RefusalKind, string>> = {
  VALIDATION: 'BAD_USER_INPUT',
  IDEMPOTENCY: 'REFUSED',
  NOT_FOUND: 'NOT_FOUND',
  FORBIDDEN: 'FORBIDDEN',
  RULE: 'REFUSED',
};

export function presentError(
  error: GraphQLError,
  request: Pick<RequestContext, 'locale' | 'requestId'>,
  log: Logger,
): GraphQLFormattedError {
  const place = error.path === undefined ? {} : { path: error.path };
  if (error.originalError instanceof RefusalError)
    return { ...place, ...shownRefusal(error.originalError.refusal, request) };
  if (error.originalError instanceof BusyError)
    return { ...place, ...shownBusy(error.originalError, request) };
  if (PUBLIC_CODES.has(error.extensions.code)) {
    return { message: error.message, ...place, extensions: error.extensions };
  }
  return {
    ...place,
    ...maskFault(error.originalError ?? error, { ...request, path: error.path?.join('.') }, log),
  };
}

/** A query that was refused below: a query cannot answer a refusal by type, so it is an error with the same facts. */
function shownRefusal(
  refusal: Refusal,
  { locale }: Pick<RequestContext, 'locale'>,
): GraphQLFormattedError {
  return {
    message: messageOf(refusal, locale),
    extensions: {
      code: CODE_OF_REFUSAL[refusal.kind],
      refusal: refusal.code,
      argument: refusal.path,
    },
  };
}

function shownBusy(
  { retryAfterMs }: BusyError,
  { locale }: Pick<RequestContext, 'locale'>,
): GraphQLFormattedError {
  const message =
    locale === 'zh-CN'
      ? '系统繁忙，请稍后用同一幂等键重试'
      : 'Too much is waiting; send the same again in a moment, under the same key';
  return { message, extensions: { code: 'BUSY', retryAfterMs } };
}

interface FaultPlace {
  readonly requestId: string;
  readonly locale: RequestContext['locale'];
  readonly path?: string | undefined;
}

/** Logs a fault and answers what the caller may know of it. */
export function maskFault(
  fault: Error,
  { requestId, locale, path }: FaultPlace,
  log: Logger,
): GraphQLFormattedError {
  const faultId = randomUUID();
  log.error({ faultId, requestId, path, fault: describeFault(fault) }, 'fault');
  const message =
    locale === 'zh-CN'
      ? `系统出错，请稍后再试；如需协助，请提供编号 ${faultId}`
      : `Something went wrong on our side; try again later, or tell us ${faultId}`;
  return { message, extensions: { code: 'INTERNAL', faultId } };
}

/** Kind, place and text of a fault. Quoted values are dropped from the text: they may be somebody's data. */
function describeFault(fault: Error): {
  readonly kind: string;
  readonly text: string;
  readonly frames: readonly string[];
} {
  const frames = (fault.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const text = fault.message
    .replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|=\([^)]*\)/g, '?')
    .slice(0, 500);
  return { kind: fault.name, text, frames: frames.slice(0, 12).map((line) => line.trim()) };
}
