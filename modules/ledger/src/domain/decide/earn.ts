/**
 * Earning: a lot of the stated terms, pending until it is active. Debt is repaid first, out of active points. A part
 * goes on to the household's wallet where the member contributes to one.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Book, LotMove, PostingRecord } from '../book.ts';
import { expiryOf } from '../expiry-rule.ts';
import { ended, endOf, newLot } from '../lots.ts';
import { EARN_RULES, firstRefusal } from '../rules/index.ts';
import { expireParts } from '../settle-wallet.ts';
import type { Account, Lot, Terms, Wallet } from '../state.ts';
import type { PostingKind } from '../values.ts';
import type { Earn, ProgrammeAccounts } from './commands.ts';
import { passOn } from './pass-on.ts';

export function decideEarn(
  book: Book,
  wallet: Wallet,
  command: Earn,
  accounts: ProgrammeAccounts,
): Refusal | readonly PostingRecord[] {
  const { amount, account, currency } = command;
  const refusal = firstRefusal(EARN_RULES, { book, wallet, amount, account });
  if (refusal !== undefined) return refusal;
  return book.transfer(() => {
    const pending = command.activeAt !== null && command.activeAt > book.now;
    const expiresAt = command.expiresAt ?? expiryOf(currency.expiry, command.occurredAt);
    const { record, lot } = putIn(book, wallet, {
      kind: 'EARN',
      amount,
      account,
      terms: command.terms,
      pending,
      activeAt: command.activeAt ?? command.occurredAt,
      expiresAt,
      command,
      countsAt: currency.qualifying ? command.occurredAt : null,
    });
    if (currency.extendOnEarn) extendLots(book, wallet, record.id, expiresAt);
    contribute(book, wallet, lot, command, accounts);
    if (ended(lot, book.now) && lot.free > 0n) {
      expireParts(book, wallet, [{ lot, amount: lot.free }], {
        at: book.now,
        breakage: accounts.breakage,
      });
    }
  });
}

export interface PutIn {
  readonly kind: PostingKind;
  readonly amount: bigint;
  readonly account: Account;
  readonly terms: Terms;
  readonly pending: boolean;
  readonly activeAt: number;
  readonly expiresAt: number;
  readonly countsAt: number | null;
  readonly command: Pick<Earn, 'occurredAt' | 'reason' | 'actorId'>;
}

/** One new lot out of a system account. */
export function putIn(book: Book, wallet: Wallet, put: PutIn): { record: PostingRecord; lot: Lot } {
  const { amount, pending, command } = put;
  const repaid = pending ? 0n : amount < wallet.debt ? amount : wallet.debt;
  let lot: Lot | undefined;
  const record = book.post({
    kind: put.kind,
    wallet,
    occurredAt: command.occurredAt,
    reason: command.reason,
    actorId: command.actorId,
    countsAt: put.countsAt,
    available: pending ? 0n : amount - repaid,
    pending: pending ? amount : 0n,
    debt: repaid,
    account: put.account,
    system: -amount,
    make: (postingId) => {
      lot = newLot({
        id: postingId,
        postingId,
        wallet,
        amount,
        pending,
        activeAt: put.activeAt,
        expiresAt: put.expiresAt,
        endsAt: endOf(put.expiresAt, wallet.currency.graceDays),
        terms: put.terms,
        originOwner: command.actorId,
      });
      const moves: LotMove[] = repaid === 0n ? [] : [{ lot, free: -repaid, held: 0n }];
      return { lots: [lot], moves };
    },
  });
  return { record, lot: lot as Lot };
}

/** Open lots that would expire earlier live until `until`. Needs all open lots of the wallet. */
export function extendLots(
  book: Book,
  wallet: Wallet,
  postingId: string,
  until: number,
): readonly Lot[] {
  const extended = wallet.lots.filter(
    (lot) => (lot.free > 0n || lot.held > 0n) && lot.expiresAt < until,
  );
  for (const lot of extended) {
    book.extensions.push({ postingId, lot, was: lot.expiresAt });
    lot.expiresAt = until;
    lot.endsAt = endOf(until, wallet.currency.graceDays);
    lot.changed = true;
    book.lots.set(lot.id, lot);
  }
  if (extended.length > 0)
    wallet.lots.sort((a, b) =>
      a.endsAt === b.endsAt ? (a.id < b.id ? -1 : 1) : a.endsAt - b.endsAt,
    );
  return extended;
}

export function contributionOf(amount: bigint, bps: number): bigint {
  return (amount * BigInt(bps)) / 10_000n;
}

function contribute(
  book: Book,
  wallet: Wallet,
  lot: Lot,
  command: Earn,
  accounts: ProgrammeAccounts,
): void {
  if (wallet.householdId === null) return;
  const household = book.wallet(wallet.householdId, wallet.currency.id);
  if (household === undefined) return;
  const share = contributionOf(command.amount, wallet.contributionBps);
  // Debt comes before the household.
  const amount = share < lot.free ? share : lot.free;
  if (amount === 0n) return;
  passOn(book, {
    from: wallet,
    to: household,
    parts: [{ lot, amount }],
    kinds: ['CONTRIBUTE_OUT', 'CONTRIBUTE_IN'],
    transit: accounts.transfer,
    command: { ...command, actorId: wallet.ownerId },
  });
}
