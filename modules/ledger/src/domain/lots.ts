/**
 * Taking from lots and giving back to them. Taking is first-expiring-first; giving a part back starts with the lot
 * taken last, so that what remains taken is what a smaller burn would have taken.
 */
import { IntegrityFault, type LotMove } from './book.ts';
import { type Lot, NEVER, type Terms, type Wallet } from './state.ts';

export interface LotAmount {
  readonly lot: Lot;
  readonly amount: bigint;
}

/** First-expiring-first out of the wallet's active lots. The caller has checked that they cover the amount. */
export function takeFirstExpiring(
  wallet: Wallet,
  amount: bigint,
  except?: ReadonlySet<Lot>,
): LotAmount[] {
  const taken: LotAmount[] = [];
  let left = amount;
  for (const lot of wallet.lots) {
    if (left === 0n) break;
    if (lot.pending || lot.free === 0n || except?.has(lot) === true) continue;
    const part = lot.free < left ? lot.free : left;
    taken.push({ lot, amount: part });
    left -= part;
  }
  if (left !== 0n)
    throw new IntegrityFault(`The lots of wallet ${wallet.ownerId} do not cover its balance`);
  return taken;
}

/** The parts of `uses` that make up `amount`, from the last one back. */
export function fromTheLast(uses: readonly LotAmount[], amount: bigint): LotAmount[] {
  const parts: LotAmount[] = [];
  let left = amount;
  for (const use of [...uses].reverse()) {
    if (left === 0n) break;
    const part = use.amount < left ? use.amount : left;
    if (part > 0n) parts.push({ lot: use.lot, amount: part });
    left -= part;
  }
  if (left !== 0n) throw new IntegrityFault('More is given back than was taken');
  return parts;
}

/** The first parts of `uses` that make up `amount`. */
export function fromTheFirst(uses: readonly LotAmount[], amount: bigint): LotAmount[] {
  return fromTheLast([...uses].reverse(), amount);
}

export const freeMoves = (parts: readonly LotAmount[], sign: 1n | -1n): LotMove[] =>
  parts.map(({ lot, amount }) => ({ lot, free: sign * amount, held: 0n }));

export const sumOf = (parts: readonly { readonly amount: bigint }[]): bigint =>
  parts.reduce((sum, { amount }) => sum + amount, 0n);

export interface NewLot {
  readonly id: string;
  readonly postingId: string;
  readonly wallet: Wallet;
  readonly amount: bigint;
  /** Less than the amount when a part repaid a debt at once. */
  readonly free?: bigint;
  readonly held?: bigint;
  readonly pending: boolean;
  readonly activeAt: number;
  readonly expiresAt: number;
  readonly endsAt: number;
  readonly terms: Terms;
  readonly parentId?: string | null;
  readonly rootId?: string | null;
  readonly originOwner?: string | null;
}

export function newLot(lot: NewLot): Lot {
  return {
    id: lot.id,
    ownerId: lot.wallet.ownerId,
    currencyId: lot.wallet.currency.id,
    amount: lot.amount,
    free: lot.free ?? lot.amount,
    held: lot.held ?? 0n,
    pending: lot.pending,
    activeAt: lot.activeAt,
    expiresAt: lot.expiresAt,
    endsAt: lot.endsAt,
    terms: lot.terms,
    postingId: lot.postingId,
    parentId: lot.parentId ?? null,
    rootId: lot.rootId ?? null,
    originOwner: lot.originOwner ?? null,
    isNew: true,
    changed: true,
  };
}

const DAY_MS = 86_400_000;

/** The moment a lot is void: its expiry and the grace days of its currency. */
export function endOf(expiresAt: number, graceDays: number): number {
  return expiresAt === NEVER ? NEVER : expiresAt + graceDays * DAY_MS;
}

export const ended = (lot: Lot, now: number): boolean => lot.endsAt <= now;
