/** What is remembered of wallets between batches: exactly what was written, and not more than may be. */
import { expect, it } from 'vitest';
import { WalletShelf } from '../src/application/wallet-shelf.ts';
import { walletKey } from '../src/domain/book.ts';
import { type Currency, type Lot, NEVER, type Terms, type Wallet } from '../src/domain/state.ts';

const POINT = { id: 3, code: 'POINT' } as Currency;
const TERMS: Terms = {
  id: 7,
  issuer: 'retail',
  funding: { shares: [], pricePerPoint: '0.01', priceCurrency: 'CNY' },
};
const terms = (id: number): Terms | undefined => (id === TERMS.id ? TERMS : undefined);

const uuid = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function lot(n: number, more: Partial<Lot> = {}): Lot {
  return {
    id: uuid(n),
    ownerId: uuid(1),
    currencyId: POINT.id,
    amount: 9_007_199_254_740_993n,
    free: 100n,
    held: 0n,
    pending: false,
    activeAt: 1_800_000_000_000 + n,
    expiresAt: NEVER,
    endsAt: 1_900_000_000_000 + n,
    terms: TERMS,
    postingId: uuid(n),
    parentId: null,
    rootId: null,
    originOwner: null,
    isNew: false,
    changed: false,
    ...more,
  };
}

function wallet(n: number, more: Partial<Wallet> = {}): Wallet {
  const ownerId = uuid(n);
  return {
    key: walletKey(ownerId, POINT.id),
    ownerId,
    currency: POINT,
    isHousehold: false,
    version: '4294967295',
    place: 4_294_967_295 * 65_536 + 291,
    seq: 12,
    available: 100n,
    pending: 9_007_199_254_740_993n,
    held: 0n,
    debt: 5n,
    lastId: uuid(900 + n),
    nextDueAt: NEVER,
    frozen: true,
    movedTo: null,
    householdId: uuid(500),
    contributionBps: 10_000,
    lots: [],
    lotsComplete: true,
    holds: [],
    changed: false,
    ...more,
  };
}

const found = (shelf: WalletShelf, n: number): Wallet | undefined =>
  shelf.find(walletKey(uuid(n), POINT.id), { ownerId: uuid(n), currency: POINT, terms });

it('finds a wallet as it was kept, with what its lots came from', () => {
  const shelf = new WalletShelf();
  const passedOn = lot(3, { parentId: uuid(2), rootId: uuid(2), originOwner: uuid(8) });
  const kept = wallet(1, { lots: [lot(2, { held: 7n, pending: true }), passedOn] });
  shelf.keep([kept], '77');
  expect(found(shelf, 1)).toEqual(kept);
});

it('takes the version just written for wallets that were changed, and keeps that of the others', () => {
  const shelf = new WalletShelf();
  shelf.keep([wallet(1, { changed: true }), wallet(2)], '77');
  expect(found(shelf, 1)).toMatchObject({ version: '77', changed: false });
  expect(found(shelf, 2)).toMatchObject({ version: '4294967295' });
});

it('gives copies: what a batch does to one that is then not written is forgotten', () => {
  const shelf = new WalletShelf();
  shelf.keep([wallet(1, { lots: [lot(2)] })], '77');
  const copy = found(shelf, 1);
  if (copy === undefined) throw new Error('It was kept');
  copy.available = 0n;
  for (const each of copy.lots) each.free = 0n;
  copy.lots.pop();
  expect(found(shelf, 1)?.available).toBe(100n);
  expect(found(shelf, 1)?.lots).toEqual([lot(2)]);
});

it('keeps the first open lots, and says when there are more', () => {
  const shelf = new WalletShelf();
  const used = lot(2, { free: 0n });
  const open = [3, 4, 5, 6].map((n) => lot(n));
  shelf.keep([wallet(1, { lots: [used, ...open] })], '77');
  expect(found(shelf, 1)).toMatchObject({ lots: open, lotsComplete: true });
  shelf.keep([wallet(1, { lots: [...open, lot(7)] })], '77');
  expect(found(shelf, 1)).toMatchObject({ lots: open, lotsComplete: false });
  shelf.keep([wallet(1, { lots: open.slice(0, 1), lotsComplete: false })], '77');
  expect(found(shelf, 1)).toMatchObject({ lots: open.slice(0, 1), lotsComplete: false });
});

it('does not know a wallet whose terms are not in memory', () => {
  const shelf = new WalletShelf();
  shelf.keep([wallet(1, { lots: [lot(2)] })], '77');
  const wanted = { ownerId: uuid(1), currency: POINT, terms: () => undefined };
  expect(shelf.find(walletKey(uuid(1), POINT.id), wanted)).toBeUndefined();
});

it.each([
  ['has open holds', { holds: [{}] as unknown as Wallet['holds'] }],
  ['was moved away', { movedTo: uuid(9) }],
])('forgets a wallet that %s', (_, state) => {
  const shelf = new WalletShelf();
  shelf.keep([wallet(1)], '77');
  shelf.keep([wallet(1, state)], '78');
  expect(found(shelf, 1)).toBeUndefined();
  expect(shelf.size).toBe(0);
});

it('grows to its most; then those who were not asked for lately make room', () => {
  const shelf = new WalletShelf({ wallets: 3_000 });
  const all = Array.from({ length: 3_000 }, (_, n) => wallet(n, { available: BigInt(n) }));
  shelf.keep(all, '77');
  expect(all.every((each, n) => found(shelf, n)?.available === each.available)).toBe(true);
  // Everybody was asked for: the first to come takes the place of the first.
  shelf.keep([wallet(3_000)], '77');
  expect(found(shelf, 0)).toBeUndefined();
  // The next is asked for, the one after it is not.
  expect(found(shelf, 1)).toBeDefined();
  shelf.keep([wallet(3_001)], '77');
  expect(found(shelf, 1)).toBeDefined();
  expect(found(shelf, 2)).toBeUndefined();
  expect(found(shelf, 3_001)?.seq).toBe(12);
  expect(shelf.size).toBe(3_000);
});

it('gives the place of one that was forgotten to the next', () => {
  const shelf = new WalletShelf({ wallets: 2 });
  shelf.keep([wallet(1), wallet(2)], '77');
  shelf.forget(walletKey(uuid(1), POINT.id));
  shelf.forget(walletKey(uuid(7), POINT.id));
  shelf.keep([wallet(3)], '77');
  expect([1, 2, 3].map((n) => found(shelf, n) !== undefined)).toEqual([false, true, true]);
});
