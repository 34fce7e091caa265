/**
 * Undoes what came of a transaction, as far as it has come back: points by deciding again on what is left, coupons
 * that no longer come of it, limits, history, and the coupons and points that paid for what came back.
 *
 * Returns of one transaction queue up at the lock of its decision, and each works from how much has come back in all,
 * so their order does not matter. A coupon used up meanwhile becomes a debt or is forgiven, as its offer says.
 */
import type { Transaction } from '@guildhall/journal';
import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import type { Occasion } from '../domain/facts.ts';
import type { ReturnedSoFar } from '../domain/granting/regrant.ts';
import { addReturn, returnedByLine } from '../domain/granting/returned.ts';
import { giveBack } from '../storage/counters.ts';
import { couponsById } from '../storage/coupons.ts';
import {
  type DecidedEffect,
  type DecisionRow,
  decidedAmong,
  grantsOf,
  isComplete,
  lockDecision,
  type NewDecision,
  saveReturn,
  storeDecisions,
} from '../storage/decisions.ts';
import { addToHistory } from '../storage/portrait.ts';
import { lockRedemptionsOfTransaction, redemptionsOfTransaction } from '../storage/redemptions.ts';
import { catalogueOf } from './catalogue.ts';
import { completeDecisions, effectsEvent } from './complete-decision.ts';
import type { Versions } from './coupon-templates.ts';
import { occasionOf } from './decide-transactions.ts';
import { factsWithoutMember } from './gather-facts.ts';
import { type GivenBack, giveBackRedemption } from './give-back-redemption.ts';
import { transact, Undone } from './transact.ts';
import { type UndoWork, undoGrants } from './undo-grants.ts';

export type Reversal = Transaction & { readonly reverses: NonNullable<Transaction['reverses']> };

export const isReversal = (transaction: Transaction): transaction is Reversal =>
  transaction.reverses !== undefined;

export async function reverseTransaction(kit: ModuleKit, transaction: Reversal): Promise<void> {
  const original = transaction.reverses.transactionId;
  const originalUuid = toUuid('txn', original);
  // Its points must have been posted before they can be reversed.
  if (!(await completeDecisions(kit, [originalUuid])).has(originalUuid))
    throw new Error(`The transaction ${original} has not been decided yet`);
  const versions = await versionsBehind(kit, originalUuid, original);
  try {
    const { deliver } = await transact(kit, (context) =>
      undo(context, transaction, originalUuid, versions),
    );
    await deliver();
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

/** Loaded before the transaction: versions never change. */
async function versionsBehind(
  kit: ModuleKit,
  decisionId: string,
  transactionId: string,
): Promise<Versions> {
  const db = kit.db.sql();
  const [grants, redemptions] = await Promise.all([
    grantsOf(db, decisionId),
    redemptionsOfTransaction(db, transactionId),
  ]);
  const ids = redemptions.flatMap(({ lines }) => lines.flatMap(({ couponId }) => couponId ?? []));
  const coupons = await couponsById(db, [...new Set(ids)]);
  const refs = [...grants, ...coupons].map(({ offerId, offerVersion }) => ({
    offerId,
    version: offerVersion,
  }));
  return catalogueOf(kit).versions(refs);
}

async function undo(
  context: CommandContext,
  transaction: Reversal,
  originalUuid: string,
  versions: Versions,
): Promise<void> {
  const db = context.tx.getKysely<unknown>();
  const original = await lockDecision(db, originalUuid);
  if (original === undefined) throw new Error('A decision cannot vanish');
  const uuid = toUuid('txn', transaction.transactionId);
  if ((await decidedAmong(db, [uuid])).size > 0) throw new Undone('decided before');
  const returned = addReturn(
    original.returned,
    transaction.reverses.lines,
    original.facts.occasion,
  );
  const work: UndoWork = { effects: [], calls: [], claims: [] };
  const because = {
    occurredAt: new Date(transaction.occurredAt),
    reason: { type: 'transaction', id: transaction.transactionId },
  };
  await undoGrants(context, original, returned, because, versions, work);
  await undoRedemptions(context, original, returned, transaction, versions, work);
  if (original.memberId !== null)
    await addToHistory(db, [historyBack(original.memberId, original, returned)]);
  const occasion = occasionOf(transaction, []);
  const decision: NewDecision = {
    id: uuid,
    memberId: original.memberId,
    facts: factsWithoutMember(occasion),
    outcomes: [],
    claims: [],
    reversesId: originalUuid,
    grants: [],
    coupons: [],
    effects: work.effects,
    calls: work.calls,
  };
  if ((await storeDecisions(db, [decision], context.now)).size === 0)
    throw new Undone('decided before');
  // How much had come back with this return in all: what it is explained by, whatever comes back later.
  await saveReturn(db, uuid, returned, []);
  await giveBack(db, work.claims);
  if (isComplete(decision))
    await context.publish(
      effectsEvent({ id: uuid, effects: decision.effects, occurredAt: occasion.occurredAt }),
    );
}

async function undoRedemptions(
  context: CommandContext,
  original: DecisionRow,
  returned: ReturnedSoFar,
  transaction: Reversal,
  versions: Versions,
  work: UndoWork,
): Promise<void> {
  const db = context.tx.getKysely<unknown>();
  const inAll = returned.whole ? 'WHOLE' : returnedByLine(returned);
  const occurredAt = new Date(transaction.occurredAt);
  const originalId = transaction.reverses.transactionId;
  for (const redemption of await lockRedemptionsOfTransaction(db, originalId)) {
    const back = await giveBackRedemption(context, redemption, inAll, versions, occurredAt);
    if (back.call !== undefined) work.calls.push(back.call);
    work.claims.push(...back.claims);
    work.effects.push(...restoredEffects(back, original.memberId ?? redemption.memberId));
  }
}

function restoredEffects(
  { coupons, pointsMinor, points, call }: GivenBack,
  memberId: string,
): readonly DecidedEffect[] {
  const restored = coupons.map(({ couponId, offerId, valueMinor }) => ({
    kind: 'COUPON_RESTORED',
    memberId,
    couponId,
    offerId,
    amountMinor: valueMinor.toString(),
    currency: 'CNY',
  }));
  if (call === undefined || points === null) return restored;
  const { currency, scale } = points;
  const amountMinor = pointsMinor.toString();
  return [
    ...restored,
    { kind: 'POINTS_RESTORED', memberId, amountMinor, currency, scale, callId: call.id },
  ];
}

/** Lowers the day of the purchase by what came back now; the visit goes when nothing is left of it. */
function historyBack(
  memberId: string,
  { facts, returned: before }: DecisionRow,
  after: ReturnedSoFar,
) {
  const { occurredAt, subsidiary, lines } = facts.occasion;
  const spend = new Map<string, bigint>();
  for (const line of lines) {
    const back = backOf(line, after) - backOf(line, before);
    if (back !== 0n) spend.set(line.category, (spend.get(line.category) ?? 0n) - back);
  }
  const gone = isGone(facts.occasion, after) && !isGone(facts.occasion, before);
  return { memberId, day: businessDay(occurredAt), subsidiary, spend, visits: gone ? -1 : 0 };
}

function backOf(line: Occasion['lines'][number], returned: ReturnedSoFar): bigint {
  return returned.whole ? line.amountMinor : (returned.lines[line.lineId]?.amountMinor ?? 0n);
}

function isGone({ lines }: Occasion, returned: ReturnedSoFar): boolean {
  return (
    returned.whole ||
    (lines.length > 0 && lines.every((line) => backOf(line, returned) >= line.amountMinor))
  );
}
