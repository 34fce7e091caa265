/**
 * One batch: finds its wallets (remembered, or read), decides its commands in arrival order, writes everything at once.
 * One command's refusal never touches a neighbour: it becomes a row of its own.
 *
 * The first attempt takes no locks and looks up no keys: what is written says upon which rows of wallets it was
 * decided, and keys are unique, so a batch that was overtaken or repeats an answered key writes nothing. It is then
 * attempted with care: wallets are locked in (owner, currency) order, keys looked up under those locks, then limited
 * accounts locked in id order, last the hot account stripes.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import { Book, type NextId } from '../domain/book.ts';
import type { SingleCommand } from '../domain/decide/commands.ts';
import { decideEarn } from '../domain/decide/earn.ts';
import { decideBurn, decideCapture, decideHold, decideRelease } from '../domain/decide/spend.ts';
import { NIL_UUID } from '../domain/posting-ids.ts';
import { holdUnknown, keyReused } from '../domain/refusals.ts';
import { settleWallet } from '../domain/settle-wallet.ts';
import type { Wallet } from '../domain/state.ts';
import type { Catalogue } from '../storage/catalogue.ts';
import { type Connection, commit, flight, type Rows, together } from '../storage/connection.ts';
import { lockLimits, noneLimited } from '../storage/limits.ts';
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
import { type OutboxRow, type Writing, writeBook } from '../storage/write-book.ts';
import { isPlain, writePlain } from '../storage/write-plain.ts';
import type { RefusedRow } from '../storage/write-postings.ts';
import type { Job, Records, Result } from './jobs.ts';
import type { WalletShelf } from './wallet-shelf.ts';

export interface BatchContext {
  readonly catalogue: Catalogue;
  readonly nextId: NextId;
  readonly now: number;
  readonly stripe: number;
  /** What is remembered of wallets. */
  readonly shelf: WalletShelf;
  /** Decide under locks: for a batch that was overtaken. */
  readonly careful: boolean;
  /** Accounts seen to have a ceiling: batches that issue from them are decided with care at once. */
  readonly limited: Set<number>;
  /** Look up keys before deciding: while some are being repeated. */
  readonly askKeys: boolean;
  readonly outbox: (records: Records, now: number) => readonly OutboxRow[];
}

export interface BatchOutcome {
  readonly results: readonly Result<unknown>[];
  readonly published: readonly OutboxRow[];
  /** How many commands had been answered before. */
  readonly known: number;
}

export async function postBatch(
  db: Connection,
  jobs: readonly Job[],
  context: BatchContext,
): Promise<BatchOutcome> {
  const { leaders, followers } = collapse(jobs);
  const book = new Book(context.now, context.nextId);
  const known = await load(db, book, leaders, context);
  const refused: RefusedRow[] = [];
  const results = new Map<Job, Result<unknown>>();
  for (const job of leaders)
    results.set(job, answerKnown(job, known) ?? decide(job, book, context, refused));
  const outbox = context.outbox(book.records, context.now);
  if (book.records.length > 0 || refused.length > 0) {
    const writing = { book, refused, outbox, stripe: context.stripe };
    const version = await write(db, writing, context);
    context.shelf.keep(book.wallets.values(), book.lots.values(), version);
  } else if (context.careful) await db.query({ text: 'ROLLBACK' });
  return {
    results: jobs.map((job) => resultOf(job, followers.get(job) ?? job, results)),
    published: outbox,
    known: known.size,
  };
}

/** Answers the version of the wallets' rows just written. */
async function write(db: Connection, writing: Writing, { careful }: BatchContext): Promise<string> {
  if (!careful && isPlain(writing.book)) return writePlain(db, writing);
  const opening = (): Promise<unknown>[] =>
    careful ? [] : [db.query({ text: 'BEGIN' }), noneLimited(db, issuersOf(writing.book.records))];
  const sent = together(db, () => {
    const opened = opening();
    return { opened, written: writeBook(db, writing), committed: commit(db) };
  });
  const answers = await flight(...sent.written, ...sent.opened, sent.committed);
  // Wallets are written first.
  const [row] = (answers[0] as Rows<{ version: string }>).rows;
  if (row === undefined) throw new Error('The wallets of a batch were written without a version');
  return row.version;
}

const issuersOf = (records: Records): number[] => [
  ...new Set(
    records.flatMap(({ kind, account }) =>
      kind === 'EARN' && account !== null ? [account.id] : [],
    ),
  ),
];

const keyOf = ({ key }: Job): string => `${key.scope} ${key.key}`;

/** The same key several times in one batch: the first leads, the others get its answer. */
function collapse(jobs: readonly Job[]): {
  leaders: readonly Job[];
  followers: ReadonlyMap<Job, Job>;
} {
  const first = new Map<string, Job>();
  const followers = new Map<Job, Job>();
  for (const job of jobs) {
    const key = keyOf(job);
    const leader = first.get(key);
    if (leader === undefined) first.set(key, job);
    else followers.set(job, leader);
  }
  return { leaders: followers.size === 0 ? jobs : [...first.values()], followers };
}

