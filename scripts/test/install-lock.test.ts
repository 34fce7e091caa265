import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MODULE = pathToFileURL(join(import.meta.dirname, '..', 'install-lock.mjs')).href;
const GONE = 4_194_304; // Above the largest process id Linux gives.

describe('the lock of an installation', () => {
  let dir: string;
  let lock: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'guildhall-lock-'));
    lock = join(dir, 'install.lock');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  /** A process that takes the lock, says so, does what the text says and releases it. */
  function take(work: string): { child: ChildProcess; lines: string[]; ended: Promise<void> } {
    const program = `
      const { takeInstallLock } = await import(${JSON.stringify(MODULE)});
      const lock = await takeInstallLock(${JSON.stringify(lock)}, (pid) => console.log('waiting for', pid));
      console.log('taken');
      ${work}
      lock.release();
      console.log('released');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    children.push(child);
    const lines: string[] = [];
    child.stdout.on('data', (chunk) => lines.push(...String(chunk).trim().split('\n')));
    child.stderr.on('data', (chunk) => lines.push(String(chunk)));
    return { child, lines, ended: new Promise((settle) => child.once('exit', () => settle())) };
  }

  async function waitFor(lines: string[], line: string): Promise<void> {
    for (let waited = 0; !lines.includes(line); waited += 20) {
      if (waited > 20_000) throw new Error(`"${line}" was not said: ${lines.join(' / ')}`);
      await new Promise((settle) => setTimeout(settle, 20));
    }
  }

  function abandon(owner: object, silentMs = 0): void {
    mkdirSync(lock);
    writeFileSync(
      join(lock, 'owner.json'),
      JSON.stringify({ host: hostname(), token: 'old', ...owner }),
    );
    const then = new Date(Date.now() - silentMs);
    utimesSync(lock, then, then);
  }

  it('makes the second wait for the first', async () => {
    const first = take('await new Promise((settle) => setTimeout(settle, 1500));');
    await waitFor(first.lines, 'taken');
    const second = take('');
    await second.ended;
    expect(second.lines).toEqual([`waiting for ${first.child.pid}`, 'taken', 'released']);
    expect(first.lines).toEqual(['taken', 'released']);
    expect(existsSync(lock)).toBe(false);
  });

  it('lets one of many in at a time', async () => {
    const log = join(dir, 'log');
    const work = `
      const { appendFileSync } = await import('node:fs');
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await new Promise((settle) => setTimeout(settle, 60));
      appendFileSync(${JSON.stringify(log)}, 'out ');`;
    abandon({ pid: GONE });
    await Promise.all(Array.from({ length: 6 }, () => take(work).ended));
    expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(6));
  });

  it('is taken over from a dead holder at once', async () => {
    abandon({ pid: GONE });
    const next = take('');
    await next.ended;
    expect(next.lines).toEqual(['taken', 'released']);
  });

  it('is not taken over while the npm of a dead holder still works', async () => {
    const npm = spawn('sleep', ['30']);
    children.push(npm);
    abandon({ pid: GONE, installer: npm.pid });
    const next = take('');
    await waitFor(next.lines, `waiting for ${GONE}`);
    npm.kill('SIGKILL');
    await next.ended;
    expect(next.lines.slice(1)).toEqual(['taken', 'released']);
  });

  it('is taken over from a holder whose number another process got', async () => {
    abandon({ pid: process.pid }, 60_000);
    const next = take('');
    await next.ended;
    expect(next.lines).toEqual(['taken', 'released']);
  });

  it('of another machine on the same disk is believed until it falls silent', async () => {
    abandon({ pid: GONE, host: 'elsewhere' });
    const waiting = take('');
    await waitFor(waiting.lines, `waiting for ${GONE}`);
    waiting.child.kill('SIGKILL');
    rmSync(lock, { recursive: true });
    abandon({ pid: GONE, host: 'elsewhere' }, 60_000);
    const next = take('');
    await next.ended;
    expect(next.lines).toEqual(['taken', 'released']);
  });
});
