/** Where the real data lies (GUILDHALL_DATA, else beside the project), and a visible skip where it does not. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'vitest';

const ROOT =
  process.env.GUILDHALL_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data');

export const dataFile = (name: string): string => join(ROOT, 'credit', name);
export const readData = (name: string): string => readFileSync(dataFile(name), 'utf8');

/** `describe` over a file of the real data; without it the suite is skipped under a name that says why. */
export function describeData(title: string, file: string, suite: () => void): void {
  if (existsSync(dataFile(file))) describe(title, suite);
  // The suite is not even entered: it reads its file while its tests are collected.
  else
    describe(title, () => it.skip(`skipped: no ${dataFile(file)}; set GUILDHALL_DATA`, () => {}));
}