function resultOf(
  job: Job,
  leader: Job,
  results: ReadonlyMap<Job, Result<unknown>>,
): Result<unknown> {
  if (job !== leader && job.key.bodyHash !== leader.key.bodyHash) {
    return { kind: 'REFUSED', refusal: keyReused(job.operation) };
  }
  const result = results.get(leader);
  if (result === undefined) throw new Error('A job of the batch was not decided');
  return result;
}

type Known = ReadonlyMap<string, KnownKeyRow>;

/** What a batch needs of one wallet. */
interface Wanted extends WalletKey {
  /** Points that its lots must cover; null: all open lots. */
  readonly need: bigint | null;
  /** Its open holds are needed: what is remembered does not do. */
  readonly holds: boolean;
}

async function load(
  db: Connection,
  book: Book,
  jobs: readonly Job[],
  context: BatchContext,
): Promise<Known> {
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
const walletKeyOf = ({ ownerId, currency }: Wallet): WalletKey => ({
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
  const missing: Wanted[] = [];
  for (const [key, want] of wanted) {
    const wallet = shelf.take(key);
    const enough =
      wallet !== undefined &&
      !careful &&
      !want.holds &&
      wallet.nextDueAt > book.now &&
      (want.need === 0n || wallet.lotsComplete);
    if (enough) {
      wallet.currency = await catalogue.currencyById(want.currencyId);
      book.addWallet(wallet);
    } else missing.push(want);
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

function answerKnown(job: Job, known: Known): Result<unknown> | undefined {
  const row = known.size === 0 ? undefined : known.get(keyOf(job));
  if (row === undefined) return undefined;
  if (row.body_hash.toString('hex') !== job.key.bodyHash)
    return { kind: 'REFUSED', refusal: keyReused(job.operation) };
  if (row.refusal !== null) return { kind: 'REFUSED', refusal: row.refusal as Refusal };
  return { kind: 'KNOWN', postingId: row.id };
}

function decide(
  job: Job,
  book: Book,
  context: BatchContext,
  refused: RefusedRow[],
): Result<unknown> {
  const { command } = job;
  const wallet = book.wallets.get(job.walletKey);
  if (wallet === undefined) throw new Error(`Wallet of ${command.ownerId} was not opened`);
  if (wallet.movedTo !== null && !stayedBehind(command, book)) {
    return { kind: 'REROUTED', ownerId: wallet.movedTo };
  }
  if (command.kind === 'EARN' && wallet.householdId !== null && wallet.contributionBps > 0) {
    return { kind: 'SEVERAL' };
  }
  const decision = decideSingle(book, wallet, command, context.catalogue);
  if ('ownerId' in decision) return { kind: 'REROUTED', ownerId: decision.ownerId };
  if ('code' in decision) {
    if (decision.kind === 'RULE') refused.push(refusedRow(job, decision, context));
    return { kind: 'REFUSED', refusal: decision };
  }
  const [head] = decision;
  if (head === undefined) throw new Error('A decided command has postings');
  head.key = job.key;
  return { kind: 'POSTED', answer: job.answer(decision) };
}

/** A merge takes open holds along; a closed one stays where it ended, and is refused there. */
function stayedBehind(command: SingleCommand, book: Book): boolean {
  if (command.kind !== 'CAPTURE' && command.kind !== 'RELEASE') return false;
  const state = book.holds.get(command.holdId)?.state;
  return state !== undefined && state !== 'OPEN';
}

function decideSingle(
  book: Book,
  wallet: Wallet,
  command: SingleCommand,
  catalogue: Catalogue,
): Refusal | Records | { readonly ownerId: string } {
  const accounts = catalogue.programme(command.currency);
  switch (command.kind) {
    case 'EARN':
      return decideEarn(book, wallet, command, accounts);
    case 'BURN':
      return decideBurn(book, wallet, command);
    case 'HOLD':
      return decideHold(book, wallet, command);
    case 'CAPTURE':
    case 'RELEASE': {
      const hold = book.holds.get(command.holdId);
      const owner = hold?.ownerId ?? book.elsewhere.get(command.holdId);
      if (owner !== undefined && owner !== command.ownerId) return { ownerId: owner };
      if (hold === undefined) return holdUnknown();
      return command.kind === 'CAPTURE'
        ? decideCapture(book, wallet, hold, command, accounts)
        : decideRelease(book, wallet, hold, command, accounts);
    }
  }
}

function refusedRow(job: Job, refusal: Refusal, { nextId, now }: BatchContext): RefusedRow {
  const { command } = job;
  const { id, at } = nextId(now, NIL_UUID);
  return {
    id,
    at,
    key: job.key,
    ownerId: command.ownerId,
    currencyId: command.currency.id,
    occurredAt: command.kind === 'RELEASE' ? now : command.occurredAt,
    reason: ('reason' in command ? command.reason : null) ?? {
      type: 'hold',
      id: 'holdId' in command ? command.holdId : '',
    },
    refusal,
  };
}
