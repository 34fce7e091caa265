/** An earn's part may go to the household of its member: that wallet is locked too. */
import type { Book } from '../domain/book.ts';
import type { Currency } from '../domain/state.ts';
import type { WalletKey } from '../storage/load-wallets.ts';

interface OnWallet {
  readonly kind: string;
  readonly ownerId: string;
  readonly currency: Currency;
}

export function householdsOf(book: Book, commands: readonly OnWallet[]): readonly WalletKey[] {
  return commands.flatMap(({ kind, ownerId, currency }) => {
    const wallet = kind === 'EARN' ? book.wallet(ownerId, currency.id) : undefined;
    return wallet === undefined || wallet.householdId === null
      ? []
      : [{ ownerId: wallet.householdId, currencyId: currency.id }];
  });
}
