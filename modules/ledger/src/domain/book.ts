/**
 * The working copy in which one batch or one transaction is decided: wallets, lots and holds as they were locked, and
 * the postings made of them so far. Every change goes through `post`, which keeps double entry and the wallet's
 * invariants; a breach is a fault of ours and stops the transaction before anything is written.
 */
import {
  type Account,
  addLot,
  type Currency,
  dueNoLaterThan,
  type Hold,
  type Lot,
  type Terms,
  type Wallet,
} from './state.ts';
import type { PostingKind, Reason } from './values.ts';

export interface LotMove {
  readonly lot: Lot;
  readonly free: bigint;
  readonly held: bigint;
}

/** What a posting remembers of the wallet, lots and hold it touched. */
export interface WalletRef {
  readonly ownerId: string;
  readonly isHousehold: boolean;
  readonly currency: Currency;
}
export interface LotRef {
  readonly id: string;
  readonly rootId: string | null;
  readonly activeAt: number;
  readonly expiresAt: number;
  readonly terms: Terms;
}
export interface MoveRef {
  readonly lot: LotRef;
  readonly free: bigint;
  readonly held: bigint;
}
export interface HoldRef {
  readonly id: string;
  readonly expiresAt: number;
}

export interface OriginalRef {
  readonly occurredAt: number;
  readonly lots: readonly { readonly lot: LotRef; readonly amount: bigint }[];
}

/** One immutable posting, as stored. Legs are signed, credit positive (`dDebt` is positive when debt shrinks). */
export interface PostingRecord {
  readonly id: string;
  /** Shared by the postings that belong together; the first one's id. */
  transferId: string;
  readonly kind: PostingKind;
  readonly wallet: WalletRef | null;
  readonly currencyId: number;
  readonly postedAt: number;
  readonly occurredAt: number;
  readonly countsAt: number | null;
  readonly dAvailable: bigint;
  readonly dPending: bigint;
  readonly dHeld: bigint;
  readonly dDebt: bigint;
  readonly dSystem: bigint;
  readonly dCounter: bigint;
  readonly available: bigint;
  readonly pending: bigint;
  readonly held: bigint;
  readonly debt: bigint;
  readonly seq: number | null;
  readonly account: Account | null;
  readonly counter: Account | null;
  readonly reverses: string | null;
  /** Of a reversal: when the original happened, and the lots it is undone in. */
  readonly original: OriginalRef | null;
  readonly hold: HoldRef | null;
  readonly actorId: string | null;
  /** After a capture or release: what is left of the hold; after a reversal: of the original. */
  readonly leftAfter: bigint | null;
  readonly reason: Reason;
  readonly moves: readonly MoveRef[];
  readonly made: readonly LotRef[];
  /** The idempotency key, on the first posting of a command. */
  key: PostingKey | null;
}

export interface PostingKey {
  readonly scope: number;
  readonly key: string;
  /** Hex of the first 128 bits of SHA-256 over the canonical input. */
  readonly bodyHash: string;
}

export interface NewPosting {
  readonly kind: PostingKind;
  readonly wallet: Wallet | null;
  readonly currencyId?: number;
  readonly occurredAt: number;
  readonly reason: Reason;
  readonly countsAt?: number | null;
  readonly available?: bigint;
  readonly pending?: bigint;
  readonly held?: bigint;
  readonly debt?: bigint;
  readonly account?: Account | null;
  readonly system?: bigint;
  readonly counter?: Account | null;
  readonly counterAmount?: bigint;
  readonly moves?: readonly LotMove[];
  /** Makes the lots of this posting, given its id (an earn's lot carries it), and what they lose at once. */
  readonly make?: (postingId: string) => {
    readonly lots: readonly Lot[];
    readonly moves: readonly LotMove[];
  };
  readonly reverses?: string | null;
  readonly original?: OriginalRef | null;
  readonly hold?: Hold | null;
  readonly actorId?: string | null;
  readonly leftAfter?: bigint | null;
}

/** Makes UUIDv7s of a moment, rising, after a given one. */
export type NextId = (now: number, after: string) => { readonly id: string; readonly at: number };

export class IntegrityFault extends Error {
  override readonly name = 'IntegrityFault';
}

const NO_MOVES: readonly LotMove[] = [];
const NO_LOTS: readonly Lot[] = [];
const NIL = '00000000-0000-0000-0000-000000000000';

export class Book {
  readonly now: number;
  readonly wallets = new Map<string, Wallet>();
  readonly holds = new Map<string, Hold>();
  readonly lots = new Map<string, Lot>();
  readonly records: PostingRecord[] = [];
  /** Lots whose expiry was extended: by posting, with the expiry before. */
  readonly extensions: { readonly postingId: string; readonly lot: Lot; readonly was: number }[] =
    [];
  /** Signed balances of accounts that have a ceiling. */
  readonly limited = new Map<
    number,
    { readonly currency: Currency; readonly ceiling: bigint; issued: bigint }
  >();
  /** Holds asked for that belong to an owner who is not here. */
  readonly elsewhere = new Map<string, string>();
  readonly #nextId: NextId;

