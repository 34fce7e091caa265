/**
 * Balances of many owners at once. For now: exact even where scheduled work has not run, because a wallet with
 * something due is settled in memory by the same rules. As of a past moment: the last posting until then.
 */

import { readId } from '@guildhall/shared/ids';
import { accept, type Outcome } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { Book } from '../domain/book.ts';
import { lastIdOf } from '../domain/posting-ids.ts';
import { currencyUnknown, invalid } from '../domain/refusals.ts';
import { settleWallet } from '../domain/settle-wallet.ts';
import { type Currency, NEVER, type Wallet } from '../domain/state.ts';
import type { BalancesQuery, OwnerBalance, OwnerId } from '../door/reads.ts';
import { addWallets, selectWallets } from '../storage/load-wallets.ts';
import { plainArray } from '../storage/pg-array.ts';
import { mayRead } from './access.ts';
import { ownerText } from './answers.ts';
import { loadWhole } from './load-batch.ts';
import { no } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';

const MOST_OWNERS = 1_000;

export function readOwners(owners: readonly OwnerId[]): readonly string[] | undefined {
  if (!Array.isArray(owners) || owners.length > MOST_OWNERS) return undefined;
  const ids = owners.map((owner) => readId('mem', owner) ?? readId('hsh', owner));
  return ids.includes(undefined) ? undefined : (ids as string[]);
}

export const badOwners = invalid(['owners'], 'IDS', { most: MOST_OWNERS });

export async function readBalances(
  engine: PostingEngine,
  caller: Principal,
  query: BalancesQuery,
): Promise<Outcome<readonly OwnerBalance[]>> {
  const owners = readOwners(query.owners);
  if (owners === undefined) return no(badOwners);
  const refusal = mayRead(caller, query.owners);
  if (refusal !== undefined) return no(refusal);
  const currencies = await wantedCurrencies(engine, query.currency);
  if (currencies === undefined) return no(currencyUnknown(query.currency ?? ''));
  const { asOf } = query;
  if (asOf !== undefined && asOf.getTime() < engine.now())
    return accept(await balancesAsOf(engine, owners, currencies, asOf));
  const book = await walletsNow(engine, owners, currencies);
  return accept([...book.wallets.values()].map(balanceOf));
}

/** All currencies when none is named; undefined when the named one is unknown. */
export async function wantedCurrencies(
  engine: PostingEngine,
  code: string | undefined,
): Promise<readonly Currency[] | undefined> {
  if (code === undefined) return engine.catalogue.currencies();
  const currency = await engine.catalogue.currency(code);
  return currency === undefined ? undefined : [currency];
}

/** The wallets as they stand at this moment, with their open lots and holds. Nothing is written. */
export async function walletsNow(
  engine: PostingEngine,
  owners: readonly string[],
  currencies: readonly Currency[],
): Promise<Book> {
  const keys = owners.flatMap((ownerId) =>
    currencies.map(({ id }) => ({ ownerId, currencyId: id })),
  );
  const book = new Book(engine.now(), engine.nextId);
  const { rows } = await selectWallets(engine.reader, keys, { lock: false });
  await addWallets(book, rows, engine.catalogue);
  const wallets = [...book.wallets.values()];
  if (wallets.length === 0) return book;
  await loadWhole(engine.reader, book, wallets, engine.catalogue);
  for (const wallet of wallets) {
    if (wallet.nextDueAt <= book.now)
      settleWallet(book, wallet, engine.catalogue.programme(wallet.currency).breakage);
  }
  return book;
}

function balanceOf(wallet: Wallet): OwnerBalance {
  const next = wallet.lots.find((lot) => !lot.pending && lot.free > 0n && lot.expiresAt !== NEVER);
  const same = wallet.lots.filter((lot) => !lot.pending && lot.expiresAt === next?.expiresAt);
  return {
    ownerId: ownerText(wallet),
    currency: wallet.currency.code,
    availableMinor: wallet.available,
    pendingMinor: wallet.pending,
    heldMinor: wallet.held,
    debtMinor: wallet.debt,
    nextExpiry:
      next === undefined
        ? null
        : {
            at: new Date(next.expiresAt),
            amountMinor: same.reduce((sum, lot) => sum + lot.free, 0n),
          },
  };
}

interface AsOfRow {
  owner_id: string;
  currency: number;
  is_household: boolean;
  available: bigint | null;
  pending: bigint | null;
  held: bigint | null;
  debt: bigint | null;
}

/** One index descent per wallet, however long its history. */
export async function balancesAsOf(
  engine: PostingEngine,
  owners: readonly string[],
  currencies: readonly Currency[],
  asOf: Date,
): Promise<readonly OwnerBalance[]> {
  const byId = new Map(currencies.map((currency) => [currency.id, currency]));
  const { rows } = await engine.reader.query<AsOfRow>({
    name: 'balances-as-of',
    text: `SELECT w.owner_id, w.currency, w.is_household, p.available, p.pending, p.held, p.debt
      FROM unnest($1::uuid[]) AS o (id) CROSS JOIN unnest($2::smallint[]) AS c (id)
      JOIN wallet w ON w.owner_id = o.id AND w.currency = c.id
      CROSS JOIN LATERAL (
        SELECT p.available, p.pending, p.held, p.debt FROM posting p
        WHERE p.owner_id = w.owner_id AND p.currency = w.currency AND p.seq IS NOT NULL AND p.id <= $3
        ORDER BY p.id DESC LIMIT 1) p`,
    values: [plainArray(owners), plainArray([...byId.keys()]), lastIdOf(asOf.getTime())],
  });
  return rows.map((row) => ({
    ownerId: ownerText({ ownerId: row.owner_id, isHousehold: row.is_household }),
    currency: byId.get(row.currency)?.code ?? '',
    availableMinor: row.available ?? 0n,
    pendingMinor: row.pending ?? 0n,
    heldMinor: row.held ?? 0n,
    debtMinor: row.debt ?? 0n,
    nextExpiry: null,
  }));
}
