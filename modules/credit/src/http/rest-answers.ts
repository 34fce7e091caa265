/** What every REST door of this module does alike: who may come in, keys, ids, refusals. */
import { mayAccess } from '@guildhall/shared/graphql/index';
import { contextOf } from '@guildhall/shared/http-context';
import { isId, type TypeId } from '@guildhall/shared/ids';
import type { RequestContext } from '@guildhall/shared/module';
import { type Refusal, RefusalError } from '@guildhall/shared/outcome';
import type { CallerClass } from '@guildhall/shared/principal';
import { sendProblem, sendRefusal } from '@guildhall/shared/problem';
import type { Request, RequestHandler, Response } from 'express';

/** Lets these classes of caller in and turns everybody else away, before their bytes are read. */
export function gate(access: readonly CallerClass[]): RequestHandler {
  return (request, response, next) => {
    const { caller } = contextOf(request);
    if (mayAccess(caller, access)) return next();
    const anonymous = caller.kind === 'anonymous';
    sendProblem(response, {
      status: anonymous ? 401 : 403,
      code: anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN',
      detail: anonymous ? 'Sign in first' : 'This caller may not use this door',
    });
  };
}

/** A handler whose refusals become problem details; it stands behind a gate. */
export function door(
  handle: (request: Request, response: Response, context: RequestContext) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const context = contextOf(request);
    try {
      await handle(request, response, context);
    } catch (error) {
      if (!(error instanceof RefusalError) || response.headersSent) throw error;
      sendRefusal(response, error.refusal, context.locale);
    }
  };
}

/** Wrong questions end here: the problem is sent, and the handler gets nothing. */
export class BadQuestion extends RefusalError {}

export function refused(refusal: Refusal): never {
  throw new BadQuestion(refusal);
}

const problem = (code: string, path: string): Refusal => ({
  kind: 'VALIDATION',
  code,
  params: {},
  path: [path],
});

export function idempotencyKeyOf(request: Request): string {
  const key = request.get('Idempotency-Key') ?? '';
  return /^[\x20-\x7e]{1,200}$/.test(key)
    ? key
    : refused(problem('CREDIT_KEY_MISSING', 'Idempotency-Key'));
}

export function textOf(request: Request, name: string, max: number): string {
  const value = request.query[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text !== '' && text.length <= max
    ? text
    : refused(problem('CREDIT_PARAMETER_MISSING', name));
}

export function idOf<P extends string>(prefix: P, value: unknown, name: string): TypeId<P> {
  return isId(prefix, value) ? value : refused(problem('CREDIT_PARAMETER_MISSING', name));
}

export function bytesOf(request: Request): Uint8Array {
  return Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
}

/** Saved as a file, never shown inside this origin, whatever its bytes are. */
export function asFile(response: Response, name: string, mediaType: string): void {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  response
    .setHeader('Content-Type', mediaType)
    .setHeader(
      'Content-Disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .setHeader('X-Content-Type-Options', 'nosniff')
    .setHeader('Content-Security-Policy', "default-src 'none'; sandbox")
    .setHeader('Cache-Control', 'private, no-store');
}
