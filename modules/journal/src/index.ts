/** Door of the journal: the record of what happened at every subsidiary, and of what came of it. */
import type { ModuleKit } from '@guildhall/shared/module';
import { readTransactions } from './application/read-transactions.ts';
import type { JournalDoor } from './door.ts';

export type * from './door.ts';
export * from './transaction.ts';

export const entities = [];

export function createService(kit: ModuleKit): JournalDoor {
  return {
    transactions: (caller, input) => readTransactions(kit, caller, input),
  };
}
