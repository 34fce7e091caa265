/** Reads the file into the database: a line becomes a staged line or a problem. Goes on after the last checkpoint. */
import type { Encoding } from '@guildhall/shared/import/encodings';
import { readRecords, type SourceRecord } from '@guildhall/shared/import/records';
import { type SourceFile, SourceFileError } from '@guildhall/shared/import/source-file';
import type { Kit } from '../application/caller.ts';
import { LineInterpreter, type LineProblem, type StagedLine } from './interpret-line.ts';
import { indexColumns, type Mapping } from './mapping.ts';
import {
  addLines,
  addProblems,
  checkpointLine,
  enterPhase,
  type ImportRun,
  lockRun,
  type Watch,
} from './run-store.ts';

export interface Staging {
  readonly source: SourceFile;
  readonly encoding: Encoding;
  readonly mapping: Mapping;
}

const LINES_PER_COMMIT = 10_000;

/** Columns of the header. */
export async function readHeader(
  source: SourceFile,
  options: { readonly encoding: Encoding; readonly delimiter: string },
): Promise<readonly string[]> {
  for await (const [header] of readRecords(source, options)) {
    if (header !== undefined && header.fault === undefined)
      return header.fields.map((field) => field.trim());
    break;
  }
  throw new SourceFileError(
    `${source.path} has no header that could be read; is it in another encoding than ${options.encoding}?`,
  );
}

export async function stageLines(
  kit: Kit,
  run: ImportRun,
  { source, encoding, mapping }: Staging,
  { progress, signal }: Watch,
): Promise<void> {
  const options = { encoding, delimiter: mapping.delimiter };
  const header = await readHeader(source, options);
  const interpreter = new LineInterpreter(mapping, indexColumns(mapping, header), header.length);
  progress.phase('reading', run.linesTotal);
  let waiting: SourceRecord[] = [];
  let done = run.lineNo;
  let headerAhead = done === 0;
  const commit = async (): Promise<void> => {
    done = await stage(kit, run.id, waiting, interpreter, done);
    waiting = [];
    progress.update(done);
  };
  for await (const batch of readRecords(source, options)) {
    const wanted = batch.filter(({ lineNo }) => lineNo > done);
    waiting.push(...(headerAhead ? wanted.slice(1) : wanted));
    if (wanted.length > 0) headerAhead = false;
    if (waiting.length >= LINES_PER_COMMIT) await commit();
    signal?.throwIfAborted();
  }
  await commit();
  await enterPhase(kit.db.sql(), run.id, 'PLANNING');
  progress.end();
}

async function stage(
  kit: Kit,
  runId: string,
  records: readonly SourceRecord[],
  interpreter: LineInterpreter,
  before: number,
): Promise<number> {
  const lines: StagedLine[] = [];
  const problems: LineProblem[] = [];
  for (const { lineNo, fields, fault } of records) {
    const made =
      fault === undefined ? interpreter.interpret(lineNo, fields) : { lineNo, code: fault };
    if ('code' in made) problems.push(made);
    else lines.push(made);
  }
  const last = records.at(-1)?.lineNo ?? before;
  await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    const { lineNo } = await lockRun(db, runId);
    if (lineNo !== before)
      throw new SourceFileError('Another process is importing this file just now');
    await addLines(db, runId, lines);
    await addProblems(db, runId, problems);
    await checkpointLine(db, runId, last);
  });
  return last;
}
