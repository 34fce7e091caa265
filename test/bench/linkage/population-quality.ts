/** Links a made-up population and judges it: what was merged unseen, what people would be shown, what was missed. */
import { cluster } from '../../../modules/identity/src/domain/linkage/cluster.ts';
import { unpackLevels } from '../../../modules/identity/src/domain/linkage/comparison.ts';
import {
  linkRecords,
  termShares,
} from '../../../modules/identity/src/domain/linkage/link-records.ts';
import {
  type LinkageModel,
  probabilityOf,
} from '../../../modules/identity/src/domain/linkage/model.ts';
import {
  BLOCKING_RULES,
  type ComparedPerson,
  isCertainlyAnother,
  mayMergeUnseen,
  PEOPLE_COMPARISONS,
  peopleKeys,
  peopleTerms,
  readyToCompare,
} from '../../../modules/identity/src/domain/linkage/people.ts';
import { automaticThreshold } from '../../../modules/identity/src/domain/linkage/thresholds.ts';
import { randomFrom } from '../random.ts';
import { population } from './population.ts';
import { judged, truePairs } from './tables.ts';

export interface PopulationQuality {
  readonly records: number;
  readonly people: number;
  /** People who bear the name of a father they share home and telephone with. */
  readonly namesakes: number;
  readonly truePairs: number;
  readonly comparedPairs: number;
  readonly automaticWeight: number;
  /** Pairs merged unseen that are two persons, and their share of all pairs merged unseen. */
  readonly falseMerges: number;
  readonly falseMergeRate: number;
  /** True pairs that neither a program merges nor a person is shown. */
  readonly missedMerges: number;
  readonly missedShare: number;
  readonly mergedUnseenShare: number;
  readonly reviewPairs: number;
  readonly reviewPrecision: number;
  readonly f1: number;
  /** The same records by one rule: the name and the telephone are the same. */
  readonly peer: { readonly falsePairs: number; readonly recall: number; readonly f1: number };
  readonly seconds: number;
  readonly peakMemoryMb: number;
}

const SEED = 20_260_808;
const TARGET_FALSE_MERGE_RATE = 0.001;
const REVIEW_FROM = 0.5;

export function linkPopulation(
  size: number,
  log: (line: string) => void,
): { readonly quality: PopulationQuality; readonly model: LinkageModel } {
  const records = population(size, randomFrom(SEED));
  const truth = records.map(({ person }) => String(person));
  log(`${records.length} records of ${new Set(truth).size} people made`);
  const startedAt = performance.now();
  const people = records.map(({ told }) => readyToCompare(told));
  const linked = linkRecords<ComparedPerson>({
    records: people,
    comparisons: PEOPLE_COMPARISONS,
    keysOf: (person) => {
      const keys = new Array<string | undefined>(BLOCKING_RULES.length).fill(undefined);
      for (const { rule, value } of peopleKeys(person)) keys[rule] ??= value;
      return keys;
    },
    share: termShares(people, peopleTerms),
    random: randomFrom(SEED),
    totalPairs: (size * (size - 1)) / 2,
    maxBlock: 80,
  });
  log(
    `${linked.compared} pairs compared, ${linked.pairs.length} kept, ${linked.estimate.rounds} rounds of training`,
  );
  const cannotLink = (a: number, b: number): boolean => {
    const [left, right] = [people[a], people[b]];
    return left !== undefined && right !== undefined && isCertainlyAnother(left, right);
  };
  const safe = linked.pairs.filter(({ packed }) =>
    mayMergeUnseen(unpackLevels(PEOPLE_COMPARISONS, packed)),
  );
  const threshold = automaticThreshold(
    safe.map(({ weight }) => weight),
    TARGET_FALSE_MERGE_RATE,
  );
  const unseen = cluster({ records: size, pairs: safe, threshold, cannotLink });
  const best = cluster({ records: size, pairs: linked.pairs, threshold: 0, cannotLink });
  const seconds = (performance.now() - startedAt) / 1000;
  const merged = judged(unseen, truth);
  const links = judged(best, truth);
  const all = truePairs(truth);
  const shown = linked.pairs.filter(
    ({ a, b, weight }) => probabilityOf(weight) >= REVIEW_FROM && unseen[a] !== unseen[b],
  );
  const shownRight = shown.filter(({ a, b }) => truth[a] === truth[b]).length;
  // What people decide on joins whole clusters.
  const afterReview = cluster({
    records: size,
    pairs: [
      ...safe.filter(({ weight }) => weight >= threshold),
      ...shown.filter(({ a, b }) => truth[a] === truth[b]),
    ].map((pair) => ({ ...pair, weight: Math.max(pair.weight, 1) })),
    threshold: 0,
  });
  const found = judged(afterReview, truth);
  return {
    model: linked.estimate.model,
    quality: {
      records: size,
      people: new Set(truth).size,
      namesakes: new Set(records.flatMap(({ person, namesake }) => (namesake ? [person] : [])))
        .size,
      truePairs: all,
      comparedPairs: linked.compared,
      automaticWeight: round(threshold),
      falseMerges: merged.made - merged.right,
      falseMergeRate: round((merged.made - merged.right) / Math.max(merged.made, 1)),
      missedMerges: all - found.right,
      missedShare: round((all - found.right) / all),
      mergedUnseenShare: round(merged.right / all),
      reviewPairs: shown.length,
      reviewPrecision: round(shownRight / Math.max(shown.length, 1)),
      f1: round((2 * links.right) / (links.made + all)),
      peer: byNameAndPhone(people, truth, all),
      seconds: round(seconds),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function byNameAndPhone(
  people: readonly ComparedPerson[],
  truth: readonly string[],
  all: number,
): PopulationQuality['peer'] {
  const first = new Map<string, number>();
  const clusters = Uint32Array.from({ length: people.length }, (_, at) => at);
  for (const [at, { names, phones }] of people.entries()) {
    const [name, phone] = [names[0]?.text, phones[0]];
    if (name === undefined || phone === undefined) continue;
    const key = `${name}|${phone}`;
    clusters[at] = first.get(key) ?? at;
    if (!first.has(key)) first.set(key, at);
  }
  const { made, right } = judged(clusters, truth);
  return {
    falsePairs: made - right,
    recall: round(right / all),
    f1: round((2 * right) / (made + all)),
  };
}
