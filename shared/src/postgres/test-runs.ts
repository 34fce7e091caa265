/**
 * Throwaway databases of test runs. Each run removes its own; what killed runs left, the next run removes.
 *
 * They lie in memory where the machine has plenty, since a test's database is a thousand small files and a disk
 * makes those slowly; else in the project's data area.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { freemem } from 'node:os';
import { basename, join } from 'node:path';
import { clusterPaths, dataArea, isRoot, makePassable } from './data-area.ts';
import { tryLock } from './exclusive-lock.ts';
import { stopLeftoverServer } from './leftovers.ts';

const MEMORY_DISK = '/dev/shm';
const PLENTY = 4 * 1024 ** 3;
const MAKING_MS = 60 * 60_000;

/** A new folder for one run's data; the server's account may pass through it. */
export function newTestRunDir(projectDir: string): string {
  const onDisk = diskRuns(projectDir);
  const parent = memoryRunsIfPlenty(projectDir) ?? onDisk;
  if (parent === onDisk) makePassable(onDisk);
  const dir = mkdtempSync(join(parent, 'run-'));
  if (isRoot()) chmodSync(dir, 0o711);
  return dir;
}

function diskRuns(projectDir: string): string {
  return join(dataArea(projectDir), 'test-runs');
}

/** Everywhere that runs of this copy may lie. */
export function testRunDirs(projectDir: string): readonly string[] {
  return [diskRuns(projectDir), memoryRuns(projectDir)];
}

/** The user's number is part of the name, so that nobody meets a folder of somebody else. */
function memoryRuns(projectDir: string): string {
  const project = realpathSync(projectDir);
  const hash = createHash('sha256').update(project).digest('hex').slice(0, 12);
  return join(MEMORY_DISK, `guildhall-${process.getuid?.() ?? 0}-${basename(project)}-${hash}`);
}

function memoryRunsIfPlenty(projectDir: string): string | undefined {
  if (process.platform !== 'linux' || !existsSync(MEMORY_DISK)) return undefined;
  const { bavail, bsize } = statfsSync(MEMORY_DISK);
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(process.availableMemory(), limit) : freemem();
  if (bavail * bsize < PLENTY || memory < 2 * PLENTY) return undefined;
  const dir = memoryRuns(projectDir);
  try {
    mkdirSync(dir, { recursive: true });
    const { uid } = lstatSync(dir);
    if (uid !== process.getuid?.()) return undefined; // Somebody laid it out for us: we do not go there.
    chmodSync(dir, isRoot() ? 0o711 : 0o700);
    return dir;
  } catch {
    return undefined; // Not writable here: the disk will do.
  }
}

/** A run whose lock can be had is dead. One without a lock file is just being made, unless it is old. */
export async function removeDeadTestRuns(projectDir: string, now: Date): Promise<void> {
  for (const runs of testRunDirs(projectDir)) {
    if (!existsSync(runs)) continue;
    for (const run of readdirSync(runs)) await removeIfDead(join(runs, run), now);
  }
}

async function removeIfDead(dir: string, now: Date): Promise<void> {
  const paths = clusterPaths(join(dir, 'postgres'));
  if (existsSync(paths.lock)) {
    const lock = tryLock(paths.lock);
    if (lock === undefined) return;
    try {
      if (existsSync(paths.data)) await stopLeftoverServer(paths, () => {});
    } finally {
      lock.release();
    }
  } else if (
    now.getTime() - (lstatSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? 0) <
    MAKING_MS
  ) {
    return;
  }
  rmSync(dir, { recursive: true, force: true });
}
