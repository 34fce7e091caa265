/** What the REST doors for files do alike: who may come in, refusals as problem details, files that are saved. */
import { mayAccess } from '@guildhall/shared/graphql/index';
import { contextOf } from '@guildhall/shared/http-context';
import type { RequestContext } from '@guildhall/shared/module';
import type { CallerClass } from '@guildhall/shared/principal';
import { sendProblem } from '@guildhall/shared/problem';
import type { Request, RequestHandler, Response } from 'express';

/** A handler for these classes of caller only; everybody else is turned away before it runs. */
export function fileDoor(
  access: readonly CallerClass[],
  handle: (request: Request, response: Response, context: RequestContext) => Promise<void>,
): RequestHandler {
  return async (request, response) => {
    const context = contextOf(request);
    if (mayAccess(context.caller, access)) return handle(request, response, context);
    const anonymous = context.caller.kind === 'anonymous';
    sendProblem(response, {
      status: anonymous ? 401 : 403,
      code: anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN',
      detail: anonymous ? 'Sign in first' : 'This caller may not use this door',
    });
  };
}

/** Saved as a file, never shown inside this origin. */
export function asFile(response: Response, name: string, mediaType: string): void {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader(
    'Content-Disposition',
    `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  );
}
