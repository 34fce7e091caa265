/** A browser's session: the refresh token out of reach of scripts, renewed once per token, refused to foreign pages. */
import { SteppedClock } from '@guildhall/shared/clock';
import { accept, refuse } from '@guildhall/shared/outcome';
import supertest from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import type { SessionKeeper } from '../src/http/browser-session.ts';
import type { GatewayServer } from '../src/server.ts';
import { exampleGateway } from './support/example-gateway.ts';

const open: GatewayServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** Keeps sessions as identity does: each token once, repeated only under its own key. */
class Keeper implements SessionKeeper {
  readonly live = new Set(['first-token']);
  readonly ended: (string | undefined)[] = [];
  readonly #answers = new Map<string, string>();

  refreshSession: SessionKeeper['refreshSession'] = async (
    _caller,
    { idempotencyKey, refreshToken },
  ) => {
    const known = this.#answers.get(idempotencyKey);
    if (known === undefined && !this.live.delete(refreshToken))
      return refuse('RULE', 'REFRESH_TOKEN_OVER');
    const next = known ?? `next-token-${this.#answers.size + 1}`;
    this.#answers.set(idempotencyKey, next);
    this.live.add(next);
    return accept({
      accessToken: `access-of-${next}`,
      accessExpiresAt: new Date('2026-03-01T00:15:00Z'),
      refreshToken: next,
      sessionExpiresAt: new Date('2026-03-01T12:00:00Z'),
    });
  };

  logout: SessionKeeper['logout'] = async (_caller, { refreshToken }) => {
    this.ended.push(refreshToken);
    return accept({ closed: 1 });
  };
}

async function door() {
  const keeper = new Keeper();
  const clock = new SteppedClock(new Date('2026-03-01T00:00:00Z'));
  const server = await exampleGateway({ clock, server: { sessions: keeper } });
  open.push(server);
  const keep = (refreshToken: string) =>
    supertest(server.app).post('/session').set('x-requested-with', 'pages').send({ refreshToken });
  const renew = (cookie: string) =>
    supertest(server.app)
      .post('/session/renew')
      .set('x-requested-with', 'pages')
      .set('cookie', cookie);
  return { keeper, app: server.app, keep, renew };
}

const cookieOf = (response: { headers: Record<string, unknown> }): string =>
  String((response.headers['set-cookie'] as string[] | undefined)?.[0]);

describe('the session of a browser', () => {
  it('lies in a cookie that no script reads and no other address gets', async () => {
    const { keep } = await door();
    const kept = await keep('first-token');
    expect(kept.body).toEqual({
      accessToken: 'access-of-next-token-1',
      accessExpiresAt: '2026-03-01T00:15:00.000Z',
    });
    expect(JSON.stringify(kept.body)).not.toContain('refresh');
    expect(kept.headers['cache-control']).toBe('no-store');
    const cookie = cookieOf(kept);
    expect(cookie).toMatch(/^guildhall_session=next-token-1;/);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/session', 'Max-Age=43200'])
      expect(cookie).toContain(part);
  });

  it('is carried on, and two tabs that renew at once are one', async () => {
    const { keep, renew } = await door();
    const [cookie = ''] = cookieOf(await keep('first-token')).split(';');
    const [one, two] = await Promise.all([renew(cookie), renew(cookie)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(one.body).toEqual(two.body);
  });

  it('is over when its token is', async () => {
    const { renew } = await door();
    const refused = await renew('guildhall_session=stolen-token');
    expect([refused.status, refused.body.code]).toEqual([401, 'SESSION_OVER']);
    expect(cookieOf(refused)).toMatch(/^guildhall_session=;.*Expires=Thu, 01 Jan 1970/);
    expect((await renew('other=1')).status).toBe(401);
    expect((await renew('guildhall_session=%zz')).status).toBe(401);
  });

  it('ends when signed out', async () => {
    const { keep, keeper, app } = await door();
    const [cookie = ''] = cookieOf(await keep('first-token')).split(';');
    const out = await supertest(app)
      .delete('/session')
      .set('x-requested-with', 'pages')
      .set('cookie', cookie);
    expect([out.status, keeper.ended]).toEqual([204, ['next-token-1']]);
  });

  it.each([
    ['a foreign page', { 'x-requested-with': 'pages', 'sec-fetch-site': 'cross-site' }],
    [
      'a neighbour of the same site',
      { 'x-requested-with': 'pages', 'sec-fetch-site': 'same-site' },
    ],
    ['a form', { 'sec-fetch-site': 'same-origin' }],
  ])('is not for %s', async (_who, headers) => {
    const { app, keeper } = await door();
    const refused = await supertest(app)
      .post('/session')
      .set(headers)
      .send({ refreshToken: 'first-token' });
    expect([refused.status, refused.body.code]).toEqual([403, 'CSRF_PREVENTED']);
    expect(keeper.live.has('first-token')).toBe(true);
  });
});
