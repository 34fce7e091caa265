/** Compares candidate pairs page by page, and learns the model from what was found. */
import { MISSING, packLevels, unpackLevels } from '../../domain/linkage/comparison.ts';
import { estimateModel } from '../../domain/linkage/estimate-model.ts';
import { patternsOf, randomPatterns } from '../../domain/linkage/link-records.ts';
import type { LinkageModel } from '../../domain/linkage/model.ts';
import {
  type ComparedPerson,
  isCertainlyAnother,
  PEOPLE_COMPARISONS,
} from '../../domain/linkage/people.ts';
import { STARTING_FIELDS } from '../../domain/linkage/starting-model.ts';
import type { Db } from '../../storage/identities.ts';
import { countKeyed, someMembers, termCounts, termTotals } from '../../storage/linkage-keys.ts';
import {
  type ComparedPair,
  type PairRow,
  pairsToCompare,
  patternCounts,
  storeCompared,
} from '../../storage/linkage-runs.ts';
import type { IdentityContext } from '../identity-context.ts';
import { knownPeople, type PeopleAtHand } from './known-people.ts';
import { termDigest } from './make-keys.ts';

const PAGE = 2_000;
/** With fewer expected pairs of one person than these there is too little to learn the fields from. */
const ENOUGH_TO_LEARN = 2_000;
const SAMPLE = 1_500;
const RANDOM_PAIRS = 200_000;

/** Answers how many pairs of the run it compared: 0 when none is left. */
export async function comparePage(
  context: IdentityContext,
  atHand: PeopleAtHand,
  runId: string,
): Promise<number> {
  const db = context.kit.db.sql();
  const pairs = await pairsToCompare(db, runId, PAGE);
  if (pairs.length === 0) return 0;
  const people = await atHand.read(
    db,
    pairs.flatMap(({ member_a, member_b }) => [member_a, member_b]),
  );
  await storeCompared(db, runId, await comparedWithShares(context, db, pairs, people));
  return pairs.length;
}

async function comparedWithShares(
  context: IdentityContext,
  db: Db,
  pairs: readonly PairRow[],
  people: ReadonlyMap<string, ComparedPerson>,
): Promise<ComparedPair[]> {
  const compared = pairs.map((pair) => {
    const [a, b] = [people.get(pair.member_a), people.get(pair.member_b)];
    // Erased, or merged meanwhile: nothing is known, nothing is found.
    if (a === undefined || b === undefined) return { pair, packed: 0, terms: [], apart: false };
    const packed = packLevels(PEOPLE_COMPARISONS, a, b);
    const levels = unpackLevels(PEOPLE_COMPARISONS, packed);
    const terms = PEOPLE_COMPARISONS.flatMap(({ field, term }, at) => {
      const level = levels[at] ?? MISSING;
      const found = level === MISSING ? undefined : term?.(level, a, b);
      return found === undefined ? [] : [{ field, ...termDigest(context.keys, found) }];
    });
    return { pair, packed, terms, apart: isCertainlyAnother(a, b) };
  });
  const [counts, totals] = await Promise.all([
    termCounts(
      db,
      compared.flatMap(({ terms }) => terms),
    ),
    termTotals(db),
  ]);
  return compared.map(({ pair, packed, terms, apart }) => {
    const shares = terms.flatMap(({ field, rule, digest }): [string, number][] => {
      const count = counts.get(`${rule} ${digest.toString('hex')}`);
      const total = totals.get(rule);
      return count === undefined || total === undefined ? [] : [[field, count / total]];
    });
    return { ...pair, packed, shares: Object.fromEntries(shares), apart };
  });
}

export interface Learnt {
  readonly model: LinkageModel;
  readonly startingModel: boolean;
  readonly members: number;
}

/** A generator that gives the same numbers for the same run, so that a repeated step learns the same. */
function randomFor(runId: string): () => number {
  let state = Number.parseInt(runId.slice(-8), 16) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Learns from the run's own pairs; with too few of them only how many pairs are one person, under fields that were learnt
 * elsewhere.
 */
export async function learnModel(
  context: IdentityContext,
  runId: string,
  earlier: LinkageModel | undefined,
): Promise<Learnt> {
  const db = context.kit.db.sql();
  const members = await countKeyed(db);
  const totalPairs = Math.max(1, (members * (members - 1)) / 2);
  const candidates = patternsOf(PEOPLE_COMPARISONS, await patternCounts(db, runId));
  const common = { fields: PEOPLE_COMPARISONS, candidates, totalPairs };
  // A run over what is new sees only some of the pairs: the model of the last whole run holds.
  if (earlier !== undefined) return { model: earlier, startingModel: false, members };
  const first = estimateModel({ ...common, known: STARTING_FIELDS }).model;
  if (first.prior * totalPairs < ENOUGH_TO_LEARN)
    return { model: first, startingModel: true, members };
  const sample = await knownPeople(context, db, await someMembers(db, SAMPLE));
  const random = randomPatterns({
    records: [...sample.values()],
    comparisons: PEOPLE_COMPARISONS,
    random: randomFor(runId),
    totalPairs,
    randomPairs: RANDOM_PAIRS,
  });
  return { model: estimateModel({ ...common, random }).model, startingModel: false, members };
}
