/** Headers that keep browsers strict. Pages may load nothing but what this server serves. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { Step } from './step.ts';

export function securityHeaders(): Step {
  const strict = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        // No script but the built files: none written into a page, none made out of text.
        // WebAssembly is for the reader of QR codes (ADR 38); it too comes from here only.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        scriptSrcAttr: ["'none'"],
        // The components write their own style sheets, and charts size themselves with style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  const headers = headersOf(strict);
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}

/** They are the same for every request, so they are asked for once. */
function headersOf(
  set: (
    request: IncomingMessage,
    response: ServerResponse,
    next: (fault?: unknown) => void,
  ) => void,
): readonly (readonly [string, string])[] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  set(request, response, (fault) => {
    if (fault !== undefined) throw fault;
  });
  return response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]);
}

/** For GraphiQL alone, in development: its page carries its script inside. */
export const GRAPHIQL_CSP =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";
