/**
 * The transactional path: one command over several wallets, or one that looks at the past, in a transaction of its own.
 * Same locks, same order, same decisions and writer as the batched path. A refusal writes nothing but itself.
 */
import type { Refusal } from '@guildhall/shared/outcome';
import { Book, type PostingKey } from '../domain/book.ts';
import { NIL_UUID } from '../domain/posting-ids.ts';
import { keyReused } from '../domain/refusals.ts';
import type { Reason } from '../domain/values.ts';
import { type Client, type Connection, commit, flight } from '../storage/connection.ts';
import { lockLimits } from '../storage/limits.ts';
import {
  addWallets,
  createWallets,
  selectKnownKeys,
  selectWallets,
  type WalletKey,
} from '../storage/load-wallets.ts';
import { type OutboxRow, writeBook } from '../storage/write-book.ts';
import type { Records, Result } from './jobs.ts';
import { isConnectionLoss, isWorthRepeating } from './lane.ts';
import { bringToPresent, loadWhole } from './load-batch.ts';
import type { PostingEngine } from './posting-engine.ts';

export interface Program<A> {
  readonly operation: string;
  /** null: an act of the ledger itself, made safe to repeat by the state it finds. */
  readonly key: PostingKey | null;
  readonly wallets: readonly WalletKey[];
  /** Further wallets that the locked ones point to, such as a member's household. */
  readonly also?: (book: Book) => readonly WalletKey[];
  /** Owners whose wallets are taken as they are although they were merged. */
  readonly asTheyAre?: readonly string[];
  /** Accounts that points are issued from. */
  readonly issuers?: readonly number[];
  /** What a refusal is remembered with. */
  readonly occurredAt: number;
  readonly reason: Reason;
  /** Facts that others may change, read under the locks, before deciding. */
  readonly load?: (db: Connection, book: Book) => Promise<void>;
  readonly decide: (book: Book) => Refusal | Records;
  /** Events besides those of the postings. */
  readonly publish?: () => readonly { readonly type: string; readonly facts: readonly object[] }[];
  /** Further rows of the same transaction. */
  readonly write?: (db: Connection, book: Book, records: Records) => readonly Promise<unknown>[];
  readonly answer: (records: Records) => A;
}

/** `owner` gives whose wallet stands for an owner: the survivor, for one who was merged. */
export type BuildProgram<A> = (owner: (id: string) => string) => Program<A>;

const MAX_ATTEMPTS = 6;
const RECONNECT_MS = 20_000;

export async function transact<A>(
  engine: PostingEngine,
  build: BuildProgram<A>,
): Promise<Result<A>> {
  const redirects = new Map<string, string>();
  const owner = (id: string): string => {
    let at = id;
    for (let next = redirects.get(at); next !== undefined; next = redirects.get(at)) at = next;
    return at;
  };
  const deadline = performance.now() + RECONNECT_MS;
  let more: readonly WalletKey[] = [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      const program = build(owner);
      const whole = { ...program, wallets: [...program.wallets, ...more] };
      const done = await engine.withClient((client) => runOnce(engine, client, whole));
      if ('result' in done) {
        engine.deliver(done.published);
        return done.result;
      }
      if ('more' in done) more = [...more, ...done.more];
      else for (const [from, to] of done.moved) redirects.set(from, to);
    } catch (error) {
      const lost = isConnectionLoss(error);
      const again = lost
        ? performance.now() < deadline
        : attempt < MAX_ATTEMPTS && isWorthRepeating(error);
      if (!again) throw error;
      await new Promise((resolve) => setTimeout(resolve, lost ? 100 : 2 ** attempt));
    }
  }
}

type Done<A> =
  | { readonly moved: readonly (readonly [string, string])[] }
  | { readonly more: readonly WalletKey[] }
  | { readonly result: Result<A>; readonly published: readonly OutboxRow[] };

