/**
 * `npm run import -- <kind> <file>`: takes records of the past over from a file, by the same way that live ones go.
 * `retail-transactions` is here (the supermarket's module, the journal, the offers, the ledger), `firm-surveys` beside it.
 * Each can be stopped at any moment and started again; a file that was taken over before changes nothing.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { composeHouse } from '@guildhall/gateway';
import { type ImportSource, lookAtSource, parseMapping } from '@guildhall/retail/import';
import { systemClock } from '@guildhall/shared/clock';
import { type Config, readConfig } from '@guildhall/shared/config';
import { showProgress, silentProgress } from '@guildhall/shared/import/progress';
import { SourceFileError } from '@guildhall/shared/import/source-file';
import { createLogger } from '@guildhall/shared/log';
import { destination } from 'pino';
import { importCompleteJourney } from './import/complete-journey.ts';
import { importCustomers } from './import/customers.ts';
import { importFirmSurveys } from './import/firm-surveys.ts';
import { type Result, resultText } from './import/result-text.ts';
import { type RunOptions, runImport } from './import/run-import.ts';
import type { PreparedDatabase } from './prepare-database.ts';
import { reachDatabase } from './reach-database.ts';
import { EXIT, explainFailure, surviveClosedOutput } from './terminal.ts';

const KINDS = `Usage: npm run import -- <kind> <file> [options]

Takes records of the past over from a file. Stop it at any moment: the same command goes on where it stopped, and a
file that was taken over before changes nothing.

Kinds
  retail-transactions   a year of sales of the supermarkets: members, baskets, returns, points
  firm-surveys          facts about counterparties: firms, surveys in four facets, assessments
  customers             a company's customers: members with their identities, and who said so

npm run import -- <kind> --help   what that kind reads, and its options
`;

const HELP = `Usage: npm run import -- retail-transactions <file> [options]

Takes a year of sales over from a CSV file (plain or gzipped; UTF-8, GBK or UTF-16): customers become members,
purchases become baskets, negative quantities become returns of earlier purchases, and everything earns points
under a live offer. Lines that cannot be taken over are reported, never guessed.

Options
  --mapping <file>   JSON that says what the columns mean; recognised by the header when left out
  --encoding <name>  utf-8, gbk or utf-16; found out when left out
  --dry-run          look at everything, store nothing
  --report <file>    where the report of lines that were not taken over goes (default: <file>.report.csv)
  --no-report        no report
  --reconcile        afterwards, compare the ledger with what plain SQL says about the raw file
  --json             print the result as one JSON object, and no progress
  --verbose          show where failures come from
  --help             this text

It may run beside \`npm start\`. With DATABASE_URL it works on that server; with nothing running it starts the built-in
PostgreSQL for as long as it needs it. Stop it at any moment: the same command goes on where it stopped.

Exit codes: 0 done, 1 failed, 2 wrong usage, file or mapping, 4 the reconciliation found a difference, 130 interrupted
`;

const EXIT_DIFFERENT = 4;

interface Options {
  readonly path: string;
  readonly mapping: string | undefined;
  readonly encoding: string | undefined;
  readonly dryRun: boolean;
  readonly reportPath: string | undefined;
  readonly reconcile: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

class UsageError extends Error {
  override readonly name = 'UsageError';
}

function readOptions(): Options {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        encoding: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        report: { type: 'string' },
        'no-report': { type: 'boolean', default: false },
        reconcile: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [kind, path, ...others] = positionals;
    if (values.help) {
      process.stdout.write(kind === 'retail-transactions' ? HELP : KINDS);
      process.exit(EXIT.ok);
    }
    if (kind !== 'retail-transactions') {
      const wrong = kind === undefined ? 'Say what to import' : `There is no kind "${kind}"`;
      process.stderr.write(`${wrong}\n\n${KINDS}`);
      process.exit(EXIT.usage);
    }
    if (path === undefined || others.length > 0) throw new UsageError('Name one file');
    if (values['dry-run'] && values.reconcile)
      throw new UsageError('A dry run stores nothing that could be reconciled');
    return {
      path,
      mapping: values.mapping,
      encoding: values.encoding,
      dryRun: values['dry-run'],
      reportPath: values['no-report']
        ? undefined
        : (values.report ?? `${path.replace(/^.*\//, '')}.report.csv`),
      reconcile: values.reconcile,
      json: values.json,
      verbose: values.verbose,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exit(EXIT.usage);
  }
}

async function main(): Promise<number> {
  surviveClosedOutput();
  if (process.argv[2] === 'firm-surveys') return importFirmSurveys(process.argv.slice(3));
  if (process.argv[2] === 'complete-journey') return importCompleteJourney(process.argv.slice(3));
  if (process.argv[2] === 'customers') return importCustomers(process.argv.slice(3));
  const options = readOptions();
  const progress = options.json
    ? silentProgress
    : showProgress(process.stderr, () => performance.now());
  const startedAt = performance.now();
  const config = readConfig(process.env);
  const mapping =
    options.mapping === undefined
      ? undefined
      : parseMapping(readText(options.mapping), options.mapping);
  const signal = interruption();
  const from = await lookAtSource({ ...options, mapping, progress });
  progress.say(
    `${options.path}: ${from.lines.toLocaleString('en')} lines, ${from.encoding}, mapping ${from.mapping.name}`,
  );
  const database = await reachDatabase(config, (line) => progress.say(line));
  try {
    const { databaseUrl } = database;
    const wish = { ...options, mapping, progress, signal, databaseUrl, startedAt };
    const result = await importInto(database, config, from, wish);
    process.stdout.write(
      options.json ? `${JSON.stringify(result, replaceBigint)}\n` : resultText(result),
    );
    return result.reconciliation?.equal === false ? EXIT_DIFFERENT : EXIT.ok;
  } finally {
    await database.stop();
  }
}

class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The first Ctrl-C stops after the batch in hand; the second at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(new Interrupted('Stopped. The same command goes on from here.'));
    });
  }
  return controller.signal;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SourceFileError(
      `The mapping ${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const replaceBigint = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

async function importInto(
  database: PreparedDatabase,
  config: Config,
  from: ImportSource,
  options: RunOptions & { readonly verbose: boolean },
): Promise<Result> {
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock: systemClock,
    // What fails is repeated, and what fails for good is told at the end.
    log: createLogger(options.verbose ? 'warn' : 'fatal', destination({ dest: 2, sync: true })),
  });
  try {
    const result = await runImport(house, from, options);
    return { ...result, peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024) };
  } finally {
    await house.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof Interrupted) {
      process.stderr.write(`\n${error.message}\n`);
      process.exit(EXIT.interrupted);
    }
    const mendable = error instanceof SourceFileError;
    if (mendable) process.stderr.write(`\n${error.message}\n`);
    process.exit(mendable ? EXIT.usage : explainFailure(error, process.argv.includes('--verbose')));
  },
);
