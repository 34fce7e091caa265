/** Households' tables: who shares a wallet, how much of each earn goes to it, who may spend how much. */
import type { Connection } from './connection.ts';

export interface HouseholdMemberRow {
  household_id: string;
  member_id: string;
  currency: number;
  contribution_bps: number;
  spending: 'NONE' | 'LIMITED' | 'FULL';
  per_month: bigint | null;
  joined_at: number;
}

export interface HouseholdRow {
  id: string;
  currency: number;
  name: string;
}

export async function householdsBy(
  db: Connection,
  ids: readonly string[],
  memberIds: readonly string[],
): Promise<readonly HouseholdRow[]> {
  const { rows } = await db.query<HouseholdRow>({
    name: 'households',
    text: `SELECT h.id, h.currency, h.name FROM household h WHERE h.id = ANY ($1::uuid[])
      OR h.id IN (SELECT m.household_id FROM household_member m WHERE m.member_id = ANY ($2::uuid[])) ORDER BY h.id`,
    values: [ids, memberIds],
  });
  return rows;
}

export async function membersOf(
  db: Connection,
  ids: readonly string[],
): Promise<readonly HouseholdMemberRow[]> {
  const { rows } = await db.query<HouseholdMemberRow>({
    name: 'household-members',
    text: 'SELECT * FROM household_member WHERE household_id = ANY ($1::uuid[]) ORDER BY joined_at, member_id',
    values: [ids],
  });
  return rows;
}

export interface PutMember {
  readonly householdId: string;
  readonly memberId: string;
  readonly currencyId: number;
  readonly contributionBps: number;
  readonly spending: HouseholdMemberRow['spending'];
  readonly perMonth: bigint | null;
  readonly at: number;
}

/** Under the locks of the member's and the household's wallets. */
export function putMember(db: Connection, put: PutMember): readonly Promise<unknown>[] {
  return [
    db.query({
      text: `INSERT INTO household_member (household_id, member_id, currency, contribution_bps, spending, per_month, joined_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (household_id, member_id) DO UPDATE
        SET contribution_bps = excluded.contribution_bps, spending = excluded.spending, per_month = excluded.per_month`,
      values: [
        put.householdId,
        put.memberId,
        put.currencyId,
        put.contributionBps,
        put.spending,
        put.perMonth,
        new Date(put.at),
      ],
    }),
    db.query({
      text: 'UPDATE wallet SET household_id = $3, contribution_bps = $4 WHERE owner_id = $1 AND currency = $2',
      values: [put.memberId, put.currencyId, put.householdId, put.contributionBps],
    }),
  ];
}

export function removeMember(
  db: Connection,
  { householdId, memberId, currencyId }: Pick<PutMember, 'householdId' | 'memberId' | 'currencyId'>,
): readonly Promise<unknown>[] {
  return [
    db.query({
      text: 'DELETE FROM household_member WHERE household_id = $1 AND member_id = $2',
      values: [householdId, memberId],
    }),
    db.query({
      text: 'UPDATE wallet SET household_id = NULL, contribution_bps = NULL WHERE owner_id = $1 AND currency = $2',
      values: [memberId, currencyId],
    }),
  ];
}

interface Moving {
  readonly mergeId: string;
  readonly from: string;
  readonly to: string;
}

/** The survivor takes the member's place in its households, where it has none of its own. Kept for undoing. */
export function moveHouseholds(
  db: Connection,
  { mergeId, from, to }: Moving,
): readonly Promise<unknown>[] {
  return [
    db.query({
      text: `UPDATE member_move SET household = (
          SELECT jsonb_agg(jsonb_build_object('place', to_jsonb(m), 'taken', NOT EXISTS (
            SELECT 1 FROM household_member o WHERE o.member_id = $3 AND o.currency = m.currency)))
          FROM household_member m WHERE m.member_id = $2) WHERE merge_id = $1`,
      values: [mergeId, from, to],
    }),
    db.query({
      text: `UPDATE household_member m SET member_id = $2 WHERE m.member_id = $1 AND NOT EXISTS (
        SELECT 1 FROM household_member o WHERE o.member_id = $2 AND o.currency = m.currency)`,
      values: [from, to],
    }),
    db.query({ text: 'DELETE FROM household_member WHERE member_id = $1', values: [from] }),
    ...placeWallets(db, [from, to]),
  ];
}

/** Gives the member its places back; those the survivor had taken over are taken from it. */
export function moveHouseholdsBack(
  db: Connection,
  { mergeId, from, to }: Moving,
): readonly Promise<unknown>[] {
  const places = `SELECT p.* FROM member_move mm CROSS JOIN LATERAL jsonb_array_elements(mm.household) AS e (value)
    CROSS JOIN LATERAL jsonb_populate_record(NULL::household_member, e.value -> 'place') AS p WHERE mm.merge_id = $1`;
  return [
    db.query({
      text: `DELETE FROM household_member m USING (${places} AND (e.value ->> 'taken')::boolean) p
        WHERE m.household_id = p.household_id AND m.member_id = $2`,
      values: [mergeId, to],
    }),
    db.query({
      text: `INSERT INTO household_member ${places} ON CONFLICT DO NOTHING`,
      values: [mergeId],
    }),
    ...placeWallets(db, [from, to]),
  ];
}

function placeWallets(db: Connection, owners: readonly string[]): readonly Promise<unknown>[] {
  return [
    db.query({
      text: `UPDATE wallet w SET household_id = m.household_id, contribution_bps = m.contribution_bps
        FROM wallet x LEFT JOIN household_member m ON m.member_id = x.owner_id AND m.currency = x.currency
        WHERE x.owner_id = ANY ($1::uuid[]) AND w.owner_id = x.owner_id AND w.currency = x.currency`,
      values: [owners],
    }),
  ];
}
