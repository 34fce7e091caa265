/**
 * A server that outlived its launcher. The choice is to stop it cleanly and start anew rather than to adopt it: its
 * settings may be old, its watchdog is gone, and a fast shutdown takes well under a second. Only called under the
 * launcher's lock, so whoever still runs on this data folder belongs to nobody.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterPaths } from './data-area.ts';
import { LauncherError } from './launcher-error.ts';

const STOP_TIMEOUT_MS = 120_000;

export async function stopLeftoverServer(
  paths: ClusterPaths,
  say: (line: string) => void,
): Promise<void> {
  const pidFile = join(paths.data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  if (!(pid > 1) || !isAlive(pid)) return; // PostgreSQL itself takes over the file of a dead process.
  if (isServerOf(pid, paths.data)) {
    say(`A PostgreSQL of an earlier run (process ${pid}) is still up; stopping it first.`);
    process.kill(pid, 'SIGINT');
    await waitForEnd(pid);
  } else if (isUnused(paths.data)) {
    // After a reboot or in a new container the number belongs to somebody else, and PostgreSQL would refuse to start.
    rmSync(pidFile, { force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function waitForEnd(pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited >= STOP_TIMEOUT_MS) {
      throw new LauncherError(
        `PostgreSQL of an earlier run (process ${pid}) does not stop.`,
        `End it by hand (kill -QUIT ${pid}) and start again; nothing committed is lost.`,
      );
    }
    await sleep(50);
  }
}

function isServerOf(pid: number, dataDir: string): boolean {
  const args = commandLine(pid);
  return (
    args.includes('postgres') && (args.includes(dataDir) || args.includes(realpathSync(dataDir)))
  );
}

function commandLine(pid: number): string {
  try {
    if (existsSync('/proc/self/cmdline'))
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return ''; // It ended while we looked.
  }
}

/** True when no process works inside the folder: every process of a PostgreSQL server has it as working folder. */
function isUnused(dataDir: string): boolean {
  if (!existsSync('/proc/self/cwd')) return false;
  const home = realpathSync(dataDir);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .every((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) !== home;
      } catch {
        return true; // Ended, or another user's: the server's own account is ours to read.
      }
    });
}
