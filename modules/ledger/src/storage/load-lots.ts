/** Lots by id and by descent: what a reversal, a move's undoing and an explanation look at. */
import type { Book } from '../domain/book.ts';
import type { Lot } from '../domain/state.ts';
import type { Catalogue } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { LOT_COLUMNS, type LotRow, lotOf } from './load-wallets.ts';
import { plainArray } from './pg-array.ts';

/** Puts these lots into the working copy, closed ones too. */
export async function loadLotsById(
  db: Connection,
  book: Book,
  catalogue: Catalogue,
  ids: readonly string[],
): Promise<void> {
  const missing = ids.filter((id) => !book.lots.has(id));
  if (missing.length === 0) return;
  const { rows } = await db.query<LotRow>({
    name: 'lots-by-id',
    text: `SELECT ${LOT_COLUMNS} FROM lot l WHERE l.id = ANY ($1::uuid[])`,
    values: [plainArray(missing)],
  });
  await catalogue.loadTerms(rows.map(({ funding_id }) => funding_id));
  for (const row of rows) book.lots.set(row.id, lotOf(row, catalogue));
}

/** These lots and all that continue them, with the root each descends from. */
export async function descendants(
  db: Connection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ root: string; id: string }>({
    name: 'lot-descendants',
    text: `WITH RECURSIVE tree (root, id) AS (
        SELECT r, r FROM unnest($1::uuid[]) AS r
        UNION SELECT t.root, l.id FROM tree t JOIN lot l ON l.parent_id = t.id)
      SELECT root, id FROM tree`,
    values: [plainArray(ids)],
  });
  return new Map(rows.map(({ id, root }) => [id, root]));
}

export function lotIn(book: Book, id: string): Lot {
  const lot = book.lots.get(id);
  if (lot === undefined) throw new Error(`Lot ${id} is not loaded`);
  return lot;
}
