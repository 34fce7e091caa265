/**
 * Lines of a customers' file by the names of its columns, one at a time, CSV or Excel's first sheet. A line that is
 * damaged costs its neighbours nothing.
 */
import { Readable } from 'node:stream';
import { RecordReader } from '@guildhall/shared/import/records';
import { openWorkbook } from '@guildhall/shared/import/workbook';
import type exceljs from 'exceljs';

export interface FileLine {
  /** Of the file, from 1; the header is 1. */
  readonly lineNo: number;
  readonly values: Readonly<Record<string, string>>;
  /** Why it cannot be read, in capitals. */
  readonly damage?: string;
}

/** The first line of a file: the names of its columns. */
export interface FileHeader {
  readonly columns: readonly string[];
}

export async function* readLines(
  bytes: AsyncIterable<Buffer>,
  file: {
    readonly format: 'CSV' | 'XLSX';
    readonly encoding: string | null;
    readonly delimiter: string | null;
  },
): AsyncGenerator<FileHeader | FileLine> {
  const lines =
    file.format === 'XLSX'
      ? sheetLines(bytes)
      : textLines(bytes, file.encoding ?? 'utf-8', file.delimiter ?? ',');
  let columns: readonly string[] | undefined;
  for await (const { lineNo, fields, damage } of lines) {
    if (columns === undefined) {
      columns = fields.map((field, at) => field.replace(/^\uFEFF/, '').trim() || `#${at + 1}`);
      yield { columns };
    } else if (damage !== undefined) yield { lineNo, values: {}, damage };
    else if (fields.some((field) => field.trim() !== ''))
      yield {
        lineNo,
        values: Object.fromEntries(columns.map((name, at) => [name, (fields[at] ?? '').trim()])),
      };
  }
}

interface RawLine {
  readonly lineNo: number;
  readonly fields: readonly string[];
  readonly damage?: string;
}

async function* textLines(
  bytes: AsyncIterable<Buffer>,
  encoding: string,
  delimiter: string,
): AsyncGenerator<RawLine> {
  const reader = new RecordReader(delimiter);
  const decoder = new TextDecoder(encoding);
  const ready = function* (): Generator<RawLine> {
    for (const { lineNo, fields, fault } of reader.take())
      yield fault === undefined ? { lineNo, fields } : { lineNo, fields: [], damage: fault };
  };
  let last = '';
  for await (const piece of bytes) {
    const text = decoder.decode(piece, { stream: true });
    last = text.at(-1) ?? last;
    reader.feed(text);
    yield* ready();
  }
  // Spreadsheets leave the last line without a line break; a file that was cut off shows in its last fields.
  reader.feed(decoder.decode() + (last === '\n' ? '' : '\n'));
  reader.finish();
  yield* ready();
}

async function* sheetLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<RawLine> {
  const book = openWorkbook(Readable.from(bytes));
  for await (const sheet of book) {
    for await (const row of sheet) yield { lineNo: row.number, fields: cellsOf(row) };
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
  // A day in a spreadsheet is a day, not an instant of somewhere.
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value !== 'object') return String(value).trim();
  if ('richText' in value)
    return value.richText
      .map(({ text }) => text)
      .join('')
      .trim();
  if ('result' in value) return String(value.result ?? '').trim();
  return 'text' in value ? String(value.text).trim() : '';
}
