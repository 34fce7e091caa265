/**
 * Rows of a file as text by column name, one at a time, whatever the file is: delimited text in any usual encoding,
 * gzipped or not; Excel's first sheet; JSON, one object a line or one array. Memory stays flat but for arrays, which are
 * small by nature. A line that is damaged is a row with its damage, and costs its neighbours nothing.
 */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Encoding } from '@guildhall/shared/import/encodings';
import { readRecords } from '@guildhall/shared/import/records';
import { openSource, readBytes, SourceFileError } from '@guildhall/shared/import/source-file';
import { openWorkbook } from '@guildhall/shared/import/workbook';
import type exceljs from 'exceljs';

export interface FileRow {
  /** Line or row of the file, from 1; the header is 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
  /** Why the row cannot be read, in capitals. */
  readonly damage?: string;
}

export async function* readRows(path: string, encoding: Encoding): AsyncGenerator<FileRow> {
  const plain = path.replace(/\.gz$/i, '').toLowerCase();
  if (plain.endsWith('.xlsx')) yield* readSheet(path);
  else if (plain.endsWith('.ndjson') || plain.endsWith('.jsonl')) yield* readJsonLines(path);
  else if (plain.endsWith('.json')) yield* readJsonArray(path);
  else yield* readDelimited(path, encoding);
}

async function* readDelimited(path: string, encoding: Encoding): AsyncGenerator<FileRow> {
  const source = openSource(path);
  const delimiter = /\.tsv(\.gz)?$/i.test(path) ? '\t' : ',';
  let columns: readonly string[] | undefined;
  for await (const batch of readRecords(source, { encoding, delimiter })) {
    for (const { lineNo, fields, fault } of batch) {
      if (columns === undefined) columns = headerOf(path, fields, fault);
      else if (fault !== undefined) yield { line: lineNo, values: {}, damage: fault };
      else
        yield {
          line: lineNo,
          values: Object.fromEntries(columns.map((name, i) => [name, (fields[i] ?? '').trim()])),
        };
    }
  }
}

function headerOf(
  path: string,
  fields: readonly string[],
  fault: string | undefined,
): readonly string[] {
  if (fault !== undefined || fields.every((field) => field.trim() === ''))
    throw new SourceFileError(`${path} does not begin with the names of its columns`);
  return fields.map((field) => field.replace(/^\uFEFF/, '').trim());
}

async function* readJsonLines(path: string): AsyncGenerator<FileRow> {
  const lines = createInterface({
    input: Readable.from(readBytes(openSource(path))),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== '') yield rowOfJson(line, text);
  }
}

function rowOfJson(line: number, text: string): FileRow {
  try {
    return { line, values: textValues(JSON.parse(text)) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { line, values: {}, damage: 'JSON_BROKEN' };
  }
}

async function* readJsonArray(path: string): AsyncGenerator<FileRow> {
  const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (!Array.isArray(parsed))
    throw new SourceFileError(`${path} holds no array of rows: give one object a line, as .ndjson`);
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
  openSource(path);
  const book = openWorkbook(path);
  for await (const sheet of book) {
    let columns: string[] | undefined;
    for await (const row of sheet) {
      const cells = cellsOf(row);
      if (columns === undefined) columns = cells;
      else if (cells.some((cell) => cell !== '')) {
        yield {
          line: row.number,
          values: Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? ''])),
        };
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
