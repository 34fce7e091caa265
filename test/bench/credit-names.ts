/**
 * How well names are compared, on names nobody here wrote.
 *
 * A pair is a hit when the band is SAME or REVIEW (a person is shown it) and accepted when it is SAME.
 *   cnPairsF1             F1 of hits on the labelled Chinese pairs
 *   cnRecall              true pairs that are hits, of all true pairs
 *   cnFalseAccepted       different firms that were accepted
 *   cnReviewShare         pairs that go to a person, of all pairs
 *   cnGeneratedFalseShare accepted among 10,000 pairs of a real full name and itself with one character of the trade
 *                         name replaced by another that occurs in such names
 *   nameBenchF1           F1 of hits on the organisation rows of name_bench
 *   shortToFullHit5       listed firms whose full name is among the five best for their short name
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { compareNames } from '../../modules/credit/src/domain/names/compare-names.ts';
import { parseChinese } from '../../modules/credit/src/domain/names/parse-chinese.ts';
import {
  bareShortName,
  shortNameScore,
  targetOf,
} from '../../modules/credit/src/domain/names/short-names.ts';
import { randomFrom } from './random.ts';

const DATA = resolve(
  process.env.GUILDHALL_DATA ?? join(import.meta.dirname, '../../../shared/data'),
  'credit/names',
);
const SEED = 20_260_101;
const GENERATED = 10_000;
const verbose = process.argv.includes('--verbose');

interface Counts {
  hits: number;
  falseHits: number;
  misses: number;
}

export async function bench(): Promise<Record<string, unknown>> {
  if (!existsSync(DATA))
    return { bench: 'credit-names', skipped: `no ${DATA}: set GUILDHALL_DATA` };
  const pairs = chinesePairs();
  return {
    bench: 'credit-names',
    ...pairs,
    cnGeneratedFalseShare: generatedFalseShare(),
    nameBenchF1: nameBenchF1(),
    shortToFullHit5: shortToFullHit5(),
  };
}

function rows(file: string): Record<string, string>[] {
  return parse(readFileSync(join(DATA, file), 'utf8'), {
    columns: true,
    bom: true,
    skip_empty_lines: true,
    relax_quotes: true,
  });
}

function f1({ hits, falseHits, misses }: Counts): number {
  return round((2 * hits) / (2 * hits + falseHits + misses));
}
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

function chinesePairs() {
  const counts: Counts = { hits: 0, falseHits: 0, misses: 0 };
  const all = rows('cn_firm_pairs_labelled.csv');
  let [falseAccepted, reviews] = [0, 0];
  for (const { name_a = '', name_b = '', same_firm } of all) {
    const { band } = compareNames(name_a, name_b);
    const truth = same_firm === 'true';
    if (band === 'REVIEW') reviews += 1;
    if (truth && band === 'DIFFERENT') counts.misses += 1;
    if (truth && band !== 'DIFFERENT') counts.hits += 1;
    if (!truth && band !== 'DIFFERENT') counts.falseHits += 1;
    if (!truth && band === 'SAME') falseAccepted += 1;
    if (verbose && (truth ? band !== 'SAME' : true)) console.log('cn', band, truth, name_a, name_b);
  }
  return {
    cnPairsF1: f1(counts),
    cnRecall: round(counts.hits / (counts.hits + counts.misses)),
    cnFalseAccepted: falseAccepted,
    cnReviewShare: round(reviews / all.length),
  };
}

function generatedFalseShare(): number {
  const next = randomFrom(SEED);
  const names = rows('cn_listed_short_full.csv')
    .map((row) => row.公司中文名称 ?? '')
    .filter((name) => /^\p{Script=Han}/u.test(name));
  const trades = names.map((name) => parseChinese(name).trade);
  const letters = [...new Set(trades.join(''))];
  let [made, accepted] = [0, 0];
  while (made < GENERATED) {
    const pick = Math.floor(next() * names.length);
    const [name = '', trade = ''] = [names[pick], trades[pick]];
    const at = name.indexOf(trade);
    if (at < 0 || trade === '') continue;
    const position = at + Math.floor(next() * trade.length);
    const letter = letters[Math.floor(next() * letters.length)] ?? '';
    if (letter === name[position]) continue;
    const changed = name.slice(0, position) + letter + name.slice(position + 1);
    made += 1;
    if (compareNames(name, changed).band !== 'SAME') continue;
    accepted += 1;
    if (verbose) console.log('generated', name, changed);
  }
  return round(accepted / made);
}

const ORGANISATIONS = new Set(['Company', 'Organization', 'LegalEntity']);

function nameBenchF1(): number {
  const counts: Counts = { hits: 0, falseHits: 0, misses: 0 };
  for (const { schema = '', name1 = '', name2 = '', is_match } of rows('name_bench_cases.csv')) {
    if (!ORGANISATIONS.has(schema)) continue;
    const { band } = compareNames(name1, name2);
    const [hit, truth] = [band !== 'DIFFERENT', is_match === 'true'];
    if (hit && truth) counts.hits += 1;
    if (hit && !truth) counts.falseHits += 1;
    if (!hit && truth) counts.misses += 1;
    if (verbose && hit !== truth) console.log('name_bench', band, truth, name1, '|', name2);
  }
  return f1(counts);
}

function shortToFullHit5(): number {
  const listed = rows('cn_listed_short_full.csv').map((row) => ({
    short: row.证券简称 ?? '',
    full: row.公司中文名称 ?? '',
  }));
  const targets = [...new Set(listed.map(({ full }) => full))].map((name) => ({
    name,
    target: targetOf(name),
  }));
  const holders = new Map<string, number[]>();
  for (const [i, { target }] of targets.entries()) {
    for (const letter of new Set(target.letters)) {
      const list = holders.get(letter);
      if (list === undefined) holders.set(letter, [i]);
      else list.push(i);
    }
  }
  let hits = 0;
  for (const { short, full } of listed) {
    const letters = [...bareShortName(short)];
    const shared = new Map<number, number>();
    for (const letter of new Set(letters))
      for (const i of holders.get(letter) ?? []) shared.set(i, (shared.get(i) ?? 0) + 1);
    const enough = Math.max(1, Math.ceil(new Set(letters).size / 2));
    const best = [...shared]
      .filter(([, count]) => count >= enough)
      .flatMap(([i]) => targets[i] ?? [])
      .map(({ name, target }) => ({ name, score: shortNameScore(letters, target) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 5);
    if (best.some(({ name }) => name === full)) hits += 1;
    else if (verbose)
      console.log(
        'short',
        short,
        full,
        best.map(({ name, score }) => `${name} ${score.toFixed(2)}`).join(' '),
      );
  }
  return round(hits / listed.length);
}

if (import.meta.main) console.log(JSON.stringify(await bench()));
