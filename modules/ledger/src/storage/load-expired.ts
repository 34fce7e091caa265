/** What has expired of lots so far, and what reversals have taken back from breakage since. */
import type { PostingRecord } from '../domain/book.ts';
import type { Connection } from './connection.ts';
import { plainArray } from './pg-array.ts';

export interface Expired {
  readonly lots: readonly {
    readonly lotId: string;
    /** Whose the lot was made for; a merge may have joined them with somebody since. */
    readonly ownerId: string;
    readonly amount: bigint;
  }[];
  /** By the posting that is being reversed. */
  readonly takenBack: ReadonlyMap<string, bigint>;
}

export const NOTHING_EXPIRED: Expired = { lots: [], takenBack: new Map() };

export async function loadExpired(
  db: Connection,
  lotIds: readonly string[],
  transfer: readonly PostingRecord[],
): Promise<Expired> {
  if (lotIds.length === 0) return NOTHING_EXPIRED;
  const [lots, back] = await Promise.all([
    db.query<{ lot_id: string; owner_id: string; amount: bigint }>({
      name: 'expired-of-lots',
      text: `SELECT m.lot_id, l.owner_id, -sum(m.free)::bigint AS amount FROM lot_move m
        JOIN posting p ON p.id = m.posting_id AND p.kind = 'EXPIRE' JOIN lot l ON l.id = m.lot_id
        WHERE m.lot_id = ANY ($1::uuid[]) GROUP BY 1, 2`,
      values: [plainArray(lotIds)],
    }),
    db.query<{ reverses: string; amount: bigint }>({
      name: 'taken-back-from-breakage',
      text: `SELECT reverses, -sum(d_counter)::bigint AS amount FROM posting
        WHERE reverses = ANY ($1::uuid[]) AND d_counter < 0 GROUP BY 1`,
      values: [plainArray(transfer.map(({ id }) => id))],
    }),
  ]);
  return {
    lots: lots.rows.map((row) => ({
      lotId: row.lot_id,
      ownerId: row.owner_id,
      amount: row.amount,
    })),
    takenBack: new Map(back.rows.map(({ reverses, amount }) => [reverses, amount])),
  };
}
