/** What is ordered about files of customers: mapping, preview, check, start, pause, cancel; and how far they are. */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { CUSTOMER_FIELDS } from '../../domain/import/customer-columns.ts';
import {
  type CustomerMapping,
  type LineFault,
  readCustomer,
} from '../../domain/import/read-customer.ts';
import {
  faultCounts,
  faultsOf,
  forgetFile,
  type ImportRow,
  type ImportState,
  importsPage,
  lockImport,
  oldFiles,
  type StoredFault,
  setImportState,
  setMapping,
} from '../../storage/imports.ts';
import type { IdentityContext } from '../identity-context.ts';
import { isOperator } from '../members/own-members.ts';
import { readLines } from './read-lines.ts';
import { readFile } from './sealed-file.ts';
import { importSourceOf, ownImport } from './take-file.ts';

/** Files are kept so long after their end, for people to look at faults again. */
const KEPT_MS = 30 * 86_400_000;

export interface ImportView {
  readonly importId: string;
  readonly source: string;
  readonly fileName: string;
  readonly format: ImportRow['format'];
  readonly encoding: string | null;
  readonly bytes: number;
  readonly columns: readonly string[];
  readonly mapping: CustomerMapping;
  readonly state: ImportState;
  readonly rowsTotal: number | null;
  readonly rowsDone: number;
  readonly created: number;
  readonly found: number;
  readonly faulty: number;
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error: string | null;
}

export function viewOf(row: ImportRow): ImportView {
  return {
    importId: fromUuid('cim', row.id),
    source: row.source,
    fileName: row.file_name,
    format: row.format,
    encoding: row.encoding,
    bytes: Number(row.bytes),
    columns: row.header,
    mapping: row.mapping ?? { columns: {} },
    state: row.state,
    rowsTotal: row.rows_total,
    rowsDone: row.rows_done,
    created: row.created,
    found: row.found,
    faulty: row.faulty,
    madeAt: row.made_at,
    madeBy: row.made_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error,
  };
}

const uuidOf = (importId: string): string | undefined =>
  isId('cim', importId) ? toUuid('cim', importId) : undefined;

export interface ImportPage {
  readonly source?: string | undefined;
  readonly state?: ImportState | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Newest first; a subsidiary's system sees its own. */
export async function listImports(
  { kit }: IdentityContext,
  caller: Principal,
  { source: wished, state, limit, after }: ImportPage,
): Promise<readonly ImportView[]> {
  const all = isOperator(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));
  const source = all ? wished : importSourceOf(caller, wished);
  if (!all && source === undefined) return [];
  const before = after === undefined ? undefined : uuidOf(after);
  return (await importsPage(kit.db.sql(), { source, state, limit, before })).map(viewOf);
}

export async function readImport(
  context: IdentityContext,
  caller: Principal,
  importId: string,
): Promise<ImportView | null> {
  const row = await ownImport(context, caller, uuidOf(importId));
  return row === undefined ? null : viewOf(row);
}

export interface PreviewLine {
  readonly lineNo: number;
  readonly values: Readonly<Record<string, string>>;
  /** The line as it would be taken over; null when it would not. */
  readonly person: object | null;
  readonly faults: readonly LineFault[];
}

/**
 * The first lines as they would be taken over, under the file's mapping or another one; none of a file that could not be
 * read. Stores nothing.
 */
export async function previewImport(
  context: IdentityContext,
  caller: Principal,
  input: {
    readonly importId: string;
    readonly rows: number;
    readonly mapping?: CustomerMapping | undefined;
  },
): Promise<readonly PreviewLine[]> {
  const row = await ownImport(context, caller, uuidOf(input.importId));
  if (row === undefined || row.wrapped_key === null || row.state === 'UPLOADING') return [];
  if (row.header.length === 0) return [];
  const mapping = input.mapping ?? row.mapping ?? { columns: {} };
  const shown: PreviewLine[] = [];
  for await (const line of readLines(readFile(context, row), row)) {
    if ('columns' in line) continue;
    const { lineNo, values, damage } = line;
    const read =
      damage === undefined
        ? readCustomer(values, mapping, row.source)
        : {
            person: undefined,
            faults: [{ field: '', code: damage, params: {}, fieldOnly: false }],
          };
    shown.push({ lineNo, values, person: read.person ?? null, faults: read.faults });
    if (shown.length >= input.rows) break;
  }
  return shown;
}

export async function readFaults(
  context: IdentityContext,
  caller: Principal,
  page: {
    readonly importId: string;
    readonly limit: number;
    readonly after?: { readonly lineNo: number; readonly no: number } | undefined;
  },
): Promise<readonly (StoredFault & { readonly no: number })[]> {
  const row = await ownImport(context, caller, uuidOf(page.importId));
  return row === undefined ? [] : faultsOf(context.kit.db.sql(), row.id, page);
}

