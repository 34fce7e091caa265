/** What the property company hears: members who are merged, unmerged and erased. */
import {
  MEMBER_STATUS_CHANGED,
  MEMBERS_MERGED,
  MEMBERS_UNMERGED,
  type MemberStatus,
  type MembersMerged,
} from '@guildhall/identity';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import { dwellingFactEvent, parkingFactEvent } from './application/envelope.ts';
import { forgetPerson } from './application/forget-person.ts';
import { openProperty } from './application/property.ts';
import { memberUuidOf } from './ids.ts';
import { giveBack, type Passed, passOn } from './storage/member-moves.ts';
import {
  CommunityTable,
  DwellingTable,
  ParkingLeaseTable,
  ParkingSpaceTable,
  ResidencyTable,
} from './storage/tables.ts';

const payloadOf = <P>(event: DomainEvent): P => event.payload as P;

export function createWorker(_door: object, kit: ModuleKit): ModuleWorker {
  const property = openProperty(kit);
  return {
    handlers: [
      {
        type: MEMBERS_MERGED,
        handleInTransaction: async (event, context) => {
          const { mergeId, fromMemberId, toMemberId } = payloadOf<MembersMerged>(event);
          const move = { mergeId, from: memberUuidOf(fromMemberId), to: memberUuidOf(toMemberId) };
          await announce(context, await passOn(context.tx, move, context.now), move);
        },
      },
      {
        type: MEMBERS_UNMERGED,
        handleInTransaction: async (event, context) => {
          const { mergeId, fromMemberId, toMemberId } = payloadOf<MembersMerged>(event);
          const back = await giveBack(context.tx, mergeId, context.now);
          const [from, to] = [memberUuidOf(toMemberId), memberUuidOf(fromMemberId)];
          await announce(context, back, { from, to });
        },
      },
      {
        type: MEMBER_STATUS_CHANGED,
        handleInTransaction: async (event, { tx }) => {
          const { memberId, to } = payloadOf<{ memberId: string; to: MemberStatus }>(event);
          if (to === 'ERASED') await forgetPerson(property, tx, memberUuidOf(memberId));
        },
      },
    ],
    schedules: [],
  };
}

type Hands = { readonly from: string; readonly to: string };

/** The portrait learns whose these homes and parking spaces are now; what has ended stays unknown to both. */
async function announce(context: CommandContext, passed: Passed, hands: Hands): Promise<void> {
  const { tx, now, publish } = context;
  for (const id of passed.residencies) {
    const residency = await tx.findOneOrFail(ResidencyTable, { id });
    if (residency.untilOn) continue;
    const dwelling = await tx.findOneOrFail(DwellingTable, { id: residency.dwellingId });
    const community = await tx.findOneOrFail(CommunityTable, { id: dwelling.communityId });
    const place = { dwelling, community };
    const { role, paysFees } = residency;
    const gone = { role, paysFees, untilOn: residency.fromOn };
    await publish(
      dwellingFactEvent(hands.from, place, gone, now),
      dwellingFactEvent(hands.to, place, { role, paysFees, untilOn: null }, now),
    );
  }
  for (const id of passed.leases) {
    const lease = await tx.findOneOrFail(ParkingLeaseTable, { id });
    if (lease.untilOn) continue;
    const space = await tx.findOneOrFail(ParkingSpaceTable, { id: lease.spaceId });
    const community = await tx.findOneOrFail(CommunityTable, { id: space.communityId });
    const leased = { space, community };
    await publish(
      parkingFactEvent(hands.from, leased, { untilOn: lease.fromOn }, now),
      parkingFactEvent(hands.to, leased, { untilOn: null }, now),
    );
  }
}
