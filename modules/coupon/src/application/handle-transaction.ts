/**
 * What every recorded transaction sets off. Both halves are idempotent, so the event may be handled again after a
 * crash at any point.
 */
import { type Transaction, transactionSchema } from '@guildhall/journal';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { findDecision } from '../storage/decisions.ts';
import { completeDecision } from './complete-decision.ts';
import { decideTransaction } from './decide-transaction.ts';
import { isReversal, reverseTransaction } from './reverse-transaction.ts';

export async function handleTransaction(kit: ModuleKit, event: DomainEvent): Promise<void> {
  const transaction = transactionSchema.parse(event.payload);
  const id = toUuid('txn', transaction.transactionId);
  if ((await findDecision(kit.db.sql(), id, { lock: false })) === undefined)
    await decideOrReverse(kit, transaction);
  await completeDecision(kit, id);
}

function decideOrReverse(kit: ModuleKit, transaction: Transaction): Promise<void> {
  return isReversal(transaction)
    ? reverseTransaction(kit, transaction)
    : decideTransaction(kit, transaction);
}
