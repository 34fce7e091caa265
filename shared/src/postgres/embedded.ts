/**
 * The built-in PostgreSQL: a real server, started with the project and stopped with it, its data kept (`serve`) or
 * thrown away (`test`).
 *
 * One launcher at a time serves a data folder, held by a lock that dies with its holder. A server that outlives its
 * launcher is ended by a watchdog, or at the latest by the next start; it is never adopted.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPrograms } from './binaries.ts';
import { type ClusterOptions, ensureCluster, prepareStart, SUPERUSER } from './cluster.ts';
import {
  type ClusterPaths,
  clusterPaths,
  dataArea,
  makePassable,
  readOrMakeSecret,
  serverAccount,
} from './data-area.ts';
import { type ExclusiveLock, tryLock } from './exclusive-lock.ts';
import { AlreadyRunningError, LauncherError } from './launcher-error.ts';
import { isAlive, stopLeftoverServer } from './leftovers.ts';
import { findFreePort, isPortFree } from './ports.ts';
import {
  type ServerProcess,
  type ServerProcessOptions,
  ServerStartError,
  startServerProcess,
} from './server-process.ts';
import type { Purpose } from './settings.ts';
import { newTestRunDir, removeDeadTestRuns } from './test-runs.ts';

export interface EmbeddedPostgresOptions {
  readonly projectDir: string;
  readonly purpose: Purpose;
  /** The data folder itself; by default in the project's data area. Its secrets and lock lie beside it. */
  readonly dataDir?: string;
  /** Exactly this port, or fail; by default the one of last time, or a free one. */
  readonly port?: number;
  readonly onProgress?: (line: string) => void;
  /** Called when the server ends without having been told to. */
  readonly onUnexpectedEnd?: () => void;
}

export interface RunningPostgres {
  /** The administrator's address, database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Folder of its Unix socket; undefined when the path is too long for one. */
  readonly socketDir: string | undefined;
  readonly pid: number;
  /** True when the data folder was made by this start. */
  readonly created: boolean;
  stop(): Promise<void>;
}

const PREDECESSOR_PATIENCE = 50;