async function runOnce<A>(
  engine: PostingEngine,
  db: Client,
  program: Program<A>,
): Promise<Done<A>> {
  const { catalogue } = engine;
  const now = engine.now();
  const book = new Book(now, engine.nextId);
  const known = await lockAll(engine, db, book, program);
  if (known !== undefined) return finish(db, known);
  const detour = detourOf(book, program);
  if (detour !== undefined) {
    await db.query({ text: 'ROLLBACK' });
    return detour;
  }
  await loadWhole(db, book, [...book.wallets.values()], catalogue);
  await bringToPresent(db, book, { catalogue });
  await program.load?.(db, book);
  await lockLimits(db, book, program.issuers ?? [], catalogue);
  const decision = program.decide(book);
  if ('code' in decision) return refuse(engine, db, program, decision);
  const [head] = decision;
  if (head !== undefined) head.key = program.key;
  const answer = program.answer(decision);
  const published = [
    ...engine.outboxOf(book.records, now),
    ...(program.publish?.() ?? []).map(({ type, facts }) =>
      engine.outboxRow(type, facts, now, now),
    ),
  ];
  await flight(
    ...writeBook(db, {
      book,
      refused: [],
      outbox: published,
      stripe: engine.stripe(engine.writerOf(db)),
    }),
    ...(program.write?.(db, book, decision) ?? []),
    commit(db),
  );
  engine.forget(book.wallets.values());
  return { result: { kind: 'POSTED', answer }, published };
}

/** The wallets locked are not the right ones or not all: start over with those. */
function detourOf<A>(
  book: Book,
  program: Program<A>,
): Exclude<Done<A>, { readonly result: unknown }> | undefined {
  const moved = [...book.wallets.values()].flatMap(({ ownerId, movedTo }) =>
    movedTo === null || program.asTheyAre?.includes(ownerId) === true
      ? []
      : [[ownerId, movedTo] as const],
  );
  if (moved.length > 0) return { moved };
  const more = (program.also?.(book) ?? []).filter(
    ({ ownerId, currencyId }) => book.wallet(ownerId, currencyId) === undefined,
  );
  return more.length > 0 ? { more } : undefined;
}

async function lockAll<A>(
  engine: PostingEngine,
  db: Client,
  book: Book,
  program: Program<A>,
): Promise<Result<A> | undefined> {
  const wallets = [
    ...new Map(program.wallets.map((key) => [`${key.ownerId}/${key.currencyId}`, key])).values(),
  ];
  const [, rows] = await flight(
    db.query({ text: 'BEGIN' }),
    selectWallets(db, wallets, { lock: true }),
  );
  await addWallets(book, rows.rows, engine.catalogue);
  const missing = wallets.filter(
    ({ ownerId, currencyId }) => book.wallet(ownerId, currencyId) === undefined,
  );
  if (missing.length > 0) {
    // Locks are taken in order, so start over with every wallet there.
    await db.query({ text: 'ROLLBACK' });
    await createWallets(db, missing);
    const [, again] = await flight(
      db.query({ text: 'BEGIN' }),
      selectWallets(db, wallets, { lock: true }),
    );
    book.wallets.clear();
    await addWallets(book, again.rows, engine.catalogue);
  }
  if (program.key === null) return undefined;
  const { rows: found } = await selectKnownKeys(db, [program.key]);
  const row = found[0];
  if (row === undefined) return undefined;
  if (row.body_hash.toString('hex') !== program.key.bodyHash)
    return { kind: 'REFUSED', refusal: keyReused(program.operation) };
  if (row.refusal !== null) return { kind: 'REFUSED', refusal: row.refusal as Refusal };
  return { kind: 'KNOWN', postingId: row.id };
}

async function finish<A>(db: Connection, result: Result<A>): Promise<Done<A>> {
  await db.query({ text: 'ROLLBACK' });
  return { result, published: [] };
}

/** The working copy is thrown away; only a rule's no is remembered, under its key. */
async function refuse<A>(
  engine: PostingEngine,
  db: Client,
  program: Program<A>,
  refusal: Refusal,
): Promise<Done<A>> {
  const result: Result<A> = { kind: 'REFUSED', refusal };
  const wallet = program.wallets[0];
  if (program.key === null || refusal.kind !== 'RULE' || wallet === undefined)
    return finish(db, result);
  const now = engine.now();
  const { id, at } = engine.nextId(now, NIL_UUID);
  const row = {
    id,
    at,
    key: program.key,
    ...wallet,
    occurredAt: program.occurredAt,
    reason: program.reason,
    refusal,
  };
  const book = new Book(now, engine.nextId);
  await flight(...writeBook(db, { book, refused: [row], outbox: [], stripe: 0 }), commit(db));
  return { result, published: [] };
}
