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
import {
  findSame,
  insertTransactions,
  lockOriginal,
  type NewTransaction,
  takeBack,
} from '../storage/transactions.ts';
import {
  TRANSACTION_ACCEPTED,
  type Transaction,
  transactionRecorded,
  transactionSchema,
} from '../transaction.ts';
import { contentHash } from './content-hash.ts';

type Reversal = Transaction & { readonly reverses: NonNullable<Transaction['reverses']> };

/** Events delivered together: what is bought is written in one statement, what comes back one by one after it. */
export async function recordTransactions(
  kit: Pick<ModuleKit, 'log'>,
  events: readonly DomainEvent[],
  context: CommandContext,
): Promise<void> {
  const told = events.map((event) => {
    const transaction = wellFormed(event);
    return { transaction, hash: contentHash(transaction) };
  });
  const originals = told.filter(({ transaction }) => !isReversal(transaction));
  const conflicts: (NewConflict | undefined)[] = await recordOriginals(context, originals);
  for (const { transaction, hash } of told) {
    if (isReversal(transaction)) conflicts.push(await recordReversal(context, transaction, hash));
  }
  for (const conflict of conflicts) {
    if (conflict !== undefined) await keep(kit, conflict, context);
  }
}

async function keep(
  kit: Pick<ModuleKit, 'log'>,
  conflict: NewConflict,
  { tx, now }: CommandContext,
): Promise<void> {
  if (!(await keepConflict(tx.getKysely<unknown>(), conflict, now))) return;
  const { subsidiary } = conflict.received;
  kit.log.warn({ subsidiary, fault: conflict.code }, 'transaction contradicts the record');
}

function isReversal(transaction: Transaction): transaction is Reversal {
  return transaction.reverses !== undefined;
}

async function recordOriginals(
  context: CommandContext,
  told: readonly NewTransaction[],
): Promise<(NewConflict | undefined)[]> {
  if (told.length === 0) return [];
  const recorded = await insertTransactions(context.tx.getKysely<unknown>(), told, context.now);
  const conflicts: (NewConflict | undefined)[] = [];
  const accepted = new Map<string, Transaction>();
  for (const { transaction, hash } of told) {
    const { transactionId } = transaction;
    if (recorded.has(transactionId) && !accepted.has(transactionId))
      accepted.set(transactionId, transaction);
    else conflicts.push(await contradiction(context, transaction, hash));
  }
  await announce(context, ...accepted.values());
  return conflicts;
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
  const recorded = await insertTransactions(db, [{ transaction, hash }], context.now);
  if (recorded.size === 0) return contradiction(context, transaction, hash);
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

async function announce(
  { publish }: CommandContext,
  ...accepted: readonly Transaction[]
): Promise<void> {
  if (accepted.length === 0) return;
  await publish(
    ...accepted.map((transaction) => ({
      type: TRANSACTION_ACCEPTED,
      occurredAt: new Date(transaction.occurredAt),
      payload: transaction,
    })),
  );
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
