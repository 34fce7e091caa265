/**
 * `npm run import -- firm-surveys <file>`: takes facts about counterparties over from a file. Rows with a fault are
 * reported and skipped; the same command goes on where it stopped; a file that was taken over before changes nothing.
 */
import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import {
  type ImportProgress,
  importSurveys,
  mappingSchema,
  previewSurveys,
  STANDARD_MAPPING,
  type SurveyMapping,
  sampleFacts,
} from '@guildhall/credit/import';
import { composeHouse } from '@guildhall/gateway';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { encodingNamed } from '@guildhall/shared/import/encodings';
import { ErrorReport } from '@guildhall/shared/import/error-report';
import { showProgress, silentProgress } from '@guildhall/shared/import/progress';
import { openSource, SourceFileError } from '@guildhall/shared/import/source-file';
import { surveyFile } from '@guildhall/shared/import/survey';
import { createLogger } from '@guildhall/shared/log';
import { destination } from 'pino';
import { z } from 'zod';
import { reachDatabase } from '../reach-database.ts';
import { EXIT } from '../terminal.ts';

export const FIRM_SURVEYS_HELP = `Usage: npm run import -- firm-surveys <file> --subsidiary <code> [options]

Takes facts about firms over from CSV (plain or gzipped; UTF-8, GBK or UTF-16), Excel (.xlsx, first sheet) or JSON (an
array, or one object a line). Without a mapping each row holds one fact in the columns uscc, name, type, item, value
(JSON) or amount/currency/number/text/date/flag, observedAt, validUntil, source, confidence.

Options
  --subsidiary <code> whose survey it is (required)
  --mapping <file>    JSON that says which columns hold which facts
  --encoding <name>   utf-8, gbk or utf-16; found out when left out
  --preview <n>       show the first n rows as they would be taken, store nothing
  --dry-run           check everything, store nothing
  --report <file>     where rows with a fault are listed (default: <file>.report.csv)
  --sample <n>        write <file> first: n invented facts in the standard columns, to try an import of any size, and stop
  --json              print the result as one JSON object, and no progress
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Wish {
  readonly path: string;
  readonly subsidiary: string;
  readonly mapping: SurveyMapping;
  readonly encoding: string | undefined;
  readonly preview: number | undefined;
  readonly dryRun: boolean;
  readonly reportPath: string;
  readonly json: boolean;
  readonly sample: number | undefined;
}

function readWish(args: readonly string[]): Wish | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      subsidiary: { type: 'string' },
      mapping: { type: 'string' },
      encoding: { type: 'string' },
      preview: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      report: { type: 'string' },
      sample: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError('Name one file');
  const sample = values.sample === undefined ? undefined : Number(values.sample);
  if (sample !== undefined && !(Number.isInteger(sample) && sample > 0))
    throw new UsageError('--sample takes a whole number of facts');
  if (values.subsidiary === undefined && sample === undefined)
    throw new UsageError('Say whose survey it is: --subsidiary <code>');
  return {
    path,
    subsidiary: values.subsidiary ?? '',
    sample,
    mapping: values.mapping === undefined ? STANDARD_MAPPING : readMapping(values.mapping),
    encoding: values.encoding,
    preview: values.preview === undefined ? undefined : Number(values.preview),
    dryRun: values['dry-run'],
    reportPath: values.report ?? `${path.replace(/^.*\//, '')}.report.csv`,
    json: values.json,
  };
}

function readMapping(path: string): SurveyMapping {
  const parsed = mappingSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success)
    throw new SourceFileError(`${path} is no mapping:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Answers the exit code. `args` are those behind `firm-surveys`. */
export async function importFirmSurveys(args: readonly string[]): Promise<number> {
  let wish: Wish | 'help';
  try {
    wish = readWish(args);
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\n\n${FIRM_SURVEYS_HELP}`,
    );
    return EXIT.usage;
  }
  if (wish === 'help') {
    process.stdout.write(FIRM_SURVEYS_HELP);
    return EXIT.ok;
  }
  return wish.sample === undefined ? run(wish) : writeSample(wish.path, wish.sample);
}

