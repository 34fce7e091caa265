/**
 * Screens a file of names or codes row by row: who is it, is it on a list that binds the asking company, how is it graded.
 * Works in the background, batch by batch, and goes on where it stopped. A name alone never proves a firm: NAME_SAME is
 * for a person to confirm, NAME_REVIEW for a person to look at; firms that a person has ruled out are left out.
 *
 * Refusals: CREDIT_UPLOAD_UNKNOWN, CREDIT_TABLE_UNREADABLE, CREDIT_COLUMN_UNKNOWN, CREDIT_JOB_UNKNOWN, CREDIT_JOB_ENDED.
 */
import { businessDay } from '@guildhall/shared/business-time';
import { type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { parseUscc } from '../domain/codes/uscc.ts';
import { compareNames } from '../domain/names/compare-names.ts';
import { normaliseName, plainName } from '../domain/names/normalise.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { BULK_SCREENING, type BulkScreeningId, FIRM, type UploadId } from '../ids.ts';
import { type FileRow, readRows } from '../import/read-rows.ts';
import { latestAssessments } from '../storage/assessments.ts';
import {
  addBulkRows,
  type BulkCandidate,
  type BulkJob,
  type BulkOutcome,
  type BulkRow,
  bulkJobsByIds,
  claimBulkJob,
  clearancesOf,
  listingsOfFirms,
} from '../storage/bulk-screenings.ts';
import type { EvidenceStore } from '../storage/content-names.ts';
import { type FirmRow, firmsByCodes } from '../storage/firms.ts';
import { type CreditTables, type Db, within } from '../storage/tables.ts';
import { accountOf, companyOf, seesAll } from './caller.ts';
import { columnsOf, type ReadTable, unreadable, uploadOf, withTable } from './run-imports.ts';
import { searchFirms } from './search-firms.ts';
import { uploadById } from './upload-file.ts';

export interface StartBulkScreening {
  readonly idempotencyKey: string;
  readonly uploadId: UploadId;
  /** Found out by its usual names when left out. */
  readonly nameColumn?: string | undefined;
  readonly codeColumn?: string | undefined;
  readonly encoding?: string | undefined;
}

const NAME_COLUMNS = /^(企业名称|公司名称|单位名称|供应商名称|客户名称|名称|name|company)$/i;
const CODE_COLUMNS = /^(统一社会信用代码|社会信用代码|信用代码|税号|uscc|code)$/i;

export async function startBulkScreening(
  kit: ModuleKit,
  store: EvidenceStore,
  caller: Principal,
  input: StartBulkScreening,
): Promise<Outcome<{ readonly bulkScreeningId: BulkScreeningId }>> {
  const read = kit.db.sql<CreditTables>() as unknown as Db;
  const upload = await uploadOf(read, caller, input.uploadId);
  if (upload === undefined) return refuse('NOT_FOUND', 'CREDIT_UPLOAD_UNKNOWN', {}, ['uploadId']);
  let columns: string[];
  try {
    columns = await withTable(store, upload, input.encoding, columnsOf);
  } catch (error) {
    return refuse('VALIDATION', 'CREDIT_TABLE_UNREADABLE', { fault: unreadable(error) }, [
      'uploadId',
    ]);
  }
  const chosen = chooseColumns(columns, input);
  if (!chosen.ok) return chosen;
  const key: CommandKey = {
    caller,
    operation: 'start-bulk-screening',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async ({ tx, now }) => {
    const id = newUuid(now);
    await within(tx)
      .insertInto('bulk_screening')
      .values({
        id,
        upload_id: upload.id,
        company: companyOf(caller),
        requested_by: accountOf(caller),
        requested_at: now,
        name_column: chosen.value.name ?? null,
        code_column: chosen.value.code ?? null,
        encoding: input.encoding ?? null,
        state: 'QUEUED',
      })
      .execute();
    return accept({ bulkScreeningId: fromUuid(BULK_SCREENING, id) });
  });
}

interface Columns {
  readonly name: string | undefined;
  readonly code: string | undefined;
}

function chooseColumns(columns: readonly string[], wish: StartBulkScreening): Outcome<Columns> {
  for (const [field, column] of [
    ['nameColumn', wish.nameColumn],
    ['codeColumn', wish.codeColumn],
  ] as const) {
    if (column !== undefined && !columns.includes(column))
      return refuse(
        'VALIDATION',
        'CREDIT_COLUMN_UNKNOWN',
        { column, columns: columns.join(', ') },
        [field],
      );
  }
  const named = wish.nameColumn !== undefined || wish.codeColumn !== undefined;
  const name =
    wish.nameColumn ?? (named ? undefined : columns.find((each) => NAME_COLUMNS.test(each)));
  const code =
    wish.codeColumn ?? (named ? undefined : columns.find((each) => CODE_COLUMNS.test(each)));
  return name === undefined && code === undefined
    ? refuse(
        'VALIDATION',
        'CREDIT_COLUMN_UNKNOWN',
        { column: '企业名称', columns: columns.join(', ') },
        ['nameColumn'],
      )
    : accept({ name, code });
}

export function cancelBulkScreening(
  kit: ModuleKit,
  caller: Principal,
  input: { readonly idempotencyKey: string; readonly bulkScreeningId: BulkScreeningId },
): Promise<Outcome<{ readonly bulkScreeningId: BulkScreeningId }>> {
  const key: CommandKey = {
    caller,
    operation: 'cancel-bulk-screening',
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = within(tx);
    const [job] = await bulkJobsByIds(db, [toUuid(BULK_SCREENING, input.bulkScreeningId)]);
    if (job === undefined || !(seesAll(caller) || job.company === companyOf(caller)))
      return refuse('NOT_FOUND', 'CREDIT_JOB_UNKNOWN', {}, ['bulkScreeningId']);
    if (job.state !== 'QUEUED' && job.state !== 'RUNNING')
      return refuse('RULE', 'CREDIT_JOB_ENDED', { state: job.state });
    await endJob(db, job.id, { state: 'CANCELLED' }, now);
    return accept({ bulkScreeningId: input.bulkScreeningId });
  });
}

