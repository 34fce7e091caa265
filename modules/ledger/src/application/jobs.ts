/** One caller's command on its way through a batch, and what can come of it. */
import { BusyError, type Refusal } from '@guildhall/shared/outcome';
import type { PostingKey, PostingRecord } from '../domain/book.ts';
import type { SingleCommand } from '../domain/decide/commands.ts';

export type Records = readonly PostingRecord[];

export type Result<A> =
  | { readonly kind: 'POSTED'; readonly answer: A }
  | { readonly kind: 'REFUSED'; readonly refusal: Refusal }
  /** Answered before: the first posting of it. */
  | { readonly kind: 'KNOWN'; readonly postingId: string }
  /** The wallet's member was merged, or the hold moved: ask that owner. */
  | { readonly kind: 'REROUTED'; readonly ownerId: string }
  /** Touches several wallets: for the transactional path. */
  | { readonly kind: 'SEVERAL' };

export interface Job {
  readonly command: SingleCommand;
  /** Of the wallet it is about. */
  readonly walletKey: string;
  readonly key: PostingKey;
  readonly operation: string;
  /** Makes the answer while the working copy is as the command left it. */
  readonly answer: (records: Records) => unknown;
  readonly done: (result: Result<unknown>) => void;
  readonly fail: (error: unknown) => void;
}

/** The ledger has as much waiting as it may: try again later. Nothing was recorded; the key is unclaimed. */
export class LedgerBusy extends BusyError {
  constructor() {
    super('The ledger is busy', 500);
  }
}
