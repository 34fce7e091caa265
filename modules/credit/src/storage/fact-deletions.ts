/** That facts were deleted, and by which rule; what they said is gone. */
import { dateText } from './firms.ts';
import type { Db } from './tables.ts';

export interface FactDeletionRow {
  readonly factType: string;
  readonly endedOn: string;
  readonly policy: string;
  readonly deletedAt: Date;
}

/** Newest first. */
export async function deletionsOf(db: Db, firmId: string): Promise<FactDeletionRow[]> {
  const rows = await db
    .selectFrom('fact_deletion')
    .select(['fact_type', 'ended_on', 'policy', 'deleted_at'])
    .where('firm_id', '=', firmId)
    .orderBy('deleted_at', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    factType: row.fact_type,
    endedOn: dateText(row.ended_on) ?? '',
    policy: row.policy,
    deletedAt: new Date(row.deleted_at),
  }));
}
