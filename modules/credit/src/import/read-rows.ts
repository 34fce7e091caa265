/**
 * Rows of a file as text by column name, one at a time, whatever the file is: CSV (UTF-8 or GBK, found out from the
 * bytes), gzipped or not; Excel's first sheet; JSON, one object a line or one array. Memory stays flat but for arrays,
 * which are small by nature.
 */
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import exceljs from 'exceljs';
import iconv from 'iconv-lite';

export interface FileRow {
  /** Line or row of the file, from 1; the header is 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

export type FileEncoding = 'utf8' | 'gbk';

export interface ReadOptions {
  /** Found out from the first bytes when absent. */
  readonly encoding?: FileEncoding | undefined;
  /** Told the bytes of the file read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export async function* readRows(path: string, options: ReadOptions = {}): AsyncGenerator<FileRow> {
  const plain = path.replace(/\.gz$/i, '').toLowerCase();
  if (plain.endsWith('.xlsx')) yield* readSheet(path);
  else if (plain.endsWith('.ndjson') || plain.endsWith('.jsonl'))
    yield* readJsonLines(path, options);
  else if (plain.endsWith('.json')) yield* readJsonArray(path);
  else yield* readCsv(path, options);
}

async function* readCsv(path: string, options: ReadOptions): AsyncGenerator<FileRow> {
  const encoding = options.encoding ?? (await encodingOf(path));
  const text = bytesOf(path, options).pipe(iconv.decodeStream(encoding));
  const rows = text.pipe(
    parse({
      bom: true,
      columns: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      info: true,
    }),
  );
  for await (const { record, info } of rows as AsyncIterable<{
    record: Record<string, string>;
    info: { lines: number };
  }>) {
    yield { line: info.lines, values: record };
  }
}

function bytesOf(path: string, { onBytes }: ReadOptions): Readable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  let read = 0;
  if (onBytes !== undefined) {
    file.on('data', (chunk) => {
      read += chunk.length;
      onBytes(read);
    });
  }
  return path.toLowerCase().endsWith('.gz') ? file.pipe(createGunzip()) : file;
}

const SNIFFED_BYTES = 256 * 1024;

/** UTF-8 if the beginning is valid UTF-8 (a character cut at its end forgiven), else GBK. */
export async function encodingOf(path: string): Promise<FileEncoding> {
  const head = path.toLowerCase().endsWith('.gz') ? await gunzippedHead(path) : await rawHead(path);
  const whole = head.length < SNIFFED_BYTES;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !whole });
    return 'utf8';
  } catch (error) {
    if (error instanceof TypeError) return 'gbk';
    throw error;
  }
}

async function rawHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function gunzippedHead(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path).pipe(createGunzip()) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= SNIFFED_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, SNIFFED_BYTES);
}

async function* readJsonLines(path: string, options: ReadOptions): AsyncGenerator<FileRow> {
  const lines = createInterface({
    input: bytesOf(path, options),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== '') yield { line, values: textValues(JSON.parse(text)) };
  }
}

async function* readJsonArray(path: string): AsyncGenerator<FileRow> {
  const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(parsed))
    throw new Error(`${path} holds no array of rows; give one object a line as .ndjson instead`);
  for (const [i, row] of parsed.entries()) yield { line: i + 1, values: textValues(row) };
}

function textValues(row: unknown): Record<string, string> {
  if (typeof row !== 'object' || row === null) return {};
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [[key, textOf(value)]],
    ),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function* readSheet(path: string): AsyncGenerator<FileRow> {
  const book = new exceljs.stream.xlsx.WorkbookReader(path, {
    sharedStrings: 'cache',
    worksheets: 'emit',
    styles: 'cache',
  });
  for await (const sheet of book) {
    let columns: string[] | undefined;
    for await (const row of sheet) {
      const cells = cellsOf(row);
      if (columns === undefined) columns = cells;
      else {
        const values = Object.fromEntries(
          columns.flatMap((name, i) => (name === '' ? [] : [[name, cells[i] ?? '']])),
        );
        if (cells.some((cell) => cell !== '')) yield { line: row.number, values };
      }
    }
    return;
  }
}

function cellsOf(row: exceljs.Row): string[] {
  const cells: string[] = [];
  row.eachCell({ includeEmpty: true }, (cell, column) => {
    cells[column - 1] = cellText(cell.value);
  });
  return Array.from(cells, (cell) => cell ?? '');
}

function cellText(value: exceljs.CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return String(value).trim();
  if ('richText' in value)
    return value.richText
      .map(({ text }) => text)
      .join('')
      .trim();
  if ('result' in value) return String(value.result ?? '').trim();
  if ('text' in value) return String(value.text).trim();
  return '';
}
