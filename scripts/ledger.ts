/**
 * `npm run ledger -- verify`: checks every invariant of the ledger over the whole database, in one snapshot.
 * `npm run ledger -- settle`: activates, expires and times out everything that is due, with progress.
 */
import { parseArgs } from 'node:util';
import { composeHouse } from '@guildhall/gateway';
import type { LedgerDoor } from '@guildhall/ledger';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { showProgress, silentProgress } from '@guildhall/shared/import/progress';
import { createLogger } from '@guildhall/shared/log';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { destination } from 'pino';
import { reachDatabase } from './reach-database.ts';
import { EXIT, explainFailure, surviveClosedOutput } from './terminal.ts';

const HELP = `Usage: npm run ledger -- <verify | settle> [--json]

verify  checks the whole ledger: entries balance, balances equal their sums, lots equal balances, nothing is negative,
        holds lie within balances, idempotency keys are unique
settle  brings every wallet to the present: lots activate and expire, holds time out. The schedule of a running
        Guildhall does the same all the time; this is for a great many at once, or while it is down. Each 500 wallets
        commit by themselves: stop it and start it again as you like

Both may run beside "npm start".

Options
  --json   print the result as one JSON object, and no progress
  --help   this text

Exit codes: 0 every invariant holds, 1 failed, 2 wrong usage, 4 broken (the first offending ids are named)
`;
const EXIT_BROKEN = 4;

async function main(): Promise<number> {
  surviveClosedOutput();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const [what] = positionals;
  if (positionals.length !== 1 || (what !== 'verify' && what !== 'settle')) {
    process.stderr.write(HELP);
    return EXIT.usage;
  }
  return withLedger((door) =>
    what === 'verify' ? verify(door, values.json) : settle(door, values.json),
  );
}

async function withLedger(work: (door: LedgerDoor) => Promise<number>): Promise<number> {
  const config = readConfig(process.env);
  const database = await reachDatabase(config, (line) => process.stderr.write(`${line}\n`));
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock: systemClock,
    log: createLogger('fatal', destination({ dest: 2, sync: true })),
    local: ['ledger'],
  });
  try {
    return await work(house.doors.get<LedgerDoor>('ledger'));
  } finally {
    await house.stop();
    await database.stop();
  }
}

const COMMAND: Principal = { kind: 'module', name: 'ledger-command' };

async function verify(door: LedgerDoor, json: boolean): Promise<number> {
  const report = valueOrThrow(await door.verify(COMMAND, {}));
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
  return report.ok ? EXIT.ok : EXIT_BROKEN;
}

const WALLETS_A_STEP = 2_000;

async function settle(door: LedgerDoor, json: boolean): Promise<number> {
  const progress = json ? silentProgress : showProgress(process.stderr, () => performance.now());
  const { wallets: due } = valueOrThrow(await door.countDue(COMMAND, {}));
  const done = { wallets: 0, activatedLots: 0, expiredLots: 0, timedOutHolds: 0 };
  progress.phase('settling', due, 'wallets');
  for (let more = true; more; ) {
    const step = valueOrThrow(await door.settleDue(COMMAND, { limit: WALLETS_A_STEP }));
    done.wallets += step.wallets;
    done.activatedLots += step.activatedLots;
    done.expiredLots += step.expiredLots;
    done.timedOutHolds += step.timedOutHolds;
    more = step.more;
    progress.update(done.wallets);
  }
  progress.end();
  const { wallets, activatedLots, expiredLots, timedOutHolds } = done;
  process.stdout.write(
    json
      ? `${JSON.stringify(done)}\n`
      : `${wallets} wallets settled: ${activatedLots} lots activated, ${expiredLots} lots expired, ${timedOutHolds} holds timed out.\n`,
  );
  return EXIT.ok;
}

type Report = Extract<Awaited<ReturnType<LedgerDoor['verify']>>, { ok: true }>['value'];

function textOf({ ok, counts, checks }: Report): string {
  const { wallets, postings, lots, holds } = counts;
  const lines = checks.map((check) =>
    check.ok
      ? `  ok      ${check.name}`
      : `  BROKEN  ${check.name}: ${check.offenders}, first ${check.first.join(', ')}`,
  );
  const verdict = ok ? 'Every invariant holds.' : 'The ledger is broken.';
  return `${[...lines, `${wallets} wallets, ${postings} postings, ${lots} lots, ${holds} holds. ${verdict}`].join('\n')}\n`;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(explainFailure(error, false)),
);
