/** Codes are money: who is no operator of the group is told so. */
import { contextOf } from '@guildhall/shared/http-context';
import { sendProblem } from '@guildhall/shared/problem';
import type { Request, Response } from 'express';

/** False: answered already. */
export function operatorsOnly(request: Request, response: Response): boolean {
  const { caller } = contextOf(request);
  if (caller.kind === 'staff' && caller.roles.includes('operator')) return true;
  if (caller.kind === 'anonymous')
    sendProblem(response, {
      ...{ status: 401, code: 'UNAUTHENTICATED' },
      detail: 'Sign in as an operator and send the access token as a bearer token',
    });
  else
    sendProblem(response, {
      ...{ status: 403, code: 'CALLER_MAY_NOT' },
      detail: 'Codes are money: only operators of the group fetch and bring them',
    });
  return false;
}
