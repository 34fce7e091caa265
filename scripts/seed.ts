/** The demonstration group, put in once, and what a newcomer needs of it: who may log in, and a first request. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT } from '@guildhall/shared/modules';

export interface Login {
  /** What this person may do, as the pages call it. */
  readonly role: string;
  readonly name: string;
  /** Account or telephone number. */
  readonly account: string;
  /** Password; for members, how the one-time code arrives. */
  readonly password: string;
}

export interface Seeded {
  readonly logins: readonly Login[];
  /** A command to paste into a terminal. */
  readonly firstRequest: string;
}

export interface SeedTarget {
  readonly running: { readonly url: string };
  readonly databaseUrl: string;
  readonly secret: string;
}

interface SeedsPackage {
  seedOnce(
    running: { url: string; databaseUrl: string; secret: string },
    onProgress: (line: string) => void,
  ): Promise<Seeded>;
}

export async function seed(
  target: SeedTarget,
  say: (line: string) => void,
): Promise<Seeded | undefined> {
  const entry = join(PROJECT_ROOT, 'seeds', 'src', 'index.ts');
  if (!existsSync(entry)) {
    say('there is no demonstration group to put in');
    return undefined;
  }
  const { seedOnce } = (await import(pathToFileURL(entry).href)) as SeedsPackage;
  const { running, databaseUrl, secret } = target;
  return seedOnce({ url: running.url, databaseUrl, secret }, say);
}
