/**
 * `npm run import -- customers <file>`: takes customers of a subsidiary over from CSV or Excel, by the same way as the page
 * of the group's desk: the file is kept sealed, lines with a fault are reported and left out, the same command goes on
 * where it stopped, and a file that was taken over before changes nothing.
 */
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { composeHouse } from '@guildhall/gateway';
import type { CustomerImportView, CustomerMapping, IdentityService } from '@guildhall/identity';
import { customerFaultsFile } from '@guildhall/identity';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { type Progress, showProgress, silentProgress } from '@guildhall/shared/import/progress';
import { SourceFileError } from '@guildhall/shared/import/source-file';
import { createLogger } from '@guildhall/shared/log';
import { messageOf } from '@guildhall/shared/messages';
import type { Outcome } from '@guildhall/shared/outcome';
import { destination } from 'pino';
import { z } from 'zod';
import { reachDatabase } from '../reach-database.ts';
import { EXIT } from '../terminal.ts';

const HELP = `Usage: npm run import -- customers <file> --subsidiary <code> [options]

Takes customers over from CSV (plain or gzipped; UTF-8, GBK or UTF-16) or Excel (.xlsx, first sheet). Columns are
recognised by their names (姓名, 手机号, 出生日期 …); a mapping says otherwise:
  { "columns": { "phone": "联系电话", "name": "客户" }, "verified": ["PHONE"], "lenient": true }
Fields: customerNumber name birthday gender address phone email idCard wechatUnionid licencePlate vin dwelling observedAt

Options
  --subsidiary <code> whose customers they are (required)
  --mapping <file>    JSON that says what the columns mean
  --preview <n>       show the first n lines as they would be taken over, store nobody
  --dry-run           look at every line, store nobody
  --report <file>     where lines with a fault are listed (default: <file>.errors.csv)
  --json              print the result as one JSON object, and no progress

Exit codes: 0 done, 1 failed, 2 wrong usage, file or mapping, 130 interrupted
`;
const SELF = { kind: 'module', name: 'identity' } as const;
const POLL_MS = 200;

const mappingSchema = z.strictObject({
  columns: z.record(z.string(), z.string()),
  verified: z
    .array(z.enum(['PHONE', 'EMAIL', 'ID_CARD', 'WECHAT_UNIONID', 'CUSTOMER_NUMBER']))
    .optional(),
  lenient: z.boolean().optional(),
});

interface Wish {
  readonly path: string;
  readonly subsidiary: string;
  readonly mapping: CustomerMapping | undefined;
  readonly preview: number | undefined;
  readonly dryRun: boolean;
  readonly report: string;
  readonly json: boolean;
}

function readWish(args: readonly string[]): Wish | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      subsidiary: { type: 'string' },
      mapping: { type: 'string' },
      preview: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      report: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new SourceFileError('Name one file');
  if (values.subsidiary === undefined)
    throw new SourceFileError('Say whose customers they are: --subsidiary <code>');
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new SourceFileError(`There is no file ${path}`);
  return {
    path,
    subsidiary: values.subsidiary,
    mapping: values.mapping === undefined ? undefined : readMapping(values.mapping),
    preview: values.preview === undefined ? undefined : Number(values.preview),
    dryRun: values['dry-run'],
    report: values.report ?? `${path.replace(/^.*\//, '')}.errors.csv`,
    json: values.json,
  };
}