export async function countFaults(
  context: IdentityContext,
  caller: Principal,
  importId: string,
): Promise<readonly { readonly code: string; readonly field: string; readonly count: number }[]> {
  const row = await ownImport(context, caller, uuidOf(importId));
  return row === undefined ? [] : faultCounts(context.kit.db.sql(), row.id);
}

export type ImportOrder = 'CHECK' | 'START' | 'PAUSE' | 'CANCEL';

/** From which states an order is taken, and what it leads to. */
const ORDERS: Readonly<
  Record<ImportOrder, { readonly from: readonly ImportState[]; readonly to: ImportState }>
> = {
  CHECK: { from: ['READY', 'CHECKED'], to: 'CHECKING' },
  START: { from: ['READY', 'CHECKED', 'PAUSED', 'FAILED'], to: 'RUNNING' },
  PAUSE: { from: ['RUNNING'], to: 'PAUSED' },
  CANCEL: {
    from: ['READY', 'CHECKING', 'CHECKED', 'RUNNING', 'PAUSED', 'FAILED'],
    to: 'CANCELLED',
  },
};

export async function orderImport(
  context: IdentityContext,
  caller: Principal,
  input: {
    readonly idempotencyKey: string;
    readonly importId: string;
    readonly order: ImportOrder;
  },
): Promise<Outcome<ImportView>> {
  const { idempotencyKey, importId, order } = input;
  return onImport(
    context,
    caller,
    { operation: `import-${order.toLowerCase()}`, idempotencyKey, importId, input: {} },
    async (row, tx, now) => {
      const { from, to } = ORDERS[order];
      if (!from.includes(row.state))
        return refuse('RULE', 'IMPORT_STATE_FORBIDS', { state: row.state });
      const columns = row.mapping?.columns ?? {};
      const identifying = [
        'customerNumber',
        'phone',
        'email',
        'idCard',
        'wechatUnionid',
        'wechatOpenid',
      ] as const;
      if (
        (to === 'CHECKING' || to === 'RUNNING') &&
        !identifying.some((field) => columns[field] !== undefined)
      )
        return refuse('RULE', 'IMPORT_MAPPING_TOO_WEAK', {}, ['mapping']);
      const afresh =
        to === 'CHECKING' || (to === 'RUNNING' && row.state !== 'PAUSED' && row.state !== 'FAILED');
      await setImportState(tx, row.id, { state: to, afresh }, now);
      if (to === 'CANCELLED') await forgetFile(tx, row.id);
      return accept(undefined);
    },
  );
}

export async function mapImport(
  context: IdentityContext,
  caller: Principal,
  input: {
    readonly idempotencyKey: string;
    readonly importId: string;
    readonly mapping: CustomerMapping;
  },
): Promise<Outcome<ImportView>> {
  const { idempotencyKey, importId, mapping } = input;
  return onImport(
    context,
    caller,
    { operation: 'map-import', idempotencyKey, importId, input: { mapping } },
    async (row, tx) => {
      if (row.state !== 'READY' && row.state !== 'CHECKED')
        return refuse('RULE', 'IMPORT_STATE_FORBIDS', { state: row.state });
      for (const [field, column] of Object.entries(mapping.columns)) {
        if (!(CUSTOMER_FIELDS as readonly string[]).includes(field))
          return refuse('VALIDATION', 'IMPORT_FIELD_UNKNOWN', { field }, ['mapping', field]);
        if (!row.header.includes(column))
          return refuse('VALIDATION', 'IMPORT_COLUMN_UNKNOWN', { column }, ['mapping', field]);
      }
      await setMapping(tx, row.id, mapping);
      return accept(undefined);
    },
  );
}

type Tx = Parameters<typeof setMapping>[0];

async function onImport(
  context: IdentityContext,
  caller: Principal,
  order: {
    readonly operation: string;
    readonly idempotencyKey: string;
    readonly importId: string;
    readonly input: object;
  },
  change: (row: ImportRow, tx: Tx, now: Date) => Promise<Outcome<undefined>>,
): Promise<Outcome<ImportView>> {
  const { operation, idempotencyKey, importId } = order;
  const key = { caller, operation, idempotencyKey, input: { importId, ...order.input } };
  const mayOrder = isOperator(caller) || caller.kind === 'system';
  const known = mayOrder ? await ownImport(context, caller, uuidOf(importId)) : undefined;
  if (known === undefined) return refuse('NOT_FOUND', 'IMPORT_NOT_FOUND', {}, ['importId']);
  return runCommand(context.kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const row = await lockImport(db, known.id);
    if (row === undefined) return refuse('NOT_FOUND', 'IMPORT_NOT_FOUND', {}, ['importId']);
    const done = await change(row, db, now);
    if (!done.ok) return done;
    const fresh = await lockImport(db, known.id);
    return accept(viewOf(fresh ?? row));
  });
}

/** By schedule: files go a month after their end. */
export async function forgetOldFiles({ kit }: IdentityContext): Promise<void> {
  const db = kit.db.sql();
  const before = new Date(kit.clock.now().getTime() - KEPT_MS);
  for (const id of await oldFiles(db, before)) await forgetFile(db, id);
}
