/** `npm run ledger -- verify`: checks every invariant of the ledger over the whole database, in one snapshot. */
import { parseArgs } from 'node:util';
import { composeHouse } from '@guildhall/gateway';
import type { LedgerDoor } from '@guildhall/ledger';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import { valueOrThrow } from '@guildhall/shared/outcome';
import { destination } from 'pino';
import { reachDatabase } from './reach-database.ts';
import { EXIT, explainFailure, surviveClosedOutput } from './terminal.ts';

const HELP = `Usage: npm run ledger -- verify [--json]

Checks the whole ledger: entries balance, balances equal their sums, lots equal balances, nothing is negative, holds
lie within balances, idempotency keys are unique. May run beside "npm start".

Options
  --json   print the report as one JSON object
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
  if (positionals.length !== 1 || positionals[0] !== 'verify') {
    process.stderr.write(HELP);
    return EXIT.usage;
  }
  return verify(values.json);
}

async function verify(json: boolean): Promise<number> {
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
    const report = valueOrThrow(
      await house.doors
        .get<LedgerDoor>('ledger')
        .verify({ kind: 'module', name: 'ledger-command' }, {}),
    );
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
    return report.ok ? EXIT.ok : EXIT_BROKEN;
  } finally {
    await house.stop();
    await database.stop();
  }
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
