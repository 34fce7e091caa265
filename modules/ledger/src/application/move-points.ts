/** Transfers between members, linked operations, transfers of many entries, extensions of lots. */
import { addDays, businessDay, startOfDay } from '@guildhall/shared/business-time';
import { fromUuid } from '@guildhall/shared/ids';
import { accept, type Outcome, type Refusal } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import type { Book } from '../domain/book.ts';
import { extendLots as extend } from '../domain/decide/earn.ts';
import { decideTransfer } from '../domain/decide/transfer.ts';
import { firstIdOf } from '../domain/posting-ids.ts';
import { currencyUnknown, extensionPassed, sameWallet } from '../domain/refusals.ts';
import type { ExtendLots, LotsExtended, TransferPoints, TransferPosted } from '../door/posting.ts';
import type { Connection } from '../storage/connection.ts';
import { sentWithin } from '../storage/spent-within.ts';
import { mayActAs, mustOperate } from './access.ts';
import { transferPosted } from './answers.ts';
import { bodyHash, Reader, told } from './parse.ts';
import { no, outcomeOf, scopedKey } from './post-single.ts';
import type { PostingEngine } from './posting-engine.ts';
import { walletIn } from './reverse-posting.ts';
import { transact } from './transact.ts';

export async function transferPoints(
  engine: PostingEngine,
  caller: Principal,
  input: TransferPoints,
): Promise<Outcome<TransferPosted>> {
  const read = new Reader(engine.now());
  const from = read.id('fromMemberId', 'mem', input.fromMemberId);
  const to = read.id('toMemberId', 'mem', input.toMemberId);
  const code = read.currency(input.currency);
  const amount = read.amount(input.amountMinor);
  const occurredAt = read.occurredAt(input.occurredAt);
  const reason = read.reason(input.reason);
  const idempotencyKey = read.key(input.idempotencyKey);
  if (read.problem === undefined && from === to)
    read.problem = { ...sameWallet(), kind: 'VALIDATION' };
  const refusal = read.problem ?? mayActAs(caller, input.fromMemberId, 'fromMemberId');
  if (refusal !== undefined) return no(refusal);
  const currency = await engine.catalogue.currency(code);
  if (currency === undefined) return no(currencyUnknown(code));
  const hash = bodyHash([
    input.fromMemberId,
    input.toMemberId,
    code,
    amount,
    told(input.occurredAt),
    reason.type,
    reason.id,
  ]);
  const key = await scopedKey(engine, caller, 'transfer-points', idempotencyKey, hash);
  const result = await transact(engine, (owner) => {
    const [giver, receiver] = [owner(from), owner(to)];
    const sent = { today: 0n };
    return {
      operation: 'transfer-points',
      key,
      wallets: [giver, receiver].map((ownerId) => ({ ownerId, currencyId: currency.id })),
      occurredAt,
      reason,
      load: async (db, book) => {
        sent.today = await sentToday(db, giver, currency.id, book.now);
      },
      decide: (book) =>
        decideTransfer(
          book,
          walletIn(book, giver, currency.id),
          walletIn(book, receiver, currency.id),
          {
            amount,
            occurredAt,
            reason,
            sentToday: sent.today,
            transit: engine.catalogue.programme(currency).transfer,
          },
        ),
      answer: transferPosted,
    };
  });
  return outcomeOf(engine, result, transferPosted);
}

/** What a member has sent to others since the business day began, by the moment of posting, and has not had back. */
export function sentToday(
  db: Connection,
  ownerId: string,
  currencyId: number,
  now: number,
): Promise<bigint> {
  const today = businessDay(new Date(now));
  return sentWithin(db, ownerId, currencyId, {
    from: firstIdOf(startOfDay(today).getTime()),
    before: firstIdOf(startOfDay(addDays(today, 1)).getTime()),
  });
}

export async function extendLots(
  engine: PostingEngine,
  caller: Principal,
  input: ExtendLots,
): Promise<Outcome<LotsExtended>> {
  const read = new Reader(engine.now());
  const memberId = read.id('memberId', 'mem', input.memberId);
  const code = read.currency(input.currency);
  const until = read.moment('until', input.until);
  const reason = read.reason(input.reason);
  const idempotencyKey = read.key(input.idempotencyKey);
  const refusal = read.problem ?? mustOperate(caller);
  if (refusal !== undefined) return no(refusal);
  const currency = await engine.catalogue.currency(code);
  if (currency === undefined) return no(currencyUnknown(code));
  const hash = bodyHash([input.memberId, code, until, reason.type, reason.id]);
  const key = await scopedKey(engine, caller, 'extend-lots', idempotencyKey, hash);
  const result = await transact(engine, (owner) => {
    const ownerId = owner(memberId);
    return {
      operation: 'extend-lots',
      key,
      wallets: [{ ownerId, currencyId: currency.id }],
      occurredAt: engine.now(),
      reason,
      decide: (book) => decideExtend(book, ownerId, currency.id, until, reason),
      answer: (records) => records[0]?.id ?? '',
    };
  });
  if (result.kind === 'REFUSED') return no(result.refusal);
  const postingId =
    result.kind === 'KNOWN' ? result.postingId : result.kind === 'POSTED' ? result.answer : '';
  return accept({ memberId: input.memberId, lots: await extendedBy(engine.reader, postingId) });
}

/** A rule and not validation: a replay after that moment answers as before. */
function decideExtend(
  book: Book,
  ownerId: string,
  currencyId: number,
  until: number,
  reason: ExtendLots['reason'],
): Refusal | Book['records'] {
  if (until <= book.now) return extensionPassed();
  const wallet = walletIn(book, ownerId, currencyId);
  const record = book.post({ kind: 'EXTEND', wallet, occurredAt: book.now, reason });
  extend(book, wallet, record.id, until);
  return [record];
}

async function extendedBy(db: Connection, postingId: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ lot_id: string }>({
    name: 'extended-by',
    text: 'SELECT lot_id FROM lot_extension WHERE posting_id = $1 ORDER BY lot_id',
    values: [postingId],
  });
  return rows.map(({ lot_id }) => fromUuid('lot', lot_id));
}
