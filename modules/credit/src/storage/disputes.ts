/** Disputes about facts: by fact, and as the queue of those that wait for an answer. */
import { sql } from 'kysely';
import { optionalDate } from './facts.ts';
import type { Db } from './tables.ts';

export interface DisputeRow {
  readonly id: string;
  readonly firmId: string;
  readonly factId: string;
  readonly grounds: string;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly deadline: Date;
  readonly resolution: 'UPHELD' | 'RETRACTED' | undefined;
  readonly answer: string | undefined;
  readonly closedBy: string | undefined;
  readonly closedAt: Date | undefined;
}

const disputeRows = (db: Db) => db.selectFrom('fact_dispute').selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof disputeRows>['execute']>>[number];

function shown(row: Row): DisputeRow {
  return {
    id: row.id,
    firmId: row.firm_id,
    factId: row.fact_id,
    grounds: row.grounds,
    openedBy: row.opened_by,
    openedAt: new Date(row.opened_at),
    deadline: new Date(row.deadline),
    resolution: row.resolution ?? undefined,
    answer: row.answer ?? undefined,
    closedBy: row.closed_by ?? undefined,
    closedAt: optionalDate(row.closed_at),
  };
}

/** All disputes about these facts, newest first. */
export async function disputesOfFacts(db: Db, factIds: readonly string[]): Promise<DisputeRow[]> {
  if (factIds.length === 0) return [];
  const rows = await disputeRows(db)
    .where('fact_id', 'in', factIds)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(shown);
}

export interface DisputeFilter {
  readonly open: boolean | undefined;
  readonly firmId: string | undefined;
}

/** In the order of their deadlines. */
export async function disputesPage(
  db: Db,
  { open, firmId }: DisputeFilter,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<DisputeRow[]> {
  let query = disputeRows(db);
  if (open !== undefined) query = query.where('closed_at', open ? 'is' : 'is not', null);
  if (firmId !== undefined) query = query.where('firm_id', '=', firmId);
  if (after !== undefined)
    query = query.where(sql<boolean>`(deadline, id) > (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query.orderBy('deadline').orderBy('id').limit(limit).execute();
  return rows.map(shown);
}
