import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { dataArea, developmentSecret } from '../../src/postgres/data-area.ts';
import { findRunningPostgres, startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import { Copies, query } from './support/copies.ts';

const copies = new Copies();
afterEach(() => copies.cleanUp());

const serve = async (projectDir: string, port?: number) =>
  copies.stopLater(
    await startEmbeddedPostgres({
      projectDir,
      purpose: 'serve',
      ...(port === undefined ? {} : { port }),
    }),
  );

describe('the built-in PostgreSQL', () => {
  it('keeps data and port from start to start', async () => {
    const project = copies.make();
    const first = await serve(project);
    expect(first.created).toBe(true);
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();

    const second = await serve(project);
    expect(second.created).toBe(false);
    expect(second.port).toBe(first.port);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  });

  it('serves with every promise of durability', async () => {
    const { url } = await serve(copies.make());
    const settings = await query<{ name: string; setting: string }>(
      url,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'max_connections', 'data_checksums')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      max_connections: '300',
      data_checksums: 'on',
    });
  });

  it('lets nobody in without the password, and listens to this machine alone', async () => {
    const { url, port } = await serve(copies.make());
    const stranger = new URL(url);
    stranger.password = 'guess';
    await expect(query(stranger.toString(), 'SELECT 1')).rejects.toThrow('password authentication');
    const [addresses] = await query<{ listen_addresses: string }>(url, 'SHOW listen_addresses');
    expect(addresses?.listen_addresses).toBe('127.0.0.1');
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((face) => face?.internal === false && face.family === 'IPv4');
    if (outside === undefined) return; // No other address on this machine to be refused at.
    stranger.host = `${outside.address}:${port}`;
    await expect(query(stranger.toString(), 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('keeps its secrets from other users', async () => {
    const project = copies.make();
    const { dataDir } = await serve(project);
    const secret = developmentSecret(project);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(developmentSecret(project)).toBe(secret);
    for (const file of [`${dataDir}.password`, join(dataArea(project), 'secret')]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('runs two copies of the project side by side', async () => {
    const [one, other] = await Promise.all([serve(copies.make()), serve(copies.make())]);
    expect(one.port).not.toBe(other.port);
    expect(one.dataDir).not.toBe(other.dataDir);
    await query(one.url, 'CREATE TABLE mine (n int)');
    await expect(query(other.url, 'SELECT * FROM mine')).rejects.toThrow('does not exist');
  });

  it('refuses a second start of the same copy and says who has it', async () => {
    const project = copies.make();
    const held = await copies.launch(project);
    await expect(startEmbeddedPostgres({ projectDir: project, purpose: 'serve' })).rejects.toThrow(
      new RegExp(`already running .*process ${held.child.pid}`),
    );
    expect(await query(held.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(findRunningPostgres(project)?.url).toBe(held.url);
  });

  it('is found by other commands only while it runs', async () => {
    const project = copies.make();
    expect(findRunningPostgres(project)).toBeUndefined();
    const running = await serve(project);
    expect(findRunningPostgres(project)?.url).toBe(running.url);
    await running.stop();
    expect(findRunningPostgres(project)).toBeUndefined();
  });

  it('takes another port when the kept one is taken, and refuses when one was asked for', async () => {
    const project = copies.make();
    const first = await serve(project);
    await first.stop();
    const squatter = createServer();
    await new Promise<void>((settle) => squatter.listen(first.port, '127.0.0.1', settle));
    copies.later(() => new Promise<void>((settle) => void squatter.close(() => settle())));
    await expect(serve(project, first.port)).rejects.toThrow(`Port ${first.port} is taken`);
    const second = await serve(project);
    expect(second.port).not.toBe(first.port);
  });

  it('clears away a half-made data folder', async () => {
    const project = copies.make();
    const area = dataArea(project);
    mkdirSync(join(area, 'postgres.new-4242', 'base'), { recursive: true });
    const { dataDir } = await serve(project);
    expect(readdirSync(area).filter((name) => name.includes('.new-'))).toEqual([]);
    expect(readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()).toBe('18');
  });

  it('leaves a folder alone that it did not make', async () => {
    const project = copies.make();
    const dataDir = join(dataArea(project), 'postgres');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'thesis.txt'), 'ten years of work');
    await expect(serve(project)).rejects.toThrow('neither empty nor a PostgreSQL data folder');
    expect(readFileSync(join(dataDir, 'thesis.txt'), 'utf8')).toBe('ten years of work');
  });

  it('does not start on the data of another version', async () => {
    const project = copies.make();
    const first = await serve(project);
    await first.stop();
    writeFileSync(join(first.dataDir, 'PG_VERSION'), '17\n');
    await expect(serve(project)).rejects.toThrow('belong to PostgreSQL 17; this is PostgreSQL 18');
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const projectDir = copies.make();
    const dataDir = join(dataArea(projectDir), 'x'.repeat(100), 'postgres');
    const running = copies.stopLater(
      await startEmbeddedPostgres({ projectDir, purpose: 'serve', dataDir }),
    );
    expect(running.socketDir).toBeUndefined();
    expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
