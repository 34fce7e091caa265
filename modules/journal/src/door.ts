/** The door of the journal: what other modules ask about transactions on record. Commands are serialisable. */
import type { Principal } from '@guildhall/shared/principal';
import type { Transaction, TransactionEffect } from './transaction.ts';

export type EffectsState = 'PENDING' | 'COMPLETE';

export interface RecordedTransaction extends Transaction {
  readonly recordedAt: Date;
  readonly effects: {
    readonly state: EffectsState;
    readonly completedAt?: Date;
    readonly items: readonly TransactionEffect[];
  };
}

export type JournalDoor = {
  /** In the order asked; null where there is none of that id that the caller may see. */
  readonly transactions: (
    caller: Principal,
    input: { readonly ids: readonly string[] },
  ) => Promise<readonly (RecordedTransaction | null)[]>;
};
