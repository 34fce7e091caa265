/**
 * What the engine remembers of wallets between batches, so that most batches read nothing but keys. Never trusted: each
 * write names the row version it was decided upon (`storage/write-wallets.ts`), so a wallet that somebody else has
 * changed meanwhile costs one more attempt and nothing else. Bounded; the longest unused goes first.
 */
import type { Lot, Wallet } from '../domain/state.ts';

export interface ShelfOptions {
  readonly wallets: number;
  /** Of its open lots the first so many: they cover most spends, and what is not kept is not marked by the collector. */
  readonly lotsPerWallet: number;
}

const DEFAULTS: ShelfOptions = { wallets: 65_536, lotsPerWallet: 4 };

const isOpen = ({ free, held }: Lot): boolean => free > 0n || held > 0n;

export class WalletShelf {
  readonly #wallets = new Map<string, Wallet>();
  readonly #options: ShelfOptions;

  constructor(options: Partial<ShelfOptions> = {}) {
    this.#options = { ...DEFAULTS, ...options };
  }

  get size(): number {
    return this.#wallets.size;
  }

  /** Taken off, since the batch will change it: it comes back by `keep`, or is read anew. */
  take(key: string): Wallet | undefined {
    const wallet = this.#wallets.get(key);
    if (wallet !== undefined) this.#wallets.delete(key);
    return wallet;
  }

  forget(key: string): void {
    this.#wallets.delete(key);
  }

  clear(): void {
    this.#wallets.clear();
  }

  /** After commit: these wallets as they are stored now; `version` is that of the rows just written. */
  keep(wallets: Iterable<Wallet>, lots: Iterable<Lot>, version: string): void {
    const closed = new Set<string>();
    for (const lot of lots) {
      lot.isNew = false;
      lot.changed = false;
      if (!isOpen(lot)) closed.add(lot.ownerId);
    }
    for (const wallet of wallets) {
      if (wallet.changed) {
        wallet.version = version;
        wallet.changed = false;
      }
      // Holds change their state by themselves as time passes, and a merged member's wallet is asked for once.
      if (wallet.holds.length > 0 || wallet.movedTo !== null) continue;
      if (closed.has(wallet.ownerId)) wallet.lots = wallet.lots.filter(isOpen);
      if (wallet.lots.length > this.#options.lotsPerWallet) {
        wallet.lots = wallet.lots.slice(0, this.#options.lotsPerWallet);
        wallet.lotsComplete = false;
      }
      this.#wallets.set(wallet.key, wallet);
    }
    for (const key of this.#wallets.keys()) {
      if (this.#wallets.size <= this.#options.wallets) break;
      this.#wallets.delete(key);
    }
  }
}
