/** The postgres process itself: started under its account, waited for until it accepts connections, stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerPrograms } from './binaries.ts';
import { SERVER_ENV } from './cluster.ts';
import type { ClusterPaths, ServerAccount } from './data-area.ts';
import { startWatchdog } from './watchdog.ts';

/** Longest path of a socket in bytes, less the name PostgreSQL gives it (`.s.PGSQL.65535.lock`). */
const LONGEST_SOCKET_DIR = 103 - 20;
const LONGEST_LOG = 16 * 1024 * 1024;
const STOP_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 10 * 60_000;
const SLOW_START_MS = 5_000;

export interface ServerProcess {
  readonly pid: number;
  /** Undefined when the path would be longer than a socket's may be. */
  readonly socketDir: string | undefined;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Why the server did not come up, as it said itself. */
export class ServerStartError extends Error {
  override readonly name = 'ServerStartError';
  get portTaken(): boolean {
    return /could not (bind|create any TCP)|Address already in use/.test(this.message);
  }
  /** Children of a killed server are still on their way out. */
  get predecessorLeaving(): boolean {
    return /pre-existing shared memory block|lock file "postmaster.pid"/.test(this.message);
  }
}

export interface ServerProcessOptions {
  readonly paths: ClusterPaths;
  readonly programs: ServerPrograms;
  readonly account: ServerAccount | undefined;
  readonly port: number;
  /** A throwaway folder that goes when the server ends without its launcher. */
  readonly removeAfterwards: string | undefined;
  readonly say: (line: string) => void;
}

export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { paths, programs, account, port } = options;
  const socketDir =
    Buffer.byteLength(paths.socketDir) <= LONGEST_SOCKET_DIR ? paths.socketDir : undefined;
  rotateLog(paths.log);
  const log = openSync(paths.log, 'a', 0o600);
  const logStart = statSync(paths.log).size;
  const child = spawn(
    programs.postgres,
    ['-D', paths.data, '-p', String(port), '-c', `unix_socket_directories=${socketDir ?? ''}`],
    {
      // Its own session: Ctrl-C in the terminal must reach the launcher first, which finishes its work.
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
      env: SERVER_ENV,
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    },
  );
  closeSync(log);
  // From the first moment on: the launcher may die while the server comes up.
  const watchdog =
    child.pid === undefined
      ? undefined
      : startWatchdog({
          serverPid: child.pid,
          dataDir: paths.data,
          removeAfterwards: options.removeAfterwards,
        });
  const ended = new Promise<void>((settle) => {
    child.once('exit', () => settle());
    child.once('error', () => settle());
  });
  void ended.then(() => watchdog?.dismiss());
  await waitUntilReady(child, options, logStart);
  child.unref();
  return { pid: child.pid ?? 0, socketDir, ended, stop: () => stopProcess(child, ended) };
}

async function waitUntilReady(
  child: ChildProcess,
  options: ServerProcessOptions,
  logStart: number,
): Promise<void> {
  const { paths, say } = options;
  const failure: { error?: Error } = {};
  child.once('error', (error) => {
    failure.error = error;
  });
  const pidFile = join(paths.data, 'postmaster.pid');
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += 20) {
    await sleep(20);
    if (failure.error !== undefined)
      throw new ServerStartError(failure.error.message, { cause: failure.error });
    if (child.exitCode !== null || child.signalCode !== null)
      throw new ServerStartError(readFrom(paths.log, logStart));
    if (isReady(pidFile, child.pid)) return;
    if (waited === SLOW_START_MS)
      say('PostgreSQL is recovering what an unclean end left; this can take a while.');
  }
  child.kill('SIGQUIT');
  throw new ServerStartError(
    `not ready after ${START_TIMEOUT_MS / 60_000} minutes\n${readFrom(paths.log, logStart)}`,
  );
}

/** The eighth line of the file is the server's own word on whether it accepts connections. */
function isReady(pidFile: string, pid: number | undefined): boolean {
  if (!existsSync(pidFile)) return false;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

async function stopProcess(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  child.kill('SIGINT'); // Fast shutdown: ends sessions, writes a checkpoint.
  const slow = new AbortController();
  const timeout = sleep(STOP_TIMEOUT_MS, 'late', { signal: slow.signal }).catch(() => 'aborted');
  if ((await Promise.race([ended.then(() => 'ended'), timeout])) === 'late') {
    child.kill('SIGQUIT'); // Immediate: recovered from the log at the next start, nothing committed is lost.
    await ended;
  }
  slow.abort();
}

function rotateLog(path: string): void {
  if (existsSync(path) && statSync(path).size > LONGEST_LOG) renameSync(path, `${path}.1`);
}

function readFrom(path: string, start: number): string {
  const length = Math.min(statSync(path).size - start, 64 * 1024);
  const buffer = Buffer.alloc(Math.max(0, length));
  const handle = openSync(path, 'r');
  try {
    readSync(handle, buffer, 0, buffer.length, start);
  } finally {
    closeSync(handle);
  }
  return buffer.toString('utf8').trim();
}