export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<RunningPostgres> {
  const say = options.onProgress ?? (() => {});
  const programs = findPrograms(options.projectDir);
  const account = serverAccount();
  const throwaway = options.purpose === 'test' && options.dataDir === undefined;
  if (throwaway) await removeDeadTestRuns(options.projectDir, new Date());
  const paths = clusterPaths(options.dataDir ?? defaultDataDir(options));
  makePassable(dirname(paths.data));
  const removeAfterwards = throwaway ? dirname(paths.data) : undefined;
  const lock = lockOrExplain(paths);
  const cluster: ClusterOptions = { paths, programs, account, purpose: options.purpose };
  try {
    await stopLeftoverServer(paths, say);
    const { created } = await ensureCluster(cluster);
    if (created) say('Made a new PostgreSQL data folder.');
    prepareStart(cluster);
    const { server, port } = await startOnFreePort(
      { ...cluster, removeAfterwards, say },
      options.port,
    );
    return supervise({
      server,
      port,
      paths,
      lock,
      created,
      removeAfterwards,
      onUnexpectedEnd: options.onUnexpectedEnd,
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function defaultDataDir({ projectDir, purpose }: EmbeddedPostgresOptions): string {
  return purpose === 'serve'
    ? serveDataDir(projectDir)
    : join(newTestRunDir(projectDir), 'postgres');
}

function serveDataDir(projectDir: string): string {
  return join(dataArea(projectDir), 'postgres');
}

function lockOrExplain(paths: ClusterPaths): ExclusiveLock {
  const lock = tryLock(paths.lock);
  if (lock !== undefined) {
    writeFileSync(paths.holder, JSON.stringify({ pid: process.pid }));
    return lock;
  }
  const holder = readHolder(paths);
  const who = holder === undefined ? 'another process' : `process ${holder.pid}`;
  const where = holder?.address === undefined ? '' : ` at ${holder.address}`;
  throw new AlreadyRunningError(
    `This copy is already running${where} (${who}).`,
    holder === undefined
      ? 'Stop it first.'
      : `Use that one, or stop it with Ctrl-C or: kill ${holder.pid}`,
  );
}

interface Holder {
  readonly pid: number;
  readonly port?: number;
  /** Where people reach what the holder serves. */
  readonly address?: string;
}

function readHolder(paths: ClusterPaths): Holder | undefined {
  try {
    return JSON.parse(readFileSync(paths.holder, 'utf8')) as Holder;
  } catch {
    return undefined; // Being written, or gone.
  }
}

/** Lets the next start of the same copy say where this one is. */
export function announceAddress(running: RunningPostgres, address: string): void {
  const { holder } = clusterPaths(running.dataDir);
  writeFileSync(
    holder,
    JSON.stringify({ pid: process.pid, port: running.port, address } satisfies Holder),
  );
}

/**
 * The server that this copy is running right now, for commands that work on the same data beside it; undefined when
 * it is not running.
 */
export function findRunningPostgres(
  projectDir: string,
): { readonly url: string; readonly address: string | undefined } | undefined {
  const paths = clusterPaths(serveDataDir(projectDir));
  const holder = readHolder(paths);
  if (holder?.port === undefined || !isAlive(holder.pid)) return undefined;
  const status = join(paths.data, 'postmaster.pid');
  if (!existsSync(status) || !readFileSync(status, 'utf8').includes('ready')) return undefined;
  return { url: adminUrl(paths, holder.port), address: holder.address };
}

function adminUrl(paths: ClusterPaths, port: number): string {
  const password = encodeURIComponent(readOrMakeSecret(paths.password));
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

async function startOnFreePort(
  options: Omit<ServerProcessOptions, 'port'>,
  wanted: number | undefined,
): Promise<{ server: ServerProcess; port: number }> {
  const { paths, say } = options;
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await choosePort(paths, say));
    try {
      const server = await startServerProcess({ ...options, port });
      writeFileSync(paths.port, `${port}\n`);
      return { server, port };
    } catch (error) {
      if (!(error instanceof ServerStartError)) throw error;
      if (error.predecessorLeaving && attempt < PREDECESSOR_PATIENCE) {
        await sleep(200);
      } else if (!error.portTaken || wanted !== undefined || attempt >= PREDECESSOR_PATIENCE) {
        throw new LauncherError(
          `PostgreSQL did not start: ${error.message}`,
          error.portTaken ? `Port ${port} is taken; name another one.` : `Its log is ${paths.log}.`,
          { cause: error },
        );
      }
    }
  }
}

async function choosePort(paths: ClusterPaths, say: (line: string) => void): Promise<number> {
  const kept = existsSync(paths.port)
    ? Number.parseInt(readFileSync(paths.port, 'utf8'), 10)
    : undefined;
  if (kept !== undefined && kept > 0 && (await isPortFree(kept))) return kept;
  const port = await findFreePort(seedOf(paths.data));
  if (kept !== undefined)
    say(`PostgreSQL's port ${kept} is taken by another program; using ${port}.`);
  return port;
}

function seedOf(text: string): number {
  let seed = 0;
  for (const byte of Buffer.from(text)) seed = (seed * 31 + byte) % 1_000_003;
  return seed;
}

interface Supervision {
  readonly server: ServerProcess;
  readonly port: number;
  readonly paths: ClusterPaths;
  readonly lock: ExclusiveLock;
  readonly created: boolean;
  /** The folder of a throwaway cluster. */
  readonly removeAfterwards: string | undefined;
  readonly onUnexpectedEnd: (() => void) | undefined;
}

function supervise({
  server,
  port,
  paths,
  lock,
  created,
  removeAfterwards,
  onUnexpectedEnd,
}: Supervision): RunningPostgres {
  writeFileSync(paths.holder, JSON.stringify({ pid: process.pid, port } satisfies Holder));
  const state: { stopping?: Promise<void> } = {};
  void server.ended.then(() => {
    if (state.stopping === undefined) onUnexpectedEnd?.();
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(paths.holder, { force: true });
    lock.release();
    if (removeAfterwards !== undefined) rmSync(removeAfterwards, { recursive: true, force: true });
  };
  return {
    url: adminUrl(paths, port),
    port,
    dataDir: paths.data,
    socketDir: server.socketDir,
    pid: server.pid,
    created,
    stop: () => {
      state.stopping ??= stop();
      return state.stopping;
    },
  };
}
