/** What the journal hears: transactions of every subsidiary, and what came of them. */
import type { ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import { recordTransaction } from './application/record-transaction.ts';
import { recordEffects } from './application/store-effects.ts';
import type { JournalDoor } from './door.ts';
import { EFFECTS_COMPLETED } from './transaction.ts';

export function createWorker(_service: JournalDoor, kit: ModuleKit): ModuleWorker {
  return {
    handlers: [
      {
        type: '*.transaction-recorded',
        handleInTransaction: (event, context) => recordTransaction(kit, event, context),
      },
      { type: EFFECTS_COMPLETED, handleInTransaction: recordEffects },
    ],
    schedules: [],
  };
}
