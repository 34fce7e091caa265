/**
 * One step on the path of a request. Steps need nothing of Express, so the same steps serve both ways: Express's chain,
 * and the straight way of what comes most often (`inOrder`).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Step = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (fault?: unknown) => void,
) => void | Promise<void>;

/** Of the address asked for, without its question. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** Runs the steps from first to last, until one answers; `failed` answers what a step throws. */
export function inOrder(
  steps: readonly Step[],
  failed: (fault: unknown, request: IncomingMessage, response: ServerResponse) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    let place = 0;
    const fail = (fault: unknown): void => failed(fault, request, response);
    const next = (fault?: unknown): void => {
      const step = steps[place];
      place += 1;
      try {
        if (fault !== undefined) throw fault;
        step?.(request, response, next)?.catch(fail);
      } catch (error) {
        fail(error);
      }
    };
    next();
  };
}
