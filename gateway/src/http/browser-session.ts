/**
 * The session of a browser: the refresh token lies in a cookie that no script can read and that is sent to this door
 * alone; the access token is answered to the page, which keeps it in memory. The graph never looks at cookies, so no
 * foreign page can act in anybody's name there; here it could at most renew or end a session, and is turned away.
 *
 *   POST   /session        {refreshToken}: keep this session; the token given is used up
 *   POST   /session/renew  the next access token
 *   DELETE /session        sign out
 */
import { createHash } from 'node:crypto';
import type { Clock } from '@guildhall/shared/clock';
import type { Outcome } from '@guildhall/shared/outcome';
import { ANONYMOUS, type Principal } from '@guildhall/shared/principal';
import { sendProblem } from '@guildhall/shared/problem';
import {
  Router as ExpressRouter,
  json,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { z } from 'zod';

const PATH = '/session';
const COOKIE = 'guildhall_session';
const TOKEN = /^[\w.~+/-]{8,200}$/;

interface Tokens {
  readonly accessToken: string;
  readonly accessExpiresAt: Date;
  readonly refreshToken: string;
  readonly sessionExpiresAt: Date;
}

/** What identity's door does for a session. */
export interface SessionKeeper {
  refreshSession(
    caller: Principal,
    input: { readonly idempotencyKey: string; readonly refreshToken: string },
  ): Promise<Outcome<Tokens>>;
  logout(
    caller: Principal,
    input: { readonly refreshToken?: string | undefined },
  ): Promise<Outcome<unknown>>;
}

const keepSchema = z.object({ refreshToken: z.string().regex(TOKEN) });

export function browserSession(sessions: SessionKeeper, clock: Clock): ExpressRouter {
  const door = ExpressRouter();
  door.use(PATH, onlyOurPages, json({ limit: '4kb' }));
  door.post(PATH, async (request, response) => {
    const parsed = keepSchema.safeParse(request.body);
    if (!parsed.success)
      return sendProblem(response, {
        status: 400,
        code: 'REQUEST_MALFORMED',
        detail: 'Send {"refreshToken": "…"}, as a sign-in answered it',
      });
    await renew(request, response, parsed.data.refreshToken);
  });
  door.post(`${PATH}/renew`, async (request, response) => {
    const token = tokenOf(request);
    if (token === undefined) return refuse(request, response);
    await renew(request, response, token);
  });
  door.delete(PATH, async (request, response) => {
    const refreshToken = tokenOf(request);
    if (refreshToken !== undefined) await sessions.logout(ANONYMOUS, { refreshToken });
    forget(request, response);
    response.setHeader('Cache-Control', 'no-store');
    response.status(204).end();
  });

  async function renew(request: Request, response: Response, refreshToken: string): Promise<void> {
    // The same token asks under the same key: two tabs, or a lost answer, are one renewal.
    const idempotencyKey = createHash('sha256').update(refreshToken).digest('hex').slice(0, 32);
    const outcome = await sessions.refreshSession(ANONYMOUS, { idempotencyKey, refreshToken });
    if (!outcome.ok) return refuse(request, response);
    const { accessToken, accessExpiresAt, sessionExpiresAt } = outcome.value;
    response.cookie(COOKIE, outcome.value.refreshToken, {
      ...cookieOptions(request),
      maxAge: Math.max(0, sessionExpiresAt.getTime() - clock.now().getTime()),
    });
    response.setHeader('Cache-Control', 'no-store');
    response.json({ accessToken, accessExpiresAt: accessExpiresAt.toISOString() });
  }
  return door;
}

/** A browser says where a request comes from; what cannot be asked of it is asked by a header that forms cannot send. */
const onlyOurPages: RequestHandler = (request, response, next) => {
  const site = request.header('sec-fetch-site') ?? 'same-origin';
  if (site === 'same-origin' && request.header('x-requested-with') !== undefined) return next();
  sendProblem(response, {
    status: 403,
    code: 'CSRF_PREVENTED',
    detail: 'Only our own pages may ask this, with an X-Requested-With header',
  });
};

function tokenOf(request: Request): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === COOKIE) return TOKEN.test(value) ? value : undefined;
  }
  return undefined;
}

function cookieOptions({ secure }: Request) {
  return { httpOnly: true, sameSite: 'strict', secure, path: PATH, encode: String } as const;
}

function forget(request: Request, response: Response): void {
  response.clearCookie(COOKIE, cookieOptions(request));
}

function refuse(request: Request, response: Response): void {
  forget(request, response);
  sendProblem(response, {
    status: 401,
    code: 'SESSION_OVER',
    detail: 'Nobody is signed in here, or no longer: sign in again',
  });
}
