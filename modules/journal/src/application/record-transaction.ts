/**
 * Puts what a subsidiary published on record, exactly once per (subsidiary, external id), and announces it.
 *
 * - The same content again changes nothing and announces nothing.
 * - Other content under the same number, and a return of more than was bought, become conflicts: kept whole, shown,
 *   not announced.
 * - A return that arrives before its original is tried again later; a message that is malformed becomes a dead letter.
 */
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit } from '@guildhall/shared/module';
import { decideReturn } from '../domain/returns.ts';
import { keepConflict, type NewConflict } from '../storage/conflicts.ts';
import { findSame, insertTransaction, lockOriginal, takeBack } from '../storage/transactions.ts';
import {
  TRANSACTION_ACCEPTED,
  type Transaction,
  transactionRecorded,
  transactionSchema,
} from '../transaction.ts';
import { contentHash } from './content-hash.ts';

type Reversal = Transaction & { readonly reverses: NonNullable<Transaction['reverses']> };

export async function recordTransaction(
  kit: Pick<ModuleKit, 'log'>,
  event: DomainEvent,
  context: CommandContext,
): Promise<void> {
  const transaction = wellFormed(event);
  const hash = contentHash(transaction);
  const conflict = isReversal(transaction)
    ? await recordReversal(context, transaction, hash)
    : await recordOriginal(context, transaction, hash);
  if (conflict === undefined) return;
  if (await keepConflict(context.tx.getKysely<unknown>(), conflict, context.now)) {
    kit.log.warn(
      { event: event.id, subsidiary: transaction.subsidiary, fault: conflict.code },
      'transaction contradicts the record',
    );
  }
}

function isReversal(transaction: Transaction): transaction is Reversal {
  return transaction.reverses !== undefined;
}

async function recordOriginal(
  context: CommandContext,
  transaction: Transaction,
  hash: Buffer,
): Promise<NewConflict | undefined> {
  const db = context.tx.getKysely<unknown>();
  if (!(await insertTransaction(db, transaction, hash, context.now)))
    return contradiction(context, transaction, hash);
  await announce(context, transaction);
  return undefined;
}

async function recordReversal(
  context: CommandContext,
  transaction: Reversal,
  hash: Buffer,
): Promise<NewConflict | undefined> {
  const db = context.tx.getKysely<unknown>();
  const originalId = transaction.reverses.transactionId;
  const original = await lockOriginal(db, originalId);
  if (original === undefined)
    throw new Error(`The transaction ${originalId} that this one undoes is not on record yet`);
  if ((await findSame(db, transaction)) !== undefined)
    return contradiction(context, transaction, hash);
  const decision = decideReturn(
    { subsidiary: transaction.subsidiary, wanted: transaction.reverses.lines },
    original,
  );
  if (!decision.ok) {
    const detail: Record<string, string> =
      decision.lineId === undefined ? {} : { lineId: decision.lineId };
    return { code: decision.fault, received: transaction, hash, transactionId: originalId, detail };
  }
  if (!(await insertTransaction(db, transaction, hash, context.now)))
    return contradiction(context, transaction, hash);
  await takeBack(db, transaction.transactionId, originalId, decision.lines);
  await announce(context, transaction);
  return undefined;
}

/** Undefined when what is on record says the same. */
async function contradiction(
  context: CommandContext,
  transaction: Transaction,
  hash: Buffer,
): Promise<NewConflict | undefined> {
  const same = await findSame(context.tx.getKysely<unknown>(), transaction);
  if (same === undefined)
    throw new Error('A transaction is neither new nor on record: try it again');
  return same.hash.equals(hash)
    ? undefined
    : {
        code: 'EXTERNAL_ID_REUSED',
        received: transaction,
        hash,
        transactionId: same.transactionId,
        detail: {},
      };
}

function announce(context: CommandContext, transaction: Transaction): Promise<void> {
  return context.publish({
    type: TRANSACTION_ACCEPTED,
    occurredAt: new Date(transaction.occurredAt),
    payload: transaction,
  });
}

function wellFormed(event: DomainEvent): Transaction {
  const transaction = transactionSchema.parse(event.payload);
  const { subsidiary, lines } = transaction;
  if (event.type !== transactionRecorded(subsidiary))
    throw new Error(`${event.type} carries a transaction of "${subsidiary}"`);
  if (new Set(lines.map(({ lineId }) => lineId)).size !== lines.length)
    throw new Error('Two lines of the transaction have the same lineId');
  if (lines.some(({ amountMinor }) => BigInt(amountMinor) < 0n))
    throw new Error('A line of the transaction has a negative amount');
  const sum = lines.reduce((all, { amountMinor }) => all + BigInt(amountMinor), 0n);
  if (sum !== BigInt(transaction.amountMinor))
    throw new Error(`The lines sum to ${sum}, the transaction says ${transaction.amountMinor}`);
  return transaction;
}
