/**
 * Takes a file of survey facts in, batch by batch: each batch is one transaction that writes firms, facts, assessments
 * and how far the file has come, so that an interrupted import goes on where it stopped and a second run of the same
 * file changes nothing. A row with a fault is reported and skipped; its neighbours are not.
 */
import { createHash } from 'node:crypto';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { newUuid } from '@guildhall/shared/ids';
import type { Encoding } from '@guildhall/shared/import/encodings';
import type { ModuleKit } from '@guildhall/shared/module';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { assessFirms } from '../application/assess-firm.ts';
import { parseUscc } from '../domain/codes/uscc.ts';
import { addFactsOfFirms } from '../storage/facts.ts';
import { ensureFirms } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';
import { type MappedRow, mapRow, type RowFault, type SurveyMapping } from './mapping.ts';
import { type FileRow, readRows } from './read-rows.ts';

export interface ImportProgress {
  readonly rows: number;
  readonly added: number;
  /** On record before; in a dry run, everything that is well formed. */
  readonly known: number;
  readonly faulty: number;
  /** Rows that an earlier run of the same file had taken already. */
  readonly skipped: number;
}

export interface ImportSurveysOptions {
  readonly path: string;
  /** SHA-256 of the file's bytes: what makes a second run recognisable. */
  readonly sha256: string;
  readonly encoding: Encoding;
  readonly mapping: SurveyMapping;
  /** The company whose survey it is. */
  readonly subsidiary: string;
  /** Read and check everything, write nothing. */
  readonly dryRun?: boolean | undefined;
  readonly batchRows?: number | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  readonly onFaults?: ((line: number, faults: readonly RowFault[]) => void) | undefined;
  /** Stops after the batch at hand when it aborts; a later run goes on behind it. */
  readonly signal?: AbortSignal | undefined;
}

const BATCH_ROWS = 1_000;
const KIND = 'firm-surveys';

export async function importSurveys(
  kit: ModuleKit,
  options: ImportSurveysOptions,
): Promise<ImportProgress> {
  const run = options.dryRun ? undefined : await openRun(kit, options);
  const done = { rows: 0, added: 0, known: 0, faulty: 0, skipped: 0 };
  let batch: FileRow[] = [];
  const flush = async (): Promise<void> => {
    const skip = Math.min(batch.length, Math.max(0, (run?.rowsDone ?? 0) - done.rows));
    const fresh = batch.slice(skip);
    const rows = done.rows + batch.length;
    batch = [];
    const result = await takeBatch(kit, options, run?.id, fresh, rows);
    done.rows = rows;
    done.added += result.added;
    done.known += result.known;
    done.faulty += result.faulty;
    done.skipped += skip;
    options.onProgress?.({ ...done });
  };
  for await (const row of readRows(options.path, options.encoding)) {
    batch.push(row);
    if (batch.length < (options.batchRows ?? BATCH_ROWS)) continue;
    await flush();
    if (options.signal?.aborted) return done;
  }
  if (batch.length > 0) await flush();
  if (run !== undefined) await closeRun(kit, run.id);
  return done;
}

/** The first rows as they would be taken, faults and all; nothing is written. */
export async function previewSurveys(
  kit: ModuleKit,
  { path, mapping, encoding }: Pick<ImportSurveysOptions, 'path' | 'mapping' | 'encoding'>,
  limit: number,
): Promise<
  readonly {
    readonly line: number;
    readonly row?: MappedRow;
    readonly faults?: readonly RowFault[];
  }[]
> {
  const shown = [];
  for await (const row of readRows(path, encoding)) {
    const mapped = mapRow(row, mapping, kit.clock.now());
    shown.push(
      mapped.ok ? { line: row.line, row: mapped.row } : { line: row.line, faults: mapped.faults },
    );
    if (shown.length >= limit) break;
  }
  return shown;
}

interface BatchResult {
  readonly added: number;
  readonly known: number;
  readonly faulty: number;
}

