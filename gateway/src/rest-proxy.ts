/**
 * REST doors of a module in another process: the gateway passes the request on as it came, with a signed word about
 * who is calling. The module's process reads that word and nothing else about the caller.
 */
import { request as sendRequest } from 'node:http';
import { INTERNAL_HEADER, type RemoteModule } from '@guildhall/shared/door-http';
import { contextOf } from '@guildhall/shared/http-context';
import { signInternalCall } from '@guildhall/shared/internal-auth';
import { Router } from 'express';

/** Headers that belong to one connection and are never passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'host',
];

export function restProxy(remote: RemoteModule, prefixes: readonly string[]): Router {
  const router = Router();
  router.use([...prefixes], (request, response, next) => {
    const { now: _now, ...call } = contextOf(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.includes(name)),
    );
    headers[INTERNAL_HEADER] = signInternalCall(
      remote.secret,
      remote.name,
      call,
      remote.clock.now(),
    );
    const passedOn = sendRequest(
      new URL(request.originalUrl, remote.url),
      { method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passedOn.on('error', next);
    request.pipe(passedOn);
  });
  return router;
}
