/**
 * What the engine remembers of wallets between batches, so that most batches read nothing but keys. Never trusted: each
 * write names the row version it was decided upon (`storage/write-wallets.ts`), so a wallet that somebody else has
 * changed meanwhile costs one more attempt and nothing else. Bounded; those not asked for lately go first.
 *
 * Kept as columns of numbers instead of as objects: what lives long is moved and marked by the garbage collector over
 * and over, and tens of thousands of wallets with their lots cost it a tenth of the machine.
 */
import type { Currency, Lot, Terms, Wallet } from '../domain/state.ts';
import { NOWHERE } from '../storage/wallet-pages.ts';

/** Of its open lots the first so many are kept: they cover most spends. */
const LOTS = 4;
const AT_FIRST = 1_024;

export interface Wanted {
  readonly ownerId: string;
  readonly currency: Currency;
  readonly terms: (id: number) => Terms | undefined;
}

export class WalletShelf {
  readonly #most: number;
  /** By wallet key. */
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  #columns = columnsFor(AT_FIRST);
  /** Where the search for one that may go stands. */
  #hand = 0;

  constructor({ wallets = 65_536 }: { readonly wallets?: number } = {}) {
    this.#most = wallets;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** A copy; it is kept again by `keep` when it has been written. */
  find(key: string, wanted: Wanted): Wallet | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    this.#columns.asked[slot] = 1;
    return walletAt(this.#columns, slot, key, wanted);
  }

  forget(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#columns.key[slot] = undefined;
    this.#free.push(slot);
  }

  /** After commit: these wallets as they are stored now; `version` is that of the rows just written. */
  keep(wallets: Iterable<Wallet>, version: string): void {
    for (const wallet of wallets) {
      // Holds change their state by themselves as time passes, and a merged member's wallet is asked for once. One whose
      // place is not known has to be looked up in any case.
      if (wallet.holds.length > 0 || wallet.movedTo !== null || wallet.place === NOWHERE) {
        this.forget(wallet.key);
        continue;
      }
      // A place for it may have to be made.
      const slot = this.#slotFor(wallet.key);
      putWallet(this.#columns, slot, wallet);
      if (wallet.changed) this.#columns.version[slot] = Number(version);
    }
  }

  #slotFor(key: string): number {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot = this.#free.pop() ?? this.#nextSlot();
    this.#slots.set(key, slot);
    this.#columns.key[slot] = key;
    return slot;
  }

  #nextSlot(): number {
    const { size } = this.#slots;
    if (size >= this.#most) return this.#makeRoom();
    if (size >= this.#columns.seq.length)
      this.#columns = grown(this.#columns, Math.min(this.#most, 2 * size));
    return size;
  }

  /** Second chance: who was asked for since the hand came by last stays for another round. */
  #makeRoom(): number {
    const { asked, key } = this.#columns;
    for (;;) {
      const slot = this.#hand;
      this.#hand = (slot + 1) % this.#most;
      if (asked[slot] === 1) {
        asked[slot] = 0;
        continue;
      }
      this.#slots.delete(key[slot] ?? '');
      return slot;
    }
  }
}

/** By slot; of lots, `LOTS` places a slot. */
interface Columns {
  readonly key: (string | undefined)[];
  readonly asked: Uint8Array;
  readonly version: Uint32Array;
  readonly place: Float64Array;
  readonly seq: Int32Array;
  readonly available: BigInt64Array;
  readonly pending: BigInt64Array;
  readonly held: BigInt64Array;
  readonly debt: BigInt64Array;
  readonly lastId: string[];
  readonly nextDueAt: Float64Array;
  readonly isHousehold: Uint8Array;
  readonly frozen: Uint8Array;
  readonly householdId: (string | null)[];
  readonly contributionBps: Uint16Array;
  readonly lotsComplete: Uint8Array;
  readonly lots: Uint8Array;
  readonly lotId: string[];
  readonly lotAmount: BigInt64Array;
  readonly lotFree: BigInt64Array;
  readonly lotHeld: BigInt64Array;
  readonly lotPending: Uint8Array;
  readonly lotActiveAt: Float64Array;
  readonly lotExpiresAt: Float64Array;
  readonly lotEndsAt: Float64Array;
  readonly lotTerms: Int32Array;
  /** null: earned by this wallet and never passed on. */
  readonly lotLineage: (Lineage | null)[];
}

type Lineage = Pick<Lot, 'postingId' | 'parentId' | 'rootId' | 'originOwner'>;

function columnsFor(slots: number): Columns {
  const lots = slots * LOTS;
  return {
    key: Array(slots).fill(undefined),
    asked: new Uint8Array(slots),
    version: new Uint32Array(slots),
    place: new Float64Array(slots),
    seq: new Int32Array(slots),
    available: new BigInt64Array(slots),
    pending: new BigInt64Array(slots),
    held: new BigInt64Array(slots),
    debt: new BigInt64Array(slots),
    lastId: Array(slots).fill(''),
    nextDueAt: new Float64Array(slots),
    isHousehold: new Uint8Array(slots),
    frozen: new Uint8Array(slots),
    householdId: Array(slots).fill(null),
    contributionBps: new Uint16Array(slots),
    lotsComplete: new Uint8Array(slots),
    lots: new Uint8Array(slots),
    lotId: Array(lots).fill(''),
    lotAmount: new BigInt64Array(lots),
    lotFree: new BigInt64Array(lots),
    lotHeld: new BigInt64Array(lots),
    lotPending: new Uint8Array(lots),
    lotActiveAt: new Float64Array(lots),
    lotExpiresAt: new Float64Array(lots),
    lotEndsAt: new Float64Array(lots),
    lotTerms: new Int32Array(lots),
    lotLineage: Array(lots).fill(null),
  };
}

function grown(columns: Columns, slots: number): Columns {
  const larger = columnsFor(slots);
  for (const name of Object.keys(columns) as (keyof Columns)[]) {
    const [from, to] = [columns[name], larger[name]];
    if (Array.isArray(from)) for (const [at, item] of from.entries()) (to as unknown[])[at] = item;
    else (to as Uint8Array).set(from as Uint8Array);
  }
  return larger;
}

function walletAt(columns: Columns, slot: number, key: string, wanted: Wanted): Wallet | undefined {
  const lots: Lot[] = [];
  const end = slot * LOTS + (columns.lots[slot] as number);
  for (let at = slot * LOTS; at < end; at += 1) {
    const terms = wanted.terms(columns.lotTerms[at] as number);
    if (terms === undefined) return undefined;
    lots.push(lotAt(columns, at, wanted, terms));
  }
  return {
    key,
    ownerId: wanted.ownerId,
    currency: wanted.currency,
    isHousehold: columns.isHousehold[slot] === 1,
    version: String(columns.version[slot]),
    place: columns.place[slot] as number,
    seq: columns.seq[slot] as number,
    available: columns.available[slot] as bigint,
    pending: columns.pending[slot] as bigint,
    held: columns.held[slot] as bigint,
    debt: columns.debt[slot] as bigint,
    lastId: columns.lastId[slot] as string,
    nextDueAt: columns.nextDueAt[slot] as number,
    frozen: columns.frozen[slot] === 1,
    movedTo: null,
    householdId: columns.householdId[slot] as string | null,
    contributionBps: columns.contributionBps[slot] as number,
    lots,
    lotsComplete: columns.lotsComplete[slot] === 1,
    holds: [],
    changed: false,
  };
}

function lotAt(columns: Columns, at: number, { ownerId, currency }: Wanted, terms: Terms): Lot {
  const id = columns.lotId[at] as string;
  const lineage = columns.lotLineage[at];
  return {
    id,
    ownerId,
    currencyId: currency.id,
    amount: columns.lotAmount[at] as bigint,
    free: columns.lotFree[at] as bigint,
    held: columns.lotHeld[at] as bigint,
    pending: columns.lotPending[at] === 1,
    activeAt: columns.lotActiveAt[at] as number,
    expiresAt: columns.lotExpiresAt[at] as number,
    endsAt: columns.lotEndsAt[at] as number,
    terms,
    postingId: lineage?.postingId ?? id,
    parentId: lineage?.parentId ?? null,
    rootId: lineage?.rootId ?? null,
    originOwner: lineage?.originOwner ?? null,
    isNew: false,
    changed: false,
  };
}

function putWallet(columns: Columns, slot: number, wallet: Wallet): void {
  columns.version[slot] = Number(wallet.version);
  columns.place[slot] = wallet.place;
  columns.seq[slot] = wallet.seq;
  columns.available[slot] = wallet.available;
  columns.pending[slot] = wallet.pending;
  columns.held[slot] = wallet.held;
  columns.debt[slot] = wallet.debt;
  columns.lastId[slot] = wallet.lastId;
  columns.nextDueAt[slot] = wallet.nextDueAt;
  columns.isHousehold[slot] = wallet.isHousehold ? 1 : 0;
  columns.frozen[slot] = wallet.frozen ? 1 : 0;
  columns.householdId[slot] = wallet.householdId;
  columns.contributionBps[slot] = wallet.contributionBps;
  let complete = wallet.lotsComplete;
  let kept = 0;
  for (const lot of wallet.lots) {
    if (lot.free === 0n && lot.held === 0n) continue;
    if (kept === LOTS) {
      complete = false;
      break;
    }
    putLot(columns, slot * LOTS + kept, lot);
    kept += 1;
  }
  columns.lots[slot] = kept;
  columns.lotsComplete[slot] = complete ? 1 : 0;
}

function putLot(columns: Columns, at: number, lot: Lot): void {
  columns.lotId[at] = lot.id;
  columns.lotAmount[at] = lot.amount;
  columns.lotFree[at] = lot.free;
  columns.lotHeld[at] = lot.held;
  columns.lotPending[at] = lot.pending ? 1 : 0;
  columns.lotActiveAt[at] = lot.activeAt;
  columns.lotExpiresAt[at] = lot.expiresAt;
  columns.lotEndsAt[at] = lot.endsAt;
  columns.lotTerms[at] = lot.terms.id;
  columns.lotLineage[at] = lineageOf(lot);
}

function lineageOf({ id, postingId, parentId, rootId, originOwner }: Lot): Lineage | null {
  return postingId === id && parentId === null && rootId === null && originOwner === null
    ? null
    : { postingId, parentId, rootId, originOwner };
}
