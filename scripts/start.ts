/**
 * `npm start`: the whole platform from nothing. Starts PostgreSQL unless DATABASE_URL names one, migrates, opens every
 * module and the gateway, seeds the demonstration group once, and says where to go. Stops cleanly when told to.
 */
import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RunningGuildhall, startGuildhall } from '@guildhall/gateway';
import { type Seeded, seedOnce } from '@guildhall/seeds';
import { systemClock } from '@guildhall/shared/clock';
import { type Config, readConfig } from '@guildhall/shared/config';
import { createLogger, type Logger } from '@guildhall/shared/log';
import { PROJECT_ROOT } from '@guildhall/shared/modules';
import { dataArea, makePassable } from '@guildhall/shared/postgres/data-area';
import { LauncherError } from '@guildhall/shared/postgres/launcher-error';
import { destination } from 'pino';
import { ensurePages } from './build-pages.ts';
import { choosePort } from './choose-port.ts';
import { type PreparedDatabase, prepareDatabase } from './prepare-database.ts';
import { Shutdown } from './shutdown.ts';
import { EXIT, explainFailure, progress, surviveClosedOutput } from './terminal.ts';
import { welcome } from './welcome.ts';

const HELP = `Usage: npm start [-- options]

Starts the whole platform and stops it cleanly on Ctrl-C.

Options
  --no-seed    no demonstration group; in production there is none anyway
  --json       print one line of JSON when ready, instead of the welcome
  --verbose    show where failures come from
  --help       this text

Environment
  PORT                 HTTP port; 4000 or the next free one by default
  HOST                 address to listen on; 127.0.0.1 by default
  DATABASE_URL         a PostgreSQL server (15 or later) instead of the built-in one
  REDIS_URL            background jobs in Redis instead of PostgreSQL
  GUILDHALL_SECRET     the installation's secret; made once and kept beside the data by default
  GUILDHALL_STATE_DIR  where the built-in server's data and the secret are kept
  LOG_LEVEL            fatal, error, warn, info (default), debug, trace

Exit codes: 0 stopped when told to, 1 failed, 2 wrong usage or environment, 3 this copy is already running
`;

interface Options {
  readonly 'no-seed': boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

const HEALTH_TIMEOUT_MS = 60_000;
const LONGEST_LOG = 64 * 1024 * 1024;

async function main(): Promise<void> {
  const startedAt = performance.now();
  surviveClosedOutput();
  const options = readOptions();
  const say = progress(startedAt);
  const shutdown = new Shutdown(say);
  shutdown.listen();
  try {
    const config = readConfig(process.env);
    const started = await start(config, options, shutdown, say);
    if (started === undefined) return;
    const { address, hasPages, seeded, database, logFile } = started;
    if (options.json)
      process.stdout.write(`${JSON.stringify({ ...address, pid: process.pid, seeded })}\n`);
    else
      process.stdout.write(
        welcome({ url: address.url, hasPages, seeded, dataPlace: database.place, logFile }),
      );
  } catch (error) {
    if (shutdown.requested) return; // Torn down under it, on demand.
    await shutdown.stop(explainFailure(error, options.verbose));
  }
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        'no-seed': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      process.exit(EXIT.ok);
    }
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exit(EXIT.usage);
  }
}

interface Started {
  readonly address: { readonly url: string; readonly port: number };
  readonly hasPages: boolean;
  readonly seeded: Seeded | undefined;
  readonly database: PreparedDatabase;
  readonly logFile: string | undefined;
}

/** Undefined when it was told to stop meanwhile. */
async function start(
  config: Config,
  options: Options,
  shutdown: Shutdown,
  say: (line: string) => void,
): Promise<Started | undefined> {
  const host = config.HOST;
  const port = await choosePort(config.PORT, host, say);
  // Beside the database, which takes as long.
  const pages = ensurePages(say);
  const database = await prepareDatabase({
    config,
    projectDir: PROJECT_ROOT,
    say,
    onUnexpectedEnd: () => {
      if (shutdown.requested) return;
      say('PostgreSQL ended although nobody told it to; stopping');
      void shutdown.stop(EXIT.failed);
    },
  });
  await shutdown.add(() => database.stop());
  if (shutdown.requested) return undefined;

  const { log, logFile } = openLog(config);
  const { databaseUrl, secret } = database;
  const hasPages = await pages;
  if (shutdown.requested) return undefined;
  const running = await startGuildhall({
    databaseUrl,
    secret,
    redisUrl: config.REDIS_URL,
    port,
    host,
    config,
    log,
    onProgress: say,
  });
  await shutdown.add(() => running.stop());
  if (shutdown.requested) return undefined;

  const seeded = await seedUnlessUnwanted(running, databaseUrl, config, options, say);
  await waitUntilReady(running, shutdown);
  if (shutdown.requested) return undefined;
  database.announce(running.url);
  const address = { url: running.url, port: running.port };
  return { address, hasPages, seeded, database, logFile };
}

/** The demonstration group has passwords that everybody knows: nothing for production. */
async function seedUnlessUnwanted(
  running: RunningGuildhall,
  databaseUrl: string,
  config: Config,
  options: Options,
  say: (line: string) => void,
): Promise<Seeded | undefined> {
  if (options['no-seed'] || config.NODE_ENV === 'production') return undefined;
  const { house, url } = running;
  return seedOnce({ doors: house.doors, url, databaseUrl, now: systemClock.now() }, say);
}

/** In production logs are the output; a developer's terminal is for the welcome, and the log is a file. */
function openLog(config: Config): { log: Logger; logFile: string | undefined } {
  if (config.NODE_ENV === 'production') {
    return { log: createLogger(config.LOG_LEVEL), logFile: undefined };
  }
  const area = dataArea(PROJECT_ROOT);
  makePassable(area);
  const logFile = join(area, 'guildhall.log');
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG) {
    renameSync(logFile, `${logFile}.1`);
  }
  return {
    log: createLogger(config.LOG_LEVEL, destination({ dest: logFile, sync: true, mode: 0o600 })),
    logFile,
  };
}

async function waitUntilReady(running: RunningGuildhall, shutdown: Shutdown): Promise<void> {
  let last = '';
  const end = performance.now() + HEALTH_TIMEOUT_MS;
  while (performance.now() < end && !shutdown.requested) {
    const response = await fetch(`${running.url}/readyz`).catch((error: unknown) => String(error));
    if (typeof response === 'string') last = response;
    else if (response.ok) return;
    else last = await response.text();
    await new Promise((settle) => setTimeout(settle, 200));
  }
  if (shutdown.requested) return;
  throw new LauncherError(
    `Everything is up, but not ready after ${HEALTH_TIMEOUT_MS / 1000} s: ${last}`,
    `Ask ${running.url}/readyz what is missing.`,
  );
}

await main();
