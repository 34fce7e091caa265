/** Repeats what a crash left half done: calls to the ledger without an answer, decisions that were not completed. */
import type { ModuleKit } from '@guildhall/shared/module';
import { overdueDecisions } from '../storage/decisions.ts';
import { overdueCalls } from '../storage/ledger-calls.ts';
import { completeDecisions } from './complete-decision.ts';
import { settleCalls } from './settle-calls.ts';

const PATIENCE_MS = 10_000;
const BATCH = 200;

export async function repair(kit: ModuleKit): Promise<void> {
  const before = new Date(kit.clock.now().getTime() - PATIENCE_MS);
  await completeDecisions(kit, await overdueDecisions(kit.db.sql(), before, BATCH));
  const calls = await overdueCalls(kit.db.sql(), before, BATCH);
  await settleCalls(
    kit,
    calls.filter(({ decisionId }) => decisionId === null),
  );
}
