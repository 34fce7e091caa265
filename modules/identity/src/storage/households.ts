/** Tables `household`, `household_member`. Invariant: a member lives in one household at a time. */
import { type Kysely, sql } from 'kysely';
import { type InstantsAsText, withInstants } from './rows.ts';

type Db = Kysely<unknown>;

export type Relation = 'HEAD' | 'SPOUSE' | 'PARENT' | 'CHILD' | 'OTHER';

export interface Lived {
  readonly householdId: string;
  /** The member whose row it is: the survivor itself, or one that was merged into it. */
  readonly memberId: string;
}

/** Where a member (or one merged into it) lives. */
export async function householdOf(db: Db, rootId: string): Promise<Lived | undefined> {
  const { rows } = await sql<Lived>`
    SELECT h.household_id AS "householdId", h.member_id AS "memberId"
    FROM member m JOIN household_member h ON h.member_id = m.id
    WHERE m.survivor_id = ${rootId} AND h.left_at IS NULL
    ORDER BY (m.id = m.survivor_id) DESC, h.joined_at LIMIT 1`.execute(db);
  return rows[0];
}

export async function insertHousehold(
  db: Db,
  household: { readonly id: string; readonly madeBy: string },
  now: Date,
): Promise<void> {
  await sql`INSERT INTO household (id, made_at, made_by) VALUES (${household.id}, ${now}, ${household.madeBy})`.execute(
    db,
  );
}

/** False when there is no such household, or it is closed. */
export async function joinHousehold(
  db: Db,
  joining: { readonly id: string; readonly memberId: string; readonly relation: Relation },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO household_member (household_id, member_id, relation, joined_at)
    SELECT h.id, ${joining.memberId}, ${joining.relation}, ${now}
    FROM (SELECT id FROM household WHERE id = ${joining.id} AND closed_at IS NULL FOR UPDATE) h
    RETURNING 1`.execute(db);
  return rows.length > 0;
}

/** The last one to leave closes the household. */
export async function leaveHousehold(db: Db, lived: Lived, now: Date): Promise<void> {
  await sql`SELECT 1 FROM household WHERE id = ${lived.householdId} FOR UPDATE`.execute(db);
  await sql`
    UPDATE household_member SET left_at = ${now}
    WHERE household_id = ${lived.householdId} AND member_id = ${lived.memberId} AND left_at IS NULL`.execute(
    db,
  );
  await sql`
    UPDATE household h SET closed_at = ${now}
    WHERE h.id = ${lived.householdId}
      AND NOT EXISTS (SELECT 1 FROM household_member m WHERE m.household_id = h.id AND m.left_at IS NULL)`.execute(
    db,
  );
}

export interface LivingRow {
  readonly member_id: string;
  readonly relation: Relation;
  readonly joined_at: Date;
}

/** Who lives there now, in the order of joining. */
export async function livingIn(db: Db, householdId: string): Promise<LivingRow[]> {
  const { rows } = await sql<InstantsAsText<LivingRow, 'joined_at'>>`
    SELECT member_id, relation, joined_at FROM household_member
    WHERE household_id = ${householdId} AND left_at IS NULL ORDER BY joined_at, member_id`.execute(
    db,
  );
  return withInstants<LivingRow, 'joined_at'>(rows, ['joined_at']);
}

export async function walletOf(db: Db, householdId: string): Promise<string | undefined> {
  const { rows } = await sql<{ wallet_id: string | null }>`
    SELECT wallet_id FROM household WHERE id = ${householdId}`.execute(db);
  return rows[0]?.wallet_id ?? undefined;
}

/** The open households are locked, so that one wallet never gets two homes. */
export async function setWallet(
  db: Db,
  householdId: string,
  walletId: string | undefined,
): Promise<'LINKED' | 'GONE' | 'TAKEN'> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM household WHERE (id = ${householdId} OR wallet_id = ${walletId ?? null}::uuid) AND closed_at IS NULL
    ORDER BY id FOR UPDATE`.execute(db);
  if (!rows.some(({ id }) => id === householdId)) return 'GONE';
  if (rows.length > 1) return 'TAKEN';
  await sql`UPDATE household SET wallet_id = ${walletId ?? null} WHERE id = ${householdId}`.execute(
    db,
  );
  return 'LINKED';
}