async function writeSample(path: string, facts: number): Promise<number> {
  if (!/\.csv$/i.test(path)) throw new SourceFileError('A sample is a .csv file');
  await pipeline(Readable.from(sampleFacts(facts)), createWriteStream(path));
  process.stdout.write(`Wrote ${facts.toLocaleString('en')} invented facts to ${path}\n`);
  return EXIT.ok;
}

async function run(wish: Wish): Promise<number> {
  const progress = wish.json
    ? silentProgress
    : showProgress(process.stderr, () => performance.now());
  const startedAt = performance.now();
  const file = await surveyFile(openSource(wish.path));
  const encoding = wish.encoding === undefined ? file.encoding : encodingNamed(wish.encoding);
  if (encoding === undefined) throw new SourceFileError(`There is no encoding ${wish.encoding}`);
  const config = readConfig(process.env);
  const database = await reachDatabase(config, (line) => progress.say(line));
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock: systemClock,
    log: createLogger('fatal', destination({ dest: 2, sync: true })),
    local: ['credit'],
  });
  try {
    const credit = house.local.get('credit');
    if (credit === undefined) throw new Error('The credit module is not in this house');
    const { path, mapping } = wish;
    if (wish.preview !== undefined) {
      const rows = await previewSurveys(credit.kit, { path, mapping, encoding }, wish.preview);
      process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      return EXIT.ok;
    }
    const report = new ErrorReport(wish.reportPath);
    const total = Math.max(0, file.lines - 1);
    progress.phase('facts', total, 'rows');
    const memory = new MemoryMarks(total);
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    const done = await importSurveys(credit.kit, {
      path,
      mapping,
      encoding,
      sha256: file.sha256,
      subsidiary: wish.subsidiary,
      dryRun: wish.dryRun,
      signal: stop.signal,
      onProgress: ({ rows }) => {
        memory.look(rows);
        progress.update(rows);
      },
      onFaults: (lineNo, faults) =>
        report.add(faults.map(({ code, detail }) => ({ lineNo, code, message: detail }))),
    });
    await report.close();
    progress.end();
    show(wish, done, (performance.now() - startedAt) / 1000, memory);
    return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    await house.stop();
    await database.stop();
  }
}

/** Resident memory in MB when a tenth, half and all of the rows were taken: flat when they are alike. */
class MemoryMarks {
  readonly marks: Record<string, number> = {};
  readonly #total: number;

  constructor(total: number) {
    this.#total = total;
  }

  look(rows: number): void {
    for (const percent of [10, 50, 100]) {
      const name = `at${percent}`;
      if (rows * 100 >= this.#total * percent && this.marks[name] === undefined)
        this.marks[name] = Math.round(process.memoryUsage.rss() / 1_048_576);
    }
  }
}

function show(wish: Wish, done: ImportProgress, seconds: number, { marks }: MemoryMarks): void {
  const memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const rowsPerSecond = Math.round(done.rows / seconds);
  if (wish.json) {
    process.stdout.write(
      `${JSON.stringify({ ...done, seconds, rowsPerSecond, peakMemoryMb: memoryMb, memoryMb: marks })}\n`,
    );
    return;
  }
  const figure = (value: number): string => value.toLocaleString('en').padStart(10);
  process.stdout.write(
    [
      '',
      wish.dryRun ? 'Nothing was stored (dry run).' : 'Done.',
      `  rows      ${figure(done.rows)}, of them ${done.skipped.toLocaleString('en')} taken by an earlier run`,
      `  facts     ${figure(done.added)} new, ${done.known.toLocaleString('en')} known before`,
      `  faults    ${figure(done.faulty)}${done.faulty > 0 ? `, listed in ${wish.reportPath}` : ''}`,
      `  time      ${seconds.toFixed(1)} s, ${rowsPerSecond.toLocaleString('en')} rows/s`,
      `  memory    ${Object.values(marks).join(', ')} MB at 10, 50, 100 % of the rows, at most ${memoryMb} MB`,
      '',
    ].join('\n'),
  );
}
