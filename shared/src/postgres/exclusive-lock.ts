/**
 * A lock between processes that the operating system itself releases when its holder dies, however it dies: nothing
 * can be left stale. SQLite takes a real file lock on every system Node runs on; the file never holds anything.
 */
import { DatabaseSync } from 'node:sqlite';

export interface ExclusiveLock {
  release(): void;
}

/** Undefined when another living process (or this one) holds it. Never waits. */
export function tryLock(path: string): ExclusiveLock | undefined {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/.test(error.message)) return undefined;
    throw error;
  }
  return { release: () => db.close() };
}
