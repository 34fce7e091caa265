/**
 * What a batch needs to be decided: its wallets (remembered, or read), their lots and holds as far as its commands need
 * them, the keys answered before, the ceilings of its issuers. What is due on a wallet happens before anything else.
 */
import type { Book, NextId } from '../domain/book.ts';
import type { SingleCommand } from '../domain/decide/commands.ts';
import { settleWallet } from '../domain/settle-wallet.ts';
import type { Wallet } from '../domain/state.ts';
import type { Catalogue } from '../storage/catalogue.ts';
import { type Connection, flight, together } from '../storage/connection.ts';
import { lockLimits } from '../storage/limits.ts';
import {
  addHolds,
  addLots,
  addWallets,
  createWallets,
  FIRST_LOTS,
  type KnownKeyRow,
  selectFirstLots,
  selectHolds,
  selectKnownKeys,
  selectLots,
  selectWallets,
  type WalletKey,
} from '../storage/load-wallets.ts';
import type { WalletPages } from '../storage/wallet-pages.ts';
import type { OutboxRow } from '../storage/write-book.ts';
import type { Job, Records } from './jobs.ts';
import type { WalletShelf } from './wallet-shelf.ts';

export interface BatchContext {
  readonly catalogue: Catalogue;
  readonly nextId: NextId;
  readonly now: number;
  readonly stripe: number;
  /** What is remembered of wallets. */
  readonly shelf: WalletShelf;
  readonly pages: WalletPages;
  /** Decide under locks: for a batch that was overtaken. */
  readonly careful: boolean;
  /** Accounts seen to have a ceiling: batches that issue from them are decided with care at once. */
  readonly limited: Set<number>;
  /** Look up keys before deciding: while some are being repeated. */
  readonly askKeys: boolean;
  readonly outbox: (records: Records, now: number) => readonly OutboxRow[];
}

/** By scope and key. */
export type KnownKeys = ReadonlyMap<string, KnownKeyRow>;

/** What a batch needs of one wallet. */
interface Wanted extends WalletKey {
  /** Points that its lots must cover; null: all open lots. */
  readonly need: bigint | null;
  /** Its open holds are needed: what is remembered does not do. */
  readonly holds: boolean;
}

export async function loadBatch(
  db: Connection,
  book: Book,
  jobs: readonly Job[],
  context: BatchContext,
): Promise<KnownKeys> {
  const { catalogue, careful, askKeys } = context;
  const { missing, holdIds, accountIds } = await findWallets(book, jobs, context);
  const whole = missing.filter(({ need }) => need === null);
  const spending = missing.filter(({ need }) => need !== null && need > 0n);
  const keys = jobs.map(({ key }) => key);
  const [, walletRows, knownRows, wholeRows, lotRows, holdRows] = await flight(
    ...together(
      db,
      () =>
        [
          careful ? db.query({ text: 'BEGIN' }) : noRows(),
          missing.length > 0 ? selectWallets(db, missing, { lock: careful }) : noRows(),
          // After the locks: a later statement sees what was committed while we waited for them.
          careful || askKeys ? selectKnownKeys(db, keys) : noRows(),
          whole.length > 0 ? selectLots(db, whole) : noRows(),
          spending.length > 0 ? selectFirstLots(db, spending) : noRows(),
          holdIds.length > 0 ? selectHolds(db, holdIds, []) : noRows(),
        ] as const,
    ),
  );
  await addWallets(book, walletRows.rows, catalogue);
  await openWallets(db, book, missing, catalogue);
  await addLots(book, wholeRows.rows, catalogue);
  await addLots(book, lotRows.rows, catalogue);
  for (const key of whole) bookWallet(book, key).lotsComplete = true;
  await coverSpending(db, book, spending, catalogue);
  await bringToPresent(db, book, context);
  await addHolds(book, holdRows.rows, catalogue);
  if (careful) {
    await lockLimits(db, book, accountIds, catalogue);
    for (const id of accountIds) {
      if (book.limited.has(id)) context.limited.add(id);
      else context.limited.delete(id);
    }
  }
  return new Map(knownRows.rows.map((row) => [`${row.key_scope} ${row.key}`, row]));
}

/** Where the first lots of a wallet do not cover what is asked of it, all of them are read. */
async function coverSpending(
  db: Connection,
  book: Book,
  spending: readonly Wanted[],
  catalogue: Catalogue,
): Promise<void> {
  const short: Wallet[] = [];
  for (const key of spending) {
    const wallet = bookWallet(book, key);
    if (wallet.lots.length < FIRST_LOTS) wallet.lotsComplete = true;
    else if (sumFree(wallet) < (key.need ?? 0n)) short.push(wallet);
  }
  if (short.length === 0) return;
  const { rows } = await selectLots(db, short.map(walletKeyOf));
  for (const wallet of short) {
    wallet.lots = [];
    wallet.lotsComplete = true;
  }
  await addLots(book, rows, catalogue);
}

