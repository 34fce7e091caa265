/**
 * Reversal, whole or in parts, of an earn, a burn, a capture, an adjustment or a transfer between members: the state
 * at the moment of reversal as if the thing had never happened. Reversals are final: none of them is reversed.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import type { Book, PostingRecord } from '../book.ts';
import { fromTheFirst, fromTheLast, type LotAmount } from '../lots.ts';
import {
  notReversible,
  reversalExceeds,
  reversalOfReversal,
  reversedAlready,
} from '../refusals.ts';
import type { Currency, Lot, Wallet } from '../state.ts';
import type { PostingKind, Reason } from '../values.ts';
import { clawBack } from './claw-back.ts';
import type { ProgrammeAccounts } from './commands.ts';
import { reverseEntries } from './entries.ts';
import { giveBack } from './give-back.ts';
import type { Claims } from './make-good.ts';

export interface ReversalFacts {
  readonly original: PostingRecord;
  /** The transfer the original is part of. */
  readonly transfer: readonly PostingRecord[];
  /** Not reversed yet. */
  readonly left: bigint;
  readonly wallet: Wallet;
  /** Whose wallet stands for an owner of the transfer now. */
  readonly walletOf: (ownerId: string) => Wallet;
  /** The other wallet: a household that got a part of an earn, or the receiver of a transfer. */
  readonly other: Wallet | null;
  /** A lot of the original, as it is now. */
  readonly lot: (id: string) => Lot;
  /** The lots of this wallet that are this lot or continue it. */
  readonly continuing: (wallet: Wallet, lotIds: readonly string[]) => ReadonlySet<Lot>;
  /** What has expired of these lots, and of what continues them, in this wallet, and was not taken back since. */
  readonly expired: (wallet: Wallet, lotIds: readonly string[], takenBackFrom: string) => bigint;
  /** What points that come back to this wallet are taken for first. */
  readonly claims: (wallet: Wallet) => Claims;
  readonly accounts: ProgrammeAccounts;
}

export interface Reverse {
  /** null: all that is left. */
  readonly amount: bigint | null;
  readonly occurredAt: number;
  readonly graceUntil: number | null;
  readonly reason: Reason;
}

const REVERSIBLE: ReadonlySet<PostingKind> = new Set([
  'EARN',
  'BURN',
  'CAPTURE',
  'ADJUST',
  'TRANSFER_OUT',
  'TRANSFER_IN',
  'ENTRY',
]);

export const isReversal = (kind: PostingKind): boolean => kind.startsWith('REVERSE_');

/** What there is to reverse of a posting, before any reversal. */
export function reversibleAmount(record: PostingRecord): bigint {
  return record.dSystem < 0n ? -record.dSystem : record.dSystem;
}

export function decideReverse(
  book: Book,
  facts: ReversalFacts,
  command: Reverse,
): Refusal | readonly PostingRecord[] {
  const { original, left } = facts;
  const amount = command.amount ?? left;
  const refusal = refusalOf(original.kind, left, amount, facts.wallet.currency);
  if (refusal !== undefined) return refusal;
  return book.transfer(() => {
    if (original.kind === 'ENTRY') reverseEntries(book, facts, command);
    else if (original.kind === 'TRANSFER_OUT') reverseTransfer(book, facts, command, amount);
    else if (original.dSystem < 0n) takeBack(book, facts, command, amount);
    else restore(book, facts, command, amount);
  });
}

function refusalOf(
  kind: PostingKind,
  left: bigint,
  amount: bigint,
  currency: Currency,
): Refusal | undefined {
  if (isReversal(kind)) return reversalOfReversal();
  if (!REVERSIBLE.has(kind)) return notReversible(kind);
  if (left === 0n) return reversedAlready();
  if (amount > left) return reversalExceeds(currency, left, amount);
  // A transfer of many entries has no part that would stay balanced.
  return kind === 'ENTRY' && amount < left ? notReversible('ENTRY in part') : undefined;
}

/** Of an earn, or an adjustment that gave. */
function takeBack(book: Book, facts: ReversalFacts, command: Reverse, amount: bigint): void {
  const { original, wallet, left } = facts;
  returnContribution(book, facts, command, amount);
  const lotIds = original.made.map(({ id }) => id);
  clawBack(book, wallet, {
    amount,
    own: facts.continuing(wallet, lotIds),
    expired: facts.expired(wallet, lotIds, original.id),
    breakage: facts.accounts.breakage,
    posting: {
      kind: original.kind === 'EARN' ? 'REVERSE_EARN' : 'REVERSE_ADJUST',
      occurredAt: command.occurredAt,
      reason: command.reason,
      countsAt: original.countsAt,
      account: original.account,
      reverses: original.id,
      leftAfter: left - amount,
      original: {
        occurredAt: original.occurredAt,
        lots: original.made.map((lot) => ({ lot, amount })),
      },
    },
  });
}

