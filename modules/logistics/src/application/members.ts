/** Members as logistics names them: checked with identity before anything is written. */
import type { IdentityDoor } from '@guildhall/identity';
import { toUuid } from '@guildhall/shared/ids';
import { MEMBER } from '../ids.ts';
import { type Kit, SELF } from './caller.ts';

/** UUIDs of the members (of their survivors, after a merge) by the id that was named; unknown ones are left out. */
export async function knownMembers(
  kit: Kit,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(memberIds)];
  if (wanted.length === 0) return new Map();
  const states = await kit.doors
    .get<IdentityDoor>('identity')
    .memberStates(SELF, { memberIds: wanted });
  return new Map(
    states.flatMap((state, index) => {
      const named = wanted[index];
      const gone = state === null || state.status === 'TERMINATED' || state.status === 'ERASED';
      return gone || named === undefined ? [] : [[named, toUuid(MEMBER, state.survivorId)]];
    }),
  );
}
