/** What the journal hears: transactions of every subsidiary, and what came of them. */
import type { ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import { mergeHandlers } from './application/follow-merges.ts';
import { recordTransactions } from './application/record-transactions.ts';
import { recordEffects } from './application/store-effects.ts';
import type { JournalDoor } from './door.ts';
import { EFFECTS_COMPLETED } from './transaction.ts';

export function createWorker(_service: JournalDoor, kit: ModuleKit): ModuleWorker {
  return {
    handlers: [
      {
        type: '*.transaction-recorded',
        handleManyInTransaction: (events, context) => recordTransactions(kit, events, context),
      },
      { type: EFFECTS_COMPLETED, handleManyInTransaction: recordEffects },
      ...mergeHandlers,
    ],
    schedules: [],
  };
}
