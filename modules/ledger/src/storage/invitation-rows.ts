/** Invitations into households. Closed under the lock of the household's wallet. */
import type { Connection } from './connection.ts';
import type { HouseholdMemberRow } from './household-rows.ts';

export interface InvitationRow {
  id: string;
  household_id: string;
  code: string;
  invited_by: string;
  spending: HouseholdMemberRow['spending'];
  per_month: bigint | null;
  made_at: number;
  expires_at: number;
  state: 'OPEN' | 'ACCEPTED' | 'WITHDRAWN';
}

export async function invitationsBy(
  db: Connection,
  { ids = [], code = '' }: { readonly ids?: readonly string[]; readonly code?: string },
): Promise<readonly InvitationRow[]> {
  const { rows } = await db.query<InvitationRow>({
    name: 'household-invitations-by',
    text: `SELECT * FROM household_invitation WHERE id = ANY ($1::uuid[])
      UNION ALL SELECT * FROM household_invitation WHERE code = $2 AND NOT id = ANY ($1::uuid[])`,
    values: [ids, code],
  });
  return rows;
}

/** Those that can still be taken, the earliest first. */
export async function openInvitations(
  db: Connection,
  householdIds: readonly string[],
  now: number,
): Promise<readonly InvitationRow[]> {
  const { rows } = await db.query<InvitationRow>({
    name: 'open-household-invitations',
    text: `SELECT * FROM household_invitation WHERE household_id = ANY ($1::uuid[]) AND state = 'OPEN'
      AND expires_at > $2 ORDER BY made_at, id`,
    values: [householdIds, new Date(now)],
  });
  return rows;
}

export const addInvitation = (
  db: Connection,
  row: Omit<InvitationRow, 'state'>,
): Promise<unknown> =>
  db.query({
    text: `INSERT INTO household_invitation
      (id, household_id, code, invited_by, spending, per_month, made_at, expires_at, state)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'OPEN')`,
    values: [
      row.id,
      row.household_id,
      row.code,
      row.invited_by,
      row.spending,
      row.per_month,
      new Date(row.made_at),
      new Date(row.expires_at),
    ],
  });

export const closeInvitation = (
  db: Connection,
  id: string,
  { acceptedBy, at }: { readonly acceptedBy: string | null; readonly at: number },
): Promise<unknown> =>
  db.query({
    text: `UPDATE household_invitation SET state = CASE WHEN $2::uuid IS NULL THEN 'WITHDRAWN' ELSE 'ACCEPTED' END,
      accepted_by = $2, closed_at = $3 WHERE id = $1`,
    values: [id, acceptedBy, new Date(at)],
  });

/** What somebody who leaves had on offer ends with it. */
export const withdrawInvitationsOf = (
  db: Connection,
  { householdId, memberId, at }: { householdId: string; memberId: string; at: number },
): Promise<unknown> =>
  db.query({
    text: `UPDATE household_invitation SET state = 'WITHDRAWN', closed_at = $3
      WHERE household_id = $1 AND invited_by = $2 AND state = 'OPEN'`,
    values: [householdId, memberId, new Date(at)],
  });
