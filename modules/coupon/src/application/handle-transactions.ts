/**
 * What recorded transactions set off. Both halves are idempotent, so events may be handled again after a crash at any
 * point. What was delivered together is decided together: runs of purchases in one go, each return by itself, in the
 * order they came.
 */
import { type Transaction, transactionSchema } from '@guildhall/journal';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { decidedAmong } from '../storage/decisions.ts';
import { completeDecisions } from './complete-decision.ts';
import { decideTransactions } from './decide-transactions.ts';
import { isReversal, reverseTransaction } from './reverse-transaction.ts';

const uuidOf = ({ transactionId }: Transaction): string => toUuid('txn', transactionId);

export async function handleTransactions(
  kit: ModuleKit,
  events: readonly DomainEvent[],
): Promise<void> {
  const told = events.map(({ payload }) => transactionSchema.parse(payload));
  const before = await decidedAmong(kit.db.sql(), told.map(uuidOf));
  let purchases: Transaction[] = [];
  const decidePurchases = async (): Promise<void> => {
    if (purchases.length > 0) await decideTransactions(kit, purchases);
    await completeDecisions(kit, purchases.map(uuidOf));
    purchases = [];
  };
  for (const transaction of told.filter((one) => !before.has(uuidOf(one)))) {
    if (!isReversal(transaction)) {
      purchases.push(transaction);
      continue;
    }
    await decidePurchases();
    await reverseTransaction(kit, transaction);
    await completeDecisions(kit, [uuidOf(transaction)]);
  }
  await decidePurchases();
  await completeDecisions(kit, [...before]);
}
