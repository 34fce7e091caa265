/**
 * How well a readable scorecard tells firms that will fail from firms that will not, on real balance sheets: five times
 * five-fold stratified cross-validation with a stated seed. Bins, choice of characteristics and weights are fitted on the
 * training part of each fold only; the test part is scored in whole points, as a person would with the printed card.
 *
 *   node test/bench/credit-score.ts [file]     another horizon's file of the same columns
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { altmanFromRatios } from '../../modules/credit/src/domain/assessment/altman.ts';
import { discrimination } from '../../modules/credit/src/domain/assessment/discrimination.ts';
import {
  type Columns,
  DEFAULT_SCORECARD,
  fitScorecard,
  pointsOf,
  type Scorecard,
} from '../../modules/credit/src/domain/assessment/scorecard.ts';
import { randomFrom } from './random.ts';

const DATA = resolve(
  process.env.GUILDHALL_DATA ?? join(import.meta.dirname, '../../../shared/data'),
);
const FILE = join(DATA, 'credit/firms/polish_bankruptcy_5year.csv.gz');
const REPEATS = 5;
const FOLDS = 5;
const SEED = 20_260_103;
const verbose = process.argv.includes('--verbose');

export async function bench(args: readonly string[] = []): Promise<Record<string, unknown>> {
  const path = args.find((arg) => !arg.startsWith('--')) ?? FILE;
  if (!existsSync(path))
    return { bench: 'credit-score', skipped: `no ${path}: set GUILDHALL_DATA` };
  const { columns, bad } = read(path);
  const z = zScores(columns, bad.length);
  const results: {
    auc: number;
    ks: number;
    gini: number;
    zAuc: number;
    zKs: number;
    size: number;
  }[] = [];
  let last: Scorecard | undefined;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const fold = folds(bad, randomFrom(SEED + repeat));
    for (let k = 0; k < FOLDS; k += 1) {
      const [train, test] = [
        indices(fold, (each) => each !== k),
        indices(fold, (each) => each === k),
      ];
      const card = fitScorecard(pick(columns, train), pickBad(bad, train), DEFAULT_SCORECARD);
      const points = pointsOf(pick(columns, test), test.length, card);
      const truth = pickBad(bad, test);
      const scored = discrimination(
        Array.from(points, (point, i) => ({ risk: -point, bad: truth[i] === 1 })),
      );
      const plain = discrimination(
        test.map((i, at) => ({ risk: -(z[i] ?? 0), bad: truth[at] === 1 })),
      );
      results.push({ ...scored, zAuc: plain.auc, zKs: plain.ks, size: card.parts.length });
      last = card;
    }
  }
  if (verbose && last !== undefined) print(last);
  const mean = (key: keyof (typeof results)[number]): number =>
    Math.round((results.reduce((sum, each) => sum + each[key], 0) / results.length) * 10_000) /
    10_000;
  return {
    bench: 'credit-score',
    auc: mean('auc'),
    ks: mean('ks'),
    gini: mean('gini'),
    zAuc: mean('zAuc'),
    zKs: mean('zKs'),
    characteristics: Math.max(...results.map(({ size }) => size)),
    firms: bad.length,
  };
}

function read(path: string): { columns: Columns; bad: Uint8Array } {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const names = header.split(',').map((name) => name.replaceAll('"', ''));
  const rows = lines.map((line) => line.split(','));
  const target = names.indexOf('class');
  const number = (cell: string | undefined): number => {
    const plain = (cell ?? '').replaceAll('"', '').trim();
    return plain === '' || plain === '?' || plain === 'NA'
      ? Number.NaN
      : Number(plain.replace(/^b?'(.*)'$/, '$1'));
  };
  const columns = new Map(
    names.flatMap((name, i) =>
      /^Attr\d+$/.test(name)
        ? [[name, Float64Array.from(rows, (row) => number(row[i]))] as const]
        : [],
    ),
  );
  return { columns, bad: Uint8Array.from(rows, (row) => (number(row[target]) === 1 ? 1 : 0)) };
}

/** Z'' of every firm; an unknown ratio counts as zero. */
function zScores(columns: Columns, cases: number): Float64Array {
  const at = (name: string, i: number): number => columns.get(name)?.[i] || 0;
  return Float64Array.from({ length: cases }, (_, i) =>
    altmanFromRatios({
      workingCapital: at('Attr3', i),
      retainedEarnings: at('Attr6', i),
      ebit: at('Attr7', i),
      equityToLiabilities: at('Attr8', i),
    }),
  );
}

/** A fold for each firm, bads and goods dealt out evenly. */
function folds(bad: Uint8Array, next: () => number): Uint8Array {
  const fold = new Uint8Array(bad.length);
  for (const kind of [0, 1]) {
    const order = [...bad.keys()]
      .filter((i) => bad[i] === kind)
      .map((i) => [next(), i] as const)
      .sort(([a], [b]) => a - b);
    for (const [at, [, i]] of order.entries()) fold[i] = at % FOLDS;
  }
  return fold;
}

function indices(fold: Uint8Array, wanted: (each: number) => boolean): number[] {
  return [...fold.keys()].filter((i) => wanted(fold[i] ?? 0));
}

function pick(columns: Columns, rows: readonly number[]): Columns {
  return new Map(
    [...columns].map(([name, values]) => [
      name,
      Float64Array.from(rows, (i) => values[i] ?? Number.NaN),
    ]),
  );
}

function pickBad(bad: Uint8Array, rows: readonly number[]): Uint8Array {
  return Uint8Array.from(rows, (i) => bad[i] ?? 0);
}

function print({ parts, basePoints }: Scorecard): void {
  console.log(`base ${basePoints}`);
  for (const { characteristic, binning, points, missingPoints } of parts) {
    const shown = binning.bins.map(
      ({ below }, i) =>
        `<${below === Number.POSITIVE_INFINITY ? '∞' : below.toPrecision(3)}: ${points[i]}`,
    );
    console.log(
      `${characteristic}  IV ${binning.iv.toFixed(3)}  ${shown.join('  ')}  unknown: ${missingPoints}`,
    );
  }
}

if (import.meta.main) console.log(JSON.stringify(await bench(process.argv.slice(2))));
