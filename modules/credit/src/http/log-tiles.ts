/**
 * The shared log as C2SP tlog-tiles serves it: the checkpoint, tiles of 256 hashes, and bundles of leaves. Open to everybody:
 * a leaf is a salted commitment and says nothing of what was decided; that it is there must be checkable by any stranger.
 */
import { sendProblem } from '@guildhall/shared/problem';
import { Router } from 'express';
import type { CreditService } from '../service.ts';

const FOREVER = 'public, max-age=31536000, immutable';
const TILE = /^\/credit-log\/tile\/(entries|\d)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/;
const SELF = { kind: 'module', name: 'credit' } as const;

export function logTiles(service: CreditService): Router {
  const router = Router();
  router.get('/credit-log/checkpoint', async (_request, response) => {
    const { checkpoint } = await service.logState();
    response.setHeader('Cache-Control', 'no-cache');
    response.type('text/plain; charset=utf-8').send(checkpoint);
  });
  router.get(/^\/credit-log\/tile\/.+$/, async (request, response) => {
    const [, level, place, width] = TILE.exec(request.path) ?? [];
    const index = Number((place ?? '').replaceAll(/[x/]/g, ''));
    const bytes =
      level === undefined || place === undefined
        ? undefined
        : level === 'entries'
          ? await service.logEntries(SELF, { index })
          : await service.logTile(SELF, { level: Number(level), index });
    const wanted = width === undefined ? 256 : Number(width);
    const part = bytes === undefined ? undefined : cut(bytes, level === 'entries', wanted);
    if (part === undefined) {
      sendProblem(response, { status: 404, code: 'NOT_FOUND', detail: 'The log has no such tile' });
      return;
    }
    response.setHeader('Cache-Control', FOREVER);
    response.type('application/octet-stream').send(part);
  });
  return router;
}

/** Exactly so many hashes or leaves; undefined while the log has not grown so far. */
function cut(bytes: Buffer, entries: boolean, wanted: number): Buffer | undefined {
  if (wanted < 1 || wanted > 256) return undefined;
  if (!entries) return bytes.length >= wanted * 32 ? bytes.subarray(0, wanted * 32) : undefined;
  let at = 0;
  for (let n = 0; n < wanted; n += 1) {
    if (at + 2 > bytes.length) return undefined;
    at += 2 + bytes.readUInt16BE(at);
  }
  return bytes.subarray(0, at);
}
