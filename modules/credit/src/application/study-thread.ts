/**
 * A thread of its own for a fit, so that nobody's request waits for arithmetic: takes the bytes of a CSV file (gzip or not),
 * reads the cases, fits and tries the card, and answers it or what is wrong with the file.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { type CaseColumns, readCases } from '../domain/workbench/read-cases.ts';
import { StudyFault, type StudyOptions, study } from '../domain/workbench/study.ts';
import type { StudyAnswer } from './fit-scorecard.ts';

export interface StudyOrder {
  readonly bytes: Uint8Array;
  readonly columns: CaseColumns;
  readonly options: StudyOptions;
}

parentPort?.postMessage(answer(workerData as StudyOrder));

function answer({ bytes, columns, options }: StudyOrder): StudyAnswer {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : Buffer.from(bytes);
  let table: string[][];
  try {
    table = parse(plain, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    return { ok: false, fault: { code: 'MALFORMED', detail: String(error).slice(0, 200) } };
  }
  const [header = [], ...rows] = table;
  const cases = readCases(header, rows, columns);
  if ('code' in cases) return { ok: false, fault: { code: cases.code, detail: detailOf(cases) } };
  try {
    return { ok: true, rows: rows.length, columns: cases.columns.size, ...study(cases, options) };
  } catch (error) {
    if (!(error instanceof StudyFault)) throw error;
    return { ok: false, fault: { code: error.code, detail: error.message } };
  }
}

function detailOf(fault: Exclude<ReturnType<typeof readCases>, { bad: Uint8Array }>): string {
  if (fault.code === 'NO_COLUMN') return fault.column;
  return fault.code === 'TARGET_VALUE'
    ? `"${fault.value}" (line ${fault.line})`
    : 'no numeric column';
}
