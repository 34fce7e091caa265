/** Points from one member to another: the lots go over with their expiry and their payers. */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Book, PostingRecord } from '../book.ts';
import { takeFirstExpiring } from '../lots.ts';
import { sameWallet } from '../refusals.ts';
import { firstRefusal, TRANSFER_RULES } from '../rules/index.ts';
import type { Account, Wallet } from '../state.ts';
import type { Reason } from '../values.ts';
import { passOn } from './pass-on.ts';

export interface Transfer {
  readonly amount: bigint;
  readonly occurredAt: number;
  readonly reason: Reason;
  /** What the giver has sent on this business day. */
  readonly sentToday: bigint;
  readonly transit: Account;
}

export function decideTransfer(
  book: Book,
  from: Wallet,
  to: Wallet,
  command: Transfer,
): Refusal | readonly PostingRecord[] {
  const { amount, sentToday, transit, occurredAt, reason } = command;
  if (from === to) return sameWallet();
  const refusal = firstRefusal(TRANSFER_RULES, {
    book,
    wallet: from,
    receiver: to,
    amount,
    sentToday,
  });
  if (refusal !== undefined) return refusal;
  return book.transfer(() => {
    passOn(book, {
      from,
      to,
      parts: takeFirstExpiring(from, amount),
      kinds: ['TRANSFER_OUT', 'TRANSFER_IN'],
      transit,
      command: { occurredAt, reason, actorId: null },
    });
  });
}
