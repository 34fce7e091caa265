/** The end of the list: what nobody answered is not found, what failed is a masked fault. */
import { maskFault } from '@guildhall/shared/graphql/present-errors';
import type { Logger } from '@guildhall/shared/log';
import { sendProblem } from '@guildhall/shared/problem';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { factsOf } from './request-facts.ts';

export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, {
    status: 404,
    code: 'NOT_FOUND',
    detail: 'There is nothing at this address',
  });
};

/** Errors that libraries raise about the request itself, by their HTTP status. */
const REQUEST_FAULTS: Readonly<Record<number, { readonly code: string; readonly detail: string }>> =
  {
    400: { code: 'REQUEST_MALFORMED', detail: 'The request cannot be read: is its body JSON?' },
    413: { code: 'REQUEST_TOO_LARGE', detail: 'The body of the request is too large' },
    415: { code: 'ENCODING_UNSUPPORTED', detail: 'The encoding of the body is not supported' },
  };

export function faults(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const status =
      typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
    const known = REQUEST_FAULTS[status];
    if (known !== undefined) return sendProblem(response, { status, ...known });
    const fault = error instanceof Error ? error : new Error(String(error));
    const shown = maskFault(fault, { ...factsOf(request), path: request.path }, log);
    sendProblem(response, {
      status: 500,
      code: 'INTERNAL',
      detail: shown.message,
      extra: { faultId: shown.extensions?.faultId },
    });
  };
}