const SLICE_MS = 8_000;
const CLAIM_MS = 60_000;
const BATCH_ROWS = 200;
const CANDIDATES = 5;
const PATIENCE_MS = 5_000;

const advanced = (id: string, now: Date) =>
  event(CREDIT_EVENTS.fileJobAdvanced, now, { jobId: fromUuid(BULK_SCREENING, id) });

/** Works on one screening in bulk for a while; answers whether there was one. */
export async function workOnBulkScreenings(kit: ModuleKit, store: EvidenceStore): Promise<boolean> {
  const now = kit.clock.now();
  const job = await kit.db.transaction((tx) =>
    claimBulkJob(within(tx), now, new Date(now.getTime() + CLAIM_MS)),
  );
  if (job === undefined) return false;
  const end = await takeSlice(kit, store, job);
  const published = await kit.db.transaction(async (tx) => {
    const [still] = await bulkJobsByIds(within(tx), [job.id]);
    const at = kit.clock.now();
    if (still?.state === 'RUNNING') await endJob(within(tx), job.id, end, at);
    return kit.events.append(tx, at, [advanced(job.id, at)]);
  });
  await kit.events.deliverNow(published, PATIENCE_MS);
  return true;
}

interface JobEnd {
  readonly state: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  readonly failure?: string;
}

async function endJob(db: Db, id: string, { state, failure }: JobEnd, now: Date): Promise<void> {
  await db
    .updateTable('bulk_screening')
    .set({
      state,
      failure: failure ?? null,
      claimed_until: null,
      finished_at: state === 'RUNNING' ? null : now,
    })
    .where('id', '=', id)
    .execute();
}

