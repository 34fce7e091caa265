import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, request as sendRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SteppedClock } from '@guildhall/shared/clock';
import { contextOf } from '@guildhall/shared/http-context';
import { createLogger } from '@guildhall/shared/log';
import { json, Router } from 'express';
import supertest from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { addressOf } from '../src/http/rate-limits.ts';
import type { GatewayServer } from '../src/server.ts';
import { bearer, type ExampleOptions, exampleGateway } from './support/example-gateway.ts';

const open: GatewayServer[] = [];

async function gateway(options: ExampleOptions = {}): Promise<GatewayServer> {
  const server = await exampleGateway(options);
  open.push(server);
  return server;
}

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const MODERN = 'application/graphql-response+json';

describe('GraphQL over HTTP', () => {
  it('answers POST with JSON', async () => {
    const { app } = await gateway();
    const response = await supertest(app).post('/graphql').send({ query: '{ ping }' });
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.body).toEqual({ data: { ping: 'pong' } });
  });

  it('tells a refused operation by status to those who ask for the newer media type', async () => {
    const { app } = await gateway();
    const bad = { query: '{ pong }' };
    expect((await supertest(app).post('/graphql').send(bad)).status).toBe(200);
    const modern = await supertest(app).post('/graphql').set('accept', MODERN).send(bad);
    expect([modern.status, modern.headers['content-type']]).toEqual([
      400,
      `${MODERN}; charset=utf-8`,
    ]);
    expect(
      (
        await supertest(app)
          .post('/graphql')
          .set('accept', MODERN)
          .send({ query: '{ member(id: "x") { id } }' })
      ).status,
    ).toBe(200);
  });

  it('answers queries by GET, never mutations, and only with a header of its own', async () => {
    const { app } = await gateway();
    const ask = (query: string) =>
      supertest(app).get('/graphql').query({ query }).set('x-requested-with', 'test');
    expect((await ask('{ ping }')).body).toEqual({ data: { ping: 'pong' } });
    const mutation = await ask(
      'mutation { enrolMember(input: { name: "a", phone: "13800138000", idempotencyKey: "k" }) { __typename } }',
    );
    expect([mutation.status, mutation.body.errors[0].extensions.code]).toEqual([
      405,
      'METHOD_NOT_ALLOWED',
    ]);
    const simple = await supertest(app).get('/graphql').query({ query: '{ ping }' });
    expect([simple.status, simple.body.code]).toEqual([400, 'CSRF_PREVENTED']);
  });

  it.each([
    [
      'a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'query=%7Bping%7D',
      415,
      'NOT_JSON',
    ],
    ['plain text', { 'content-type': 'text/plain' }, '{"query":"{ping}"}', 415, 'NOT_JSON'],
    ['broken JSON', { 'content-type': 'application/json' }, '{"query"', 400, 'REQUEST_MALFORMED'],
    [
      'a batch',
      { 'content-type': 'application/json' },
      '[{"query":"{ping}"}]',
      400,
      'REQUEST_MALFORMED',
    ],
    ['no query', { 'content-type': 'application/json' }, '{}', 400, 'QUERY_MISSING'],
    [
      'a huge body',
      { 'content-type': 'application/json' },
      JSON.stringify({ query: `{ping}#${'x'.repeat(300_000)}` }),
      413,
      'REQUEST_TOO_LARGE',
    ],
  ])('refuses %s', async (_what, headers, body, status, code) => {
    const { app } = await gateway();
    const response = await supertest(app).post('/graphql').set(headers).send(body);
    expect([response.status, response.headers['content-type'], response.body.code]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
      code,
    ]);
  });

  it('keeps persisted queries that were answered, and no others', async () => {
    const { app } = await gateway();
    const query = '{ ping }';
    const extensions = {
      persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
    };
    const send = (body: object) => supertest(app).post('/graphql').send(body);
    expect((await send({ extensions })).body.errors[0].extensions.code).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
    expect((await send({ query, extensions })).body).toEqual({ data: { ping: 'pong' } });
    expect((await send({ extensions })).body).toEqual({ data: { ping: 'pong' } });
    const byGet = await supertest(app)
      .get('/graphql')
      .query({ extensions: JSON.stringify(extensions) })
      .set('x-requested-with', 'test');
    expect(byGet.body).toEqual({ data: { ping: 'pong' } });
    expect((await send({ query: '{ping}', extensions })).body.errors[0].extensions.code).toBe(
      'PERSISTED_QUERY_HASH_MISMATCH',
    );

    const invalid = '{ pong }';
    const wrong = {
      persistedQuery: {
        version: 1,
        sha256Hash: createHash('sha256').update(invalid).digest('hex'),
      },
    };
    await send({ query: invalid, extensions: wrong });
    expect((await send({ extensions: wrong })).body.errors[0].extensions.code).toBe(
      'PERSISTED_QUERY_NOT_FOUND',
    );
  });

  it('serves GraphiQL to browsers in development, without any other host', async () => {
    const page = await supertest((await gateway()).app)
      .get('/graphql')
      .set('accept', 'text/html');
    expect(page.status).toBe(200);
    expect(page.text).toContain('GraphiQL');
    expect(page.text).not.toMatch(/<(script|link)[^>]+(src|href)=["']?https?:/);
    const production = await gateway({ server: { development: false } });
    expect(
      (await supertest(production.app).get('/graphql').set('accept', 'text/html')).status,
    ).toBe(400);
  });

  it('masks a fault of its own and tells its id', async () => {
    const lines: string[] = [];
    const log = createLogger('error', { write: (line: string) => void lines.push(line) });
    const broken = {
      apiSdl: '',
      execute: () => Promise.reject(new Error("leak 'x'")),
      close: async () => undefined,
    };
    const { app } = await gateway({ log, server: { router: broken } });
    const { status, body } = await supertest(app)
      .post('/graphql')
      .set('accept-language', 'en')
      .send({ query: '{ ping }' });
    expect([status, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(body)).not.toContain('leak');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(body.faultId);
  });
});

describe('authentication', () => {
  it('treats a caller without a token as a stranger, and one with a bad token not at all', async () => {
    const { app } = await gateway();
    const ask = (header?: string) => {
      const sent = supertest(app).post('/graphql');
      if (header !== undefined) sent.set('authorization', header);
      return sent.send({ query: '{ ping members { edges { cursor } } }' });
    };
    const stranger = await ask();
    expect(stranger.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await ask('Bearer token-of-operator')).body.errors).toBeUndefined();
    for (const header of [
      'Bearer expired',
      'Bearer ',
      'Bearer',
      'Basic dTpw',
      'token-of-operator',
      `Bearer ${'x'.repeat(9_000)}`,
    ]) {
      const refused = await ask(header);
      expect([header.slice(0, 20), refused.status, refused.body.code]).toEqual([
        header.slice(0, 20),
        401,
        'TOKEN_INVALID',
      ]);
      expect(refused.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
      expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    }
  });

  it('never makes a module out of a token', async () => {
    const { app } = await gateway({
      server: { verifyAccessToken: async () => ({ kind: 'module', name: 'ledger' }) },
    });
    expect(
      (
        await supertest(app)
          .post('/graphql')
          .set('authorization', 'Bearer x')
          .send({ query: '{ ping }' })
      ).status,
    ).toBe(401);
  });

  it('is given the time of the request', async () => {
    const clock = new SteppedClock(new Date('2026-01-01T00:00:00Z'));
    const seen: Date[] = [];
    const { app } = await gateway({
      clock,
      server: {
        verifyAccessToken: async (_token, now) => {
          seen.push(now);
          return null;
        },
      },
    });
    await supertest(app)
      .post('/graphql')
      .set('authorization', 'Bearer x')
      .send({ query: '{ ping }' });
    expect(seen).toEqual([new Date('2026-01-01T00:00:00Z')]);
  });
});

describe('limits and headers', () => {
  it('stop one caller, tell when to come back, and leave the others alone', async () => {
    const { app } = await gateway({ server: { rates: { perPerson: 2 } } });
    const ask = (name: 'member' | 'operator') =>
      supertest(app).post('/graphql').set(bearer(name)).send({ query: '{ ping }' });
    const first = await ask('member');
    expect([first.headers['ratelimit-limit'], first.headers['ratelimit-remaining']]).toEqual([
      '2',
      '1',
    ]);
    expect(Number(first.headers['ratelimit-reset'])).toBeGreaterThan(0);
    await ask('member');
    const third = await ask('member');
    expect([third.status, third.body.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask('operator')).status).toBe(200);
  });

  it('stop one address', async () => {
    const { app } = await gateway({ server: { rates: { perAddress: 1 } } });
    expect((await supertest(app).get('/nowhere')).status).toBe(404);
    expect((await supertest(app).get('/nowhere')).status).toBe(429);
    expect((await supertest(app).get('/healthz')).status).toBe(200);
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '::ffff:203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('count the address %s as %s', (address, counted) =>
    expect(addressOf({ address })).toBe(counted),
  );

  it('deny other origins, except those that are named', async () => {
    const { app } = await gateway({ server: { corsOrigins: ['https://shop.example'] } });
    const preflight = (origin: string) =>
      supertest(app).options('/graphql').set({ origin, 'access-control-request-method': 'POST' });
    expect((await preflight('https://evil.example')).status).toBe(403);
    const allowed = await preflight('https://shop.example');
    expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([
      204,
      'https://shop.example',
    ]);
    const simple = await supertest(app)
      .post('/graphql')
      .set('origin', 'https://evil.example')
      .send({ query: '{ ping }' });
    expect(simple.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('keep browsers strict, and give each request an id', async () => {
    const { app } = await gateway();
    const { headers } = await supertest(app).get('/healthz');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(
      (await supertest(app).get('/healthz').set('x-request-id', 'abc-12345')).headers[
        'x-request-id'
      ],
    ).toBe('abc-12345');
    expect(
      (await supertest(app).get('/healthz').set('x-request-id', 'a b<script>')).headers[
        'x-request-id'
      ],
    ).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('doors and pages', () => {
  it('hand REST doors the caller', async () => {
    const door = Router();
    door.post(
      '/v1/echo',
      json(),
      (request, response) =>
        void response.json({ caller: contextOf(request).caller.kind, body: request.body }),
    );
    const { app } = await gateway({ server: { rest: [door] } });
    const response = await supertest(app).post('/v1/echo').set(bearer('system')).send({ a: 1 });
    expect(response.body).toEqual({ caller: 'system', body: { a: 1 } });
    expect((await supertest(app).get('/v1/nothing')).body).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });

  it('serve the pages when they are built', async () => {
    const webDir = mkdtempSync(join(tmpdir(), 'guildhall-web-'));
    mkdirSync(join(webDir, 'assets'));
    writeFileSync(join(webDir, 'index.html'), '<title>Guildhall</title>');
    writeFileSync(join(webDir, 'assets', 'app-1a2b.js'), 'let x');
    const { app } = await gateway({ server: { webDir } });
    const html = (path: string) => supertest(app).get(path).set('accept', 'text/html');
    expect((await html('/')).text).toContain('Guildhall');
    const deep = await html('/group/members/mem_1');
    expect([deep.status, deep.headers['cache-control']]).toEqual([200, 'no-cache']);
    expect((await supertest(app).get('/assets/app-1a2b.js')).headers['cache-control']).toContain(
      'immutable',
    );
    expect((await html('/assets/missing.js')).status).toBe(404);
    expect((await html('/members/mem_1')).status).toBe(404);
    expect((await supertest(app).get('/group').set('accept', 'application/json')).status).toBe(404);
    rmSync(webDir, { recursive: true });
    const bare = await gateway({ server: { webDir: join(webDir, 'gone') } });
    expect((await supertest(bare.app).get('/').set('accept', 'text/html')).status).toBe(404);
  });

  it('say whether they are ready', async () => {
    const missing: string[] = ['ledger'];
    const server = await gateway({ server: { unready: async () => missing } });
    const probe = () => supertest(server.app).get('/readyz');
    expect((await probe()).body).toEqual({ status: 'not ready', missing: ['ledger'] });
    missing.pop();
    expect((await probe()).status).toBe(200);
    await server.close();
    expect((await probe()).body.missing).toEqual(['shutting down']);
  });
});

describe('shutdown', () => {
  const slowly = (ms: number) => {
    const door = Router();
    door.get('/slow', (_request, response) => void setTimeout(() => response.send('done'), ms));
    return door;
  };

  function fetchText(port: number, path: string, agent: Agent): Promise<string> {
    return new Promise((resolve, reject) => {
      get({ port, path, agent, host: '127.0.0.1' }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () => resolve(text));
      }).on('error', reject);
    });
  }

  it('finishes work in flight, hangs up kept-alive connections, takes nothing new', async () => {
    const server = await gateway({ server: { rest: [slowly(300)] } });
    const port = await server.listen(0);
    const agent = new Agent({ keepAlive: true });
    const slow = fetchText(port, '/slow', agent);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    const closed = Promise.all([server.close(), server.close()]);
    await expect(fetchText(port, '/healthz', new Agent())).rejects.toThrow(/ECONNREFUSED/);
    expect(await slow).toBe('done');
    await closed;
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    agent.destroy();
  });

  it('cuts off what takes too long', async () => {
    const server = await gateway({ server: { rest: [slowly(60_000)], graceMs: 100 } });
    const port = await server.listen(0);
    const hanging = fetchText(port, '/slow', new Agent());
    hanging.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    await expect(hanging).rejects.toThrow();
  });

  it('leaves the process its own handlers of signals', async () => {
    const before = ['SIGTERM', 'SIGINT'].map((signal) => process.listenerCount(signal));
    const server = await gateway();
    const port = await server.listen(0);
    await new Promise<void>((resolve, reject) => {
      const sent = sendRequest(
        {
          port,
          host: '127.0.0.1',
          path: '/graphql',
          method: 'POST',
          headers: { 'content-type': 'application/json' },
        },
        (response) => {
          response.resume().on('end', resolve);
        },
      );
      sent.on('error', reject).end('{"query":"{ ping }"}');
    });
    expect(['SIGTERM', 'SIGINT'].map((signal) => process.listenerCount(signal))).toEqual(before);
  });
});
