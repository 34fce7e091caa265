/**
 * `npm test`: every test, or those named after `--`. Ends with one line that people and machines read alike:
 * `N passed, N failed`, and `, N skipped` when some were, with what was skipped named above it.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { z } from 'zod';
import { EXIT, surviveClosedOutput } from './terminal.ts';

const HELP = `Usage: npm test [-- [paths] [vitest options]]

Runs the tests, all of them or those whose path contains one of the words given.
A PostgreSQL for the tests is started and thrown away; TEST_DATABASE_URL names another server.

  npm test                              everything
  npm test -- modules/ledger            one module
  npm test -- coupon -t "budget"        by the name of the test

Exit codes: 0 all passed, 1 some failed or nothing ran
`;

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

type Report = z.infer<typeof reportSchema>;

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

const SHOWN_SKIPS = 40;

/** A file that could not even be loaded is a failure, and so is an error outside every test. */
export function tally(report: Report | undefined, vitestSucceeded: boolean): Tally {
  const files = report?.testResults ?? [];
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = (report?.numFailedTests ?? 0) + broken.length;
  const skipped = files.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => `${name.replace(`${PROJECT_ROOT}/`, '')}: ${fullName}`),
  );
  const passed = report?.numPassedTests ?? 0;
  return { passed, failed: failed === 0 && !vitestSucceeded ? 1 : failed, skipped };
}

export function closingLine({ passed, failed, skipped }: Tally): string {
  const skips = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  return `${passed} passed, ${failed} failed${skips}`;
}

async function main(): Promise<void> {
  surviveClosedOutput();
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  const dir = mkdtempSync(join(tmpdir(), 'guildhall-test-'));
  try {
    const reportFile = join(dir, 'report.json');
    const succeeded = await runVitest(args, reportFile);
    const result = tally(readReport(reportFile), succeeded);
    process.stdout.write(`${skipNotice(result)}${closingLine(result)}\n`);
    process.exitCode = result.failed === 0 && succeeded ? EXIT.ok : EXIT.failed;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function runVitest(args: readonly string[], reportFile: string): Promise<boolean> {
  const vitest = join(PROJECT_ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // Ctrl-C reaches both of us: vitest winds up, and we still print what came of it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((settle, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => settle(code === 0));
  });
}

function readReport(file: string): Report | undefined {
  if (!existsSync(file)) return undefined; // Vitest died before it could write one.
  return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function skipNotice({ skipped }: Tally): string {
  if (skipped.length === 0) return '';
  const shown = skipped.slice(0, SHOWN_SKIPS).map((name) => `  ${name}`);
  const rest = skipped.length - shown.length;
  return `\nSkipped:\n${shown.join('\n')}\n${rest > 0 ? `  and ${rest} more\n` : ''}\n`;
}

if (import.meta.main) await main();
