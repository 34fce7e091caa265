/** What other modules need to know of members: state, survivor, month and day of birth, consents. Batched. */
import { fromUuid, isId, toUuid } from '@guildhall/shared/ids';
import type { ConsentPurpose, MemberState } from '../door.ts';
import { consentsOf } from '../storage/consents.ts';
import { householdsOf } from '../storage/households.ts';
import { type MemberRow, membersById } from '../storage/members.ts';
import { readProfiles } from './derive-profiles.ts';
import type { IdentityContext } from './identity-context.ts';

export async function memberStates(
  context: IdentityContext,
  memberIds: readonly string[],
): Promise<readonly (MemberState | null)[]> {
  const db = context.kit.db.sql();
  const uuids = memberIds.map((id) => (isId('mem', id) ? toUuid('mem', id) : undefined));
  const asked = [...new Set(uuids.filter((id) => id !== undefined))];
  const members = new Map((await membersById(db, asked)).map((row) => [row.id, row]));
  const rootIds = [...new Set([...members.values()].map(({ survivor_id }) => survivor_id))];
  const missing = rootIds.filter((id) => !members.has(id));
  const roots = [
    ...members.values(),
    ...(missing.length > 0 ? await membersById(db, missing) : []),
  ];
  const [profiles, consents, households] = await Promise.all([
    readProfiles(
      context,
      db,
      roots.filter(({ id }) => rootIds.includes(id)),
    ),
    consentsOf(db, rootIds),
    householdsOf(db, rootIds),
  ]);
  const granted = Map.groupBy(
    consents.filter(
      ({ state, channel, subsidiary }) =>
        state === 'GRANTED' && channel === '' && subsidiary === '',
    ),
    ({ root_id }) => root_id,
  );
  return uuids.map((uuid) => {
    const row = uuid === undefined ? undefined : members.get(uuid);
    if (row === undefined) return null;
    return stateOf(row, {
      birthday: profiles.get(row.survivor_id)?.birthday?.value.slice(5),
      householdId: households.get(row.survivor_id),
      consents: (granted.get(row.survivor_id) ?? []).map(({ purpose }) => purpose),
    });
  });
}

function stateOf(
  row: MemberRow,
  derived: {
    readonly birthday: string | undefined;
    readonly householdId: string | undefined;
    readonly consents: readonly ConsentPurpose[];
  },
): MemberState {
  const { birthday, householdId, consents } = derived;
  return {
    memberId: fromUuid('mem', row.id),
    survivorId: fromUuid('mem', row.survivor_id),
    memberNo: row.member_no,
    status: row.status,
    enrolledAt: row.enrolled_at,
    enrolledBy: row.enrolled_by,
    ...(birthday === undefined ? {} : { birthday }),
    ...(householdId === undefined ? {} : { householdId: fromUuid('hsh', householdId) }),
    consents,
  };
}
