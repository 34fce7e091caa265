/**
 * Ceilings on what a subsidiary may have issued. An account with a ceiling is locked and summed by every batch that
 * issues from it, so the ceiling is exact; an account without one is never locked.
 */
import type { Book } from '../domain/book.ts';
import type { Catalogue } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { plainArray } from './pg-array.ts';

/** Fails as a serialization failure when one of these accounts has a ceiling. */
export function noneLimited(db: Connection, accountIds: readonly number[]): Promise<unknown> {
  return db.query({
    name: 'none-limited',
    text: 'SELECT none_limited($1::int[])',
    values: [plainArray(accountIds)],
  });
}

export async function lockLimits(
  db: Connection,
  book: Book,
  accountIds: readonly number[],
  catalogue: Catalogue,
): Promise<void> {
  const ids = [...new Set(accountIds)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  const { rows } = await db.query<{ id: number; currency: number; ceiling: bigint }>({
    name: 'lock-limits',
    text: `SELECT id, currency, ceiling FROM account WHERE id = ANY ($1::int[]) AND ceiling IS NOT NULL
      ORDER BY id FOR UPDATE`,
    values: [plainArray(ids)],
  });
  if (rows.length === 0) return;
  const sums = await db.query<{ account_id: number; issued: bigint }>({
    name: 'sum-limits',
    text: `SELECT account_id, (-sum(net))::bigint AS issued FROM account_day
      WHERE account_id = ANY ($1::int[]) GROUP BY account_id`,
    values: [plainArray(rows.map(({ id }) => id))],
  });
  const issued = new Map(sums.rows.map((row) => [row.account_id, row.issued]));
  for (const { id, ceiling, currency } of rows) {
    book.limited.set(id, {
      currency: await catalogue.currencyById(currency),
      ceiling,
      issued: issued.get(id) ?? 0n,
    });
  }
}
