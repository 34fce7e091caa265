/**
 * Takes a file of survey facts in, batch by batch: each batch is one transaction that writes firms, facts, assessments
 * and how far the file has come, so that an interrupted import goes on where it stopped and a second run of the same
 * file changes nothing. A row with a fault is reported and skipped; its neighbours are not.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { fromUuid } from '@guildhall/shared/ids';
import type { Encoding } from '@guildhall/shared/import/encodings';
import { SourceFileError } from '@guildhall/shared/import/source-file';
import type { ModuleKit } from '@guildhall/shared/module';
import { canonicalJson } from '@guildhall/shared/wire-codec';
import { assessFirms } from '../application/assess-firm.ts';
import { parseUscc } from '../domain/codes/uscc.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { IMPORT } from '../ids.ts';
import { type FactSeal, factSeal } from '../protection/fact-seal.ts';
import { addFactsOfFirms } from '../storage/facts.ts';
import { ensureFirms } from '../storage/firms.ts';
import { endRun, ensureRun, markBatch, type StoredFault, takeRun } from '../storage/import-runs.ts';
import { within } from '../storage/tables.ts';
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
  /** Whether the end of the file was reached. */
  readonly complete: boolean;
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
  /** The run to go on with; without one the run of this file is found or made, and a dry run has none. */
  readonly run?: OpenRun | undefined;
  /** Milliseconds after which it stops behind the batch at hand, to be gone on with later. */
  readonly sliceMs?: number | undefined;
  readonly batchRows?: number | undefined;
  readonly onProgress?: ((progress: ImportProgress) => unknown) | undefined;
  readonly onFaults?: ((line: number, faults: readonly RowFault[]) => unknown) | undefined;
  /** Stops after the batch at hand when it aborts, and the run is then a stopped one; a later run goes on behind it. */
  readonly signal?: AbortSignal | undefined;
}

/** A thousand facts a transaction: firms, facts and assessments of a batch are in memory together. */
const BATCH_ROWS = 1_000;
const PATIENCE_MS = 30_000;
/** Longer than any batch; a process that died is known by it. Each batch renews it. */
const CLAIM_MS = 60_000;

/** The run was stopped by a person while a batch was under way; the batch was undone. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

export async function importSurveys(
  kit: ModuleKit,
  options: ImportSurveysOptions,
): Promise<ImportProgress> {
  const run = options.run ?? (options.dryRun ? undefined : await openRun(kit, options));
  try {
    return await takeRows(kit, options, run);
  } catch (error) {
    if (error instanceof Stopped) return { ...NOTHING, rows: run?.rowsDone ?? 0 };
    // What broke it is told where it broke; the run is a stopped one, to be gone on with.
    if (options.run === undefined && run !== undefined) await stopRun(kit, run.id, 'INTERRUPTED');
    throw error;
  }
}

const NOTHING = { rows: 0, added: 0, known: 0, faulty: 0, skipped: 0, complete: false };

async function takeRows(
  kit: ModuleKit,
  options: ImportSurveysOptions,
  run: OpenRun | undefined,
): Promise<ImportProgress> {
  const done = { ...NOTHING };
  const startedAt = performance.now();
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
    await options.onProgress?.({ ...done });
  };
  for await (const row of readRows(options.path, options.encoding)) {
    batch.push(row);
    if (batch.length < (options.batchRows ?? BATCH_ROWS)) continue;
    await flush();
    const late = options.sliceMs !== undefined && performance.now() - startedAt > options.sliceMs;
    if (late) return done;
    if (options.signal?.aborted === true) {
      if (run !== undefined) await stopRun(kit, run.id, undefined);
      return done;
    }
  }
  if (batch.length > 0) await flush();
  if (run !== undefined && run.whole !== true) {
    const { id } = run;
    await kit.db.transaction((tx) => endRun(within(tx), id, { state: 'DONE' }, kit.clock.now()));
  }
  return { ...done, complete: true };
}

async function stopRun(kit: ModuleKit, id: string, failure: string | undefined): Promise<void> {
  const end = { state: 'CANCELLED', failure } as const;
  await kit.db.transaction((tx) => endRun(within(tx), id, end, kit.clock.now()));
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
  const faults: StoredFault[] = [];
  let faulty = 0;
  for (const row of rows) {
    const mapped = mapRow(row, options.mapping, now);
    if (mapped.ok) good.push(mapped.row);
    else {
      faulty += 1;
      faults.push(...mapped.faults.map((fault, no) => ({ line: row.line, no, ...fault })));
      await options.onFaults?.(row.line, mapped.faults);
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
    const count = options.dryRun
      ? 0
      : await writeRows(context, factSeal(kit.secret), options.subsidiary, good);
    const counts = { added: count, known: facts - count, faulty };
    const until = new Date(now.getTime() + CLAIM_MS);
    if (!(await markBatch(within(tx), runId, rowsDone, counts, faults, until))) throw new Stopped();
    const jobId = fromUuid(IMPORT, runId);
    await context.publish(event(CREDIT_EVENTS.fileJobAdvanced, now, { jobId }));
    return count;
  });
  // The consumers set the pace: a file that runs ahead of them would pile its events up in memory.
  if (published.length > 0) await kit.events.deliverNow(published, PATIENCE_MS);
  return { added, known: facts - added, faulty };
}

async function writeRows(
  context: CommandContext,
  seal: FactSeal,
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
    if (firmId === undefined) return [];
    const { soleTrader } = firmOf(uscc);
    return said.map((fact) => ({ ...fact, firmId, soleTrader, evidenceIds: [] }));
  });
  const changed = await addFactsOfFirms(seal, db, subsidiary, facts, now);
  await assessFirms(context, [...changed.keys()], 'SURVEY');
  return [...changed.values()].reduce((sum, count) => sum + count, 0);
}

function firmOf(code: string) {
  const parsed = parseUscc(code);
  if (!parsed.valid) throw new Error(`${code} was taken for valid`);
  const { soleTrader, divisionCode } = parsed.uscc;
  return { codeKind: 'USCC', code, soleTrader, divisionCode } as const;
}

/** What makes two mappings the same. */
export function mappingIdentity(mapping: SurveyMapping): { text: string; sha256: Buffer } {
  const text = canonicalJson(mapping);
  return { text, sha256: createHash('sha256').update(text).digest() };
}

interface OpenRun {
  readonly id: string;
  readonly rowsDone: number;
  /** Every row was taken by an earlier run: nothing is written, not even that it was looked at. */
  readonly whole?: boolean;
}

async function openRun(
  kit: ModuleKit,
  { path, sha256, mapping, subsidiary, encoding }: ImportSurveysOptions,
): Promise<OpenRun> {
  const identity = mappingIdentity(mapping);
  const now = kit.clock.now();
  return kit.db.transaction(async (tx) => {
    const db = within(tx);
    const { run } = await ensureRun(
      db,
      {
        fileSha256: Buffer.from(sha256, 'hex'),
        mapping: identity.text,
        mappingSha256: identity.sha256,
        subsidiary,
        encoding,
        fileName: basename(path),
        dryRun: false,
        state: 'RUNNING',
      },
      now,
    );
    const taken = await takeRun(db, run.id, now, new Date(now.getTime() + CLAIM_MS));
    if (taken === 'BUSY')
      throw new SourceFileError(`${path} is being taken over by another process just now`);
    return { id: run.id, rowsDone: run.rowsDone, whole: taken === 'WHOLE' };
  });
}
