/**
 * Vitest's global setup: one PostgreSQL for the whole run, thrown away at its end. Test files reach it through
 * `createTestDatabase`; the address travels in the environment, so programs that a test starts find it as well.
 *
 * TEST_DATABASE_URL names another server instead (its role must be allowed to create databases and roles). Point it
 * at a server that serves nothing else: the modules' roles get the tests' passwords there. DATABASE_URL is left
 * alone for that very reason.
 */
import { PROJECT_ROOT } from '../modules.ts';
import { startEmbeddedPostgres } from '../postgres/embedded.ts';
import { refuseInstallations } from '../postgres/installation-mark.ts';
import { dropRunDatabases, SERVER_VARIABLE, type TestServer } from './test-database.ts';

export async function setup(): Promise<() => Promise<void>> {
  const foreign = process.env.TEST_DATABASE_URL;
  if (foreign !== undefined && foreign !== '') {
    await refuseInstallations(foreign);
    const server = announce(foreign);
    return () => dropRunDatabases(server);
  }
  const postgres = await startEmbeddedPostgres({ projectDir: PROJECT_ROOT, purpose: 'test' });
  announce(postgres.url);
  return () => postgres.stop();
}

function announce(adminUrl: string): TestServer {
  const server: TestServer = { adminUrl, run: `${process.pid}_${Date.now().toString(36)}` };
  process.env[SERVER_VARIABLE] = JSON.stringify(server);
  return server;
}
