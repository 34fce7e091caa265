/**
 * Reconciles an import: loads the raw file with COPY into a temporary table, works out with SQL alone what should have
 * come of it, and compares that with what the supermarket, the offers and the ledger have in their books, in sum and
 * customer by customer. Nothing of the import's own code is used on the raw side; both sides share the stated rules:
 *
 * - a line's worth is quantity times price, half up to the fen;
 * - a return takes back the customer's earliest purchases of the same product, strictly earlier, never more than is
 *   left, wholly or not at all;
 * - a basket earns one point for each full yuan of what is left of it.
 *
 * It reads as the administrator, like an auditor who may open every book; it writes nothing but temporary tables.
 */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportSource } from '@guildhall/retail/import';
import type { Progress } from '@guildhall/shared/import/progress';
import { readBytes, SourceFileError } from '@guildhall/shared/import/source-file';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { EARNING_CURRENCY, POINTS_PER_YUAN } from './earning-offer.ts';
import { booksSql, rawSql, totalsSql } from './reconcile-sql.ts';

export interface Reconciliation {
  readonly equal: boolean;
  readonly rows: readonly { readonly what: string; readonly raw: string; readonly books: string }[];
  /** The first customers whose books differ from the raw file. */
  readonly differing: readonly string[];
}

const MAX_DIFFERING = 20;

export async function reconcileRetail(
  databaseUrl: string,
  from: ImportSource,
  progress: Progress,
): Promise<Reconciliation> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'guildhall-reconcile',
  });
  await client.connect();
  try {
    await loadRaw(client, from, progress);
    progress.phase('comparing', 3, 'steps');
    await client.query(rawSql(from.mapping, POINTS_PER_YUAN));
    progress.update(1);
    const run = await findRun(client, from);
    await client.query(booksSql(run, EARNING_CURRENCY));
    progress.update(2);
    const rows = await totals(client, run);
    const differing = await differingCustomers(client);
    progress.update(3);
    progress.end();
    const equal = differing.length === 0 && rows.every(({ raw, books }) => raw === books);
    return { equal, rows, differing };
  } finally {
    await client.end();
  }
}

async function loadRaw(
  client: pg.Client,
  { source, encoding, mapping, lines }: ImportSource,
  progress: Progress,
): Promise<void> {
  const header = await firstLine(source, encoding);
  const columns = header
    .split(mapping.delimiter)
    .map((name) => client.escapeIdentifier(name.trim().replace(/^"|"$/g, '')));
  const zone = client.escapeLiteral(mapping.time.zone);
  await client.query(`SET timezone = ${zone}`);
  await client.query(
    `CREATE TEMP TABLE raw (line_no bigint GENERATED ALWAYS AS IDENTITY (START 2), ${columns.map((name) => `${name} text`).join(', ')})`,
  );
  progress.phase('raw file', lines);
  const copy = client.query(
    copyFrom(
      `COPY raw (${columns.join(', ')}) FROM STDIN WITH (FORMAT csv, HEADER true, DELIMITER '${mapping.delimiter}')`,
    ),
  );
  const decoder = new TextDecoder(encoding);
  let read = 0;
  async function* decoded(): AsyncGenerator<Buffer> {
    for await (const bytes of readBytes(source)) {
      const text = decoder.decode(bytes, { stream: true });
      read += countLines(text);
      progress.update(read);
      yield Buffer.from(text);
    }
  }
  try {
    await pipeline(Readable.from(decoded(), { objectMode: false }), copy);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== '22P04') throw error;
    throw new SourceFileError(
      `The raw file has lines of a wrong shape, so COPY does not take it and it cannot be reconciled: ${error.message}`,
    );
  }
  progress.end();
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

async function firstLine(
  source: ImportSource['source'],
  encoding: ImportSource['encoding'],
): Promise<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of readBytes(source))
    return decoder.decode(bytes).split(/\r?\n/, 1)[0] ?? '';
  return '';
}

async function findRun(client: pg.Client, { sha256 }: ImportSource): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM retail.import_run WHERE kind = 'retail-transactions' AND file_sha256 = $1 ORDER BY started_at DESC LIMIT 1`,
    [sha256],
  );
  const id = rows[0]?.id;
  if (id === undefined)
    throw new SourceFileError('This file was not taken over, so there is nothing to reconcile');
  return id;
}

async function totals(client: pg.Client, run: string): Promise<Reconciliation['rows']> {
  const { rows } = await client.query<{ what: string; raw: string; books: string }>(totalsSql(run));
  return rows;
}

async function differingCustomers(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT format('%s: raw file %s points, %s bought, %s returned; books %s, %s, %s', customer,
                  r.points, r.bought, r.returned, b.points, b.bought, b.returned) AS line
    FROM raw_customer r FULL JOIN books_customer b USING (customer)
    WHERE (r.points, r.bought, r.returned) IS DISTINCT FROM (b.points, b.bought, b.returned)
    ORDER BY customer LIMIT ${MAX_DIFFERING}`);
  return rows.map(({ line }) => line);
}
