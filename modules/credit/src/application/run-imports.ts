/**
 * Imports that people start by API: previewed, queued, taken in the background slice by slice, stopped, gone on with. A
 * file that was taken over under the same mapping is the same import; starting it again changes nothing.
 *
 * Refusals: CREDIT_UPLOAD_UNKNOWN, CREDIT_TABLE_UNREADABLE, CREDIT_MAPPING_INVALID, CREDIT_JOB_UNKNOWN, CREDIT_JOB_ENDED,
 * CREDIT_IMPORT_BY_COMMAND.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { type Encoding, encodingNamed } from '@guildhall/shared/import/encodings';
import { openSource, SourceFileError } from '@guildhall/shared/import/source-file';
import { surveyFile } from '@guildhall/shared/import/survey';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import { CREDIT_EVENTS, event } from '../events.ts';
import { IMPORT, type ImportId, UPLOAD, type UploadId } from '../ids.ts';
import { importSurveys, mappingIdentity, previewSurveys } from '../import/import-surveys.ts';
import {
  type MappedRow,
  mappingSchema,
  type RowFault,
  STANDARD_MAPPING,
  type SurveyMapping,
} from '../import/mapping.ts';
import { readRows } from '../import/read-rows.ts';
import { suggestMapping } from '../import/suggest-mapping.ts';
import type { EvidenceStore } from '../storage/content-names.ts';
import {
  claimRun,
  endRun,
  ensureRun,
  type ImportRunRow,
  runsByIds,
  stopSilentRuns,
} from '../storage/import-runs.ts';
import { type CreditTables, type Db, within } from '../storage/tables.ts';
import { accountOf, companyOf, seesAll } from './caller.ts';
import { type UploadRow, uploadById } from './upload-file.ts';

export interface ReadTable {
  readonly path: string;
  readonly encoding: Encoding;
  /** Rows without the header; undefined for what is no text. */
  readonly rows: number | undefined;
}

