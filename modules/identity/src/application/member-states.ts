/** What other modules need to know of members: state, survivor, month and day of birth, consents. Batched. */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import type { MemberState } from '../door.ts';
import { type MemberStateRow, memberStateRows } from '../storage/member-states.ts';
import { openProfile } from './derive-profiles.ts';
import { dataKeysOf, type IdentityContext } from './identity-context.ts';

export async function memberStates(
  context: IdentityContext,
  memberIds: readonly string[],
): Promise<readonly (MemberState | null)[]> {
  const db = context.kit.db.sql();
  const uuids = memberIds.map((id) => (isId('mem', id) ? toUuid('mem', id) : undefined));
  const asked = [...new Set(uuids.filter((id) => id !== undefined))];
  const rows = await memberStateRows(db, asked);
  const members = new Map(rows.map((row) => [row.id, row]));
  // Unwrapping a key costs more than reading a row: only where there is something to open.
  const keys = await dataKeysOf(
    context,
    db,
    rows.map(({ survivor_id: id, master_key, wrapped_key }) => ({ id, master_key, wrapped_key })),
  );
  return uuids.map((uuid) => {
    const row = uuid === undefined ? undefined : members.get(uuid);
    return row === undefined ? null : stateOf(row, keys.get(row.survivor_id));
  });
}

function stateOf(row: MemberStateRow, key: Buffer | undefined): MemberState {
  const birthday =
    key === undefined || row.sealed === null
      ? undefined
      : openProfile(key, row.survivor_id, row.sealed).birthday?.value.slice(5);
  return {
    memberId: fromUuid('mem', row.id),
    survivorId: fromUuid('mem', row.survivor_id),
    memberNo: row.member_no,
    status: row.status,
    enrolledAt: row.enrolled_at,
    enrolledBy: row.enrolled_by,
    ...(birthday === undefined ? {} : { birthday }),
    ...(row.household_id === null ? {} : { householdId: fromUuid('hsh', row.household_id) }),
    consents: row.purposes,
  };
}
