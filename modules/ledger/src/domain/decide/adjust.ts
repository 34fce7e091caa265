/** An operator's correction: gives a lot, or takes first-expiring-first what is there and no more. */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Book, PostingRecord } from '../book.ts';
import { expiryOf } from '../expiry-rule.ts';
import { freeMoves, takeFirstExpiring } from '../lots.ts';
import { ADJUST_DOWN_RULES, firstRefusal } from '../rules/index.ts';
import type { Account, Terms, Wallet } from '../state.ts';
import type { Reason } from '../values.ts';
import { putIn } from './earn.ts';

export interface Adjust {
  /** Signed. */
  readonly amount: bigint;
  /** Of a gift. */
  readonly terms: Terms | null;
  readonly expiresAt: number | undefined;
  readonly occurredAt: number;
  readonly reason: Reason;
  readonly account: Account;
}

export function decideAdjust(
  book: Book,
  wallet: Wallet,
  command: Adjust,
): Refusal | readonly PostingRecord[] {
  const { amount, terms, account, occurredAt, reason } = command;
  if (amount < 0n) {
    const refusal = firstRefusal(ADJUST_DOWN_RULES, { book, wallet, amount: -amount });
    if (refusal !== undefined) return refusal;
    const moves = freeMoves(takeFirstExpiring(wallet, -amount), -1n);
    return [
      book.post({
        kind: 'ADJUST',
        wallet,
        occurredAt,
        reason,
        available: amount,
        account,
        system: -amount,
        moves,
      }),
    ];
  }
  if (terms === null) throw new Error('A gift has payers');
  const { record } = putIn(book, wallet, {
    kind: 'ADJUST',
    amount,
    account,
    terms,
    pending: false,
    activeAt: occurredAt,
    expiresAt: command.expiresAt ?? expiryOf(wallet.currency.expiry, book.now),
    countsAt: null,
    command: { occurredAt, reason, actorId: null },
  });
  return [record];
}
