/**
 * `npm run serve -- <module>`: one module as its own process. `npm run serve -- gateway`: the gateway alone in front
 * of them. Each process needs DATABASE_URL and GUILDHALL_SECRET; addresses default to ports from 4101 upwards in the
 * order of the modules' names and are overridden by GUILDHALL_<MODULE>_URL.
 */
import { parseArgs } from 'node:util';
import { startGuildhall, startModule } from '@guildhall/gateway';
import { ConfigError, readConfig } from '@guildhall/shared/config';
import { discoverModules } from '@guildhall/shared/modules';

const FIRST_PORT = 4101;
const USAGE = `Usage: npm run serve -- <module | gateway>

Environment
  DATABASE_URL            the migrated database (npm start migrates; so does npm run migrate)
  GUILDHALL_SECRET        the installation's secret, the same for every process
  PORT                    port of this process
  GUILDHALL_<MODULE>_URL  address of another module, for example GUILDHALL_LEDGER_URL=http://10.0.0.7:4105
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const names = discoverModules().map(({ name }) => name);
  const [what] = positionals;
  if (values.help === true) return void process.stdout.write(USAGE);
  if (what === undefined || (what !== 'gateway' && !names.includes(what))) {
    throw new ConfigError(`${USAGE}\nModules: ${names.join(', ')}`);
  }
  const config = readConfig(process.env);
  const { DATABASE_URL: databaseUrl, GUILDHALL_SECRET: secret, REDIS_URL: redisUrl } = config;
  if (databaseUrl === undefined || secret === undefined) {
    throw new ConfigError('A process of its own needs DATABASE_URL and GUILDHALL_SECRET.');
  }
  const addresses = Object.fromEntries(
    names.map((name, index) => [
      name,
      process.env[`GUILDHALL_${name.toUpperCase()}_URL`] ??
        `http://127.0.0.1:${FIRST_PORT + index}`,
    ]),
  );
  const common = { databaseUrl, secret, redisUrl, config };
  const running =
    what === 'gateway'
      ? await startGuildhall({ ...common, port: config.PORT ?? 4000, local: [], remote: addresses })
      : await startModule({
          ...common,
          module: what,
          port: config.PORT ?? Number(new URL(addresses[what] ?? '').port),
          remote: Object.fromEntries(Object.entries(addresses).filter(([name]) => name !== what)),
        });
  process.stdout.write(`${what} listens on port ${running.port}\n`);
  const stop = (): void => {
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 2 : 1;
});
