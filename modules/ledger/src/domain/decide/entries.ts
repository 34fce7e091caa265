/**
 * A transfer of any number of entries, all or none. Each leg is a posting against the transit account, which the
 * transfer leaves at zero because the entries sum to zero. Undone as a whole, by the mirror of each leg.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Book, PostingRecord } from '../book.ts';
import { expiryOf } from '../expiry-rule.ts';
import { freeMoves, takeFirstExpiring } from '../lots.ts';
import { BURN_RULES, firstRefusal, type Rule } from '../rules/index.ts';
import { walletNotFrozen } from '../rules/wallet-not-frozen.ts';
import { withinBalanceCeiling } from '../rules/within-balance-ceiling.ts';
import { withinIssuanceCeiling } from '../rules/within-issuance-ceiling.ts';
import type { Account, Terms, Wallet } from '../state.ts';
import type { Reason } from '../values.ts';
import { clawBack } from './claw-back.ts';
import type { ProgrammeAccounts } from './commands.ts';
import { putIn } from './earn.ts';
import { giveBack } from './give-back.ts';
import type { ReversalFacts, Reverse } from './reverse.ts';

export interface Leg {
  readonly target: { readonly wallet: Wallet } | { readonly account: Account };
  /** Signed: positive gives to the target. */
  readonly amount: bigint;
}

export interface Entries {
  readonly legs: readonly Leg[];
  readonly currencyId: number;
  readonly terms: Terms;
  readonly expiresAt: number | undefined;
  readonly occurredAt: number;
  readonly reason: Reason;
  readonly accounts: ProgrammeAccounts;
}

const GAIN_RULES: readonly Rule[] = [walletNotFrozen, withinBalanceCeiling];

export function decideEntries(book: Book, command: Entries): Refusal | readonly PostingRecord[] {
  for (const [index, leg] of command.legs.entries()) {
    const refusal = refusalOf(book, leg);
    if (refusal !== undefined)
      return { ...refusal, path: ['entries', String(index), ...refusal.path] };
  }
  return book.transfer(() => {
    for (const leg of command.legs) postLeg(book, leg, command);
  });
}

function refusalOf(book: Book, { target, amount }: Leg): Refusal | undefined {
  if ('wallet' in target) {
    const size = amount < 0n ? -amount : amount;
    return firstRefusal(amount < 0n ? BURN_RULES : GAIN_RULES, {
      book,
      wallet: target.wallet,
      amount: size,
    });
  }
  const issues = target.account.kind === 'ISSUED' && amount < 0n;
  return issues
    ? withinIssuanceCeiling({ book, account: target.account, amount: -amount })
    : undefined;
}

function postLeg(book: Book, { target, amount }: Leg, command: Entries): void {
  const { occurredAt, reason, accounts, currencyId } = command;
  const account = accounts.transfer;
  if ('account' in target) {
    const system = {
      account: target.account,
      system: amount,
      counter: account,
      counterAmount: -amount,
    };
    book.post({ kind: 'ENTRY', wallet: null, currencyId, occurredAt, reason, ...system });
  } else if (amount < 0n) {
    const moves = freeMoves(takeFirstExpiring(target.wallet, -amount), -1n);
    book.post({
      kind: 'ENTRY',
      wallet: target.wallet,
      occurredAt,
      reason,
      available: amount,
      account,
      system: -amount,
      moves,
    });
  } else {
    putIn(book, target.wallet, {
      kind: 'ENTRY',
      amount,
      account,
      terms: command.terms,
      pending: false,
      activeAt: occurredAt,
      expiresAt: command.expiresAt ?? expiryOf(target.wallet.currency.expiry, book.now),
      countsAt: null,
      command: { occurredAt, reason, actorId: null },
    });
  }
}

/** The mirror of every leg. */
export function reverseEntries(book: Book, facts: ReversalFacts, command: Reverse): void {
  const common = {
    kind: 'REVERSE_ENTRY',
    occurredAt: command.occurredAt,
    reason: command.reason,
  } as const;
  for (const leg of facts.transfer) {
    const left = leg.id === facts.original.id ? { leftAfter: 0n } : {};
    const posting = { ...common, account: leg.account, reverses: leg.id, ...left };
    if (leg.wallet === null) {
      const { dSystem: system, dCounter: counterAmount, counter, currencyId } = leg;
      book.post({
        ...posting,
        wallet: null,
        currencyId,
        system: -system,
        counter,
        counterAmount: -counterAmount,
      });
    } else if (leg.dSystem < 0n) {
      const wallet = facts.walletOf(leg.wallet.ownerId);
      const lotIds = leg.made.map(({ id }) => id);
      const amount = -leg.dSystem;
      const lots = leg.made.map((lot) => ({ lot, amount }));
      const original = { occurredAt: leg.occurredAt, lots };
      clawBack(book, wallet, {
        amount,
        own: facts.continuing(wallet, lotIds),
        expired: facts.expired(wallet, lotIds, leg.id),
        breakage: facts.accounts.breakage,
        posting: { ...posting, original },
      });
    } else {
      const parts = leg.moves.map(({ lot, free }) => ({ lot: facts.lot(lot.id), amount: -free }));
      const wallet = facts.walletOf(leg.wallet.ownerId);
      giveBack(book, wallet, {
        parts,
        graceUntil: command.graceUntil,
        claims: facts.claims(wallet),
        breakage: facts.accounts.breakage,
        posting: { ...posting, original: { occurredAt: leg.occurredAt, lots: parts } },
      });
    }
  }
}
