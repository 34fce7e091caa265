/**
 * One batch: locks its wallets, answers keys it has seen before, decides the rest in arrival order, writes everything
 * in one flight and commits. One command's refusal never touches a neighbour: it becomes a row of its own.
 *
 * Locks: wallets in (owner, currency) order, then limited accounts in id order, last the hot account stripes.
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
import { type Connection, commit, flight } from '../storage/connection.ts';
import { lockLimits } from '../storage/limits.ts';
import {
  addHolds,
  addLots,
  addWallets,
  createWallets,
  type KnownKeyRow,
  type LotNeed,
  selectHolds,
  selectKnownKeys,
  selectLots,
  selectWallets,
  type WalletKey,
} from '../storage/load-wallets.ts';
import { type OutboxRow, writeBook } from '../storage/write-book.ts';
import type { RefusedRow } from '../storage/write-postings.ts';
import type { Job, Records, Result } from './jobs.ts';

export interface BatchContext {
  readonly catalogue: Catalogue;
  readonly nextId: NextId;
  readonly now: number;
  readonly stripe: number;
  readonly outbox: (records: Records, now: number) => readonly OutboxRow[];
}

export interface BatchOutcome {
  readonly results: readonly Result<unknown>[];
  readonly published: readonly OutboxRow[];
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
  const published = context.outbox(book.records, context.now);
  if (book.records.length > 0 || refused.length > 0) {
    await flight(
      ...writeBook(db, { book, refused, outbox: published, stripe: context.stripe }),
      commit(db),
    );
  } else {
    await db.query({ text: 'ROLLBACK' });
  }
  return {
    results: jobs.map((job) => resultOf(job, followers.get(job) ?? job, results)),
    published,
  };
}

const keyOf = ({ key }: Job): string => `${key.scope} ${key.key}`;

/** The same key several times in one batch: the first leads, the others get its answer. */
function collapse(jobs: readonly Job[]): {
  leaders: readonly Job[];
  followers: ReadonlyMap<Job, Job>;
} {
  const first = new Map<string, Job>();
  const followers = new Map<Job, Job>();
  for (const job of jobs) {
    const leader = first.get(keyOf(job));
    if (leader === undefined) first.set(keyOf(job), job);
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

async function load(
  db: Connection,
  book: Book,
  jobs: readonly Job[],
  context: BatchContext,
): Promise<Known> {
  const { catalogue } = context;
  const wanted = new Map<string, LotNeed>();
  const holdIds: string[] = [];
  for (const { command } of jobs) {
    addNeed(wanted, command);
    if (command.kind === 'CAPTURE' || command.kind === 'RELEASE') holdIds.push(command.holdId);
  }
  const keys = [...wanted.values()];
  const needs = keys.filter(({ need }) => need !== 0n);
  const [, walletRows, knownRows, lotRows, holdRows] = await flight(
    db.query({ text: 'BEGIN' }),
    selectWallets(db, keys, { lock: true }),
    selectKnownKeys(
      db,
      jobs.map(({ key }) => key),
    ),
    needs.length > 0 ? selectLots(db, needs) : undefinedRows(),
    holdIds.length > 0 ? selectHolds(db, holdIds, []) : undefinedRows(),
  );
  await addWallets(book, walletRows.rows, catalogue);
  if (book.wallets.size < keys.length) await openWallets(db, book, keys, catalogue);
  await addLots(book, lotRows.rows as never, catalogue);
  for (const { ownerId, currencyId, need } of needs) {
    const wallet = book.wallet(ownerId, currencyId);
    if (wallet !== undefined && need === null) wallet.lotsComplete = true;
  }
  await bringToPresent(db, book, context);
  await addHolds(book, holdRows.rows as never, catalogue);
  await lockLimits(
    db,
    book,
    jobs.flatMap(({ command }) => (command.kind === 'EARN' ? [command.account.id] : [])),
    catalogue,
  );
  return new Map(knownRows.rows.map((row) => [`${row.key_scope} ${row.key}`, row]));
}

const undefinedRows = async (): Promise<{ readonly rows: readonly never[] }> => ({ rows: [] });

/** Burns and holds need lots up to their amounts; captures, releases and extensions all of them; plain earns none. */
function addNeed(wanted: Map<string, LotNeed>, command: SingleCommand): void {
  const { ownerId, currency } = command;
  const key = `${ownerId}/${currency.id}`;
  const before = wanted.get(key)?.need;
  const all =
    command.kind === 'CAPTURE' ||
    command.kind === 'RELEASE' ||
    (command.kind === 'EARN' && currency.extendOnEarn);
  const more = command.kind === 'BURN' || command.kind === 'HOLD' ? command.amount : 0n;
  const need = all || before === null ? null : (before ?? 0n) + more;
  wanted.set(key, { ownerId, currencyId: currency.id, need });
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
  const keys = wallets.map(({ ownerId, currency }) => ({
    ownerId,
    currencyId: currency.id,
    need: null,
  }));
  const [lots, holds] = await flight(selectLots(db, keys), selectHolds(db, [], keys));
  for (const wallet of wallets) {
    wallet.lots = [];
    wallet.lotsComplete = true;
  }
  await addLots(book, lots.rows, catalogue);
  await addHolds(book, holds.rows, catalogue);
}

function answerKnown(job: Job, known: Known): Result<unknown> | undefined {
  const row = known.get(keyOf(job));
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
  const wallet = book.wallet(command.ownerId, command.currency.id);
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
