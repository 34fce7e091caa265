/**
 * What becomes of compared pairs: merged unseen where the group allows it and the pair is safe enough, shown to people in
 * the grey zone, left alone below. Every merge is a command of its own and can be taken back like any other.
 */
import { runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { cluster, type ScoredPair } from '../../domain/linkage/cluster.ts';
import { MISSING, unpackLevels } from '../../domain/linkage/comparison.ts';
import {
  type FieldWeight,
  type LinkageModel,
  levelWeight,
  patternWeight,
  priorWeight,
  probabilityOf,
  termWeight,
} from '../../domain/linkage/model.ts';
import { mayMergeUnseen, PEOPLE_COMPARISONS } from '../../domain/linkage/people.ts';
import { automaticThreshold } from '../../domain/linkage/thresholds.ts';
import {
  comparedPairs,
  type JudgedPair,
  pairsOfOpenCases,
  patternCounts,
  type RunResult,
  type RunRow,
} from '../../storage/linkage-runs.ts';
import { membersById } from '../../storage/members.ts';
import { openReviews } from '../../storage/reviews.ts';
import type { IdentityContext } from '../identity-context.ts';
import { mergePair } from '../members/merge-members.ts';

const PAGE = 5_000;
/** What values can add to the weight of a pattern at most. */
const TERMS_ADD = 16;
const SELF = { kind: 'module', name: 'identity' } as const;

interface WeighedPair extends ScoredPair {
  readonly pair: JudgedPair;
  readonly levels: readonly number[];
}

export async function decidePairs(
  context: IdentityContext,
  run: RunRow,
  model: LinkageModel,
  report: (result: RunResult) => Promise<void>,
): Promise<RunResult> {
  const { policy } = run;
  const { members, pairs } = await weighPairs(context, run, model);
  const open = pairs.filter(({ pair }) => !pair.apart && !pair.decided);
  const safe = open.filter(({ levels }) => mayMergeUnseen(levels));
  const weights = safe.map(({ weight }) => weight);
  const threshold = automaticThreshold(weights, policy.targetFalseRate);
  const heavy = safe.filter(({ weight }) => weight >= threshold);
  const result = {
    ...(Number.isFinite(threshold) ? { automaticWeight: threshold } : {}),
    safePairs: heavy.length,
  };
  await report(result);
  const shown = open.filter(({ weight }) => probabilityOf(weight) >= policy.reviewFrom);
  const merged = policy.automatic
    ? await mergeClusters(context, run, model, members, pairs, heavy, threshold, report)
    : 0;
  const sentToReview = await sendToReview(context, run, model, shown);
  await weighOpenCases(context, run, model);
  return { ...result, merged, sentToReview };
}

/** Every pair heavy enough to matter, with its members as numbers. */
async function weighPairs(
  { kit }: IdentityContext,
  run: RunRow,
  model: LinkageModel,
): Promise<{ readonly members: readonly string[]; readonly pairs: readonly WeighedPair[] }> {
  const db = kit.db.sql();
  const least = Math.log2(run.policy.reviewFrom / (1 - run.policy.reviewFrom)) - 6;
  const base = new Map<number, { readonly levels: readonly number[]; readonly weight: number }>();
  for (const packed of (await patternCounts(db, run.id)).keys()) {
    const levels = unpackLevels(PEOPLE_COMPARISONS, packed);
    const weight = patternWeight(model, levels);
    if (weight > least - TERMS_ADD) base.set(packed, { levels, weight });
  }
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const known = numbers.get(id) ?? numbers.size;
    numbers.set(id, known);
    return known;
  };
  const pairs: WeighedPair[] = [];
  const patterns = [...base.keys()];
  for (let after: JudgedPair | undefined; ; ) {
    const page = await comparedPairs(db, run.id, patterns, { limit: PAGE, after });
    for (const pair of page) {
      const known = base.get(pair.packed);
      if (known === undefined) continue;
      const weight = known.weight + sharesWeight(model, known.levels, pair);
      if (weight < least) continue;
      const [a, b] = [numberOf(pair.member_a), numberOf(pair.member_b)];
      pairs.push({ a, b, weight, pair, levels: known.levels });
    }
    after = page.at(-1);
    if (page.length < PAGE) return { members: [...numbers.keys()], pairs };
  }
}

function sharesWeight(
  model: LinkageModel,
  levels: readonly number[],
  { shares }: JudgedPair,
): number {
  return PEOPLE_COMPARISONS.reduce(
    (sum, { field }, at) =>
      sum + termWeight(model.fields[at], levels[at] ?? MISSING, shares[field]),
    0,
  );
}

