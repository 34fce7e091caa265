/**
 * What commands say to the person who started them: progress with the time it took, plain problems, no stack traces
 * for what a person can mend. Progress goes to the error stream, so that the output stream carries results only.
 */
import { ConfigError } from '@guildhall/shared/config';
import { AlreadyRunningError, LauncherError } from '@guildhall/shared/postgres/launcher-error';

/** Exit codes that scripts can trust. */
export const EXIT = { ok: 0, failed: 1, usage: 2, alreadyRunning: 3, interrupted: 130 } as const;

export type Say = (line: string) => void;

/** A reader that went away (`| head`) must not take the server with it. */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

export function progress(startedAt: number): Say {
  return (line) => {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
    process.stderr.write(`${seconds} s  ${line}\n`);
  };
}

/** Says why it failed and answers the exit code. */
export function explainFailure(error: unknown, verbose: boolean): number {
  const expected = error instanceof LauncherError || error instanceof ConfigError;
  process.stderr.write(`\n${expected && !verbose ? error.message : describe(error)}\n`);
  if (error instanceof AlreadyRunningError) return EXIT.alreadyRunning;
  return error instanceof ConfigError ? EXIT.usage : EXIT.failed;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
