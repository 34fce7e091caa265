/**
 * Sets of rows as one parameter. Statements here take whole batches, so their size never depends on the batch;
 * binary columns travel as hex inside JSON.
 */
import { type RawBuilder, sql } from 'kysely';

/** A JSON array to be read with `jsonb_to_recordset(…)`. */
export function rowsOf(rows: readonly object[]): RawBuilder<unknown> {
  const text = JSON.stringify(rows, (_key, value: unknown) =>
    isBufferJson(value) ? Buffer.from(value.data).toString('hex') : value,
  );
  return sql`${text}::jsonb`;
}

/** JSON.stringify calls a Buffer's own toJSON before the replacer sees it. */
function isBufferJson(value: unknown): value is { readonly data: readonly number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value &&
    Array.isArray(value.data)
  );
}

export type InstantsAsText<T, K extends keyof T> = Omit<T, K> & {
  readonly [P in K]: null extends T[P] ? string | null : string;
};

/** Rows as the driver answers them, with their instants (given as text, with offset) read. */
export function withInstants<T extends object, K extends keyof T>(
  rows: readonly InstantsAsText<T, K>[],
  columns: readonly K[],
): T[] {
  return rows.map((row) => {
    const read = columns.map((column) => {
      const text = (row as Record<K, unknown>)[column];
      return [column, typeof text === 'string' ? new Date(text) : null];
    });
    return { ...row, ...Object.fromEntries(read) } as T;
  });
}
