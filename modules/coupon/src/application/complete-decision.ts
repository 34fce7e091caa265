/**
 * Second half of a decision: posts its points, then tells the journal what came of it. Every step may be repeated;
 * the effects are told once.
 */
import { EFFECTS_COMPLETED } from '@guildhall/journal';
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { giveBack } from '../storage/counters.ts';
import {
  completeDecisionRow,
  type DecidedEffect,
  findDecision,
  grantsOf,
  saveReturn,
} from '../storage/decisions.ts';
import { type CallAnswered, callsOfDecision } from '../storage/ledger-calls.ts';
import { claimsLeft } from './claims-left.ts';
import { settleCalls } from './settle-calls.ts';
import { transact } from './transact.ts';

/** False when there is no such decision yet. */
export async function completeDecision(kit: ModuleKit, id: string): Promise<boolean> {
  const decision = await findDecision(kit.db.sql(), id, { lock: false });
  if (decision === undefined) return false;
  if (decision.state === 'COMPLETE') return true;
  const answers = await settleCalls(kit, await callsOfDecision(kit.db.sql(), id));
  const effects = decision.effects.flatMap((effect) => answered(effect, answers));
  const refused = [...answers.values()].some(({ state }) => state === 'REFUSED');
  const { deliver } = await transact(kit, async (context) => {
    if (!(await completeDecisionRow(context.tx.getKysely<unknown>(), id, effects, context.now)))
      return;
    if (refused) await giveBackRefused(context, id);
    await announceEffects(context, id, effects, decision.facts.occasion.occurredAt);
  });
  await deliver();
  return true;
}

/** What the ledger refused did not come about: a frozen wallet earns nothing. */
function answered(
  { callId, ...effect }: DecidedEffect,
  answers: ReadonlyMap<string, CallAnswered>,
): readonly DecidedEffect[] {
  if (callId === undefined) return [effect];
  const answer = answers.get(callId);
  if (answer === undefined || answer.state === 'REFUSED') return [];
  const { transferId } = answer.answer;
  return [transferId === undefined ? effect : { ...effect, transferId }];
}

async function giveBackRefused({ tx }: CommandContext, id: string): Promise<void> {
  const db = tx.getKysely<unknown>();
  const decision = await findDecision(db, id, { lock: true });
  if (decision === undefined) return;
  const { left, back } = claimsLeft(decision.claims, await grantsOf(db, id));
  await giveBack(db, back);
  await saveReturn(db, id, decision.returned, left);
}

/** Occasions that are not transactions have no journal entry to tell. */
export async function announceEffects(
  { publish }: CommandContext,
  id: string,
  effects: readonly DecidedEffect[],
  occurredAt: Date,
): Promise<void> {
  await publish({
    type: EFFECTS_COMPLETED,
    occurredAt,
    payload: { transactionId: fromUuid('txn', id), effects },
  });
}