  constructor(now: number, nextId: NextId) {
    this.now = now;
    this.#nextId = nextId;
  }

  /** An id for a lot that is not the only one of its posting. */
  lotId(): string {
    return this.#nextId(this.now, NIL).id;
  }

  wallet(ownerId: string, currencyId: number): Wallet | undefined {
    return this.wallets.get(walletKey(ownerId, currencyId));
  }

  addWallet(wallet: Wallet): void {
    this.wallets.set(wallet.key, wallet);
  }

  addHold(hold: Hold): void {
    this.holds.set(hold.id, hold);
  }

  /** Postings made by `act` belong to one transfer: all or none, and one id to name them by. */
  transfer(act: () => void): readonly PostingRecord[] {
    const from = this.records.length;
    act();
    const made = this.records.slice(from);
    const first = made[0];
    if (first !== undefined && made.length > 1)
      for (const record of made) record.transferId = first.id;
    return made;
  }

  post(entry: NewPosting): PostingRecord {
    const {
      wallet,
      available = 0n,
      pending = 0n,
      held = 0n,
      debt = 0n,
      system = 0n,
      counterAmount = 0n,
    } = entry;
    if (available + pending + held + debt + system + counterAmount !== 0n) {
      throw new IntegrityFault(`${entry.kind} does not balance`);
    }
    const { id, at } = this.#nextId(this.now, wallet?.lastId ?? NIL);
    if (wallet !== null) this.#applyToWallet(wallet, id, entry);
    const made = entry.make?.(id);
    for (const lot of made?.lots ?? NO_LOTS) this.#addLot(wallet, lot);
    const moves =
      made === undefined
        ? (entry.moves ?? NO_MOVES)
        : [...(entry.moves ?? NO_MOVES), ...made.moves];
    for (const move of moves) this.#applyToLot(move);
    if (entry.account?.kind === 'ISSUED') this.#countIssued(entry.account, system);
    const record: PostingRecord = {
      id,
      transferId: id,
      kind: entry.kind,
      wallet,
      currencyId: wallet?.currency.id ?? entry.currencyId ?? 0,
      postedAt: at,
      occurredAt: entry.occurredAt,
      countsAt: entry.countsAt ?? null,
      dAvailable: available,
      dPending: pending,
      dHeld: held,
      dDebt: debt,
      dSystem: system,
      dCounter: counterAmount,
      available: wallet?.available ?? 0n,
      pending: wallet?.pending ?? 0n,
      held: wallet?.held ?? 0n,
      debt: wallet?.debt ?? 0n,
      seq: wallet?.seq ?? null,
      account: entry.account ?? null,
      counter: entry.counter ?? null,
      reverses: entry.reverses ?? null,
      original: entry.original ?? null,
      hold: entry.hold ?? null,
      actorId: entry.actorId ?? null,
      leftAfter: entry.leftAfter ?? null,
      reason: entry.reason,
      moves,
      made: made?.lots ?? NO_LOTS,
      key: null,
    };
    this.records.push(record);
    return record;
  }

  #applyToWallet(wallet: Wallet, id: string, entry: NewPosting): void {
    const { available = 0n, pending = 0n, held = 0n, debt = 0n } = entry;
    // Most postings change one balance; adding zero would make a number anew.
    if (available !== 0n) wallet.available += available;
    if (pending !== 0n) wallet.pending += pending;
    if (held !== 0n) wallet.held += held;
    if (debt !== 0n) wallet.debt -= debt;
    if (wallet.available < 0n || wallet.pending < 0n || wallet.held < 0n || wallet.debt < 0n) {
      throw new IntegrityFault(`${entry.kind} drives wallet ${wallet.ownerId} below zero`);
    }
    wallet.seq += 1;
    wallet.lastId = id;
    wallet.changed = true;
  }

  #addLot(wallet: Wallet | null, lot: Lot): void {
    this.lots.set(lot.id, lot);
    if (wallet === null) return;
    addLot(wallet, lot);
    dueNoLaterThan(wallet, lot.pending ? Math.min(lot.activeAt, lot.endsAt) : lot.endsAt);
  }

  #applyToLot({ lot, free, held }: LotMove): void {
    lot.free += free;
    lot.held += held;
    if (!lot.changed) {
      lot.changed = true;
      this.lots.set(lot.id, lot);
    }
    if (lot.free < 0n || lot.held < 0n || lot.free + lot.held > lot.amount) {
      throw new IntegrityFault(
        `Lot ${lot.id} would hold ${lot.free} free and ${lot.held} held of ${lot.amount}`,
      );
    }
  }

  #countIssued(account: Account, system: bigint): void {
    const limit = this.limited.get(account.id);
    if (limit !== undefined) limit.issued -= system;
  }
}

export function walletKey(ownerId: string, currencyId: number): string {
  return `${ownerId}/${currencyId}`;
}
