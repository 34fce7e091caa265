/** What came of each transaction. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { EffectsCompleted, TransactionEffect } from '../transaction.ts';
import type { Db } from './transactions.ts';

/** Stores the effects and marks them complete. False when the transaction is not on record. */
export async function storeEffects(
  db: Db,
  completed: EffectsCompleted,
  now: Date,
): Promise<boolean> {
  const effects = JSON.stringify(
    completed.effects.map((effect, index) => ({ ...effect, ordinal: index + 1 })),
  );
  const { rows } = await sql`
    WITH done AS (
      UPDATE transaction SET effects_state = 'COMPLETE', effects_at = ${now}
      WHERE id = ${toUuid('txn', completed.transactionId)} RETURNING id),
    effects AS (
      INSERT INTO effect (transaction_id, ordinal, kind, member_id, offer_id, coupon_id, transfer_id, amount_minor, currency, scale)
      SELECT done.id, ordinal, kind, "memberId", "offerId", "couponId", "transferId", "amountMinor", currency, coalesce(scale, 2)
      FROM done, jsonb_to_recordset(${effects}::jsonb)
        AS e(ordinal int, kind text, "memberId" text, "offerId" text, "couponId" text, "transferId" text,
             "amountMinor" bigint, currency text, scale int)
      ON CONFLICT DO NOTHING)
    SELECT 1 FROM done`.execute(db);
  return rows.length > 0;
}

export type EffectRow = TransactionEffect & { readonly transactionId: string };

export async function effectsOf(
  db: Db,
  transactionIds: readonly string[],
): Promise<readonly EffectRow[]> {
  const { rows } = await sql<{
    transaction_id: string;
    kind: TransactionEffect['kind'];
    member_id: string;
    offer_id: string | null;
    coupon_id: string | null;
    transfer_id: string | null;
    amount_minor: string | null;
    currency: string | null;
    scale: number;
  }>`SELECT transaction_id, kind, member_id, offer_id, coupon_id, transfer_id, amount_minor::text, currency, scale
     FROM effect WHERE transaction_id = ANY(${transactionIds.map((id) => toUuid('txn', id))}::uuid[])
     ORDER BY transaction_id, ordinal`.execute(db);
  return rows.map((row) => ({
    transactionId: fromUuid('txn', row.transaction_id),
    kind: row.kind,
    memberId: row.member_id,
    ...(row.offer_id === null ? {} : { offerId: row.offer_id }),
    ...(row.coupon_id === null ? {} : { couponId: row.coupon_id }),
    ...(row.transfer_id === null ? {} : { transferId: row.transfer_id }),
    ...(row.amount_minor === null ? {} : { amountMinor: row.amount_minor }),
    ...(row.currency === null ? {} : { currency: row.currency }),
    scale: row.scale,
  }));
}
