/**
 * A run of the comparison: KEYS → PAIRS → COMPARING → DECIDING → DONE. Every step commits what it has done and can be
 * repeated, so a run goes on after a crash where it stopped; a cancelled one stops at the next page.
 */
import { randomUUID } from 'node:crypto';
import type { LinkageModel } from '../../domain/linkage/model.ts';
import { countDue } from '../../storage/linkage-keys.ts';
import {
  findPairs,
  forgetPairs,
  leaseRun,
  type RunRow,
  runsPage,
  updateRun,
} from '../../storage/linkage-runs.ts';
import type { IdentityContext } from '../identity-context.ts';
import { comparePage, learnModel } from './compare-pairs.ts';
import { decidePairs } from './decide-pairs.ts';
import { PeopleAtHand } from './known-people.ts';
import { makeKeys } from './make-keys.ts';

/** A key that more members share finds nothing; see `domain/linkage/blocking.ts`. */
const MAX_BLOCK = 80;

/** Who this process is among those that could work on a run. */
const SELF = randomUUID();

/** Takes the open run to its end, unless another process works on it. */
export async function advanceLinkage(context: IdentityContext): Promise<void> {
  const { kit } = context;
  const db = kit.db.sql();
  const run = await leaseRun(db, SELF, kit.clock.now());
  if (run === undefined || running.has(run.id)) return;
  running.add(run.id);
  try {
    await advance(context, run);
  } catch (error) {
    kit.log.error({ err: error, run: run.id }, 'a comparison of members failed');
    const reason = error instanceof Error ? error.name : 'Error';
    const now = kit.clock.now();
    await updateRun(db, run.id, now, { state: 'FAILED', error: reason, finishedAt: now });
  } finally {
    running.delete(run.id);
  }
}

/** Runs of this process: the schedule comes again before a long one is over. */
const running = new Set<string>();

async function advance(context: IdentityContext, begun: RunRow): Promise<void> {
  const { kit } = context;
  const db = kit.db.sql();
  let run: RunRow = begun;
  const go = async (change: Parameters<typeof updateRun>[3]): Promise<boolean> => {
    if (!(await updateRun(db, run.id, kit.clock.now(), change))) return false;
    const [fresh] = await runsPage(db, { id: run.id, limit: 1 });
    if (fresh !== undefined) run = fresh;
    return true;
  };
  if (run.state === 'KEYS') {
    if (!(await go({ total: await countDue(db), done: 0 }))) return;
    for (let done = 0; ; ) {
      const made = await makeKeys(context, kit.clock.now());
      done += made;
      if (!(await go(made === 0 ? { state: 'PAIRS' } : { done }))) return;
      if (made === 0) break;
    }
  }
  if (run.state === 'PAIRS') {
    const candidatePairs = await findPairs(db, run, MAX_BLOCK);
    if (
      !(await go({
        state: 'COMPARING',
        done: 0,
        total: candidatePairs,
        result: { candidatePairs },
      }))
    )
      return;
  }
  if (run.state === 'COMPARING') {
    const atHand = new PeopleAtHand(context);
    for (let { done } = run; ; ) {
      const compared = await comparePage(context, atHand, run.id);
      done += compared;
      if (compared === 0) break;
      if (!(await go({ done }))) return;
    }
    const { model, startingModel, members } = await learnModel(
      context,
      run.id,
      await earlierModel(context, run),
    );
    if (!(await go({ state: 'DECIDING', model, result: { startingModel, members } }))) return;
  }
  if (run.state !== 'DECIDING' || run.model === null) return;
  const result = await decidePairs(context, run, run.model, async (part) => {
    await go({ result: part });
  });
  if (!(await go({ state: 'DONE', result, finishedAt: kit.clock.now() }))) return;
  await forgetPairs(db, run.id);
}

/** A run over what is new is judged by the model of the last run over everybody. */
async function earlierModel(
  { kit }: IdentityContext,
  run: RunRow,
): Promise<LinkageModel | undefined> {
  if (run.scope === 'ALL') return undefined;
  const runs = await runsPage(kit.db.sql(), { limit: 50 });
  return runs.find(({ scope, state }) => scope === 'ALL' && state === 'DONE')?.model ?? undefined;
}
