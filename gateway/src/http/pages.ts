/**
 * The built pages. Their files are listed once for each build, so that a request never looks into the file system for a
 * name it made up: only the one page is looked at, and a build that takes its place is listed anew while the server runs.
 * A compressed copy is sent where the browser takes one. The one page is served at the apps' own addresses only: anything
 * else is not found, for people too.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Where the apps live (`web/src/session/home.ts`), each with everything below it. */
const APPS = ['/sign-in', '/me', '/counter', '/group', '/risk'] as const;
/** Built assets carry a hash in their name; the page that names them must always be asked for. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

export interface Pages {
  readonly files: RequestHandler;
  /** Comes last: the single page, at every address that an app may show. */
  readonly fallback: RequestHandler;
}

interface PageFile {
  readonly path: string;
  readonly cacheControl: string;
  /** Compressed copies that were made with it. */
  readonly encodings: ReadonlyMap<string, string>;
}

const pass: RequestHandler = (_request, _response, next) => next();

/** Nothing while the pages have not been built. */
export function pagesFrom(dir: string | undefined): Pages {
  if (dir === undefined) return { files: pass, fallback: pass };
  const filesNow = filesOfNewestBuild(dir);
  return {
    files: (request, response, next) => {
      const file = isRead(request) ? filesNow().get(request.path) : undefined;
      if (file === undefined) return next();
      send(request, response, file, next);
    },
    fallback: (request, response, next) => {
      const isPage =
        isRead(request) &&
        isAppAddress(request.path) &&
        request.accepts(['json', 'html']) === 'html';
      const index = isPage ? filesNow().get('/index.html') : undefined;
      if (index === undefined) return next();
      send(request, response, index, next);
    },
  };
}

/** The files, listed again whenever another index.html lies there. While one is being put there, those of before. */
function filesOfNewestBuild(dir: string): () => ReadonlyMap<string, PageFile> {
  const index = join(dir, 'index.html');
  let build = '';
  let files: ReadonlyMap<string, PageFile> = new Map();
  return () => {
    const { ino, mtimeMs, size } = statSync(index, { throwIfNoEntry: false }) ?? {};
    const newest = `${ino} ${mtimeMs} ${size}`;
    if (ino === undefined || newest === build) return files;
    files = filesOf(dir);
    build = newest;
    return files;
  };
}

const isRead = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

function isAppAddress(path: string): boolean {
  return path === '/' || APPS.some((app) => path === app || path.startsWith(`${app}/`));
}

function filesOf(dir: string): ReadonlyMap<string, PageFile> {
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !name.split('/').some((part) => part.startsWith('.')));
  const known = new Set(names);
  return new Map(
    names
      .filter((name) => !isCompressed(name))
      .map((name) => [
        `/${name}`,
        {
          path: join(dir, name),
          cacheControl: name.startsWith('assets/') ? FOR_EVER : ASK_AGAIN,
          encodings: new Map(
            ENCODINGS.filter(([, ending]) => known.has(`${name}${ending}`)).map(
              ([encoding, ending]) => [encoding, join(dir, `${name}${ending}`)],
            ),
          ),
        },
      ]),
  );
}

const isCompressed = (name: string): boolean =>
  ENCODINGS.some(([, ending]) => name.endsWith(ending));

function send(request: Request, response: Response, file: PageFile, next: NextFunction): void {
  response.setHeader('Cache-Control', file.cacheControl);
  response.vary('Accept-Encoding');
  const taken = request.acceptsEncodings([...file.encodings.keys()]);
  const compressed = typeof taken === 'string' ? file.encodings.get(taken) : undefined;
  // The type is that of the file itself, whatever the name of its compressed copy.
  response.type(file.path.slice(file.path.lastIndexOf('.')));
  if (compressed !== undefined && typeof taken === 'string')
    response.setHeader('Content-Encoding', taken);
  const path = compressed ?? file.path;
  response.sendFile(path, { cacheControl: false, dotfiles: 'allow' }, (error) => {
    if (error === undefined || response.headersSent) return;
    // Gone since it was listed: a new build is being put in its place.
    for (const header of ['Cache-Control', 'Content-Encoding', 'Content-Type'])
      response.removeHeader(header);
    next('code' in error && error.code === 'ENOENT' ? undefined : error);
  });
}
