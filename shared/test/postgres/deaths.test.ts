/** What remains when processes are killed, and that the next start makes it good. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { serverAccount } from '../../src/postgres/data-area.ts';
import { startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import { Copies, isServing, type LaunchedServer, query, waitUntil } from './support/copies.ts';

const copies = new Copies();
afterEach(() => copies.cleanUp());

const serve = async (projectDir: string, onUnexpectedEnd = (): void => {}) =>
  copies.stopLater(await startEmbeddedPostgres({ projectDir, purpose: 'serve', onUnexpectedEnd }));

/** The shell that waits for the launcher's end. */
function watchdogOf(server: LaunchedServer): number {
  const pids = readFileSync(`/proc/${server.child.pid}/task/${server.child.pid}/children`, 'utf8');
  const found = pids
    .trim()
    .split(' ')
    .map(Number)
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('guildhall-watchdog'));
  if (found === undefined) throw new Error('There is no watchdog');
  return found;
}

async function kill(server: LaunchedServer): Promise<void> {
  const ended = new Promise((settle) => server.child.once('exit', settle));
  server.child.kill('SIGKILL');
  await ended;
}

describe.runIf(existsSync('/proc/self/task'))('after a death', () => {
  it('of the launcher, the server ends by itself and nothing committed is lost', async () => {
    const project = copies.make();
    const held = await copies.launch(project);
    await query(held.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await kill(held);
    await waitUntil('the server has ended', () => !isServing(held));
    const next = await serve(project);
    expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('of launcher and watchdog, the next start stops the server that lingers', async () => {
    const project = copies.make();
    const held = await copies.launch(project);
    await query(held.url, 'CREATE TABLE kept AS SELECT 2 AS n');
    process.kill(watchdogOf(held), 'SIGKILL');
    await kill(held);
    expect(isServing(held)).toBe(true);

    const next = await serve(project);
    expect(isServing(held)).toBe(false);
    expect(next.port).toBe(held.port);
    expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 2 }]);
  });

  it('of the server, its launcher is told and the next start recovers', async () => {
    const project = copies.make();
    let told = false;
    const first = await serve(project, () => {
      told = true;
    });
    await query(first.url, 'CREATE TABLE kept AS SELECT 3 AS n');
    process.kill(first.pid, 'SIGKILL');
    await waitUntil('the launcher was told', () => told);
    await first.stop();
    expect(existsSync(join(first.dataDir, 'postmaster.pid'))).toBe(true);

    const next = await serve(project);
    expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 3 }]);
  });

  it('of the machine, a process that got the old number does no harm and comes to none', async () => {
    const project = copies.make();
    const first = await serve(project);
    process.kill(first.pid, 'SIGKILL');
    await waitUntil('the server has ended', () => !isServing(first));
    await first.stop();
    const account = serverAccount();
    const bystander = spawn('sleep', ['60'], {
      stdio: 'ignore',
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    });
    copies.later(() => void bystander.kill('SIGKILL'));
    const pidFile = join(first.dataDir, 'postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(bystander.pid)));

    const next = await serve(project);
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(bystander.exitCode).toBeNull();
  });

  it('of a test run, its server and its data go away by themselves', async () => {
    const project = copies.make();
    const held = await copies.launch(project, 'test');
    await kill(held);
    await waitUntil('the server has ended', () => !isServing(held));
    await waitUntil('the data are gone', () => !existsSync(dirname(held.dataDir)));
  });

  it('of a test run and its watchdog, the next run clears them away', async () => {
    const project = copies.make();
    const held = await copies.launch(project, 'test');
    const alongside = await copies.launch(project, 'test');
    process.kill(watchdogOf(held), 'SIGKILL');
    await kill(held);
    expect(existsSync(held.dataDir)).toBe(true);

    const next = await startEmbeddedPostgres({ projectDir: project, purpose: 'test' });
    expect(isServing(held)).toBe(false);
    expect(existsSync(dirname(held.dataDir))).toBe(false);
    expect(await query(alongside.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.stop();
    expect(existsSync(dirname(next.dataDir))).toBe(false);
  });
});
