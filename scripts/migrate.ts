/** `npm run migrate`: brings the database to the shape this code expects, and nothing else. */
import { parseArgs } from 'node:util';
import { readConfig } from '@guildhall/shared/config';
import { reachDatabase } from './reach-database.ts';
import { EXIT, explainFailure, surviveClosedOutput } from './terminal.ts';

const HELP = `Usage: npm run migrate

Migrates the database of DATABASE_URL, the one that "npm start" of this copy is running, or the built-in one. Forward only;
run again it changes nothing. Before a new version is served from processes of its own, run this once.

Exit codes: 0 up to date, 1 failed, 2 wrong usage or environment
`;

async function main(): Promise<number> {
  surviveClosedOutput();
  const { values } = parseArgs({
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const database = await reachDatabase(readConfig(process.env), say);
  await database.stop();
  process.stdout.write('The database is up to date.\n');
  return EXIT.ok;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(explainFailure(error, false)),
);
