/** `npm start` as a person meets it: up from nothing, stopped by signals, killed, started twice, on a taken port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { ROOT_AREAS } from '@guildhall/shared/postgres/data-area';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const TIMEOUT_MS = 120_000;

interface Ready {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

class Start {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;
  output = '';
  problems = '';

  constructor(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    const script = join(PROJECT_ROOT, 'scripts', 'start.ts');
    this.child = spawn(process.execPath, [script, '--no-seed', '--json', ...args], {
      env: { ...process.env, NODE_ENV: 'development', LOG_LEVEL: 'info', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk) => {
      this.output += String(chunk);
    });
    this.child.stderr?.on('data', (chunk) => {
      this.problems += String(chunk);
    });
    this.ended = new Promise((settle) => {
      this.child.once('exit', (code, signal) => settle(code ?? signal ?? 'lost'));
    });
  }

  async ready(): Promise<Ready> {
    const end = this.ended.then((code) => {
      throw new Error(`ended with ${code}:\n${this.problems}`);
    });
    const line = async (): Promise<Ready> => {
      while (!this.output.includes('\n')) await new Promise((settle) => setTimeout(settle, 50));
      return JSON.parse(this.output) as Ready;
    };
    return Promise.race([line(), end]);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

describe('npm start', { timeout: TIMEOUT_MS }, () => {
  // One place for all: coming up from nothing is the slow part, and is tried once. Root's server may go below here.
  const state =
    process.getuid?.() === 0
      ? join(ROOT_AREAS, `start-test-${process.pid}`)
      : mkdtempSync(join(tmpdir(), 'guildhall-start-'));
  const starts: Start[] = [];

  afterEach(async () => {
    for (const start of starts.splice(0)) {
      start.child.kill('SIGTERM');
      await start.ended;
    }
  });
  afterAll(() => rmSync(state, { recursive: true, force: true }));

  function start(env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Start {
    const made = new Start({ GUILDHALL_STATE_DIR: state, ...env }, args);
    starts.push(made);
    return made;
  }

  it('comes up from nothing, answers, and stops cleanly on Ctrl-C', async () => {
    // A port that nobody else on this machine is likely to take once it is free again.
    const first = start({ PORT: String(await freePort()) });
    const { url } = await first.ready();
    expect(first.problems).toContain('Made a new PostgreSQL data folder');
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ready' });
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    await expect(fetch(`${url}/readyz`)).rejects.toThrow();
  });

  it('refuses to start the same copy twice, says where it is, and leaves it alone', async () => {
    const first = start();
    const { url, pid } = await first.ready();
    const second = start();
    expect(await second.ended).toBe(3);
    expect(second.problems).toContain(`already running at ${url} (process ${pid})`);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('comes up again after kill -9, with what it had', async () => {
    const first = start();
    await first.ready();
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start();
    const { url } = await second.ready();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(second.problems).not.toContain('Made a new PostgreSQL data folder');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });

  it('stops when told to while it is still coming up', async () => {
    const first = start();
    while (!first.problems.includes('up to date'))
      await new Promise((settle) => setTimeout(settle, 20));
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(first.output).toBe('');
    await start().ready();
  });

  it('says that the port asked for is taken', async () => {
    const squatter = createServer();
    const port = await new Promise<number>((settle) => {
      squatter.listen(0, '127.0.0.1', () => {
        const address = squatter.address();
        settle(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const refused = start({ PORT: String(port) });
    expect(await refused.ended).toBe(1);
    expect(refused.problems).toContain(`Port ${port} on 127.0.0.1 is taken`);
    expect(refused.problems).not.toContain('    at ');
    squatter.close();
  });

  it('says which setting of the environment is wrong, without a stack trace', async () => {
    const refused = start({ DATABASE_URL: 'mysql://elsewhere/db' });
    expect(await refused.ended).toBe(2);
    expect(refused.problems).toContain('DATABASE_URL');
    expect(refused.problems).not.toContain('    at ');
  });

  it('refuses data that were made with another secret', async () => {
    const other = start({ GUILDHALL_SECRET: 'a secret of more than thirty-two characters' });
    expect(await other.ended).toBe(1);
    expect(other.problems).toContain('was made with another secret');
  });

  it('explains itself', async () => {
    const help = start({}, ['--help']);
    expect(await help.ended).toBe(0);
    expect(help.output).toContain('Usage: npm start');
    const wrong = start({}, ['--nonsense']);
    expect(await wrong.ended).toBe(2);
  });
});
