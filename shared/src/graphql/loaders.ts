/**
 * Loaders of one operation. Made in a subgraph's `context`, so a batch gathers the keys of one request and nothing is
 * remembered beyond it.
 */
import DataLoader from 'dataloader';

/** Loads rows by key in one call; a key without a row gives null. `load(ids)` may answer in any order. */
export function loaderOf<K, T>(
  load: (keys: readonly K[]) => Promise<readonly T[]>,
  keyOf: (row: T) => K,
): DataLoader<K, T | null> {
  return new DataLoader<K, T | null>(async (keys) => {
    const rows = new Map((await load(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** Loads the lists that belong to keys in one call; a key without rows gives an empty list. Order is kept. */
export function listLoaderOf<K, T>(
  load: (keys: readonly K[]) => Promise<readonly T[]>,
  keyOf: (row: T) => K,
): DataLoader<K, T[]> {
  return new DataLoader<K, T[]>(async (keys) => {
    const lists = new Map<K, T[]>();
    for (const row of await load(keys)) {
      const list = lists.get(keyOf(row));
      if (list === undefined) lists.set(keyOf(row), [row]);
      else list.push(row);
    }
    return keys.map((key) => lists.get(key) ?? []);
  });
}

export type { DataLoader };
