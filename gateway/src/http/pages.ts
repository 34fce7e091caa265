/** The built pages: files as they are, and the one page for every address that a person may open. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler } from 'express';

export interface Pages {
  readonly files: RequestHandler;
  /** Comes last: any other address that a browser asks for is the single page. */
  readonly fallback: RequestHandler;
}

const pass: RequestHandler = (_request, _response, next) => next();

/** Nothing when the pages have not been built. */
export function pagesFrom(dir: string | undefined): Pages {
  const index = dir === undefined ? undefined : join(dir, 'index.html');
  if (dir === undefined || index === undefined || !existsSync(index))
    return { files: pass, fallback: pass };
  return {
    files: express.static(dir, {
      index: 'index.html',
      setHeaders: (response, path) => {
        // Built assets carry a hash in their name; the page that names them must always be asked for.
        const isHashed = path.includes(`${join(dir, 'assets')}`);
        response.setHeader(
          'Cache-Control',
          isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    }),
    fallback: (request, response, next) => {
      const isPage =
        request.method === 'GET' &&
        request.accepts(['json', 'html']) === 'html' &&
        !/\.\w+$/.test(request.path);
      if (!isPage) return next();
      response.setHeader('Cache-Control', 'no-cache');
      response.sendFile(index);
    },
  };
}
