/** Spending, at once or in two steps: burn; authorize, capture (wholly, partly, several times), release. */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Book, PostingRecord } from '../book.ts';
import { freeMoves, type LotAmount, takeFirstExpiring } from '../lots.ts';
import {
  BURN_RULES,
  CAPTURE_RULES,
  firstRefusal,
  HOLD_RULES,
  RELEASE_RULES,
} from '../rules/index.ts';
import { closeHold } from '../settle-wallet.ts';
import { byExpiry, dueNoLaterThan, type Hold, type Wallet } from '../state.ts';
import type { Authorize, Burn, Capture, ProgrammeAccounts, Release } from './commands.ts';

type Decision = Refusal | readonly PostingRecord[];

export function decideBurn(book: Book, wallet: Wallet, command: Burn): Decision {
  const { amount, account } = command;
  const refusal = firstRefusal(BURN_RULES, { book, wallet, amount });
  if (refusal !== undefined) return refusal;
  const parts = takeFirstExpiring(wallet, amount);
  return [
    book.post({
      kind: 'BURN',
      wallet,
      occurredAt: command.occurredAt,
      reason: command.reason,
      actorId: command.actorId,
      available: -amount,
      account,
      system: amount,
      moves: freeMoves(parts, -1n),
    }),
  ];
}

/** The hold keeps the lots it will be captured from, so that nobody else spends them and expiry leaves them alone. */
export function decideHold(book: Book, wallet: Wallet, command: Authorize): Decision {
  const { amount, account } = command;
  const refusal = firstRefusal(HOLD_RULES, { book, wallet, amount, holdUntil: command.expiresAt });
  if (refusal !== undefined) return refusal;
  const parts = takeFirstExpiring(wallet, amount);
  const hold: Hold = {
    id: book.lotId(),
    ownerId: wallet.ownerId,
    currencyId: wallet.currency.id,
    account,
    amount,
    remaining: amount,
    captured: 0n,
    state: 'OPEN',
    expiresAt: command.expiresAt,
    reason: command.reason,
    lots: new Map(parts.map(({ lot, amount: kept }) => [lot, kept])),
    isNew: true,
    changed: true,
  };
  book.addHold(hold);
  wallet.holds.push(hold);
  dueNoLaterThan(wallet, hold.expiresAt);
  return [
    book.post({
      kind: 'HOLD',
      wallet,
      occurredAt: command.occurredAt,
      reason: command.reason,
      actorId: command.actorId,
      available: -amount,
      held: amount,
      account,
      moves: parts.map(({ lot, amount: kept }) => ({ lot, free: -kept, held: kept })),
      hold,
      leftAfter: amount,
    }),
  ];
}

export function decideCapture(
  book: Book,
  wallet: Wallet,
  hold: Hold,
  command: Capture,
  accounts: ProgrammeAccounts,
): Decision {
  const amount = command.amount ?? hold.remaining;
  const refusal = firstRefusal(CAPTURE_RULES, { book, wallet, amount, hold });
  if (refusal !== undefined) return refusal;
  return book.transfer(() => {
    const parts = takeFromHold(hold, amount);
    hold.remaining -= amount;
    hold.captured += amount;
    if (hold.remaining === 0n) hold.state = 'CAPTURED';
    hold.changed = true;
    book.post({
      kind: 'CAPTURE',
      wallet,
      occurredAt: command.occurredAt,
      reason: command.reason ?? hold.reason,
      held: -amount,
      account: hold.account,
      system: amount,
      moves: parts.map(({ lot, amount: part }) => ({ lot, free: 0n, held: -part })),
      hold,
      leftAfter: hold.remaining,
    });
    if (command.final && hold.remaining > 0n) {
      closeHold(book, wallet, hold, { kind: 'RELEASE', at: book.now, breakage: accounts.breakage });
      hold.state = 'CAPTURED';
    }
  });
}

export function decideRelease(
  book: Book,
  wallet: Wallet,
  hold: Hold,
  _command: Release,
  accounts: ProgrammeAccounts,
): Decision {
  const refusal = firstRefusal(RELEASE_RULES, { book, wallet, amount: hold.remaining, hold });
  if (refusal !== undefined) return refusal;
  return book.transfer(() => {
    closeHold(book, wallet, hold, { kind: 'RELEASE', at: book.now, breakage: accounts.breakage });
  });
}

/** First-expiring-first out of what the hold keeps. */
function takeFromHold(hold: Hold, amount: bigint): LotAmount[] {
  const parts: LotAmount[] = [];
  let left = amount;
  for (const [lot, kept] of [...hold.lots].sort(([a], [b]) => byExpiry(a, b))) {
    if (left === 0n) break;
    const part = kept < left ? kept : left;
    parts.push({ lot, amount: part });
    left -= part;
    if (part === kept) hold.lots.delete(lot);
    else hold.lots.set(lot, kept - part);
  }
  return parts;
}