async function takeBatch(
  kit: ModuleKit,
  options: ImportSurveysOptions,
  runId: string | undefined,
  rows: readonly FileRow[],
  rowsDone: number,
): Promise<BatchResult> {
  const now = kit.clock.now();
  const good: MappedRow[] = [];
  let faulty = 0;
  for (const row of rows) {
    const mapped = mapRow(row, options.mapping, now);
    if (mapped.ok) good.push(mapped.row);
    else {
      faulty += 1;
      options.onFaults?.(row.line, mapped.faults);
    }
  }
  const facts = good.reduce((sum, row) => sum + row.facts.length, 0);
  if (runId === undefined || rows.length === 0) return { added: 0, known: facts, faulty };
  let published: DomainEvent[] = [];
  const added = await kit.db.transaction(async (tx) => {
    published = [];
    const context: CommandContext = {
      tx,
      now,
      publish: async (...events) => {
        published.push(...(await kit.events.append(tx, now, events)));
      },
    };
    const count = await writeRows(context, options.subsidiary, good);
    await markProgress(within(tx), runId, rowsDone, { added: count, known: facts - count, faulty });
    return count;
  });
  if (published.length > 0) await kit.events.deliverNow(published, 0);
  return { added, known: facts - added, faulty };
}

async function writeRows(
  context: CommandContext,
  subsidiary: string,
  rows: readonly MappedRow[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const { tx, now } = context;
  const db = within(tx);
  const named = new Map(rows.map(({ uscc, name }) => [uscc, name]));
  const ids = await ensureFirms(
    db,
    [...named].map(([code, name]) => ({
      ...firmOf(code),
      name,
      registeredBy: `import:${subsidiary}`,
    })),
    subsidiary,
    now,
  );
  const facts = rows.flatMap(({ uscc, facts: said }) => {
    const firmId = ids.get(uscc);
    return firmId === undefined ? [] : said.map((fact) => ({ ...fact, firmId, evidenceIds: [] }));
  });
  const changed = await addFactsOfFirms(db, subsidiary, facts, now);
  await assessFirms(context, [...changed.keys()], 'SURVEY');
  return [...changed.values()].reduce((sum, count) => sum + count, 0);
}

function firmOf(code: string) {
  const parsed = parseUscc(code);
  if (!parsed.valid) throw new Error(`${code} was taken for valid`);
  const { soleTrader, divisionCode } = parsed.uscc;
  return { codeKind: 'USCC', code, soleTrader, divisionCode } as const;
}

async function openRun(
  kit: ModuleKit,
  options: ImportSurveysOptions,
): Promise<{ id: string; rowsDone: number }> {
  const sha256 = Buffer.from(options.sha256, 'hex');
  const now = kit.clock.now();
  const mapping = canonicalJson(options.mapping);
  const mappingHash = createHash('sha256').update(mapping).digest();
  return kit.db.transaction(async (tx) => {
    const db = within(tx);
    const id = newUuid(now);
    const made = await db
      .insertInto('import_run')
      .values({
        id,
        kind: KIND,
        file_sha256: sha256,
        mapping,
        mapping_sha256: mappingHash,
        subsidiary: options.subsidiary,
        started_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made !== undefined) return { id, rowsDone: 0 };
    const known = await db
      .selectFrom('import_run')
      .select(['id', 'rows_done'])
      .where('kind', '=', KIND)
      .where('file_sha256', '=', sha256)
      .where('mapping_sha256', '=', mappingHash)
      .where('subsidiary', '=', options.subsidiary)
      .executeTakeFirstOrThrow();
    return { id: known.id, rowsDone: Number(known.rows_done) };
  });
}

async function markProgress(
  db: Db,
  id: string,
  rowsDone: number,
  { added, known, faulty }: BatchResult,
): Promise<void> {
  await db
    .updateTable('import_run')
    .set((of) => ({
      rows_done: String(rowsDone),
      added: of('added', '+', String(added)),
      known: of('known', '+', String(known)),
      faulty: of('faulty', '+', String(faulty)),
    }))
    .where('id', '=', id)
    .execute();
}

async function closeRun(kit: ModuleKit, id: string): Promise<void> {
  await kit.db.transaction(async (tx) => {
    await within(tx)
      .updateTable('import_run')
      .set({ finished_at: kit.clock.now() })
      .where('id', '=', id)
      .execute();
  });
}
