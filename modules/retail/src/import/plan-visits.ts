/**
 * Plans what will be stored, set by set in the database: which lines make a visit, in which order visits happened,
 * and what catalogue and stores they need. Can be run again from the start.
 */
import { businessDay } from '@guildhall/shared/business-time';
import { type Kysely, sql } from 'kysely';
import type { Kit } from '../application/caller.ts';
import type { Mapping } from './mapping.ts';

type Db = Kysely<unknown>;

/** What the journal takes at most in one transaction. */
const MAX_LINES_OF_A_VISIT = 2_000;

export async function planVisits(kit: Kit, runId: string): Promise<number> {
  return kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    await sql`DELETE FROM import_visit WHERE run_id = ${runId}`.execute(db);
    await setAside(
      db,
      runId,
      'RECEIPT_INCONSISTENT',
      sql`
      SELECT l.line_no FROM import_line l
      JOIN (SELECT DISTINCT ON (receipt_no) receipt_no, customer_no, store_code FROM import_line
            WHERE run_id = ${runId} ORDER BY receipt_no, line_no) f USING (receipt_no)
      WHERE l.run_id = ${runId} AND (l.customer_no, l.store_code) <> (f.customer_no, f.store_code)`,
    );
    await setAside(
      db,
      runId,
      'RECEIPT_TOO_LONG',
      sql`
      SELECT line_no FROM import_line WHERE run_id = ${runId} AND receipt_no IN (
        SELECT receipt_no FROM import_line WHERE run_id = ${runId}
        GROUP BY receipt_no HAVING count(*) > ${MAX_LINES_OF_A_VISIT})`,
    );
    await sql`
      INSERT INTO import_visit (run_id, visit_no, receipt_no, customer_no, at, lines)
      SELECT ${runId}, row_number() OVER (ORDER BY min(at), receipt_no), receipt_no, min(customer_no), min(at), count(*)
      FROM import_line WHERE run_id = ${runId} GROUP BY receipt_no`.execute(db);
    const { rows } = await sql<{ visits: string }>`
      UPDATE import_run SET visits_total = (SELECT count(*) FROM import_visit WHERE run_id = ${runId})
      WHERE id = ${runId} RETURNING visits_total AS visits`.execute(db);
    return Number(rows[0]?.visits ?? 0);
  });
}

/** Lines that cannot be part of a visit become problems. */
export async function setAside(
  db: Db,
  runId: string,
  code: string,
  lineNos: ReturnType<typeof sql>,
): Promise<void> {
  await sql`
    WITH bad AS (
      DELETE FROM import_line WHERE run_id = ${runId} AND line_no IN (${lineNos}) RETURNING line_no)
    INSERT INTO import_problem (run_id, line_no, code) SELECT ${runId}, line_no, ${code} FROM bad
    ON CONFLICT DO NOTHING`.execute(db);
}

/** Stores and products that the file names and nobody has told of yet. */
export async function addCatalogue(kit: Kit, runId: string, mapping: Mapping): Promise<void> {
  const stores = mapping.store === undefined ? Object.entries(mapping.stores ?? {}) : [];
  const wanted = [
    ...(mapping.store === undefined ? [] : [mapping.store]),
    ...stores.map(([name, store]) => ({ ...store, name })),
  ];
  await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    const { rows } = await sql<{ store_code: string; first: Date }>`
      SELECT store_code, min(at) AS first FROM import_line WHERE run_id = ${runId} GROUP BY store_code`.execute(
      db,
    );
    for (const { store_code, first } of rows) {
      const store = wanted.find(({ code }) => code === store_code);
      if (store === undefined) continue;
      await sql`
        INSERT INTO store (code, name, kind, opened_on)
        VALUES (${store.code}, ${store.name}, ${store.kind}, ${businessDay(new Date(first))})
        ON CONFLICT DO NOTHING`.execute(db);
    }
    await sql`
      INSERT INTO product (code, name, category, unit, price_minor)
      SELECT DISTINCT ON (product_code) product_code, product_name, category,
             CASE WHEN bool_and(quantity_milli % 1000 = 0) OVER (PARTITION BY product_code)
                  THEN 'PIECE' ELSE 'KILOGRAM' END, price_minor
      FROM import_line WHERE run_id = ${runId} ORDER BY product_code, line_no
      ON CONFLICT DO NOTHING`.execute(db);
  });
}
