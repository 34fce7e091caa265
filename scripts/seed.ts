/** The demonstration group, put in once, and what a newcomer needs of it: who may log in, and a first request. */
import type { RunningGuildhall } from '@guildhall/gateway';
import { type Seeded, seedOnce } from '@guildhall/seeds';

export type { Seeded } from '@guildhall/seeds';

export interface SeedTarget {
  readonly running: RunningGuildhall;
  /** The administrator's address of the database. */
  readonly databaseUrl: string;
}

export async function seed(
  { running, databaseUrl }: SeedTarget,
  say: (line: string) => void,
): Promise<Seeded> {
  const { url, house } = running;
  return seedOnce({ doors: house.doors, url, databaseUrl, now: new Date() }, say);
}