async function takeSlice(kit: ModuleKit, store: EvidenceStore, job: BulkJob): Promise<JobEnd> {
  const db = kit.db.sql<CreditTables>() as unknown as Db;
  const upload = await uploadById(db, job.uploadId);
  if (upload === undefined || upload.gone) return { state: 'FAILED', failure: 'UPLOAD_GONE' };
  try {
    return await withTable(store, upload, job.encoding, (table) => screenTable(kit, job, table));
  } catch (error) {
    return { state: 'FAILED', failure: unreadable(error) };
  }
}

async function screenTable(kit: ModuleKit, job: BulkJob, table: ReadTable): Promise<JobEnd> {
  const startedAt = performance.now();
  const db = kit.db.sql<CreditTables>() as unknown as Db;
  await db
    .updateTable('bulk_screening')
    .set({ rows_total: String(table.rows ?? (await countRows(table))) })
    .where('id', '=', job.id)
    .execute();
  let seen = 0;
  let batch: FileRow[] = [];
  const flush = async (): Promise<void> => {
    const now = kit.clock.now();
    const rows = await screenRows(db, job, batch, now);
    batch = [];
    const published = await kit.db.transaction(async (tx) => {
      await addBulkRows(within(tx), job.id, rows, seen);
      return kit.events.append(tx, now, [advanced(job.id, now)]);
    });
    await kit.events.deliverNow(published, PATIENCE_MS);
  };
  for await (const row of readRows(table.path, table.encoding)) {
    seen += 1;
    if (seen <= job.rowsDone) continue;
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    await flush();
    if (performance.now() - startedAt > SLICE_MS) return { state: 'RUNNING' };
  }
  if (batch.length > 0) await flush();
  return { state: 'DONE' };
}

async function countRows({ path, encoding }: ReadTable): Promise<number> {
  let rows = 0;
  for await (const _row of readRows(path, encoding)) rows += 1;
  return rows;
}

interface Asked {
  readonly line: number;
  readonly code: string | undefined;
  readonly name: string | undefined;
  readonly readable: boolean;
}

/** Answers of some rows, in their order. */
export async function screenRows(
  db: Db,
  job: Pick<BulkJob, 'company' | 'nameColumn' | 'codeColumn'>,
  rows: readonly FileRow[],
  now: Date,
): Promise<BulkRow[]> {
  const asked = rows.map(({ line, values, damage }): Asked => {
    const cell = (column: string | undefined) =>
      column === undefined ? undefined : values[column]?.trim() || undefined;
    const [code, name] = [cell(job.codeColumn), cell(job.nameColumn)];
    return { line, code, name, readable: damage === undefined && (code ?? name) !== undefined };
  });
  const byCode = await firmsOfCodes(db, asked);
  const drafts: Draft[] = [];
  for (const each of asked) drafts.push(await draftOf(db, each, byCode));
  const cleared = await ruledOut(db, drafts, businessDay(now));
  const decided = drafts.map((draft) => decide(draft, cleared));
  return withStanding(db, decided, job.company, now);
}

async function firmsOfCodes(
  db: Db,
  asked: readonly Asked[],
): Promise<ReadonlyMap<string, FirmRow>> {
  const codes = asked.flatMap(({ code }) => {
    const parsed = code === undefined ? undefined : parseUscc(code);
    return parsed?.valid === true ? [parsed.uscc.code] : [];
  });
  return new Map((await firmsByCodes(db, [...new Set(codes)])).map((firm) => [firm.code, firm]));
}

interface Draft {
  readonly asked: Asked;
  readonly codeOutcome: BulkOutcome | undefined;
  readonly candidates: readonly BulkCandidate[];
}

