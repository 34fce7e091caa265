/**
 * How well records are found to be one person, learnt without labels.
 *
 *   febrl4F1, febrl1F1, fake1000F1   pairwise F1 of the clusters on sets whose truth is published
 *   recordsPerSec, pairsPerSec       over the made-up population: reading, blocking, comparing, training, clustering
 *   golden                           the training recovers the published parameters of a set made from them
 *   population                       200,000 made-up records of four companies: what was merged unseen and wrongly, what
 *                                    neither a program nor a person would find, time and memory; beside it what the
 *                                    rule "same name and same telephone" finds on the same records (the peer)
 *
 * Options: --population <n> (0 leaves it out), --table <a.csv>[,<b.csv>] --truth <column or regular expression over
 * the first column> to link any table of persons; --verbose shows the learnt parameters.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import {
  estimateModel,
  type Pattern,
} from '../../modules/identity/src/domain/linkage/estimate-model.ts';
import type { Row } from './linkage/columns.ts';
import { linkPopulation } from './linkage/population-quality.ts';
import { linkTable, type Quality, readTable } from './linkage/tables.ts';

const DATA = resolve(
  process.env.GUILDHALL_DATA ?? join(import.meta.dirname, '../../../shared/data'),
  'linkage',
);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

export async function bench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      population: { type: 'string', default: '200000' },
      table: { type: 'string' },
      truth: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  if (values.table !== undefined)
    return ownTable(values.table.split(','), values.truth ?? 'cluster');
  const published = publishedSets();
  const size = Number(values.population);
  const made = size === 0 ? undefined : linkPopulation(size, say);
  if (values.verbose && made !== undefined) say(JSON.stringify(made.model, null, 1));
  const quality = made?.quality;
  return {
    ...published,
    ...(quality === undefined
      ? {}
      : {
          recordsPerSec: Math.round(quality.records / quality.seconds),
          pairsPerSec: Math.round(quality.comparedPairs / quality.seconds),
          population: quality,
        }),
  };
}

function publishedSets(): Record<string, unknown> {
  if (!existsSync(DATA)) return { skipped: `no ${DATA}: set GUILDHALL_DATA` };
  const at = (name: string): string => join(DATA, name);
  const number = (row: Row): string => /^rec-(\d+)-/.exec(row.rec_id ?? '')?.[1] ?? '';
  const sets = {
    febrl4: linkTable(readTable([at('febrl4a.csv'), at('febrl4b.csv')], number, ['rec_id'])),
    febrl1: linkTable(readTable([at('febrl1.csv')], number, ['rec_id'])),
    fake1000: linkTable(
      readTable([at('fake_1000.csv')], (row) => row.cluster ?? '', ['unique_id', 'cluster']),
    ),
  };
  for (const [name, quality] of Object.entries(sets)) say(line(name, quality));
  return {
    febrl4F1: round(sets.febrl4.f1),
    febrl1F1: round(sets.febrl1.f1),
    fake1000F1: round(sets.fake1000.f1),
    fake1000Precision: round(sets.fake1000.precision),
    fake1000Recall: round(sets.fake1000.recall),
    golden: golden(),
  };
}

function line(name: string, quality: Quality): string {
  const { precision, recall, f1, compared, seconds, records } = quality;
  const figures = [`precision ${round(precision)}`, `recall ${round(recall)}`, `F1 ${round(f1)}`];
  const pace = `${compared} pairs, ${Math.round(compared / seconds)} pairs/s, ${Math.round(records / seconds)} records/s`;
  const unseen = `unseen: precision ${round(quality.automaticPrecision)}, recall ${round(quality.automaticRecall)}`;
  return `${name.padEnd(9)} ${figures.join(', ')}; ${unseen}; ${pace}`;
}

function ownTable(paths: readonly string[], truth: string): Record<string, unknown> {
  const [header = ''] = readFileSync(paths[0] ?? '', 'utf8').split('\n', 1);
  const names = header.split(',').map((name) => name.trim());
  const first = names[0] ?? '';
  const known = names.includes(truth);
  const pattern = known ? undefined : new RegExp(truth);
  const truthOf = (row: Row): string =>
    pattern === undefined ? (row[truth] ?? '') : (pattern.exec(row[first] ?? '')?.[1] ?? '');
  const quality = linkTable(readTable(paths, truthOf, known ? [first, truth] : [first]));
  say(line(paths.join(' + '), quality));
  return Object.fromEntries(Object.entries(quality).map(([name, value]) => [name, round(value)]));
}

/** Made with lambda .5 and, in the first column, m .7 and u .1. */
function golden(): Record<string, unknown> {
  const rows = parse<Row>(readFileSync(join(DATA, 'splink_known_params.csv'), 'utf8'), {
    columns: true,
  });
  const counts = new Map<string, number>();
  for (const row of rows) {
    const levels = [row.gamma_col_1, row.gamma_col_2, row.gamma_col_3].join('');
    counts.set(levels, (counts.get(levels) ?? 0) + 1);
  }
  // Their levels count agreement upwards, ours begins with the best.
  const candidates = [...counts].map(
    ([text, count]): Pattern => ({ levels: [...text].map((level) => 1 - Number(level)), count }),
  );
  const fields = ['col_1', 'col_2', 'col_3'].map((field) => ({
    field,
    levels: ['SAME', 'DIFFERENT'],
  }));
  const { model, rounds } = estimateModel({ fields, candidates, totalPairs: rows.length });
  return {
    lambda: round(model.prior),
    m: model.fields.map(({ m }) => round(m[0] ?? 0)),
    u: model.fields.map(({ u }) => round(u[0] ?? 0)),
    rounds,
  };
}