/** The household gives back its share of what is taken back, out of what it got of it first. */
function returnContribution(
  book: Book,
  facts: ReversalFacts,
  command: Reverse,
  amount: bigint,
): void {
  const { other, left, transfer, original, wallet, accounts } = facts;
  const given = transfer.find(({ kind }) => kind === 'CONTRIBUTE_OUT');
  const received = transfer.find(({ kind }) => kind === 'CONTRIBUTE_IN');
  if (other === null || given === undefined || received === undefined) return;
  const whole = reversibleAmount(original);
  const share = (of: bigint): bigint => (given.dSystem * of) / whole;
  const part = share(left) - share(left - amount);
  if (part === 0n) return;
  const common = {
    kind: 'REVERSE_TRANSFER',
    occurredAt: command.occurredAt,
    reason: command.reason,
    account: accounts.transfer,
  } as const;
  const lotIds = received.made.map(({ id }) => id);
  clawBack(book, other, {
    amount: part,
    own: facts.continuing(other, lotIds),
    expired: facts.expired(other, lotIds, received.id),
    breakage: accounts.breakage,
    posting: { ...common, reverses: received.id, actorId: wallet.ownerId },
  });
  const uses = given.moves.map(({ lot, free }) => ({ lot: facts.lot(lot.id), amount: -free }));
  const parts = fromTheLast(uses, part);
  giveBack(book, wallet, {
    parts,
    graceUntil: null,
    claims: facts.claims(wallet),
    breakage: accounts.breakage,
    posting: {
      ...common,
      reverses: given.id,
      original: { occurredAt: given.occurredAt, lots: parts },
    },
  });
}

/** Of a burn, a capture, or an adjustment that took. */
function restore(book: Book, facts: ReversalFacts, command: Reverse, amount: bigint): void {
  const { original, wallet, left, accounts } = facts;
  const parts = partsToRestore(facts, original, amount);
  giveBack(book, wallet, {
    parts,
    graceUntil: command.graceUntil,
    claims: facts.claims(wallet),
    breakage: accounts.breakage,
    posting: {
      kind: original.kind === 'ADJUST' ? 'REVERSE_ADJUST' : 'REVERSE_BURN',
      occurredAt: command.occurredAt,
      reason: command.reason,
      account: original.account,
      reverses: original.id,
      actorId: original.actorId,
      leftAfter: left - amount,
      original: { occurredAt: original.occurredAt, lots: parts },
    },
  });
}

/** What was taken last goes back first, so that what stays taken is what a smaller burn would have taken. */
function partsToRestore(
  facts: ReversalFacts,
  original: PostingRecord,
  amount: bigint,
): LotAmount[] {
  const uses = original.moves.map(({ lot, free, held }) => {
    const change = free === 0n ? held : free;
    return { lot: facts.lot(lot.id), amount: change < 0n ? -change : change };
  });
  return fromTheLast(fromTheFirst(uses, facts.left), amount);
}

function reverseTransfer(book: Book, facts: ReversalFacts, command: Reverse, amount: bigint): void {
  const { original, transfer, wallet, other, left, accounts } = facts;
  const received = transfer.find(({ kind }) => kind === 'TRANSFER_IN');
  if (other === null || received === undefined)
    throw new Error(`Transfer ${original.transferId} has no receiver`);
  const common = {
    kind: 'REVERSE_TRANSFER',
    occurredAt: command.occurredAt,
    reason: command.reason,
    account: original.account,
  } as const;
  const lotIds = received.made.map(({ id }) => id);
  clawBack(book, other, {
    amount,
    own: facts.continuing(other, lotIds),
    expired: facts.expired(other, lotIds, received.id),
    breakage: accounts.breakage,
    posting: { ...common, reverses: received.id },
  });
  const parts = partsToRestore(facts, original, amount);
  giveBack(book, wallet, {
    parts,
    graceUntil: command.graceUntil,
    claims: facts.claims(wallet),
    breakage: accounts.breakage,
    posting: {
      ...common,
      reverses: original.id,
      leftAfter: left - amount,
      original: { occurredAt: original.occurredAt, lots: parts },
    },
  });
}