async function draftOf(db: Db, asked: Asked, byCode: ReadonlyMap<string, FirmRow>): Promise<Draft> {
  const { code, name, readable } = asked;
  if (!readable) return { asked, codeOutcome: 'UNREADABLE', candidates: [] };
  const parsed = code === undefined ? undefined : parseUscc(code);
  const firm = parsed?.valid === true ? byCode.get(parsed.uscc.code) : undefined;
  if (firm !== undefined) {
    const known = firm.names.map((each) => each.name);
    const agrees =
      name === undefined || known.some((each) => compareNames(name, each).band !== 'DIFFERENT');
    const candidate = { firmId: firm.id, name: known[0] ?? firm.code, band: 'SAME', score: 1 };
    const outcome = agrees ? 'CODE_MATCH' : 'CODE_MATCH_NAME_DIFFERS';
    return { asked, codeOutcome: outcome, candidates: [candidate] };
  }
  const invalid = parsed !== undefined && !parsed.valid ? 'CODE_INVALID' : undefined;
  if (name === undefined) return { asked, codeOutcome: invalid, candidates: [] };
  const hits = await searchFirms(db, name, CANDIDATES);
  const candidates = hits
    .filter(({ band }) => band !== 'DIFFERENT')
    .map((hit) => ({
      firmId: toUuid(FIRM, hit.firmId),
      name: hit.name,
      band: hit.band,
      score: hit.score,
    }));
  return { asked, codeOutcome: candidates.length > 0 ? undefined : invalid, candidates };
}

const plainOf = (name: string): string => plainName(normaliseName(name));

/** `plain name` and firm of the decisions that bind. */
async function ruledOut(
  db: Db,
  drafts: readonly Draft[],
  day: string,
): Promise<ReadonlyMap<string, string>> {
  const names = drafts.flatMap(({ asked: { name } }) =>
    name === undefined ? [] : [plainOf(name)],
  );
  const decisions = await clearancesOf(db, names, day);
  return new Map(decisions.map(({ plain, firmId, id }) => [`${plain} ${firmId}`, id]));
}

type Decided = Omit<BulkRow, 'grade' | 'lists' | 'reasons'>;

function decide(
  { asked, codeOutcome, candidates }: Draft,
  cleared: ReadonlyMap<string, string>,
): Decided {
  const plain = asked.name === undefined ? '' : plainOf(asked.name);
  const shown = candidates.map((candidate) => {
    const clearedBy = cleared.get(`${plain} ${candidate.firmId}`);
    return clearedBy === undefined ? candidate : { ...candidate, clearedBy };
  });
  const base = {
    line: asked.line,
    askedCode: asked.code,
    askedName: asked.name,
    candidates: shown,
  };
  const byCode = codeOutcome?.startsWith('CODE_MATCH') === true;
  const best = byCode ? shown[0] : shown.find(({ clearedBy }) => clearedBy === undefined);
  if (best === undefined) {
    const outcome = codeOutcome ?? (shown.length > 0 ? 'CLEARED' : 'NO_MATCH');
    return { ...base, outcome, firmId: undefined, matched: undefined, score: undefined };
  }
  const outcome = codeOutcome ?? (best.band === 'SAME' ? 'NAME_SAME' : 'NAME_REVIEW');
  return { ...base, outcome, firmId: best.firmId, matched: best.name, score: best.score };
}

async function withStanding(
  db: Db,
  decided: readonly Decided[],
  company: string,
  now: Date,
): Promise<BulkRow[]> {
  const firmIds = [
    ...new Set(decided.flatMap(({ firmId }) => (firmId === undefined ? [] : [firmId]))),
  ];
  const grades = await latestAssessments(db, firmIds, now);
  const listings = await listingsOfFirms(db, firmIds, company, businessDay(now));
  return decided.map((row) => {
    const entries = listings.filter(({ firmId }) => firmId === row.firmId);
    return {
      ...row,
      grade: row.firmId === undefined ? undefined : grades.get(row.firmId)?.grade,
      lists: entries.map(({ list }) => list),
      reasons: entries.map(({ reasonCode }) => reasonCode),
    };
  });
}
