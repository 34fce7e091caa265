/** How far a business day has been gone through for an offer that members' days set off. */
import { toUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Db } from './offers.ts';

export interface SweepKey {
  readonly offerId: string;
  readonly dateNo: number;
  readonly day: string;
}

export async function sweepAt(
  db: Db,
  { offerId, dateNo, day }: SweepKey,
): Promise<{ readonly done: boolean; readonly after: string | undefined }> {
  const { rows } = await sql<{ after: string | null; done: boolean }>`
    SELECT after, done_at IS NOT NULL AS done FROM date_sweep
    WHERE offer_id = ${toUuid('off', offerId)} AND date_no = ${dateNo} AND day = ${day}::date`.execute(
    db,
  );
  return { done: rows[0]?.done ?? false, after: rows[0]?.after ?? undefined };
}

export async function sweepTo(
  db: Db,
  { offerId, dateNo, day }: SweepKey,
  after: string | undefined,
  doneAt: Date | null,
): Promise<void> {
  await sql`
    INSERT INTO date_sweep (offer_id, date_no, day, after, done_at)
    VALUES (${toUuid('off', offerId)}, ${dateNo}, ${day}::date, ${after ?? null}, ${doneAt}::timestamptz)
    ON CONFLICT (offer_id, date_no, day) DO UPDATE SET after = excluded.after, done_at = excluded.done_at`.execute(
    db,
  );
}
