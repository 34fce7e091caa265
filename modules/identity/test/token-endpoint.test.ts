import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { bindContext } from '@guildhall/shared/http-context';
import { valueOrThrow } from '@guildhall/shared/outcome';
import express, { type Express } from 'express';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttp } from '../src/http.ts';
import { MODULE, type OpenIdentity, openIdentity } from './support/open-identity.ts';

let house: OpenIdentity;
let app: Express;
let secret: string;
beforeAll(async () => {
  house = await openIdentity();
  const client = {
    idempotencyKey: 'c',
    clientId: 'logistics-tms',
    subsidiary: 'logistics',
    name: 'Transport',
  };
  secret = valueOrThrow(await house.service.registerClient(MODULE, client)).clientSecret ?? '';
  app = express();
  app.use((incoming, _response, next) => {
    const facts = {
      requestId: 'r',
      locale: 'en',
      now: house.clock.now(),
      address: '203.0.113.9',
    } as const;
    bindContext(incoming, { caller: { kind: 'anonymous' }, ...facts });
    next();
  });
  app.use(createHttp(house.service, house.kit));
});
afterAll(() => house.close());

const credentials = () => ({
  grant_type: 'client_credentials',
  client_id: 'logistics-tms',
  client_secret: secret,
});
const post = (form: string | object) => request(app).post('/oauth2/token').type('form').send(form);

describe('the token endpoint', () => {
  it('gives a system its token, by form or by header', async () => {
    const byForm = await post(credentials()).expect(200);
    expect(byForm.body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
    });
    expect(byForm.headers['cache-control']).toBe('no-store');
    const byHeader = await post({ grant_type: 'client_credentials' })
      .auth('logistics-tms', secret)
      .expect(200);
    for (const { body } of [byForm, byHeader]) {
      const principal = await house.service.verifyAccessToken(
        { kind: 'anonymous' },
        { token: body.access_token },
      );
      expect(principal).toEqual({
        kind: 'system',
        clientId: 'logistics-tms',
        subsidiary: 'logistics',
      });
    }
  });

  it.each([
    ['no grant', {}, 400, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['nobody', { grant_type: 'client_credentials' }, 401, 'invalid_client'],
    [
      'a stranger',
      { grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' },
      401,
      'invalid_client',
    ],
    ['a scope', { grant_type: 'client_credentials', scope: 'all' }, 400, 'invalid_scope'],
    [
      'a parameter twice',
      'grant_type=client_credentials&grant_type=client_credentials',
      400,
      'invalid_request',
    ],
    ['no refresh token', { grant_type: 'refresh_token' }, 400, 'invalid_request'],
    [
      'a made-up refresh token',
      { grant_type: 'refresh_token', refresh_token: 'ghr_x' },
      400,
      'invalid_grant',
    ],
  ])('refuses %s', async (_name, form, status, error) => {
    const { body, headers } = await post(form).expect(status);
    expect(body.error).toBe(error);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('refuses JSON, two ways of authenticating at once, and a header that says nothing', async () => {
    const json = await request(app).post('/oauth2/token').send(credentials()).expect(400);
    expect(json.body.error).toBe('invalid_request');
    const twice = await post(credentials()).auth('logistics-tms', secret).expect(400);
    expect(twice.body.error).toBe('invalid_request');
    const odd = await post({ grant_type: 'client_credentials' })
      .set('Authorization', 'Basic %%%')
      .expect(401);
    expect(odd.headers['www-authenticate']).toContain('Basic');
  });

  it('slows down whoever guesses secrets, and not the system that has one', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 61 }, (_, n) => post({ ...credentials(), client_secret: `guess-${n}` })),
    );
    const slowed = guesses.filter(({ status }) => status === 429);
    expect(slowed.length).toBeGreaterThanOrEqual(1);
    expect(Number(slowed[0]?.headers['retry-after'])).toBeGreaterThan(0);
    await post(credentials()).expect(200);
  });

  it('refreshes and revokes a member session', async () => {
    const asked = await house.service.requestLoginCode(
      { kind: 'anonymous' },
      { idempotencyKey: 'l', phone: '13912345678' },
    );
    const { challengeId, code = '' } = valueOrThrow(asked);
    const login = valueOrThrow(
      await house.service.loginWithCode({ kind: 'anonymous' }, { challengeId, code }),
    );
    const refreshed = await post({
      grant_type: 'refresh_token',
      refresh_token: login.refreshToken,
    }).expect(200);
    expect(refreshed.body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.stringMatching(/^ghr_/),
    });
    await request(app)
      .post('/oauth2/revoke')
      .type('form')
      .send({ token: refreshed.body.refresh_token })
      .expect(200);
    await request(app).post('/oauth2/revoke').type('form').send({ token: 'unknown' }).expect(200);
    await post({ grant_type: 'refresh_token', refresh_token: refreshed.body.refresh_token }).expect(
      400,
    );
  });
});

describe('discovery', () => {
  it('says where keys and tokens are', async () => {
    const { body } = await request(app).get('/.well-known/oauth-authorization-server').expect(200);
    expect(body).toMatchObject({
      issuer: 'http://127.0.0.1:4000',
      token_endpoint: 'http://127.0.0.1:4000/oauth2/token',
      jwks_uri: 'http://127.0.0.1:4000/.well-known/jwks.json',
    });
  });

  it('lets anybody check a token with the published keys alone', async () => {
    const { body: keySet } = await request(app).get('/.well-known/jwks.json').expect(200);
    const { body } = await post(credentials()).expect(200);
    const kid = jwt.decode(body.access_token, { complete: true })?.header.kid;
    const jwk = (keySet.keys as (JsonWebKey & { kid: string })[]).find((key) => key.kid === kid);
    const key = createPublicKey({ key: jwk ?? {}, format: 'jwk' });
    const clockTimestamp = Math.floor(house.clock.now().getTime() / 1000);
    expect(
      jwt.verify(body.access_token, key, { algorithms: ['ES256'], clockTimestamp }),
    ).toMatchObject({
      sub: 'logistics-tms',
      client_id: 'logistics-tms',
    });
  });
});
