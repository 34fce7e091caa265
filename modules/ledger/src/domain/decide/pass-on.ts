/**
 * Passing lots from one wallet to another over a transit account: transfers between members, contributions to a
 * household, moves of a merge. The receiver gets lots of the same terms, activity and expiry, each continuing the one
 * it came from; what the receiver owes is repaid first.
 */
import type { Book, PostingRecord } from '../book.ts';
import { creditOf } from '../credit.ts';
import { freeMoves, type LotAmount, newLot, sumOf } from '../lots.ts';
import type { Account, Lot, Wallet } from '../state.ts';
import type { PostingKind, Reason } from '../values.ts';

export interface PassOn {
  readonly from: Wallet;
  readonly to: Wallet;
  readonly parts: readonly LotAmount[];
  readonly kinds: readonly [PostingKind, PostingKind];
  readonly transit: Account;
  readonly command: {
    readonly occurredAt: number;
    readonly reason: Reason;
    readonly actorId: string | null;
  };
}

export interface PassedOn {
  readonly out: PostingRecord;
  readonly in: PostingRecord;
  /** The receiver's lots, in the order of the parts. */
  readonly lots: readonly Lot[];
}

export function passOn(book: Book, { from, to, parts, kinds, transit, command }: PassOn): PassedOn {
  const pending = sumOf(parts.filter(({ lot }) => lot.pending));
  const total = sumOf(parts);
  const { occurredAt, reason, actorId } = command;
  const common = { occurredAt, reason, actorId, account: transit };
  const out = book.post({
    kind: kinds[0],
    wallet: from,
    ...common,
    available: pending - total,
    pending: -pending,
    system: total,
    moves: freeMoves(parts, -1n),
  });
  const lots = parts.map(({ lot, amount }) => continueLot(book, to, lot, amount));
  const active = lots.filter((lot) => !lot.pending).map((lot) => ({ lot, amount: lot.amount }));
  const credit = creditOf(to, active);
  const received = book.post({
    kind: kinds[1],
    wallet: to,
    ...common,
    available: credit.available,
    pending,
    debt: credit.debt,
    system: -total,
    make: (postingId) => {
      for (const lot of lots) lot.postingId = postingId;
      const moves = active
        .map(({ lot, amount }) => ({
          lot,
          free: (credit.kept.get(lot.id) ?? 0n) - amount,
          held: 0n,
        }))
        .filter(({ free }) => free !== 0n);
      return { lots, moves };
    },
  });
  return { out, in: received, lots };
}

/** A lot in `to` that goes on where `lot` stops. Its posting is named once it is made. */
export function continueLot(
  book: Book,
  to: Wallet,
  lot: Lot,
  amount: bigint,
  over: Partial<Lot> = {},
): Lot {
  return {
    ...newLot({
      id: book.lotId(),
      postingId: '',
      wallet: to,
      amount,
      pending: lot.pending,
      activeAt: lot.activeAt,
      expiresAt: lot.expiresAt,
      endsAt: lot.endsAt,
      terms: lot.terms,
      parentId: lot.id,
      rootId: lot.rootId ?? lot.id,
      originOwner: lot.originOwner ?? lot.ownerId,
    }),
    ...over,
  };
}
