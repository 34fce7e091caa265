/**
 * Loaders of rows for one operation, over a module's own tables: one statement for all keys of a batch. Also keyset
 * pages in the order of ids, and what a command made, read back for its answer.
 */
import type { EntityName, FilterQuery, QueryOrderMap } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { accept, type Outcome } from '../outcome.ts';
import type { SortKey } from './connection.ts';
import { listLoaderOf, loaderOf } from './loaders.ts';

type Order = Readonly<Record<string, 'asc' | 'desc'>>;
type Column<Row> = keyof Row & string;

/** Rows by a unique column; a key without a row gives null. */
export function oneBy<Row extends object>(
  em: EntityManager,
  table: EntityName<Row>,
  column: Column<Row>,
): DataLoader<string, Row | null> {
  const load = (keys: readonly string[]) => find(em, table, column, keys, {});
  return loaderOf(load, (row) => String(row[column]));
}

/** The lists that belong to keys, each in the order given and cut to its first `limit`. */
export function listBy<Row extends object>(
  em: EntityManager,
  table: EntityName<Row>,
  column: Column<Row>,
  order: Order,
  limit?: number,
): DataLoader<string, Row[]> {
  const load = (keys: readonly string[]) => find(em, table, column, keys, order);
  const whole = listLoaderOf(load, (row) => String(row[column]));
  if (limit === undefined) return whole;
  const cut = async (keys: readonly string[]) => {
    const lists = await whole.loadMany(keys);
    return lists.map((list) => (list instanceof Error ? list : list.slice(0, limit)));
  };
  return new DataLoader(cut, { cache: false });
}

function find<Row extends object>(
  em: EntityManager,
  table: EntityName<Row>,
  column: string,
  keys: readonly string[],
  order: Order,
): Promise<Row[]> {
  const where = { [column]: { $in: [...keys] } } as FilterQuery<NoInfer<Row>>;
  return em.find(table, where, { orderBy: order as QueryOrderMap<Row> }) as Promise<Row[]>;
}

/** A page in the order of ids, newest first (UUIDv7 grows with time); the sort key is the UUID. */
export function newestFirst<Row extends { id: string }>(
  em: EntityManager,
  table: EntityName<Row>,
  where: Readonly<Record<string, unknown>>,
  { limit, after }: { readonly limit: number; readonly after: SortKey | undefined },
): Promise<Row[]> {
  const older = after === undefined ? {} : { id: { $lt: String(after[0]) } };
  const filter = { $and: [where, older] } as FilterQuery<NoInfer<Row>>;
  const orderBy = { id: 'desc' } as QueryOrderMap<Row>;
  return em.find(table, filter, { orderBy, limit }) as Promise<Row[]>;
}

/** A filter without what was not asked. */
export function given(filter: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Comparison for a half-open range; undefined when neither end was asked. */
export function between<T>(
  from: T | undefined,
  before: T | undefined,
): { readonly $gte?: T; readonly $lt?: T } | undefined {
  if (from === undefined && before === undefined) return undefined;
  return {
    ...(from !== undefined && { $gte: from }),
    ...(before !== undefined && { $lt: before }),
  };
}

/** The object that a command made or changed, read back after the command was committed. */
export async function readBack<A, T>(
  outcome: Outcome<A>,
  load: (answer: A) => Promise<T | null>,
): Promise<Outcome<T>> {
  if (!outcome.ok) return outcome;
  const found = await load(outcome.value);
  if (found === null) throw new Error('What a command just stored cannot be read back');
  return accept(found);
}