function readMapping(path: string): CustomerMapping {
  const parsed = mappingSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success)
    throw new SourceFileError(`${path} is no mapping:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Answers the exit code. `args` are those behind `customers`. */
export async function importCustomers(args: readonly string[]): Promise<number> {
  let wish: Wish | 'help';
  try {
    wish = readWish(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return EXIT.usage;
  }
  if (wish === 'help') {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  return run(wish);
}

async function run(wish: Wish): Promise<number> {
  const startedAt = performance.now();
  const progress = wish.json
    ? silentProgress
    : showProgress(process.stderr, () => performance.now());
  const config = readConfig(process.env);
  const database = await reachDatabase(config, (line) => progress.say(line));
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock: systemClock,
    log: createLogger('fatal', destination({ dest: 2, sync: true })),
    local: ['identity'],
  });
  try {
    const identity = house.local.get('identity')?.door as unknown as IdentityService | undefined;
    if (identity === undefined) throw new Error('The identity module is not in this house');
    return await takeOver(identity, wish, progress, startedAt);
  } finally {
    await house.stop();
    await database.stop();
  }
}

const must = <T>(outcome: Outcome<T>): T => {
  if (outcome.ok) return outcome.value;
  throw new SourceFileError(messageOf(outcome.refusal, 'en'));
};

async function takeOver(
  identity: IdentityService,
  wish: Wish,
  progress: Progress,
  startedAt: number,
): Promise<number> {
  progress.phase('upload', undefined, 'bytes');
  const { importId, again } = must(
    await identity.takeCustomerFile(SELF, {
      source: wish.subsidiary,
      fileName: wish.path,
      bytes: createReadStream(wish.path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>,
    }),
  );
  const key = `${importId}:${Date.now()}`;
  if (wish.mapping !== undefined && !again)
    must(
      await identity.mapCustomerImport(SELF, {
        idempotencyKey: `${key}:map`,
        importId,
        mapping: wish.mapping,
      }),
    );
  if (wish.preview !== undefined) {
    const lines = await identity.previewCustomerImport(SELF, { importId, rows: wish.preview });
    process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
    return EXIT.ok;
  }
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
    void identity.orderCustomerImport(SELF, {
      idempotencyKey: `${key}:pause`,
      importId,
      order: 'PAUSE',
    });
  });
  const before = await identity.readCustomerImport(SELF, { importId });
  if (before?.state !== 'DONE' && before?.state !== 'RUNNING')
    must(
      await identity.orderCustomerImport(SELF, {
        idempotencyKey: key,
        importId,
        order: wish.dryRun ? 'CHECK' : 'START',
      }),
    );
  const done = await watched(identity, importId, progress);
  await pipeline(
    Readable.from(customerFaultsFile(identity, SELF, importId, 'en')),
    createWriteStream(wish.report),
  );
  progress.end();
  show(wish, done, again, (performance.now() - startedAt) / 1000);
  if (stopped) return EXIT.interrupted;
  return done.state === 'FAILED' ? EXIT.failed : EXIT.ok;
}

/** Works on the file and shows how far it is. */
async function watched(
  identity: IdentityService,
  importId: string,
  progress: Progress,
): Promise<CustomerImportView> {
  const read = async (): Promise<CustomerImportView> => {
    const row = await identity.readCustomerImport(SELF, { importId });
    if (row === null) throw new Error('The import is gone');
    return row;
  };
  const first = await read();
  progress.phase('customers', first.rowsTotal ?? undefined, 'lines');
  const timer = setInterval(
    () => void read().then(({ rowsDone }) => progress.update(rowsDone)),
    POLL_MS,
  );
  try {
    await identity.runCustomerImports(SELF, {});
  } finally {
    clearInterval(timer);
  }
  for (;;) {
    const row = await read();
    progress.update(row.rowsDone);
    if (row.state !== 'RUNNING' && row.state !== 'CHECKING') return row;
    // Another process works on it.
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function show(wish: Wish, row: CustomerImportView, again: boolean, seconds: number): void {
  const peakMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const { state, rowsDone, created, found, faulty } = row;
  if (wish.json) {
    const result = {
      importId: row.importId,
      state,
      again,
      rowsDone,
      created,
      found,
      faulty,
      seconds,
      peakMemoryMb,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const figure = (value: number): string => value.toLocaleString('en').padStart(10);
  const head = again
    ? 'This file was handed over before.'
    : wish.dryRun
      ? 'Nobody was stored (dry run).'
      : state === 'DONE'
        ? 'Done.'
        : `Stopped (${state}): the same command goes on from here.`;
  process.stdout.write(
    [
      '',
      head,
      `  lines     ${figure(rowsDone)}`,
      `  members   ${figure(created)} new, ${found.toLocaleString('en')} ${wish.dryRun ? 'without a fault' : 'known before'}`,
      `  faults    ${figure(faulty)}${faulty > 0 ? ` lines left out, listed in ${wish.report}` : ''}`,
      `  time      ${seconds.toFixed(1)} s, ${Math.round(rowsDone / seconds).toLocaleString('en')} lines/s, at most ${peakMemoryMb} MB of memory`,
      '',
    ].join('\n'),
  );
}
