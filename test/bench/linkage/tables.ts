/** Tables with a known truth: read, linked without looking at it, and judged by pairs. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { cluster } from '../../../modules/identity/src/domain/linkage/cluster.ts';
import {
  linkRecords,
  termShares,
} from '../../../modules/identity/src/domain/linkage/link-records.ts';
import { automaticThreshold } from '../../../modules/identity/src/domain/linkage/thresholds.ts';
import { randomFrom } from '../random.ts';
import { columnsOf, comparisonsOf, keysOf, normalValue, type Row, termsOf } from './columns.ts';

export interface Table {
  readonly rows: readonly Row[];
  /** Which person a row is; rows of one person share it. */
  readonly truth: readonly string[];
  readonly columns: readonly string[];
  /** Number of the file each row is from, when two files without duplicates of their own are linked. */
  readonly file?: readonly number[];
}

export interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Share of candidates among the true pairs: what comparison could find at all. */
  readonly pairs: number;
  readonly compared: number;
  readonly seconds: number;
  readonly records: number;
  readonly automaticPrecision: number;
  readonly automaticRecall: number;
}

const SEED = 20_261_122;
const TARGET_FALSE_MERGE_RATE = 0.001;

export function readTable(
  paths: readonly string[],
  truthOf: (row: Row) => string,
  hidden: readonly string[],
): Table {
  const files = paths.map((path) =>
    parse<Row>(readFileSync(path, 'utf8'), {
      columns: (header: string[]) => header.map((name) => name.trim()),
      trim: true,
      bom: true,
      skip_empty_lines: true,
    }),
  );
  const rows = files.flat();
  return {
    rows,
    truth: rows.map(truthOf),
    columns: Object.keys(rows[0] ?? {}).filter((name) => !hidden.includes(name)),
    ...(paths.length > 1 ? { file: files.flatMap((file, at) => file.map(() => at)) } : {}),
  };
}

/** Pairs that are one person by the truth. */
export function truePairs(truth: readonly string[]): number {
  const sizes = new Map<string, number>();
  for (const person of truth) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

/** Pairs that lie in one cluster, and how many of them are one person. */
export function judged(
  clusters: Uint32Array,
  truth: readonly string[],
): { readonly made: number; readonly right: number } {
  const sizes = new Map<number, Map<string, number>>();
  for (const [record, root] of clusters.entries()) {
    const people = sizes.get(root) ?? new Map<string, number>();
    const person = truth[record] ?? '';
    people.set(person, (people.get(person) ?? 0) + 1);
    sizes.set(root, people);
  }
  let [made, right] = [0, 0];
  for (const people of sizes.values()) {
    const counts = [...people.values()];
    const size = counts.reduce((sum, count) => sum + count, 0);
    made += (size * (size - 1)) / 2;
    right += counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  }
  return { made, right };
}

export function linkTable({ rows: raw, truth, columns: names, file }: Table): Quality {
  const startedAt = performance.now();
  const columns = columnsOf(raw, names);
  const rows = raw.map((row, at): Row => {
    const values = columns.map(({ name, kind }) => [name, normalValue(kind, row[name] ?? '')]);
    return { ...Object.fromEntries(values), '#': String(file?.[at] ?? 0) };
  });
  const apart = (a: Row, b: Row): boolean => file === undefined || a['#'] !== b['#'];
  const linked = linkRecords<Row>({
    records: rows,
    comparisons: comparisonsOf(columns),
    keysOf: keysOf(columns),
    share: termShares(rows, termsOf(columns)),
    random: randomFrom(SEED),
    totalPairs: allPairs(rows.length, file),
    ...(file === undefined ? {} : { mayPair: apart }),
  });
  const cannotLink = file === undefined ? undefined : (a: number, b: number) => file[a] === file[b];
  const at = (threshold: number) =>
    cluster({ records: rows.length, pairs: linked.pairs, threshold, cannotLink });
  const clusters = at(0);
  const seconds = (performance.now() - startedAt) / 1000;
  const weights = linked.pairs.map(({ weight }) => weight);
  const automatic = judged(at(automaticThreshold(weights, TARGET_FALSE_MERGE_RATE)), truth);
  const all = truePairs(truth);
  const { made, right } = judged(clusters, truth);
  return {
    precision: right / Math.max(made, 1),
    recall: right / Math.max(all, 1),
    f1: (2 * right) / (made + all),
    pairs: all,
    compared: linked.compared,
    seconds,
    records: rows.length,
    automaticPrecision: automatic.right / Math.max(automatic.made, 1),
    automaticRecall: automatic.right / Math.max(all, 1),
  };
}

function allPairs(records: number, file: readonly number[] | undefined): number {
  if (file === undefined) return (records * (records - 1)) / 2;
  const first = file.filter((number) => number === 0).length;
  return first * (records - first);
}
