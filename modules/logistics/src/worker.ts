/** What logistics hears: members who are merged, unmerged and erased. */
import {
  MEMBER_STATUS_CHANGED,
  MEMBERS_MERGED,
  MEMBERS_UNMERGED,
  type MemberStatus,
  type MembersMerged,
} from '@guildhall/identity';
import { giveBack, passOn } from '@guildhall/shared/database/member-moves';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { toUuid } from '@guildhall/shared/ids';
import type { ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import { forgetPerson } from './application/forget-person.ts';
import { HELD_BY_MEMBERS } from './storage/held-by-members.ts';

const payloadOf = <P>(event: DomainEvent): P => event.payload as P;

export function createWorker(_door: object, kit: ModuleKit): ModuleWorker {
  return {
    handlers: [
      {
        type: MEMBERS_MERGED,
        handleInTransaction: async (event, { tx, now }) => {
          const { mergeId, fromMemberId, toMemberId } = payloadOf<MembersMerged>(event);
          const move = {
            mergeId,
            from: toUuid('mem', fromMemberId),
            to: toUuid('mem', toMemberId),
          };
          await passOn(tx, HELD_BY_MEMBERS, move, now);
        },
      },
      {
        type: MEMBERS_UNMERGED,
        handleInTransaction: async (event, { tx, now }) => {
          await giveBack(tx, HELD_BY_MEMBERS, payloadOf<MembersMerged>(event).mergeId, now);
        },
      },
      {
        type: MEMBER_STATUS_CHANGED,
        handleInTransaction: async (event, { tx }) => {
          const { memberId, to } = payloadOf<{ memberId: string; to: MemberStatus }>(event);
          if (to === 'ERASED') await forgetPerson(kit.secret, tx, toUuid('mem', memberId));
        },
      },
    ],
    schedules: [],
  };
}
