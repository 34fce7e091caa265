/** What came of each transaction. */
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { EffectsCompleted, TransactionEffect } from '../transaction.ts';
import type { Db } from './transactions.ts';

/** Stores effects and marks their transactions complete. Answers the ids of those that are on record. */
export async function storeEffects(
  db: Db,
  completed: readonly EffectsCompleted[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const ids = completed.map(({ transactionId }) => toUuid('txn', transactionId));
  const effects = JSON.stringify(
    completed.flatMap(({ transactionId, effects: items }) =>
      items.map((effect, index) => ({
        ...effect,
        transactionId: toUuid('txn', transactionId),
        ordinal: index + 1,
      })),
    ),
  );
  const { rows } = await sql<{ id: string }>`
    WITH done AS (
      UPDATE transaction SET effects_state = 'COMPLETE', effects_at = ${now} WHERE id = ANY(${ids}::uuid[]) RETURNING id),
    effects AS (
      INSERT INTO effect (transaction_id, ordinal, kind, member_id, offer_id, coupon_id, transfer_id, amount_minor, currency, scale, honoured_by)
      SELECT done.id, ordinal, kind, "memberId", "offerId", "couponId", "transferId", "amountMinor", currency, coalesce(scale, 2), "honouredBy"
      FROM jsonb_to_recordset(${effects}::jsonb)
        AS e("transactionId" uuid, ordinal int, kind text, "memberId" text, "offerId" text, "couponId" text,
             "transferId" text, "amountMinor" bigint, currency text, scale int, "honouredBy" text[])
      JOIN done ON done.id = e."transactionId"
      ON CONFLICT DO NOTHING)
    SELECT id FROM done`.execute(db);
  return new Set(rows.map(({ id }) => fromUuid('txn', id)));
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
    honoured_by: string[] | null;
  }>`SELECT transaction_id, kind, member_id, offer_id, coupon_id, transfer_id, amount_minor::text, currency, scale,
            honoured_by
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
    ...(row.honoured_by === null ? {} : { honouredBy: row.honoured_by }),
  }));
}
