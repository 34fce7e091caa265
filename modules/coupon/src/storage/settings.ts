/** Segments, and how points pay at the counter. */

import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { Tender } from '../domain/coupons/tender.ts';
import type { LocalText } from '../domain/offers/coupon-template.ts';
import type { Db } from './offers.ts';

export interface SegmentRow {
  readonly id: string;
  readonly code: string;
  readonly name: LocalText;
  readonly condition: string;
  readonly memberCount: bigint | null;
  readonly countedAt: Date | null;
}

export async function listSegments(db: Db): Promise<readonly SegmentRow[]> {
  const { rows } = await sql<{
    id: string;
    code: string;
    name: LocalText;
    condition: string;
    member_count: string | null;
    counted_at: Date | null;
  }>`SELECT id, code, name, condition, member_count::text, counted_at FROM segment ORDER BY code`.execute(
    db,
  );
  return rows.map((row) => ({
    id: fromUuid('seg', row.id),
    code: row.code,
    name: row.name,
    condition: row.condition,
    memberCount: row.member_count === null ? null : BigInt(row.member_count),
    countedAt: row.counted_at === null ? null : new Date(row.counted_at),
  }));
}

export async function saveSegment(
  db: Db,
  segment: Pick<SegmentRow, 'code' | 'name' | 'condition'>,
  by: string,
  now: Date,
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO segment (id, code, name, condition, changed_at, changed_by)
    VALUES (${newUuid(now)}, ${segment.code}, ${JSON.stringify(segment.name)}::jsonb, ${segment.condition}, ${now}, ${by})
    ON CONFLICT ON CONSTRAINT segment_code_once DO UPDATE
      SET name = excluded.name, condition = excluded.condition, changed_at = excluded.changed_at,
          changed_by = excluded.changed_by, member_count = NULL, counted_at = NULL
    RETURNING id`.execute(db);
  return fromUuid('seg', String(rows[0]?.id));
}

/**
 * Codes of segments that were not counted since; of those that were changed since, people look at them now, since a later
 * moment.
 */
export async function segmentsToCount(
  db: Db,
  { since, newSince }: { readonly since: Date; readonly newSince: Date },
): Promise<readonly string[]> {
  const { rows } = await sql<{ code: string }>`
    SELECT code FROM segment
    WHERE counted_at IS NULL OR counted_at < ${since} OR (changed_at > ${since} AND counted_at < ${newSince})
    ORDER BY code`.execute(db);
  return rows.map(({ code }) => code);
}

export async function saveSegmentCount(
  db: Db,
  code: string,
  count: number,
  now: Date,
): Promise<void> {
  await sql`UPDATE segment SET member_count = ${count}, counted_at = ${now} WHERE code = ${code}`.execute(
    db,
  );
}

export async function listTenders(db: Db): Promise<readonly Tender[]> {
  const { rows } = await sql<{
    currency: string;
    scale: number;
    points_per_cny: string;
    max_share_bps: number;
  }>`
    SELECT currency, scale, points_per_cny::text, max_share_bps FROM points_tender ORDER BY currency`.execute(
    db,
  );
  return rows.map((row) => ({
    currency: row.currency,
    scale: row.scale,
    pointsPerCny: row.points_per_cny,
    maxShareBps: row.max_share_bps,
  }));
}

export async function saveTender(db: Db, tender: Tender, by: string, now: Date): Promise<void> {
  await sql`
    INSERT INTO points_tender (currency, scale, points_per_cny, max_share_bps, changed_at, changed_by)
    VALUES (${tender.currency}, ${tender.scale}, ${tender.pointsPerCny}, ${tender.maxShareBps}, ${now}, ${by})
    ON CONFLICT (currency) DO UPDATE SET scale = excluded.scale, points_per_cny = excluded.points_per_cny,
      max_share_bps = excluded.max_share_bps, changed_at = excluded.changed_at, changed_by = excluded.changed_by`.execute(
    db,
  );
}
