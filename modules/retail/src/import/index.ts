/**
 * Takes sales over from a file: reads, plans, stores. Every phase goes on where it stopped; a finished run changes
 * nothing when it is run again.
 */

import { basename } from 'node:path';
import { type Encoding, encodingNamed } from '@guildhall/shared/import/encodings';
import { ErrorReport } from '@guildhall/shared/import/error-report';
import type { Progress } from '@guildhall/shared/import/progress';
import { openSource, type SourceFile, SourceFileError } from '@guildhall/shared/import/source-file';
import { surveyFile } from '@guildhall/shared/import/survey';
import type { Kit } from '../application/caller.ts';
import { enrollCustomers, findCustomers } from './enroll-customers.ts';
import { builtInMappings, type Mapping, mappingFingerprint, recogniseMapping } from './mapping.ts';
import { planReturns } from './plan-returns.ts';
import { addCatalogue, planVisits } from './plan-visits.ts';
import { messageOfProblem } from './problem-messages.ts';
import {
  clearStaging,
  enterPhase,
  forgetRun,
  type ImportRun,
  openRun,
  readProblems,
  readRun,
} from './run-store.ts';
import { readHeader, stageLines } from './stage-lines.ts';
import { storeVisits } from './store-visits.ts';
import { type ImportSummary, keepSummary, keptSummary, summarise } from './summary.ts';

export { IMPORTER } from './enroll-customers.ts';
export { builtInMappings, type Mapping, parseMapping } from './mapping.ts';
export type { ImportSummary } from './summary.ts';

export const KIND = 'retail-transactions';

export interface ImportOptions {
  readonly path: string;
  /** Absent: recognised by the header. */
  readonly mapping?: Mapping | undefined;
  /** Name of an encoding; absent: the mapping's, or found out. */
  readonly encoding?: string | undefined;
  /** Looks at everything and stores nothing. */
  readonly dryRun: boolean;
  /** Where the report of lines that were not taken over goes; absent: nowhere. */
  readonly reportPath?: string | undefined;
  readonly progress: Progress;
  /** Stops between two batches; the next run goes on from there. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportSource {
  readonly source: SourceFile;
  readonly sha256: string;
  readonly lines: number;
  readonly encoding: Encoding;
  readonly mapping: Mapping;
}

/** Finds out everything about the file that is needed to read it. Throws SourceFileError with what to mend. */
export async function lookAtSource(
  options: Pick<ImportOptions, 'path' | 'mapping' | 'encoding' | 'progress'>,
): Promise<ImportSource> {
  const source = openSource(options.path);
  options.progress.phase('looking', source.size, 'bytes');
  const survey = await surveyFile(source, (bytes) => options.progress.update(bytes));
  options.progress.end();
  const named =
    options.encoding ??
    (options.mapping?.encoding === 'auto' ? undefined : options.mapping?.encoding);
  const encoding = named === undefined || named === 'auto' ? survey.encoding : encodingNamed(named);
  if (encoding === undefined)
    throw new SourceFileError(`There is no encoding "${named}": say utf-8, gbk or utf-16`);
  const mapping = options.mapping ?? (await recognised(source, encoding));
  return { source, sha256: survey.sha256, lines: survey.lines, encoding, mapping };
}

async function recognised(source: SourceFile, encoding: Encoding): Promise<Mapping> {
  const header = await readHeader(source, { encoding, delimiter: ',' });
  const mapping = recogniseMapping(header);
  if (mapping !== undefined) return mapping;
  const names = builtInMappings().map(({ name }) => name);
  throw new SourceFileError(
    `None of the mappings ${names.join(', ')} fits a file with the columns ${header.join(', ')}. Give --mapping a file that says what they mean.`,
  );
}

export async function importRetailTransactions(
  kit: Kit,
  from: ImportSource,
  options: ImportOptions,
): Promise<ImportSummary> {
  const { progress, dryRun } = options;
  const run = await openRun(
    kit.db.sql(),
    {
      kind: dryRun ? `${KIND}:trial` : KIND,
      fileName: basename(from.source.path),
      fileSha256: from.sha256,
      mapping: from.mapping,
      mappingSha256: mappingFingerprint(from.mapping),
      encoding: from.encoding,
      linesTotal: from.lines,
    },
    kit.clock.now(),
  );
  if (run.phase === 'FINISHED')
    progress.say('This file was taken over before, under the same mapping; nothing to do.');
  else if (run.lineNo > 0) progress.say('Going on where the last run of this file stopped.');
  const finished = await advance(kit, run, from, options);
  const kept = await keptSummary(kit, run.id);
  const summary = kept ?? (await summarise(kit, finished, dryRun));
  if (options.reportPath !== undefined && summary.reported > 0) {
    await writeReport(kit, run.id, options.reportPath);
  }
  if (dryRun) {
    await forgetRun(kit.db.sql(), run.id);
  } else if (kept === undefined) {
    await keepSummary(kit, summary);
    await clearStaging(kit.db.sql(), run.id);
  }
  return summary;
}

/** Runs the phases that are still to be done. */
async function advance(
  kit: Kit,
  run: ImportRun,
  from: ImportSource,
  { progress, dryRun, signal }: ImportOptions,
): Promise<ImportRun> {
  let at = run;
  const again = async (): Promise<void> => {
    at = await readRun(kit.db.sql(), run.id);
  };
  if (at.phase === 'STAGING') {
    await stageLines(kit, at, from, { progress, signal });
    await again();
  }
  if (at.phase === 'PLANNING') {
    if (dryRun) await findCustomers(kit, run.id);
    else {
      await enrollCustomers(kit, run.id, { progress, signal });
      await addCatalogue(kit, run.id, from.mapping);
    }
    await planVisits(kit, run.id);
    await planReturns(kit, run.id, { progress, signal });
    if (dryRun) return readRun(kit.db.sql(), run.id);
    await enterPhase(kit.db.sql(), run.id, 'STORING');
    await again();
  }
  if (at.phase === 'STORING') {
    await storeVisits(kit, at, { progress, signal });
    await again();
  }
  return at;
}

async function writeReport(kit: Kit, runId: string, path: string): Promise<void> {
  const report = new ErrorReport(path);
  for await (const problems of readProblems(() => kit.db.sql(), runId)) {
    await report.add(
      problems.map((problem) => ({ ...problem, message: messageOfProblem(problem) })),
    );
  }
  await report.close();
}
