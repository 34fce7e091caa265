/**
 * What the ledger knows about a currency, a wallet, a lot and a hold while it decides. Moments are milliseconds since
 * 1970 (NEVER: no such moment), ids are UUIDs, amounts are bigint minor units.
 *
 * Invariants a wallet keeps: no balance is negative; available plus pending equals the free points of its lots, held
 * equals their held points and the remains of its open holds; while something is owed nothing is available.
 */
import type { ExpiryRule, Funding, Reason, SystemAccountKind } from './values.ts';

export const NEVER = Number.POSITIVE_INFINITY;

export interface Currency {
  readonly id: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly scale: number;
  readonly qualifying: boolean;
  readonly spendable: boolean;
  readonly expiry: ExpiryRule;
  readonly graceDays: number;
  readonly extendOnEarn: boolean;
  readonly fourEyesLimit: bigint;
  readonly transferLimit: bigint | null;
  readonly transferDailyLimit: bigint | null;
  readonly ceiling: bigint | null;
}

/** Who issued a lot and who pays for it; shared by all lots of the same terms. */
export interface Terms {
  readonly id: number;
  readonly issuer: string;
  readonly funding: Funding;
}

export interface Account {
  readonly id: number;
  readonly kind: SystemAccountKind;
  readonly subsidiary: string | null;
}

export interface Lot {
  readonly id: string;
  readonly ownerId: string;
  readonly currencyId: number;
  readonly amount: bigint;
  free: bigint;
  held: bigint;
  /** Not active yet. */
  pending: boolean;
  readonly activeAt: number;
  expiresAt: number;
  /** expiresAt and the currency's grace: from this moment the lot is void. */
  endsAt: number;
  readonly terms: Terms;
  /** The posting that made it. */
  postingId: string;
  readonly parentId: string | null;
  /** The lot its points came in with; null: itself. */
  readonly rootId: string | null;
  readonly originOwner: string | null;
  isNew: boolean;
  changed: boolean;
}

export type HoldState = 'OPEN' | 'CAPTURED' | 'RELEASED' | 'TIMED_OUT';

export interface Hold {
  readonly id: string;
  ownerId: string;
  readonly currencyId: number;
  readonly account: Account;
  readonly amount: bigint;
  remaining: bigint;
  captured: bigint;
  state: HoldState;
  readonly expiresAt: number;
  readonly reason: Reason;
  /** What is left of it, lot by lot. */
  lots: Map<Lot, bigint>;
  isNew: boolean;
  changed: boolean;
}

export interface Wallet {
  /** `walletKey` of its owner and currency; made once, since every batch looks it up. */
  readonly key: string;
  readonly ownerId: string;
  currency: Currency;
  readonly isHousehold: boolean;
  /** Which stored row this is: what is written says upon which it was decided. */
  version: string;
  /** Where that row lies (`storage/wallet-pages.ts`); 0: not known. */
  place: number;
  seq: number;
  available: bigint;
  pending: bigint;
  held: bigint;
  debt: bigint;
  /** Id and moment of the latest posting. */
  lastId: string;
  nextDueAt: number;
  frozen: boolean;
  movedTo: string | null;
  householdId: string | null;
  contributionBps: number;
  /**
   * The open lots, first-expiring-first. While `lotsComplete` is false only the first of them, as many as cover what is
   * asked: every open lot that is not here ends after all that are.
   */
  lots: Lot[];
  lotsComplete: boolean;
  /** The open holds, when loaded. */
  holds: Hold[];
  changed: boolean;
}

/** First-expiring-first; of the same end, the earlier earned. */
export function byExpiry(a: Lot, b: Lot): number {
  if (a.endsAt !== b.endsAt) return a.endsAt < b.endsAt ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Keeps the wallet's lots in order; most new lots expire last. Where those are not known, the lot is found when read. */
export function addLot(wallet: Wallet, lot: Lot): void {
  const { lots } = wallet;
  let at = lots.length;
  const last = lots[at - 1];
  if (!wallet.lotsComplete && (last === undefined || byExpiry(lot, last) > 0)) return;
  while (at > 0 && byExpiry(lot, lots[at - 1] as Lot) < 0) at -= 1;
  lots.splice(at, 0, lot);
}

export function dueNoLaterThan(wallet: Wallet, moment: number): void {
  if (moment < wallet.nextDueAt) wallet.nextDueAt = moment;
}