/** The upload as a file of its own, for as long as `work` takes. */
export async function withTable<T>(
  store: EvidenceStore,
  upload: UploadRow,
  encoding: string | undefined,
  work: (table: ReadTable) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-table-'));
  try {
    const path = join(folder, basename(upload.name));
    await writeFile(path, await store.get(upload.sha256));
    const isText = !/\.xlsx$/i.test(path);
    const found = await surveyFile(openSource(path));
    const named = encoding === undefined ? undefined : encodingNamed(encoding);
    return await work({
      path,
      encoding: named ?? found.encoding,
      rows: isText && /\.(csv|tsv)(\.gz)?$/i.test(path) ? Math.max(0, found.lines - 1) : undefined,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The caller's own upload, or anybody's for the risk desk. */
export async function uploadOf(
  db: Db,
  caller: Principal,
  id: UploadId,
): Promise<UploadRow | undefined> {
  const upload = await uploadById(db, toUuid(UPLOAD, id));
  if (upload === undefined || upload.gone) return undefined;
  return seesAll(caller) || upload.company === companyOf(caller) ? upload : undefined;
}

const noUpload = () => refuse('NOT_FOUND', 'CREDIT_UPLOAD_UNKNOWN', {}, ['uploadId']);

/** What is wrong with the file itself, for a person; other failures are faults. */
export function unreadable(error: unknown): string {
  if (error instanceof SourceFileError)
    return error.message.replace(/\/\S*\/guildhall-table-\w+\//g, '');
  if (error instanceof SyntaxError) return error.message;
  if (error instanceof Error && /zip|central directory|unexpected end/i.test(error.message))
    return error.message;
  throw error;
}

export function readMapping(raw: unknown): Outcome<SurveyMapping> {
  if (raw === undefined || raw === null) return accept(STANDARD_MAPPING);
  const parsed = mappingSchema.safeParse(raw);
  return parsed.success
    ? accept(parsed.data)
    : refuse('VALIDATION', 'CREDIT_MAPPING_INVALID', { fault: z.prettifyError(parsed.error) }, [
        'mapping',
      ]);
}

export interface PreviewImport {
  readonly uploadId: UploadId;
  readonly mapping?: unknown;
  readonly encoding?: string | undefined;
  readonly rows: number;
}

export interface ImportPreview {
  readonly encoding: string;
  readonly rowsTotal: number | undefined;
  readonly columns: readonly string[];
  /** For a table with the usual Chinese columns; undefined when they say too little. */
  readonly suggestedMapping: SurveyMapping | undefined;
  readonly rows: readonly {
    readonly line: number;
    readonly row?: MappedRow;
    readonly faults?: readonly RowFault[];
  }[];
}

export async function previewImport(
  kit: ModuleKit,
  store: EvidenceStore,
  caller: Principal,
  { uploadId, mapping: raw, encoding, rows }: PreviewImport,
): Promise<Outcome<ImportPreview>> {
  const upload = await uploadOf(kit.db.sql<CreditTables>() as unknown as Db, caller, uploadId);
  if (upload === undefined) return noUpload();
  const given = readMapping(raw);
  if (!given.ok) return given;
  try {
    return await withTable(store, upload, encoding, async (table) => {
      const columns = await columnsOf(table);
      const suggested = suggestMapping(columns);
      const mapping = raw === undefined || raw === null ? (suggested ?? given.value) : given.value;
      return accept({
        encoding: table.encoding,
        rowsTotal: table.rows,
        columns,
        suggestedMapping: suggested,
        rows: await previewSurveys(kit, { ...table, mapping }, rows),
      });
    });
  } catch (error) {
    return refuse('VALIDATION', 'CREDIT_TABLE_UNREADABLE', { fault: unreadable(error) }, [
      'uploadId',
    ]);
  }
}

/** The names of the columns, as far as the first row knows them. */
export async function columnsOf({ path, encoding }: ReadTable): Promise<string[]> {
  for await (const { values, damage } of readRows(path, encoding))
    if (damage === undefined) return Object.keys(values);
  return [];
}

export interface StartImport {
  readonly idempotencyKey: string;
  readonly uploadId: UploadId;
  readonly mapping?: unknown;
  readonly encoding?: string | undefined;
  readonly dryRun: boolean;
  /** Whose survey it is, when the risk desk imports for a company. */
  readonly company?: string | undefined;
}

export interface StartedImport {
  readonly importId: ImportId;
  /** False when this file was imported under this mapping before. */
  readonly created: boolean;
}

export function startImport(
  kit: ModuleKit,
  caller: Principal,
  input: StartImport,
): Promise<Outcome<StartedImport>> {
  const mapping = readMapping(input.mapping);
  if (!mapping.ok) return Promise.resolve(mapping);
  const key: CommandKey = {
    caller,
    operation: 'start-survey-import',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<StartedImport>(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const upload = await uploadOf(db, caller, input.uploadId);
    if (upload === undefined) return noUpload();
    const identity = mappingIdentity(mapping.value);
    const subsidiary = seesAll(caller) ? (input.company ?? companyOf(caller)) : companyOf(caller);
    const { run, created } = await ensureRun(
      db,
      {
        fileSha256: upload.sha256,
        mapping: identity.text,
        mappingSha256: identity.sha256,
        subsidiary,
        dryRun: input.dryRun,
        uploadId: upload.id,
        fileName: upload.name,
        encoding: input.encoding,
        requestedBy: accountOf(caller),
        state: 'QUEUED',
      },
      now,
    );
    return accept({ importId: fromUuid(IMPORT, run.id), created });
  });
}

export interface StepImport {
  readonly idempotencyKey: string;
  readonly importId: ImportId;
}

/** Stops an import at once: the batch at hand is undone, what was taken before stays, and it can be gone on with. */
export const cancelImport = (kit: ModuleKit, caller: Principal, input: StepImport) =>
  stepImport(kit, caller, input, 'cancel-import', 'CANCELLED');

/** Goes on with an import that was stopped or failed, behind its last whole batch. */
export const resumeImport = (kit: ModuleKit, caller: Principal, input: StepImport) =>
  stepImport(kit, caller, input, 'resume-import', 'QUEUED');

function stepImport(
  kit: ModuleKit,
  caller: Principal,
  input: StepImport,
  operation: string,
  to: 'CANCELLED' | 'QUEUED',
): Promise<Outcome<{ readonly importId: ImportId }>> {
  const key: CommandKey = { caller, operation, idempotencyKey: input.idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const [run] = await runsByIds(db, [toUuid(IMPORT, input.importId)]);
    if (run === undefined || !(seesAll(caller) || run.subsidiary === companyOf(caller)))
      return refuse('NOT_FOUND', 'CREDIT_JOB_UNKNOWN', {}, ['importId']);
    const open = run.state === 'QUEUED' || run.state === 'RUNNING';
    const may = to === 'CANCELLED' ? open : run.state === 'CANCELLED' || run.state === 'FAILED';
    if (!may) return refuse('RULE', 'CREDIT_JOB_ENDED', { state: run.state });
    if (to === 'QUEUED' && run.uploadId === undefined)
      return refuse('RULE', 'CREDIT_IMPORT_BY_COMMAND', { file: run.fileName ?? '' });
    await endRun(db, run.id, { state: to }, now);
    return accept({ importId: input.importId });
  });
}

const SLICE_MS = 8_000;
/** Longer than a slice and its last batch; a process that died is followed up after it. */
const CLAIM_MS = 60_000;
const PATIENCE_MS = 5_000;

/** Works on one import for a while; answers whether there was one. */
export async function workOnImports(kit: ModuleKit, store: EvidenceStore): Promise<boolean> {
  const now = kit.clock.now();
  const run = await kit.db.transaction((tx) =>
    claimRun(within(tx), now, new Date(now.getTime() + CLAIM_MS)),
  );
  if (run === undefined) {
    await kit.db.transaction((tx) => stopSilentRuns(within(tx), now));
    return false;
  }
  const end = await takeSlice(kit, store, run);
  const published = await kit.db.transaction(async (tx) => {
    const [still] = await runsByIds(within(tx), [run.id]);
    const at = kit.clock.now();
    if (still?.state === 'RUNNING') await endRun(within(tx), run.id, end, at);
    const jobId = fromUuid(IMPORT, run.id);
    return kit.events.append(tx, at, [event(CREDIT_EVENTS.fileJobAdvanced, at, { jobId })]);
  });
  await kit.events.deliverNow(published, PATIENCE_MS);
  return true;
}

type SliceEnd = { readonly state: 'RUNNING' | 'DONE' | 'FAILED'; readonly failure?: string };

async function takeSlice(
  kit: ModuleKit,
  store: EvidenceStore,
  run: ImportRunRow,
): Promise<SliceEnd> {
  const db = kit.db.sql<CreditTables>() as unknown as Db;
  const upload = run.uploadId === undefined ? undefined : await uploadById(db, run.uploadId);
  if (upload === undefined || upload.gone) return { state: 'FAILED', failure: 'UPLOAD_GONE' };
  try {
    return await withTable(store, upload, run.encoding, async (table) => {
      if (table.rows !== undefined)
        await db
          .updateTable('import_run')
          .set({ rows_total: String(table.rows) })
          .where('id', '=', run.id)
          .execute();
      const done = await importSurveys(kit, {
        path: table.path,
        encoding: table.encoding,
        sha256: upload.sha256.toString('hex'),
        mapping: run.mapping as SurveyMapping,
        subsidiary: run.subsidiary,
        dryRun: run.dryRun,
        run: { id: run.id, rowsDone: run.rowsDone },
        sliceMs: SLICE_MS,
      });
      return { state: done.complete ? 'DONE' : 'RUNNING' };
    });
  } catch (error) {
    return { state: 'FAILED', failure: unreadable(error) };
  }
}
