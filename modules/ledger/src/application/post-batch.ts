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
import { Book } from '../domain/book.ts';
import type { SingleCommand } from '../domain/decide/commands.ts';
import { decideEarn } from '../domain/decide/earn.ts';
import { decideBurn, decideCapture, decideHold, decideRelease } from '../domain/decide/spend.ts';
import { NIL_UUID } from '../domain/posting-ids.ts';
import { holdUnknown, keyReused } from '../domain/refusals.ts';
import type { Wallet } from '../domain/state.ts';
import type { Catalogue } from '../storage/catalogue.ts';
import { type Connection, commit, flight, type Rows, together } from '../storage/connection.ts';
import { noneLimited } from '../storage/limits.ts';
import { NOWHERE } from '../storage/wallet-pages.ts';
import { type OutboxRow, type Writing, writeBook } from '../storage/write-book.ts';
import { isPlain, writePlain } from '../storage/write-plain.ts';
import type { RefusedRow } from '../storage/write-postings.ts';
import type { Job, Records, Result } from './jobs.ts';
import { type BatchContext, type KnownKeys, loadBatch } from './load-batch.ts';

export interface BatchOutcome {
  readonly results: readonly Result<unknown>[];
  readonly published: readonly OutboxRow[];
  /** How many commands had been answered before. */
  readonly known: number;
}

export interface Connections {
  /** For single statements, each a transaction of its own: others send theirs in between. */
  readonly shared: Connection;
  /** For transactions: nobody else's meanwhile. */
  readonly own: () => Promise<Connection>;
}

export async function postBatch(
  connections: Connections,
  jobs: readonly Job[],
  context: BatchContext,
): Promise<BatchOutcome> {
  const { leaders, followers } = collapse(jobs);
  // With care it is one transaction from the first lock on.
  const db = context.careful ? await connections.own() : connections.shared;
  const book = new Book(context.now, context.nextId);
  const known = await loadBatch(db, book, leaders, context);
  const refused: RefusedRow[] = [];
  const decided = leaders.map(
    (job) => answerKnown(job, known) ?? decide(job, book, context, refused),
  );
  const outbox = context.outbox(book.records, context.now);
  if (book.records.length > 0 || refused.length > 0) {
    const writing = { book, refused, outbox, stripe: context.stripe };
    const version = await write(connections, writing, context);
    context.shelf.keep(book.wallets.values(), version);
  } else if (context.careful) await db.query({ text: 'ROLLBACK' });
  return {
    results: followers.size === 0 ? decided : heard(jobs, leaders, followers, decided),
    published: outbox,
    known: known.size,
  };
}

/** Answers the version of the wallets' rows just written. */
async function write(
  { shared, own }: Connections,
  writing: Writing,
  { careful, pages }: BatchContext,
): Promise<string> {
  if (!careful && isPlain(writing.book)) return writePlain(shared, writing, pages);
  const db = await own();
  const opening = (): Promise<unknown>[] =>
    careful ? [] : [db.query({ text: 'BEGIN' }), noneLimited(db, issuersOf(writing.book.records))];
  const sent = together(db, () => {
    const opened = opening();
    return { opened, written: writeBook(db, writing), committed: commit(db) };
  });
  // In the order they were sent: the first that failed is the reason why the others did.
  const answers = await flight(...sent.opened, ...sent.written, sent.committed);
  // Wallets are written first.
  const [row] = (answers[sent.opened.length] as Rows<{ version: string }>).rows;
  if (row === undefined) throw new Error('The wallets of a batch were written without a version');
  for (const wallet of writing.book.wallets.values()) if (wallet.changed) wallet.place = NOWHERE;
  return row.version;
}

const issuersOf = (records: Records): number[] => [
  ...new Set(
    records.flatMap(({ kind, account }) =>
      kind === 'EARN' && account !== null ? [account.id] : [],
    ),
  ),
];

const NO_FOLLOWERS: ReadonlyMap<Job, Job> = new Map();
const keyOf = ({ key }: Job): string => `${key.scope} ${key.key}`;

/** The same key several times in one batch: the first leads, the others get its answer. */
function collapse(jobs: readonly Job[]): {
  leaders: readonly Job[];
  followers: ReadonlyMap<Job, Job>;
} {
  // Keys alone are seldom equal: scopes are looked at where they are.
  if (new Set(jobs.map(({ key }) => key.key)).size === jobs.length)
    return { leaders: jobs, followers: NO_FOLLOWERS };
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

/** What each job hears: a follower what its leader heard, when it asked the same. */
function heard(
  jobs: readonly Job[],
  leaders: readonly Job[],
  followers: ReadonlyMap<Job, Job>,
  decided: readonly Result<unknown>[],
): readonly Result<unknown>[] {
  const results = new Map(leaders.map((leader, index) => [leader, decided[index]]));
  return jobs.map((job) => {
    const leader = followers.get(job) ?? job;
    if (job.key.bodyHash !== leader.key.bodyHash)
      return { kind: 'REFUSED', refusal: keyReused(job.operation) };
    const result = results.get(leader);
    if (result === undefined) throw new Error('A job of the batch was not decided');
    return result;
  });
}

function answerKnown(job: Job, known: KnownKeys): Result<unknown> | undefined {
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
