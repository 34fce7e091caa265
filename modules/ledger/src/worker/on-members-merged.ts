/**
 * The ledger's step of a merge and of its undoing. Both are journalled by the merge's id and idempotent by it; the
 * answer to the saga is the event that the move publishes.
 */
import type { EventHandler } from '@guildhall/shared/module';
import { type Outcome, RefusalError } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';

const merged = z.object({ mergeId: z.string(), fromMemberId: z.string(), toMemberId: z.string() });
const unmerged = z.object({ mergeId: z.string() });

export function onMembersMerged(door: LedgerDoor, caller: Principal): EventHandler {
  return {
    type: 'identity.members-merged',
    handle: async ({ payload }) => {
      const { mergeId, fromMemberId, toMemberId } = merged.parse(payload);
      const input = { idempotencyKey: `merge:${mergeId}`, mergeId, fromMemberId, toMemberId };
      demand(await door.moveMember(caller, input));
    },
  };
}

export function onMembersUnmerged(door: LedgerDoor, caller: Principal): EventHandler {
  return {
    type: 'identity.members-unmerged',
    handle: async ({ payload }) => {
      const { mergeId } = unmerged.parse(payload);
      demand(await door.undoMove(caller, { idempotencyKey: `unmerge:${mergeId}`, mergeId }));
    },
  };
}

function demand(outcome: Outcome<unknown>): void {
  if (!outcome.ok) throw new RefusalError(outcome.refusal);
}
