/** Table `merge`, and the links between members that a merge makes. */
import { type Kysely, sql } from 'kysely';
import type { MergeState } from '../domain/merge-rules.ts';
import { type InstantsAsText, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface MergeRow {
  readonly id: string;
  readonly from_id: string;
  readonly into_id: string;
  readonly state: MergeState;
  readonly reason: string;
  readonly event_id: string;
  readonly stuck_in: readonly string[];
  readonly merged_at: Date;
  readonly merged_by: string;
  readonly unmerged_at: Date | null;
}
type Instant = 'merged_at' | 'unmerged_at';
type Raw = InstantsAsText<MergeRow, Instant>;
const COLUMNS = sql`id, from_id, into_id, state, reason, event_id, stuck_in, merged_at, merged_by, unmerged_at`;
const read = (rows: readonly Raw[]): MergeRow[] =>
  withInstants<MergeRow, Instant>(rows, ['merged_at', 'unmerged_at']);

export async function insertMerge(
  db: Db,
  merge: Pick<MergeRow, 'id' | 'from_id' | 'into_id' | 'reason' | 'event_id' | 'merged_by'>,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO merge (id, from_id, into_id, state, reason, event_id, merged_at, merged_by)
    VALUES (${merge.id}, ${merge.from_id}, ${merge.into_id}, 'MOVING', ${merge.reason}, ${merge.event_id}, ${now}, ${merge.merged_by})`.execute(
    db,
  );
}

export async function lockMerge(db: Db, id: string): Promise<MergeRow | undefined> {
  const { rows } = await sql<Raw>`SELECT ${COLUMNS} FROM merge WHERE id = ${id} FOR UPDATE`.execute(
    db,
  );
  return read(rows)[0];
}

export async function mergesOf(db: Db, memberIds: readonly string[]): Promise<MergeRow[]> {
  const { rows } = await sql<Raw>`
    SELECT ${COLUMNS} FROM merge WHERE from_id = ANY(${memberIds}::uuid[]) OR into_id = ANY(${memberIds}::uuid[])
    ORDER BY id DESC`.execute(db);
  return read(rows);
}

export async function startUndo(
  db: Db,
  merge: { readonly id: string; readonly eventId: string; readonly by: string },
  now: Date,
): Promise<void> {
  await sql`
    UPDATE merge SET state = 'UNDOING', event_id = ${merge.eventId}, stuck_in = '{}', unmerged_at = ${now}, unmerged_by = ${merge.by}
    WHERE id = ${merge.id}`.execute(db);
}

/** Puts a member and everybody merged into it under another. */
export async function linkUnder(db: Db, fromId: string, intoId: string): Promise<void> {
  await sql`
    UPDATE member SET survivor_id = ${intoId} WHERE survivor_id = ${fromId} AND id <> ${fromId}`.execute(
    db,
  );
  await sql`
    UPDATE member SET status_before_merge = status, status = 'MERGED', merged_into = ${intoId}, survivor_id = ${intoId}
    WHERE id = ${fromId}`.execute(db);
}

/** Frees a member; those merged into it before go with it, however deep. */
export async function unlinkFrom(db: Db, fromId: string): Promise<void> {
  await sql`
    UPDATE member SET status = status_before_merge, status_before_merge = NULL, merged_into = NULL, survivor_id = id
    WHERE id = ${fromId}`.execute(db);
  await sql`
    WITH RECURSIVE below AS (
      SELECT id FROM member WHERE merged_into = ${fromId}
      UNION SELECT m.id FROM member m JOIN below b ON m.merged_into = b.id
    )
    UPDATE member SET survivor_id = ${fromId} FROM below WHERE member.id = below.id`.execute(db);
}

/** The outbox row that was written for a merge in this transaction; its id begins with the time of writing. */
export async function eventOfMerge(
  db: Db,
  type: string,
  mergeId: string,
  now: Date,
): Promise<string> {
  const stamp = now.getTime().toString(16).padStart(12, '0');
  const [low, high] = ['0000-0000-000000000000', 'ffff-ffff-ffffffffffff'].map((rest, index) => {
    const head = `${stamp.slice(0, 8)}-${stamp.slice(8, 12)}-${index === 0 ? '0000' : 'ffff'}`;
    return `${head}-${rest.slice(0, 4)}-${rest.slice(10)}`;
  });
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM outbox
    WHERE id BETWEEN ${low}::uuid AND ${high}::uuid AND type = ${type} AND payload ->> 'mergeId' = ${mergeId}`.execute(
    db,
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`No ${type} of ${mergeId} lies in the outbox`);
  return id;
}

export interface OpenMerge {
  readonly id: string;
  readonly event_id: string;
  readonly state: 'MOVING' | 'UNDOING';
  readonly settled: boolean;
}

/** Merges that wait for the modules; `settled` when all consumers have confirmed (or given up as a dead letter). */
export async function openMerges(db: Db): Promise<OpenMerge[]> {
  const { rows } = await sql<OpenMerge>`
    SELECT m.id, m.event_id, m.state, o.id IS NULL OR o.settled_at IS NOT NULL AS settled
    FROM merge m LEFT JOIN outbox o ON o.id = m.event_id WHERE m.state IN ('MOVING', 'UNDOING') ORDER BY m.id LIMIT 500`.execute(
    db,
  );
  return rows;
}

export async function closeMerge(
  db: Db,
  merge: Pick<OpenMerge, 'id' | 'event_id'>,
  stuckIn: readonly string[],
): Promise<void> {
  await sql`
    UPDATE merge SET stuck_in = ${[...stuckIn]}::text[],
           state = CASE WHEN ${stuckIn.length > 0} THEN state WHEN state = 'MOVING' THEN 'DONE' ELSE 'UNDONE' END
    WHERE id = ${merge.id} AND event_id = ${merge.event_id} AND state IN ('MOVING', 'UNDOING')`.execute(
    db,
  );
}
