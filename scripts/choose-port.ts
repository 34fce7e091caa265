/** The port people reach the platform at: the one asked for, or 4000, or the next free one after it. */
import { LauncherError } from '@guildhall/shared/postgres/launcher-error';
import { isPortFree } from '@guildhall/shared/postgres/ports';
import type { Say } from './terminal.ts';

const USUAL = 4000;
const TRIES = 100;

export async function choosePort(
  wanted: number | undefined,
  host: string,
  say: Say,
): Promise<number> {
  if (wanted === 0) return 0;
  if (wanted !== undefined) {
    if (await isPortFree(wanted, host)) return wanted;
    throw new LauncherError(
      `Port ${wanted} on ${host} is taken by another program.`,
      'Name another one with PORT, or leave PORT out to have a free one chosen.',
    );
  }
  for (let port = USUAL; port < USUAL + TRIES; port += 1) {
    if (!(await isPortFree(port, host))) continue;
    if (port !== USUAL) say(`port ${USUAL} is taken; using ${port}`);
    return port;
  }
  throw new LauncherError(
    `No port between ${USUAL} and ${USUAL + TRIES - 1} is free on ${host}.`,
    'Name one with PORT.',
  );
}
