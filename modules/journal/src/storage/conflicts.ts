/** Messages that contradict the record. Kept whole and once each. */
import { fromUuid, newUuid, toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Transaction } from '../transaction.ts';
import type { Db } from './transactions.ts';

export interface NewConflict {
  readonly code: string;
  readonly received: Transaction;
  readonly hash: Buffer;
  /** What is on record and is contradicted. */
  readonly transactionId: string | undefined;
  readonly detail: Readonly<Record<string, string>>;
}

/** False when the same message was kept before. */
export async function keepConflict(db: Db, conflict: NewConflict, now: Date): Promise<boolean> {
  const { received } = conflict;
  const { rows } = await sql`
    INSERT INTO conflict (id, code, subsidiary, external_id, transaction_id, received, content_hash, detail, recorded_at)
    VALUES (${newUuid(now)}, ${conflict.code}, ${received.subsidiary}, ${received.externalId},
            ${conflict.transactionId === undefined ? null : toUuid('txn', conflict.transactionId)},
            ${JSON.stringify(received)}::jsonb, ${conflict.hash}, ${JSON.stringify(conflict.detail)}::jsonb, ${now})
    ON CONFLICT ON CONSTRAINT conflict_once DO NOTHING RETURNING 1`.execute(db);
  return rows.length > 0;
}

export interface ConflictRow {
  readonly id: string;
  readonly code: string;
  readonly subsidiary: string;
  readonly externalId: string;
  readonly transactionId: string | null;
  readonly received: Transaction;
  readonly detail: Readonly<Record<string, string>>;
  readonly recordedAt: Date;
}

/** Newest first. `subsidiary` absent: of all companies. */
export async function listConflicts(
  db: Db,
  subsidiary: string | undefined,
  page: {
    readonly limit: number;
    readonly after?: { readonly recordedAt: Date; readonly id: string };
  },
): Promise<readonly ConflictRow[]> {
  const { rows } = await sql<{
    id: string;
    code: string;
    subsidiary: string;
    external_id: string;
    transaction_id: string | null;
    received: Transaction;
    detail: Record<string, string>;
    recorded_at: Date;
  }>`SELECT id, code, subsidiary, external_id, transaction_id, received, detail, recorded_at FROM conflict
     WHERE (${subsidiary ?? null}::text IS NULL OR subsidiary = ${subsidiary ?? null})
       AND (${page.after === undefined} OR (recorded_at, id) < (${page.after?.recordedAt ?? null}::timestamptz,
            ${page.after === undefined ? null : toUuid('cfl', page.after.id)}::uuid))
     ORDER BY recorded_at DESC, id DESC LIMIT ${page.limit}`.execute(db);
  return rows.map((row) => ({
    id: fromUuid('cfl', row.id),
    code: row.code,
    subsidiary: row.subsidiary,
    externalId: row.external_id,
    transactionId: row.transaction_id === null ? null : fromUuid('txn', row.transaction_id),
    received: row.received,
    detail: row.detail,
    recordedAt: new Date(row.recorded_at),
  }));
}
