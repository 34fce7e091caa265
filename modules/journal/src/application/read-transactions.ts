/** Transactions by id for other modules, with their lines and effects; what the caller may not see is null. */
import type { ModuleKit } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import type { RecordedTransaction } from '../door.ts';
import { type EffectRow, effectsOf } from '../storage/effects.ts';
import { type LineRow, linesOf } from '../storage/lines.ts';
import { type TransactionRow, transactionsById } from '../storage/transactions.ts';
import type { Transaction } from '../transaction.ts';
import { mayRead } from './visibility.ts';

export async function readTransactions(
  kit: ModuleKit,
  caller: Principal,
  { ids }: { readonly ids: readonly string[] },
): Promise<readonly (RecordedTransaction | null)[]> {
  const db = kit.db.sql();
  const rows = await transactionsById(db, ids);
  const allowed = await mayRead(kit, caller, rows);
  const visible = rows.filter((_, index) => allowed[index] === 'ALLOWED');
  const visibleIds = visible.map(({ id }) => id);
  const lines = Map.groupBy(await linesOf(db, visibleIds), ({ transactionId }) => transactionId);
  const effects = Map.groupBy(
    await effectsOf(db, visibleIds),
    ({ transactionId }) => transactionId,
  );
  const found = new Map(
    visible.map((row) => [
      row.id,
      assemble(row, lines.get(row.id) ?? [], effects.get(row.id) ?? []),
    ]),
  );
  return ids.map((id) => found.get(id) ?? null);
}

function assemble(
  row: TransactionRow,
  lines: readonly LineRow[],
  effects: readonly EffectRow[],
): RecordedTransaction {
  return {
    transactionId: row.id,
    subsidiary: row.subsidiary,
    externalId: row.externalId,
    kind: row.kind,
    ...(row.memberId === null ? {} : { memberId: row.memberId }),
    occurredAt: row.occurredAt.toISOString(),
    channel: row.channel as Transaction['channel'],
    ...(row.storeCode === null ? {} : { storeCode: row.storeCode }),
    currency: 'CNY',
    amountMinor: row.amountMinor.toString(),
    lines: lines.map(({ lineId, itemCode, category, quantity, amountMinor }) => ({
      lineId,
      itemCode,
      category,
      quantity,
      amountMinor: amountMinor.toString(),
    })),
    attributes: row.attributes,
    ...(row.reversesId === null ? {} : { reverses: { transactionId: row.reversesId } }),
    recordedAt: row.recordedAt,
    effects: {
      state: row.effectsState,
      ...(row.effectsAt === null ? {} : { completedAt: row.effectsAt }),
      items: effects.map(({ transactionId: _of, ...effect }) => effect),
    },
  };
}
