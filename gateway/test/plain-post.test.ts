/** The straight way of a plain POST answers as Express's chain does: same status, headers and body, whatever is sent. */
import { createHash } from 'node:crypto';
import { SteppedClock } from '@guildhall/shared/clock';
import supertest from 'supertest';
import { afterEach, expect, it } from 'vitest';
import { isPlainPost } from '../src/http/graphql-endpoint.ts';
import type { GatewayServer } from '../src/server.ts';
import { bearer, type ExampleOptions, exampleGateway } from './support/example-gateway.ts';

const STRAIGHT = 'application/json';
/** Means the same, and is left to Express. */
const BY_EXPRESS = 'application/json; charset=UTF-8';
const MODERN = 'application/graphql-response+json';

const open: GatewayServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function gateway(options: ExampleOptions = {}): Promise<GatewayServer> {
  const clock = new SteppedClock(new Date('2026-01-01T00:00:00Z'));
  const server = await exampleGateway({ clock, ...options });
  open.push(server);
  return server;
}

const hash = createHash('sha256').update('{ ping }').digest('hex');
const persisted = { extensions: { persistedQuery: { version: 1, sha256Hash: hash } } };
const known = (body: object) => JSON.stringify(body);

it.each<[string, Record<string, string>, string]>([
  ['an answer', bearer('operator'), known({ query: '{ ping members { edges { cursor } } }' })],
  ['an answer to nobody', {}, known({ query: '{ ping members { edges { cursor } } }' })],
  [
    'with variables',
    {},
    known({ query: 'query ($id: ID!) { member(id: $id) { id } }', variables: { id: 'x' } }),
  ],
  [
    'a variable of the wrong type',
    {},
    known({ query: 'query ($id: ID!) { member(id: $id) { id } }', variables: {} }),
  ],
  ['a refused operation', {}, known({ query: '{ pong }' })],
  ['a refused operation, told by status', { accept: MODERN }, known({ query: '{ pong }' })],
  ['a query by its hash alone', {}, known(persisted)],
  ['a query with its hash', {}, known({ query: '{ ping }', ...persisted })],
  [
    'a token that proves nothing',
    { authorization: 'Bearer expired' },
    known({ query: '{ ping }' }),
  ],
  ['an origin that is named', { origin: 'https://shop.example' }, known({ query: '{ ping }' })],
  ['an origin that is not', { origin: 'https://evil.example' }, known({ query: '{ ping }' })],
  [
    'a language and an id',
    { 'accept-language': 'zh-CN', 'x-request-id': 'till-12345' },
    known({ query: '{ pong }' }),
  ],
  ['no query', {}, '{}'],
  ['a batch', {}, '[{"query":"{ping}"}]'],
  ['broken JSON', {}, '{"query"'],
  ['Han in UTF-8', {}, known({ query: '{ ping } # 会员' })],
  ['a body at the limit', {}, known({ query: `{ ping }#${'x'.repeat(256 * 1_024 - 24)}` })],
  ['a body beyond the limit', {}, known({ query: `{ ping }#${'x'.repeat(256 * 1_024)}` })],
])('%s', async (_what, headers, body) => {
  const answers = [STRAIGHT, BY_EXPRESS].map(async (type) => {
    const { app } = await gateway({ server: { corsOrigins: ['https://shop.example'] } });
    const answer = await supertest(app)
      .post('/graphql')
      .set(headers)
      .set('content-type', type)
      .send(body);
    const {
      'x-request-id': id,
      date,
      connection,
      'ratelimit-reset': reset,
      ...told
    } = answer.headers;
    expect([typeof id, typeof date, typeof reset]).toEqual(['string', 'string', 'string']);
    const { detail: _detail, ...said } = answer.body as Record<string, unknown>;
    return {
      status: answer.status,
      told: { ...told, 'content-length': undefined },
      said,
      id: headers['x-request-id'] && id,
    };
  });
  const [straight, byExpress] = await Promise.all(answers);
  expect(straight).toEqual(byExpress);
});

it('is taken by a POST of JSON of known length alone', () => {
  const post = {
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': STRAIGHT, 'content-length': '20' },
  };
  const isPlain = (over: object, headers: object = {}) =>
    isPlainPost({ ...post, ...over, headers: { ...post.headers, ...headers } } as never);
  expect(isPlain({})).toBe(true);
  expect(isPlain({ method: 'GET' })).toBe(false);
  expect(isPlain({ url: '/graphql?query={ping}' })).toBe(false);
  expect(isPlain({}, { 'content-type': 'text/plain' })).toBe(false);
  expect(isPlain({}, { 'content-encoding': 'gzip' })).toBe(false);
  expect(isPlain({}, { 'content-length': undefined })).toBe(false);
  expect(isPlain({}, { 'content-length': String(256 * 1_024 + 1) })).toBe(false);
});

it('masks a fault, and tells its id', async () => {
  const { app } = await gateway({
    server: { verifyAccessToken: () => Promise.reject(new Error('a secret of the house')) },
  });
  const answer = await supertest(app)
    .post('/graphql')
    .set('authorization', 'Bearer x')
    .send({ query: '{ ping }' });
  expect([answer.status, answer.body.code]).toEqual([500, 'INTERNAL']);
  expect(answer.text).not.toContain('secret');
  expect(answer.body.faultId).toBeTypeOf('string');
});

it.each([STRAIGHT, BY_EXPRESS])(
  'counts callers behind our proxies by what those tell (%s)',
  async (type) => {
    const { app } = await gateway({ server: { trustedProxies: 1, rates: { perAddress: 1 } } });
    const from = async (forwarded: string) =>
      (
        await supertest(app)
          .post('/graphql')
          .set({ 'x-forwarded-for': forwarded, 'content-type': type })
          .send('{"query":"{ ping }"}')
      ).status;
    expect(await from('203.0.113.1')).toBe(200);
    expect(await from('203.0.113.2')).toBe(200);
    // What stands before the last was written by the caller.
    expect(await from('198.51.100.7, 203.0.113.2')).toBe(429);
  },
);
