/** Reverses a posting, wholly or partly. */
import type { Outcome, Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Book, PostingRecord } from '../domain/book.ts';
import { type Claims, NO_CLAIMS } from '../domain/decide/make-good.ts';
import {
  decideReverse,
  isReversal,
  type ReversalFacts,
  type Reverse,
  reversibleAmount,
} from '../domain/decide/reverse.ts';
import { postingUnknown } from '../domain/refusals.ts';
import type { Wallet } from '../domain/state.ts';
import type { ReversalPosted, ReversePosting } from '../door/posting.ts';
import type { Connection } from '../storage/connection.ts';
import { loadClaims } from '../storage/load-claims.ts';
import { type Expired, loadExpired, NOTHING_EXPIRED } from '../storage/load-expired.ts';
import { descendants, loadLotsById, lotIn } from '../storage/load-lots.ts';
import { loadTransfer } from '../storage/load-records.ts';
import { mayPostFor, mustOperate } from './access.ts';
import { reversalPosted } from './answers.ts';
import { bodyHash, Reader, told } from './parse.ts';
import { no, outcomeOf, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { type Program, transact } from './transact.ts';

export async function reverse(
  engine: PostingEngine,
  caller: Principal,
  input: ReversePosting,
): Promise<Outcome<ReversalPosted>> {
  const read = new Reader(engine.now());
  const postingId = read.id('postingId', 'pst', input.postingId);
  const amount = input.amountMinor === undefined ? null : read.amount(input.amountMinor);
  const occurredAt = read.occurredAt(input.occurredAt);
  const graceUntil =
    input.graceUntil === undefined ? null : read.moment('graceUntil', input.graceUntil);
  const reason = read.reason(input.reason);
  const idempotencyKey = read.key(input.idempotencyKey);
  if (read.problem !== undefined) return no(read.problem);
  const transfer = await loadTransfer(engine.reader, engine.catalogue, postingId);
  const original = namedIn(transfer, postingId);
  if (original === undefined) return no(postingUnknown());
  const refusal = mayReverse(caller, original);
  if (refusal !== undefined) return no(refusal);
  const key = await scopedKey(
    engine,
    caller,
    'reverse',
    idempotencyKey,
    bodyHash([input.postingId, amount, told(input.occurredAt), graceUntil, reason.type, reason.id]),
  );
  const command: Reverse = { amount, occurredAt, graceUntil, reason };
  const result = await transact(engine, (owner) => ({
    key,
    ...programOf(engine, { original, transfer, command, owner }),
  }));
  return outcomeOf(engine, result, reversalPosted);
}

/** Either leg names a transfer between members; it is undone from the giver's side. */
function namedIn(transfer: readonly PostingRecord[], postingId: string): PostingRecord | undefined {
  const record = transfer.find(({ id }) => id === postingId);
  if (record?.kind !== 'TRANSFER_IN') return record?.wallet === null ? undefined : record;
  return transfer.find(({ kind }) => kind === 'TRANSFER_OUT');
}

function mayReverse(caller: Principal, { account }: PostingRecord): Refusal | undefined {
  const subsidiary = account?.subsidiary;
  return subsidiary === undefined || subsidiary === null
    ? mustOperate(caller)
    : mayPostFor(caller, subsidiary);
}

interface Reversing {
  readonly original: PostingRecord;
  readonly transfer: readonly PostingRecord[];
  readonly command: Reverse;
  readonly owner: (id: string) => string;
}

function programOf(
  engine: PostingEngine,
  { original, transfer, command, owner }: Reversing,
): Omit<Program<ReversalPosted>, 'key'> {
  const { currencyId } = original;
  const ownerId = owner(original.wallet?.ownerId ?? '');
  const partner = transfer.find(({ kind }) => kind === 'CONTRIBUTE_IN' || kind === 'TRANSFER_IN');
  const otherId =
    partner?.wallet === undefined || partner.wallet === null
      ? undefined
      : owner(partner.wallet.ownerId);
  const owners = [
    ...new Set(transfer.flatMap(({ wallet }) => (wallet === null ? [] : [owner(wallet.ownerId)]))),
  ];
  const found = {
    left: 0n,
    roots: new Map<string, string>() as ReadonlyMap<string, string>,
    expired: NOTHING_EXPIRED,
    claims: new Map<string, Claims>() as ReadonlyMap<string, Claims>,
  };
  return {
    operation: 'reverse',
    wallets: owners.map((id) => ({ ownerId: id, currencyId })),
    occurredAt: command.occurredAt,
    reason: command.reason,
    load: async (db, book) => {
      found.left = await leftOf(db, original);
      found.roots = await descendants(
        db,
        transfer.flatMap(({ made }) => made.map(({ id }) => id)),
      );
      found.expired = await loadExpired(db, [...found.roots.keys()], transfer);
      await loadLotsById(
        db,
        book,
        engine.catalogue,
        transfer.flatMap(({ moves }) => moves.map(({ lot }) => lot.id)),
      );
      const takers = transfer.filter(({ dSystem }) => dSystem > 0n);
      found.claims = await loadClaims(
        db,
        book,
        engine.catalogue,
        takers.flatMap(({ moves }) => moves.map(({ lot }) => lot.id)),
      );
    },
    decide: (book) => {
      const wallet = walletIn(book, ownerId, currencyId);
      const facts: ReversalFacts = {
        original,
        transfer,
        left: found.left,
        wallet,
        walletOf: (id) => walletIn(book, owner(id), currencyId),
        other: otherId === undefined ? null : walletIn(book, otherId, currencyId),
        lot: (id) => lotIn(book, id),
        continuing: (within, lotIds) =>
          new Set(within.lots.filter(({ id }) => lotIds.includes(found.roots.get(id) ?? ''))),
        expired: (within, lotIds, takenBackFrom) =>
          expiredOf({ book, within, owner, ...found }, lotIds, takenBackFrom),
        claims: (within) => found.claims.get(within.ownerId) ?? NO_CLAIMS,
        accounts: engine.catalogue.programme(wallet.currency),
      };
      return decideReverse(book, facts, command);
    },
    answer: reversalPosted,
  };
}

export function walletIn(book: Book, ownerId: string, currencyId: number): Wallet {
  const wallet = book.wallet(ownerId, currencyId);
  if (wallet === undefined) throw new Error(`Wallet of ${ownerId} was not opened`);
  return wallet;
}

/** What expired of lots at whose it was, with what this transaction has let expire so far, less what was taken back. */
function expiredOf(
  {
    book,
    within,
    owner,
    roots,
    expired,
  }: {
    readonly book: Book;
    readonly within: Wallet;
    readonly owner: (id: string) => string;
    readonly roots: ReadonlyMap<string, string>;
    readonly expired: Expired;
  },
  lotIds: readonly string[],
  takenBackFrom: string,
): bigint {
  const comesOfIt = (lotId: string): boolean => lotIds.includes(roots.get(lotId) ?? '');
  const before = expired.lots.filter(
    ({ lotId, ownerId }) => comesOfIt(lotId) && owner(ownerId) === within.ownerId,
  );
  const now = book.records
    .filter(({ kind, wallet }) => kind === 'EXPIRE' && wallet?.ownerId === within.ownerId)
    .flatMap(({ moves }) => moves.filter(({ lot }) => comesOfIt(lot.id)));
  const all =
    before.reduce((sum, { amount }) => sum + amount, 0n) -
    now.reduce((sum, { free }) => sum + free, 0n);
  const left = all - (expired.takenBack.get(takenBackFrom) ?? 0n);
  return left > 0n ? left : 0n;
}

/** Under the wallet's lock, so that reversals of one posting come one after another. */
async function leftOf(db: Connection, original: PostingRecord): Promise<bigint> {
  if (isReversal(original.kind)) return 0n;
  const { rows } = await db.query<{ left_after: bigint }>({
    name: 'left-to-reverse',
    text: 'SELECT left_after FROM posting WHERE reverses = $1 AND left_after IS NOT NULL ORDER BY id DESC LIMIT 1',
    values: [original.id],
  });
  return rows[0]?.left_after ?? reversibleAmount(original);
}
