/** Follows identity's merges: coupons, debts, facts and history of both members are the survivor's, until it is undone. */
import { MEMBERS_MERGED, MEMBERS_UNMERGED } from '@guildhall/identity';
import type { CommandContext } from '@guildhall/shared/commands';
import type { DomainEvent } from '@guildhall/shared/events/event';
import { z } from 'zod';
import { joinMembers, partMembers } from '../storage/merges.ts';

const mergeSchema = z.object({
  mergeId: z.string(),
  fromMemberId: z.string(),
  toMemberId: z.string(),
});

export const mergeHandlers = [
  {
    type: MEMBERS_MERGED,
    handleInTransaction: (event: DomainEvent, { tx }: CommandContext) =>
      joinMembers(tx.getKysely<unknown>(), mergeSchema.parse(event.payload)),
  },
  {
    type: MEMBERS_UNMERGED,
    handleInTransaction: (event: DomainEvent, { tx }: CommandContext) =>
      partMembers(tx.getKysely<unknown>(), mergeSchema.parse(event.payload).mergeId),
  },
];
