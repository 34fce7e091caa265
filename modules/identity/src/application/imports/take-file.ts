/** Takes a file in: who may, what it is, what its columns mean as far as their names say. */
import { createHash } from 'node:crypto';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { EncodingDetector } from '@guildhall/shared/import/encodings';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { type Principal, subsidiaryOf } from '@guildhall/shared/principal';
import { suggestColumns } from '../../domain/import/customer-columns.ts';
import {
  closeUpload,
  type ImportRow,
  importById,
  insertImport,
  sameFile,
  setImportState,
} from '../../storage/imports.ts';
import { actorOf, type IdentityContext } from '../identity-context.ts';
import { isOperator } from '../members/own-members.ts';
import { readLines } from './read-lines.ts';
import { PieceWriter, readFile } from './sealed-file.ts';

export const IMPORT_MAX_BYTES = 256 * 1024 * 1024;

/** Whose customers a caller may hand over; undefined for nobody's. */
export function importSourceOf(caller: Principal, wished: string | undefined): string | undefined {
  if (isOperator(caller)) return wished;
  const own = caller.kind === 'system' ? subsidiaryOf(caller) : undefined;
  return wished === undefined || wished === own ? own : undefined;
}

export interface TakeFile {
  readonly source?: string | undefined;
  readonly fileName: string;
  /** A stream stays within this process; bytes pass between processes. */
  readonly bytes: AsyncIterable<Buffer> | Uint8Array;
}

/**
 * Answers the new import, or the one that took the same bytes over before (`again`). Not idempotent by a key: the bytes
 * are the key.
 */
export async function takeFile(
  context: IdentityContext,
  caller: Principal,
  { source: wished, fileName, bytes }: TakeFile,
): Promise<Outcome<{ readonly importId: string; readonly again: boolean }>> {
  const source = importSourceOf(caller, wished);
  if (source === undefined) return refuse('FORBIDDEN', 'IMPORT_NOT_YOURS', {}, ['subsidiary']);
  const { kit, keys } = context;
  const now = kit.clock.now();
  const db = kit.db.sql();
  const id = newUuid(now);
  const { key, stored } = keys.newDataKey(`customer_import:${id}`);
  const name = fileName.split(/[\\/]/).at(-1)?.slice(0, 200) || 'file';
  const format = /\.xlsx$/i.test(name) ? ('XLSX' as const) : ('CSV' as const);
  const row = {
    id,
    source,
    file_name: name,
    format,
    made_by: actorOf(caller),
    master_key: stored.masterKey,
    wrapped_key: stored.wrapped,
  };
  await insertImport(db, row, now);
  const stream = bytes instanceof Uint8Array ? [Buffer.from(bytes)] : bytes;
  const taken = await writePieces(new PieceWriter(db, id, key), stream);
  const fail = async (code: string, params = {}): Promise<Outcome<never>> => {
    await setImportState(db, id, { state: 'FAILED', error: code }, now);
    return refuse('VALIDATION', code, params, ['file']);
  };
  if (taken === 'TOO_BIG')
    return fail('IMPORT_TOO_BIG', { maximum: String(IMPORT_MAX_BYTES / 1024 / 1024) });
  if (taken.bytes === 0) return fail('IMPORT_EMPTY');
  const before = await sameFile(db, row, taken.sha256);
  if (before !== undefined) {
    await setImportState(db, id, { state: 'CANCELLED' }, now);
    return accept({ importId: fromUuid('cim', before.id), again: true });
  }
  const looked = await lookInside(context, { ...row, encoding: null, delimiter: null });
  if (looked === undefined) return fail('IMPORT_UNREADABLE');
  await closeUpload(db, id, {
    ...taken,
    ...looked,
    mapping: { columns: suggestColumns(looked.header) },
  });
  return accept({ importId: fromUuid('cim', id), again: false });
}

async function writePieces(
  writer: PieceWriter,
  bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<{ readonly bytes: number; readonly sha256: Buffer } | 'TOO_BIG'> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > IMPORT_MAX_BYTES) return 'TOO_BIG';
    hash.update(piece);
    await writer.append(piece);
  }
  await writer.flush();
  return { bytes: size, sha256: hash.digest() };
}

type Inside = Pick<ImportRow, 'id' | 'format' | 'master_key' | 'encoding' | 'delimiter'> & {
  readonly wrapped_key: Buffer;
};

/** Encoding, delimiter, columns and number of rows; undefined when there are no two columns. */
async function lookInside(
  context: IdentityContext,
  row: Inside,
): Promise<
  | {
      encoding: string | null;
      delimiter: string | null;
      header: string[];
      rowsTotal: number | null;
    }
  | undefined
> {
  if (row.format === 'XLSX') {
    const header = await headerOf(context, row);
    return header === undefined
      ? undefined
      : { encoding: null, delimiter: null, header, rowsTotal: null };
  }
  const detector = new EncodingDetector();
  let [lines, last, head] = [0, 0x0a, ''];
  for await (const piece of readFile(context, row)) {
    detector.feed(piece);
    if (head === '') head = piece.subarray(0, 4_096).toString('latin1');
    for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) lines += 1;
    last = piece.at(-1) ?? last;
  }
  const encoding = detector.finish();
  const first = head.split('\n', 1)[0] ?? '';
  const delimiter =
    [',', '\t', ';'].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  const header = await headerOf(context, { ...row, encoding, delimiter });
  const rowsTotal = Math.max(0, lines + (last === 0x0a ? 0 : 1) - 1);
  return header === undefined ? undefined : { encoding, delimiter, header, rowsTotal };
}

async function headerOf(context: IdentityContext, row: Inside): Promise<string[] | undefined> {
  try {
    for await (const line of readLines(readFile(context, row), row))
      return 'columns' in line && line.columns.length >= 2 ? [...line.columns] : undefined;
  } catch (error) {
    // A file that calls itself a workbook and is none; everything else is a fault of ours.
    if (row.format !== 'XLSX' || !(error instanceof Error)) throw error;
    context.kit.log.warn({ err: error.name }, 'a customers file could not be opened');
  }
  return undefined;
}

export async function ownImport(
  { kit }: IdentityContext,
  caller: Principal,
  uuid: string | undefined,
): Promise<ImportRow | undefined> {
  const row = uuid === undefined ? undefined : await importById(kit.db.sql(), uuid);
  if (row === undefined) return undefined;
  const mayRead =
    isOperator(caller) || (caller.kind === 'staff' && caller.roles.includes('auditor'));
  return mayRead || (caller.kind === 'system' && caller.subsidiary === row.source)
    ? row
    : undefined;
}