const sumFree = ({ lots }: Wallet): bigint =>
  lots.reduce((sum, { pending, free }) => (pending ? sum : sum + free), 0n);

function bookWallet(book: Book, { ownerId, currencyId }: WalletKey): Wallet {
  const wallet = book.wallet(ownerId, currencyId);
  if (wallet === undefined) throw new Error(`Wallet of ${ownerId} was not opened`);
  return wallet;
}

const noRows = async (): Promise<{ readonly rows: readonly never[] }> => ({ rows: [] });
export const walletKeyOf = ({ ownerId, currency }: Wallet): WalletKey => ({
  ownerId,
  currencyId: currency.id,
});

/** Puts what is remembered into the working copy; answers what must be read. */
async function findWallets(
  book: Book,
  jobs: readonly Job[],
  { shelf, catalogue, careful }: BatchContext,
): Promise<{
  readonly missing: readonly Wanted[];
  readonly holdIds: readonly string[];
  readonly accountIds: readonly number[];
}> {
  const wanted = new Map<string, Wanted>();
  const holdIds: string[] = [];
  const accountIds = new Set<number>();
  for (const { command, walletKey } of jobs) {
    addNeed(wanted, walletKey, command);
    if (command.kind === 'EARN') accountIds.add(command.account.id);
    else if (command.kind === 'CAPTURE' || command.kind === 'RELEASE') holdIds.push(command.holdId);
  }
  const terms = (id: number) => catalogue.peekTermsById(id);
  const missing: Wanted[] = [];
  for (const [key, want] of wanted) {
    const { ownerId, currencyId, need, holds } = want;
    const wallet =
      careful || holds
        ? undefined
        : shelf.find(key, {
            ownerId,
            currency:
              catalogue.peekCurrencyById(currencyId) ?? (await catalogue.currencyById(currencyId)),
            terms,
          });
    const enough =
      wallet !== undefined &&
      wallet.nextDueAt > book.now &&
      (wallet.lotsComplete || (need !== null && sumFree(wallet) >= need));
    if (enough) book.addWallet(wallet);
    else missing.push(want);
  }
  return { missing, holdIds, accountIds: [...accountIds] };
}

/** Burns and holds need lots up to their amounts; captures and releases all of them, and the holds; plain earns none. */
function addNeed(wanted: Map<string, Wanted>, key: string, command: SingleCommand): void {
  const { ownerId, currency } = command;
  const before = wanted.get(key);
  const holds = before?.holds === true || command.kind === 'CAPTURE' || command.kind === 'RELEASE';
  const all = holds || (command.kind === 'EARN' && currency.extendOnEarn);
  const more = command.kind === 'BURN' || command.kind === 'HOLD' ? command.amount : 0n;
  const need = all || before?.need === null ? null : (before?.need ?? 0n) + more;
  wanted.set(key, { ownerId, currencyId: currency.id, need, holds });
}

async function openWallets(
  db: Connection,
  book: Book,
  keys: readonly WalletKey[],
  catalogue: Catalogue,
): Promise<void> {
  const missing = keys.filter(
    ({ ownerId, currencyId }) => book.wallet(ownerId, currencyId) === undefined,
  );
  if (missing.length === 0) return;
  const [, rows] = await flight(
    createWallets(db, missing),
    selectWallets(db, missing, { lock: true }),
  );
  await addWallets(book, rows.rows, catalogue);
}

/** What is due on these wallets happens first: a late schedule changes nothing for anybody. */
export async function bringToPresent(
  db: Connection,
  book: Book,
  { catalogue }: Pick<BatchContext, 'catalogue'>,
): Promise<void> {
  const due = [...book.wallets.values()].filter(({ nextDueAt }) => nextDueAt <= book.now);
  if (due.length === 0) return;
  await loadWhole(db, book, due, catalogue);
  for (const wallet of due)
    settleWallet(book, wallet, catalogue.programme(wallet.currency).breakage);
}

/** All open lots and holds of these wallets. */
export async function loadWhole(
  db: Connection,
  book: Book,
  wallets: readonly Wallet[],
  catalogue: Catalogue,
): Promise<void> {
  const keys = wallets.map(walletKeyOf);
  const [lots, holds] = await flight(selectLots(db, keys), selectHolds(db, [], keys));
  for (const wallet of wallets) {
    wallet.lots = [];
    wallet.lotsComplete = true;
  }
  await addLots(book, lots.rows, catalogue);
  await addHolds(book, holds.rows, catalogue);
}
