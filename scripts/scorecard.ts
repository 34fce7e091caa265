/**
 * `npm run scorecard -- fit <file>`: fits a scorecard on a file of past cases and keeps it as a draft, with its report.
 * `npm run scorecard -- list`: the cards that were fitted. Putting one in force takes two people, in the graph.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { CreditService } from '@guildhall/credit';
import { composeHouse } from '@guildhall/gateway';
import { systemClock } from '@guildhall/shared/clock';
import { readConfig } from '@guildhall/shared/config';
import { createLogger } from '@guildhall/shared/log';
import { destination } from 'pino';
import { reachDatabase } from './reach-database.ts';
import { EXIT, explainFailure, surviveClosedOutput } from './terminal.ts';

const HELP = `Usage:
  npm run scorecard -- fit <file.csv[.gz]> --name <name> --target <column> [options]
  npm run scorecard -- list

Options
  --time <column>           when a case was; fitted on the earlier, tried on the later ones (sorts as text)
  --feature <column>=<what> what of a firm a column is, such as age=YEARS_IN_BUSINESS; repeat it. With any, only these are used
  --ignore <column>         leave a column out; repeat it
  --train <percent>         share to fit on, 30 to 90 (70)
  --most <n>                characteristics at most, 1 to 15 (15)
  --seed <n>                deals the cases where there is no time column (1)
  --json                    print the result as one JSON object
  --help                    this text

Exit codes: 0 done, 1 failed, 2 wrong usage
`;

async function main(): Promise<number> {
  surviveClosedOutput();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      target: { type: 'string' },
      time: { type: 'string' },
      feature: { type: 'string', multiple: true, default: [] },
      ignore: { type: 'string', multiple: true, default: [] },
      train: { type: 'string', default: '70' },
      most: { type: 'string', default: '15' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, path] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const { name, target, time } = values;
  if (command === 'list') return withCredit((credit) => list(credit, values.json));
  if (command !== 'fit' || path === undefined || name === undefined || target === undefined) {
    process.stderr.write(HELP);
    return EXIT.usage;
  }
  const bytes = readFileSync(path);
  return withCredit(async (credit) => {
    const fitted = await credit.fitScorecard(CALLER, {
      idempotencyKey: `command-${systemClock.now().toISOString()}`,
      name,
      fileName: basename(path),
      bytes,
      target,
      time,
      ignore: values.ignore,
      features: Object.fromEntries(
        values.feature.map((each) => each.split('=', 2) as [string, string]),
      ),
      trainShare: Number(values.train) / 100,
      maxCharacteristics: Number(values.most),
      seed: Number(values.seed),
    });
    if (!fitted.ok) {
      process.stderr.write(`${fitted.refusal.code}: ${JSON.stringify(fitted.refusal.params)}\n`);
      return EXIT.failed;
    }
    const card = await credit.scorecard(CALLER, { id: fitted.value.scorecardId });
    if (card !== null) print(card, values.json);
    return EXIT.ok;
  });
}

const CALLER = { kind: 'module', name: 'command' } as const;
type Card = NonNullable<Awaited<ReturnType<CreditService['scorecard']>>>;

async function list(credit: CreditService, json: boolean): Promise<number> {
  const cards = await credit.scorecards(CALLER, {});
  if (json) process.stdout.write(`${JSON.stringify(cards)}\n`);
  for (const { name, version, state, report, card } of json ? [] : cards)
    process.stdout.write(
      `${name}/${version}  ${state}  ${card.characteristics.length} characteristics  unseen: AUC ${report.test.auc.toFixed(3)} KS ${report.test.ks.toFixed(3)}\n`,
    );
  return EXIT.ok;
}

function print(card: Card, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(card)}\n`);
    return;
  }
  const { report } = card;
  const part = (
    title: string,
    { cases, bad, auc, ks, gini, from, to }: Card['report']['train'],
  ): string =>
    `${title}: ${cases} cases, ${bad} bad${from === null ? '' : `, ${from} to ${to}`}; AUC ${auc.toFixed(4)} KS ${ks.toFixed(4)} Gini ${gini.toFixed(4)}`;
  const lines = [
    `${card.name}/${card.version}: base ${card.card.base}, ${card.deployable ? 'may come into force' : 'a study: some columns are not known of firms'}`,
    part('fitted on', report.train),
    part('tried on', report.test),
    `PSI ${report.psi.toFixed(4)} (${report.drift})${report.split === 'SEED' ? '; split by seed, not by time' : ''}`,
    ...card.card.characteristics.map(
      ({ column, feature, iv, bins, missing }) =>
        `  ${column}${feature === null || feature === column ? '' : ` = ${feature}`}  IV ${iv.toFixed(3)}  ${bins
          .map(({ below, points }) => `<${below === null ? '∞' : below.toPrecision(4)}: ${points}`)
          .join('  ')}  unknown: ${missing.points}`,
    ),
    'score        cases  expected  observed',
    ...report.calibration.map(
      ({ from, to, cases, expected, observed }) =>
        `${`${from}-${to}`.padEnd(11)} ${String(cases).padStart(6)}  ${(expected * 100).toFixed(2).padStart(7)}%  ${(observed * 100).toFixed(2).padStart(7)}%`,
    ),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function withCredit(work: (credit: CreditService) => Promise<number>): Promise<number> {
  const config = readConfig(process.env);
  const database = await reachDatabase(config, (line) => process.stderr.write(`${line}\n`));
  const house = await composeHouse({
    databaseUrl: database.databaseUrl,
    secret: database.secret,
    redisUrl: config.REDIS_URL,
    config,
    clock: systemClock,
    log: createLogger('fatal', destination({ dest: 2, sync: true })),
    local: ['credit'],
  });
  try {
    return await work(house.doors.get<CreditService>('credit'));
  } finally {
    await house.stop();
    await database.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(explainFailure(error, process.argv.includes('--verbose'))),
);
