/** What the 4S company hears: members who are merged, unmerged and erased. */
import {
  MEMBER_STATUS_CHANGED,
  MEMBERS_MERGED,
  MEMBERS_UNMERGED,
  type MemberStatus,
  type MembersMerged,
} from '@guildhall/identity';
import type { CommandContext } from '@guildhall/shared/commands';
import { giveBack, passOn } from '@guildhall/shared/database/member-moves';
import type { DomainEvent } from '@guildhall/shared/events/event';
import type { ModuleWorker } from '@guildhall/shared/module';
import { vehicleFactEvent } from './application/envelope.ts';
import { memberUuidOf } from './ids.ts';
import { forgetPerson, HELD_BY_MEMBERS } from './storage/held-by-members.ts';
import { SalesOrderTable, VehicleModelTable, VehicleTable } from './storage/tables.ts';

const payloadOf = <P>(event: DomainEvent): P => event.payload as P;

export function createWorker(): ModuleWorker {
  return {
    handlers: [
      {
        type: MEMBERS_MERGED,
        handleInTransaction: async (event, context) => {
          const { mergeId, fromMemberId, toMemberId } = payloadOf<MembersMerged>(event);
          const move = { mergeId, from: memberUuidOf(fromMemberId), to: memberUuidOf(toMemberId) };
          const moved = await passOn(context.tx, HELD_BY_MEMBERS, move, context.now);
          await announce(context, moved.get('vehicle') ?? [], { from: move.from, to: move.to });
        },
      },
      {
        type: MEMBERS_UNMERGED,
        handleInTransaction: async (event, context) => {
          const { mergeId, fromMemberId, toMemberId } = payloadOf<MembersMerged>(event);
          const back = await giveBack(context.tx, HELD_BY_MEMBERS, mergeId, context.now);
          const [from, to] = [memberUuidOf(toMemberId), memberUuidOf(fromMemberId)];
          await announce(context, back.get('vehicle') ?? [], { from, to });
        },
      },
      {
        type: MEMBER_STATUS_CHANGED,
        handleInTransaction: async (event, { tx }) => {
          const { memberId, to } = payloadOf<{ memberId: string; to: MemberStatus }>(event);
          if (to === 'ERASED') await forgetPerson(tx, memberUuidOf(memberId));
        },
      },
    ],
    schedules: [],
  };
}

/** The portrait learns that these cars changed hands. */
async function announce(
  { tx, now, publish }: CommandContext,
  vehicleIds: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  for (const id of vehicleIds) {
    const vehicle = await tx.findOneOrFail(VehicleTable, { id });
    const model = await tx.findOneOrFail(VehicleModelTable, { id: vehicle.modelId });
    const sold = { vehicleId: id, state: { $in: ['SOLD' as const, 'DELIVERED' as const] } };
    const boughtHere = (await tx.count(SalesOrderTable, sold)) > 0;
    await publish(
      vehicleFactEvent(from, vehicle, model, { active: false, boughtHere, at: now }),
      vehicleFactEvent(to, vehicle, model, { active: true, boughtHere, at: now }),
    );
  }
}
