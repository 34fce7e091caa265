/**
 * The database a command works on: that of DATABASE_URL; else the one this copy is running just now; else the built-in
 * server, started for as long as the command takes.
 */
import type { Config } from '@guildhall/shared/config';
import { migrateAll } from '@guildhall/shared/database/migrate';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { developmentSecret } from '@guildhall/shared/postgres/data-area';
import { findRunningPostgres } from '@guildhall/shared/postgres/embedded';
import { type PreparedDatabase, prepareDatabase } from './prepare-database.ts';

const DATABASE = 'guildhall';

export async function reachDatabase(
  config: Config,
  say: (line: string) => void,
): Promise<PreparedDatabase> {
  const running = config.DATABASE_URL === undefined ? findRunningPostgres(PROJECT_ROOT) : undefined;
  if (running === undefined) {
    return prepareDatabase({ config, projectDir: PROJECT_ROOT, say, onUnexpectedEnd: () => {} });
  }
  const url = new URL(running.url);
  url.pathname = `/${DATABASE}`;
  const secret = config.GUILDHALL_SECRET ?? developmentSecret(PROJECT_ROOT);
  say(
    `using the platform that is running${running.address === undefined ? '' : ` at ${running.address}`}`,
  );
  // Nothing to do when this copy is the one that runs; what is new in the code is caught up on.
  await migrateAll({ adminUrl: url.toString(), database: DATABASE, secret, onProgress: say });
  return {
    databaseUrl: url.toString(),
    secret,
    place: running.address ?? url.host,
    announce: () => {},
    stop: async () => {},
  };
}
