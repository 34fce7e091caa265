/** What a rule may look at. Rules only read. */
import type { Book } from '../book.ts';
import type { Account, Hold, Wallet } from '../state.ts';

export interface Facts {
  readonly book: Book;
  readonly wallet: Wallet;
  readonly amount: bigint;
  /** The issuing account of an earn. */
  readonly account?: Account;
  readonly hold?: Hold;
  /** When a new hold would time out. */
  readonly holdUntil?: number;
  /** The receiving wallet of a transfer between members, and what its giver has sent today. */
  readonly receiver?: Wallet;
  readonly sentToday?: bigint;
}
