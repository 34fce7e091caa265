/** Who leaves a household takes back what is free of the lots that came of their own earns. */
import type { Book, PostingRecord } from '../book.ts';
import type { Account, Wallet } from '../state.ts';
import type { Reason } from '../values.ts';
import { passOn } from './pass-on.ts';

export interface Leaving {
  /** The member, and the identities merged into it. */
  readonly origins: ReadonlySet<string>;
  readonly transit: Account;
  readonly reason: Reason;
}

export function leaveHousehold(
  book: Book,
  household: Wallet,
  member: Wallet,
  { origins, transit, reason }: Leaving,
): readonly PostingRecord[] {
  const own = household.lots.filter(
    ({ originOwner, free }) => free > 0n && originOwner !== null && origins.has(originOwner),
  );
  if (own.length === 0) return [];
  return book.transfer(() => {
    passOn(book, {
      from: household,
      to: member,
      parts: own.map((lot) => ({ lot, amount: lot.free })),
      kinds: ['CONTRIBUTE_OUT', 'CONTRIBUTE_IN'],
      transit,
      command: { occurredAt: book.now, reason, actorId: member.ownerId },
    });
  });
}
