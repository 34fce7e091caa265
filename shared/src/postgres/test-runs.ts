/** Throwaway databases of test runs. Each run removes its own; what killed runs left, the next run removes. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clusterPaths, dataArea } from './data-area.ts';
import { tryLock } from './exclusive-lock.ts';
import { stopLeftoverServer } from './leftovers.ts';

export function testRunsDir(projectDir: string): string {
  return join(dataArea(projectDir), 'test-runs');
}

/** A run whose lock can be had is dead. One without a lock file yet is just being made. */
export async function removeDeadTestRuns(projectDir: string): Promise<void> {
  const runs = testRunsDir(projectDir);
  if (!existsSync(runs)) return;
  for (const run of readdirSync(runs)) {
    const paths = clusterPaths(join(runs, run, 'postgres'));
    if (!existsSync(paths.lock)) continue;
    const lock = tryLock(paths.lock);
    if (lock === undefined) continue;
    try {
      if (existsSync(paths.data)) await stopLeftoverServer(paths, () => {});
    } finally {
      lock.release();
    }
    rmSync(join(runs, run), { recursive: true, force: true });
  }
}
