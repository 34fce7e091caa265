/**
 * Second half of decisions: posts their points, then tells the journal what came of them. Every step may be repeated;
 * the effects are told once. Several decisions are completed together: the ledger batches their postings.
 */
import { EFFECTS_COMPLETED } from '@guildhall/journal';
import type { CommandContext } from '@guildhall/shared/commands';
import type { NewEvent } from '@guildhall/shared/events/event';
import { fromUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { giveBack } from '../storage/counters.ts';
import {
  completeDecisionRows,
  type DecidedEffect,
  type DecisionRow,
  decisionsById,
  grantsOf,
  lockDecision,
  saveReturn,
} from '../storage/decisions.ts';
import { type CallAnswered, callsOfDecisions, keepAnswers } from '../storage/ledger-calls.ts';
import { claimsLeft } from './claims-left.ts';
import { makeCalls } from './settle-calls.ts';
import { transact } from './transact.ts';

/** Those of the decisions that exist. What was no transaction is told to nobody: no journal waits for it. */
export async function completeDecisions(
  kit: ModuleKit,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await decisionsById(kit.db.sql(), ids);
  const open = found.filter(({ state }) => state === 'DECIDED');
  if (open.length > 0) await complete(kit, open);
  return new Set(found.map(({ id }) => id));
}

async function complete(kit: ModuleKit, open: readonly DecisionRow[]): Promise<void> {
  const calls = await callsOfDecisions(
    kit.db.sql(),
    open.map(({ id }) => id),
  );
  const { all, fresh } = await makeCalls(kit, calls);
  const done = open.map(({ id, effects, facts }) => ({
    id,
    effects: effects.flatMap((effect) => answered(effect, all)),
    occurredAt: facts.occasion.occurredAt,
    about: facts.occasion.about,
  }));
  const refused = calls.filter(({ id }) => all.get(id)?.state === 'REFUSED');
  const { deliver } = await transact(kit, async (context) => {
    const db = context.tx.getKysely<unknown>();
    await keepAnswers(db, fresh, context.now);
    const first = await completeDecisionRows(db, done, context.now);
    for (const id of new Set(refused.flatMap(({ decisionId }) => decisionId ?? []))) {
      if (first.has(id)) await giveBackRefused(context, id);
    }
    const told = done
      .filter(({ id, about }) => first.has(id) && about !== 'MEMBER')
      .map(effectsEvent);
    if (told.length > 0) await context.publish(...told);
  });
  await deliver();
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
  const decision = await lockDecision(db, id);
  if (decision === undefined) return;
  const { left, back } = claimsLeft(decision.claims, await grantsOf(db, id));
  await giveBack(db, back);
  await saveReturn(db, id, decision.returned, left);
}

export function effectsEvent({
  id,
  effects,
  occurredAt,
}: {
  readonly id: string;
  readonly effects: readonly DecidedEffect[];
  readonly occurredAt: Date;
}): NewEvent {
  return {
    type: EFFECTS_COMPLETED,
    occurredAt,
    payload: { transactionId: fromUuid('txn', id), effects },
  };
}