/** The prior and each field; the sum is the pair's weight. Rounded for people. */
export function barsOf(
  model: LinkageModel,
  levels: readonly number[],
  shares: Readonly<Record<string, number>>,
): FieldWeight[] {
  const round = (value: number): number => Math.round(value * 100) / 100;
  const bars = PEOPLE_COMPARISONS.map(({ field, levels: names }, at): FieldWeight => {
    const level = levels[at] ?? MISSING;
    if (level === MISSING) return { field, level: 'MISSING', weight: 0 };
    const weight =
      levelWeight(model.fields[at], level) + termWeight(model.fields[at], level, shares[field]);
    return { field, level: names[level] ?? '', weight: round(weight) };
  });
  return [{ field: 'PRIOR', level: 'PRIOR', weight: round(priorWeight(model)) }, ...bars];
}

function reviewOf(
  run: RunRow,
  model: LinkageModel,
  { pair, levels, weight }: WeighedPair,
  now: Date,
) {
  return {
    id: newUuid(now),
    members: [pair.member_a, pair.member_b] as const,
    reason: 'LOOKS_ALIKE',
    evidence: { fields: barsOf(model, levels, pair.shares), run: fromUuid('lkr', run.id) },
    weight: Math.round(weight * 100) / 100,
    probability: probabilityOf(weight),
  };
}

/** Cases that were opened for another reason get the waterfall too, however light the pair is. */
async function weighOpenCases(
  context: IdentityContext,
  run: RunRow,
  model: LinkageModel,
): Promise<void> {
  const pairs = await pairsOfOpenCases(context.kit.db.sql(), run.id);
  const weighed = pairs.map((pair): WeighedPair => {
    const levels = unpackLevels(PEOPLE_COMPARISONS, pair.packed);
    const judged = { ...pair, decided: false };
    const weight = patternWeight(model, levels) + sharesWeight(model, levels, judged);
    return { a: 0, b: 0, weight, pair: judged, levels };
  });
  await sendToReview(context, run, model, weighed);
}

async function sendToReview(
  { kit }: IdentityContext,
  run: RunRow,
  model: LinkageModel,
  shown: readonly WeighedPair[],
): Promise<number> {
  const now = kit.clock.now();
  let opened = 0;
  for (let from = 0; from < shown.length; from += 1_000) {
    const page = shown.slice(from, from + 1_000);
    opened += await openReviews(
      kit.db.sql(),
      page.map((pair) => reviewOf(run, model, pair, now)),
      now,
    );
  }
  return opened;
}

/** The heaviest pairs first; within a cluster everybody goes to the oldest membership. */
async function mergeClusters(
  context: IdentityContext,
  run: RunRow,
  model: LinkageModel,
  members: readonly string[],
  pairs: readonly WeighedPair[],
  heavy: readonly WeighedPair[],
  threshold: number,
  report: (result: RunResult) => Promise<void>,
): Promise<number> {
  const forbidden = new Set(
    pairs.flatMap(({ a, b, pair }) =>
      pair.apart || pair.decided ? [`${a} ${b}`, `${b} ${a}`] : [],
    ),
  );
  const against = pairs.filter(({ weight }) => weight < 0);
  const roots = cluster({
    records: members.length,
    pairs: [...heavy, ...against],
    threshold,
    cannotLink: (a, b) => forbidden.has(`${a} ${b}`),
  });
  const enrolled = await enrolledAt(context, members);
  let merged = 0;
  for (const joined of [...heavy].sort((x, y) => y.weight - x.weight)) {
    if (roots[joined.a] !== roots[joined.b]) continue;
    const ids = [joined.pair.member_a, joined.pair.member_b];
    ids.sort((a, b) => (enrolled.get(a) ?? 0) - (enrolled.get(b) ?? 0) || (a < b ? -1 : 1));
    if (await mergeOne(context, run, model, joined, ids)) merged += 1;
    if (merged % 100 === 0) await report({ merged });
  }
  return merged;
}

async function enrolledAt(
  { kit }: IdentityContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (let from = 0; from < ids.length; from += 5_000)
    for (const row of await membersById(kit.db.sql(), ids.slice(from, from + 5_000)))
      times.set(row.id, row.enrolled_at.getTime());
  return times;
}

/** False when it was refused: one person already, suspended meanwhile, identity cards that differ. */
async function mergeOne(
  context: IdentityContext,
  run: RunRow,
  model: LinkageModel,
  joined: WeighedPair,
  [into = '', from = '']: readonly string[],
): Promise<boolean> {
  const key = {
    caller: SELF,
    operation: 'merge-unseen',
    idempotencyKey: `${run.id}:${from}:${into}`,
    input: { from, into },
  };
  const outcome = await runCommand(context.kit, key, async (command) => {
    const merge = {
      fromMemberId: fromUuid('mem', from),
      toMemberId: fromUuid('mem', into),
      reason: 'LINKED_AUTOMATICALLY',
    };
    await openReviews(
      command.tx.getKysely<unknown>(),
      [reviewOf(run, model, joined, command.now)],
      command.now,
    );
    return mergePair(context, command, merge, 'module:identity');
  });
  context.revocations.stale();
  return outcome.ok;
}
