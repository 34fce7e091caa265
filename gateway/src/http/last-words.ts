/** The end of the list: what nobody answered is not found, what failed is a masked fault. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { maskFault } from '@guildhall/shared/graphql/present-errors';
import type { Logger } from '@guildhall/shared/log';
import { sendProblem } from '@guildhall/shared/problem';
import type { ErrorRequestHandler } from 'express';
import { factsOf } from './request-facts.ts';
import { pathOf, type Step } from './step.ts';

export const notFound: Step = (_request, response) => {
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
  const answer = answerFault(log);
  return (error: unknown, request, response, next) =>
    response.headersSent ? next(error) : answer(error, request, response);
}

/** Where half an answer is out already, nothing better can be done than to hang up. */
export function answerFault(log: Logger) {
  return (error: unknown, request: IncomingMessage, response: ServerResponse) => {
    if (response.headersSent) return void response.destroy();
    const status =
      typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
    const known = REQUEST_FAULTS[status];
    if (known !== undefined) return sendProblem(response, { status, ...known });
    const fault = error instanceof Error ? error : new Error(String(error));
    const shown = maskFault(fault, { ...factsOf(request), path: pathOf(request) }, log);
    sendProblem(response, {
      status: 500,
      code: 'INTERNAL',
      detail: shown.message,
      extra: { faultId: shown.extensions?.faultId },
    });
  };
}
