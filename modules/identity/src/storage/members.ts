/** Tables `member`, `status_event`: who there is and in which state. */
import { type Kysely, sql } from 'kysely';
import type { MemberStatus } from '../door.ts';
import { type InstantsAsText, rowsOf, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export interface MemberRow {
  readonly id: string;
  readonly member_no: string;
  readonly status: MemberStatus;
  readonly status_before_merge: 'ACTIVE' | 'SUSPENDED' | null;
  readonly survivor_id: string;
  readonly merged_into: string | null;
  readonly enrolled_at: Date;
  readonly enrolled_by: string;
  readonly last_seen_at: Date;
  readonly master_key: number;
  readonly wrapped_key: Buffer | null;
}

const INSTANTS = ['enrolled_at', 'last_seen_at'] as const;
type RawMember = InstantsAsText<MemberRow, (typeof INSTANTS)[number]>;

const COLUMNS = sql`id, member_no, status, status_before_merge, survivor_id, merged_into, enrolled_at, enrolled_by,
                    last_seen_at, master_key, wrapped_key`;

export interface NewMember {
  readonly id: string;
  readonly memberNo: string;
  readonly enrolledBy: string;
  readonly masterKey: number;
  readonly wrappedKey: Buffer;
}

export async function nextMemberCounts(db: Db, count: number): Promise<bigint[]> {
  const { rows } = await sql<{
    n: string;
  }>`SELECT nextval('member_number')::text AS n FROM generate_series(1, ${count}::int)`.execute(db);
  return rows.map(({ n }) => BigInt(n));
}

export async function insertMembers(db: Db, rows: readonly NewMember[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    INSERT INTO member (id, member_no, status, survivor_id, enrolled_at, enrolled_by, last_seen_at, master_key, wrapped_key)
    SELECT id, "memberNo", 'ACTIVE', id, ${now}::timestamptz, "enrolledBy", ${now}::timestamptz, "masterKey",
           decode("wrappedKey", 'hex')
    FROM jsonb_to_recordset(${rowsOf(rows)})
      AS r(id uuid, "memberNo" text, "enrolledBy" text, "masterKey" int, "wrappedKey" text)`.execute(
    db,
  );
}

export async function membersById(db: Db, ids: readonly string[]): Promise<MemberRow[]> {
  const { rows } =
    await sql<RawMember>`SELECT ${COLUMNS} FROM member WHERE id = ANY(${ids}::uuid[])`.execute(db);
  return withInstants<MemberRow, (typeof INSTANTS)[number]>(rows, INSTANTS);
}

/** These members and all that were merged into them. */
export async function clustersOf(db: Db, rootIds: readonly string[]): Promise<MemberRow[]> {
  const { rows } = await sql<RawMember>`
    SELECT ${COLUMNS} FROM member WHERE survivor_id = ANY(${rootIds}::uuid[]) ORDER BY id`.execute(
    db,
  );
  return withInstants<MemberRow, (typeof INSTANTS)[number]>(rows, INSTANTS);
}

/** Locked in the order of their ids, so that two transactions never wait for each other. */
export async function lockMembers(db: Db, ids: readonly string[]): Promise<MemberRow[]> {
  const { rows } = await sql<RawMember>`
    SELECT ${COLUMNS} FROM member WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`.execute(
    db,
  );
  return withInstants<MemberRow, (typeof INSTANTS)[number]>(rows, INSTANTS);
}

/** Seen again; within the same hour nothing is written. */
export async function touchMembers(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    UPDATE member SET last_seen_at = ${now}
    WHERE id = ANY(${ids}::uuid[]) AND last_seen_at < ${now}::timestamptz - interval '1 hour'`.execute(
    db,
  );
}

export interface StatusChange {
  readonly id: string;
  readonly memberId: string;
  readonly from: MemberStatus | null;
  readonly to: MemberStatus;
  readonly reason: string;
  readonly changedBy: string;
}

export async function recordStatus(
  db: Db,
  changes: readonly StatusChange[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    INSERT INTO status_event (id, member_id, from_state, to_state, reason, changed_by, changed_at)
    SELECT id, "memberId", "from", "to", reason, "changedBy", ${now}::timestamptz
    FROM jsonb_to_recordset(${rowsOf(changes)})
      AS r(id uuid, "memberId" uuid, "from" text, "to" text, reason text, "changedBy" text)`.execute(
    db,
  );
}

export async function membersByNumber(db: Db, memberNos: readonly string[]): Promise<MemberRow[]> {
  const { rows } = await sql<RawMember>`
    SELECT ${COLUMNS} FROM member WHERE member_no = ANY(${memberNos}::text[])`.execute(db);
  return withInstants<MemberRow, (typeof INSTANTS)[number]>(rows, INSTANTS);
}

/** The member itself, or the one it was merged into; undefined when there is none. */
export async function rootOf(db: Db, id: string): Promise<string | undefined> {
  const { rows } = await sql<{
    survivor_id: string;
  }>`SELECT survivor_id FROM member WHERE id = ${id}`.execute(db);
  return rows[0]?.survivor_id;
}

/**
 * Locks the survivors of these members, in the order given; undefined for those that don't exist. A merge that was
 * committed while we waited for its lock moves the survivor: then we look again.
 */
export async function lockRoots(
  db: Db,
  ids: readonly string[],
): Promise<readonly (MemberRow | undefined)[]> {
  const roots: (string | undefined)[] = [];
  for (const id of ids) roots.push(await rootOf(db, id));
  const rows = await lockMembers(db, [...new Set(roots.filter((id) => id !== undefined))]);
  if (rows.some((row) => row.survivor_id !== row.id)) return lockRoots(db, ids);
  return roots.map((root) => rows.find(({ id }) => id === root));
}

export async function setStatus(
  db: Db,
  ids: readonly string[],
  status: MemberStatus,
): Promise<void> {
  await sql`UPDATE member SET status = ${status} WHERE id = ANY(${ids}::uuid[])`.execute(db);
}
