/** The pages as a browser gets them: compressed, cached for ever where the name says so, and at the apps' addresses only. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayServer } from '../src/server.ts';
import { exampleGateway } from './support/example-gateway.ts';

const SCRIPT = `console.log("${'会馆'.repeat(800)}")`;
let webDir: string;
let server: GatewayServer;

beforeAll(async () => {
  webDir = mkdtempSync(join(tmpdir(), 'guildhall-pages-'));
  mkdirSync(join(webDir, 'assets'));
  mkdirSync(join(webDir, '.vite'));
  writeFileSync(join(webDir, '.vite', 'manifest.json'), '{}');
  writeFileSync(join(webDir, '.sources'), 'abc');
  writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Guildhall</title>');
  writeFileSync(join(webDir, 'assets', 'app-1a2b.js'), SCRIPT);
  writeFileSync(join(webDir, 'assets', 'app-1a2b.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(webDir, 'assets', 'app-1a2b.js.gz'), gzipSync(SCRIPT));
  server = await exampleGateway({ server: { webDir } });
});

afterAll(async () => {
  await server.close();
  rmSync(webDir, { recursive: true });
});

const get = (path: string, accept = 'text/html') =>
  supertest(server.app).get(path).set('accept', accept);

describe('the pages', () => {
  it.each(['/', '/sign-in', '/me', '/me/coupons/cpn_1', '/counter', '/group/offers', '/risk'])(
    'are one page at %s, which is always asked for again',
    async (path) => {
      const page = await get(path);
      expect([page.status, page.headers['cache-control'], page.headers['content-type']]).toEqual([
        200,
        'no-cache',
        'text/html; charset=utf-8',
      ]);
    },
  );

  it.each([
    '/members',
    '/groupies',
    '/assets/missing.js',
    '/assets/../server.ts',
    '/.sources',
    '/.vite/manifest.json',
    '/assets/app-1a2b.js.br',
  ])('are not at %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('come compressed for a browser that takes %s', async (taken, encoding) => {
    const asset = await get('/assets/app-1a2b.js', '*/*').set('accept-encoding', taken);
    expect(asset.headers['content-encoding']).toBe(encoding);
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.vary).toContain('Accept-Encoding');
    expect(Number(asset.headers['content-length'])).toBeLessThanOrEqual(Buffer.byteLength(SCRIPT));
    if (encoding !== 'br') expect(asset.text).toBe(SCRIPT);
  });

  it('run no script but their own files', async () => {
    const policy = (await get('/')).headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe/);
  });

  it('of a new build are served without a restart', async () => {
    const built = `${webDir}-new`;
    mkdirSync(join(built, 'assets'), { recursive: true });
    writeFileSync(join(built, 'index.html'), '<!doctype html><title>Guildhall, anew</title>');
    writeFileSync(join(built, 'assets', 'app-3c4d.js'), SCRIPT);
    expect((await get('/assets/app-3c4d.js')).status).toBe(404);
    rmSync(webDir, { recursive: true });
    expect((await get('/me')).status).toBe(404);
    renameSync(built, webDir);
    expect((await get('/me')).text).toContain('anew');
    expect((await get('/assets/app-3c4d.js', '*/*')).text).toBe(SCRIPT);
    expect((await get('/assets/app-1a2b.js')).status).toBe(404);
  });
});
