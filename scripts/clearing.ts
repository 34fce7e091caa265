/**
 * `npm run clearing -- recompute <file>`: computes a statement again from its own export, without any database.
 * `verify` checks every invariant of clearing over the whole database; `export` writes a statement's file.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import {
  type ClearingDoor,
  type ExportRecord,
  exportStatement,
  Recomputation,
  type RecomputeReport,
  type VerifyReport,
} from '@guildhall/clearing';
import { composeHouse, type House } from '@guildhall/gateway';
import { formatAmount } from '@guildhall/shared/amounts';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { destination } from 'pino';
import { reachDatabase } from './reach-database.ts';
import { EXIT, explainFailure, surviveClosedOutput } from './terminal.ts';

const HELP = `Usage: npm run clearing -- <command> [options]

Commands
  recompute <file>             computes a statement again from its JSON Lines export (no database needed):
                               every obligation from what happened and the terms, every total, every hash
  verify                       checks every invariant of clearing; may run beside "npm start"
  export <month> <company>     writes a statement as JSON Lines to --out, or to the output

Options
  --out <file>   where export writes
  --json         print the report as one JSON object
  --help         this text

Exit codes: 0 equal or every invariant holds, 1 failed, 2 wrong usage, 4 not equal or broken (where is named)
`;
const EXIT_DIFFERENT = 4;
const CALLER: Principal = { kind: 'module', name: 'clearing-command' };

async function main(): Promise<number> {
  surviveClosedOutput();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, first, second] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  if (command === 'recompute' && first !== undefined) return recompute(first, values.json);
  if (command === 'verify' && first === undefined) return verify(values.json);
  if (command === 'export' && first !== undefined && second !== undefined)
    return writeExport(first, second, values.out);
  process.stderr.write(HELP);
  return EXIT.usage;
}

async function recompute(file: string, json: boolean): Promise<number> {
  const recomputation = new Recomputation();
  let lineNo = 0;
  for await (const line of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    lineNo += 1;
    if (line.trim() === '') continue;
    let record: ExportRecord;
    try {
      record = JSON.parse(line) as ExportRecord;
    } catch {
      recomputation.takeUnreadable(lineNo);
      continue;
    }
    recomputation.take(record);
  }
  const report = recomputation.finish();
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...report, netMinor: report.netMinor.toString() })}\n`
      : textOfRecomputation(report),
  );
  return report.equal ? EXIT.ok : EXIT_DIFFERENT;
}

function textOfRecomputation(report: RecomputeReport): string {
  const { month, company, lines, happenings, netMinor, problems, differences, equal } = report;
  const head = `${company} ${month}: ${lines} lines from ${happenings} happenings, net ${formatAmount(netMinor, 2)} CNY`;
  if (equal) return `${head}\nEqual: every line, total and hash was computed again.\n`;
  const shown = problems.map(({ where, what }) => `  ${where}: ${what}`);
  const more = differences > problems.length ? [`  … ${differences - problems.length} more`] : [];
  return `${[head, `NOT equal, ${differences} differences:`, ...shown, ...more].join('\n')}\n`;
}

async function withClearing<T>(
  work: (house: House, clearing: ClearingDoor) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env);
  const database = await reachDatabase(config, (line) => process.stderr.write(`${line}\n`));
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock: systemClock,
    log: createLogger('fatal', destination({ dest: 2, sync: true })),
    local: ['clearing'],
  });
  try {
    return await work(house, house.doors.get<ClearingDoor>('clearing'));
  } finally {
    await house.stop();
    await database.stop();
  }
}

function verify(json: boolean): Promise<number> {
  return withClearing(async (_house, clearing) => {
    const report = valueOrThrow(await clearing.verify(CALLER, {}));
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
    return report.ok ? EXIT.ok : EXIT_DIFFERENT;
  });
}

function textOf({ ok, counts, checks }: VerifyReport): string {
  const lines = checks.map((check) =>
    check.ok
      ? `  ok      ${check.name}`
      : `  BROKEN  ${check.name}: ${check.offenders}, first ${check.first.join(', ')}`,
  );
  const { happenings, obligations, statements, statementLines } = counts;
  const verdict = ok ? 'Every invariant holds.' : 'Clearing is broken.';
  return `${lines.join('\n')}\n${happenings} happenings, ${obligations} obligations, ${statements} statements of ${statementLines} lines. ${verdict}\n`;
}

function writeExport(month: string, company: string, out: string | undefined): Promise<number> {
  return withClearing(async (house) => {
    const { kit } = house.local.get('clearing') ?? {};
    if (kit === undefined) throw new Error('Clearing is not part of this process');
    const lines = exportStatement(kit, CALLER, { month, company });
    const to = out === undefined ? process.stdout : createWriteStream(out);
    await pipeline(Readable.from(lines), to, { end: out !== undefined });
    return EXIT.ok;
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(explainFailure(error, false)),
);
