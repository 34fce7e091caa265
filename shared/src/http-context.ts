/**
 * Who is behind an HTTP request. The gateway authenticates, then binds the context; a module's REST door reads it.
 * Invariant: a door never reads identity from anywhere else.
 */
import type { IncomingMessage } from 'node:http';
import type { RequestContext } from './module.ts';

const contexts = new WeakMap<IncomingMessage, RequestContext>();

export function bindContext(request: IncomingMessage, context: RequestContext): void {
  contexts.set(request, context);
}

/** Throws when the request did not come through the gateway. */
export function contextOf(request: IncomingMessage): RequestContext {
  const context = contexts.get(request);
  if (context === undefined)
    throw new Error('This request has no context: it did not pass authentication');
  return context;
}
