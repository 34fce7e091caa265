/** A member that is not active neither earns nor burns; one that is active again does. */
import type { EventHandler, ModuleKit } from '@guildhall/shared/module';
import { RefusalError } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import type { LedgerDoor } from '../door/ledger-door.ts';

const payload = z.object({ memberId: z.string(), to: z.string() });
const FROZEN = new Set(['SUSPENDED', 'TERMINATED', 'ERASED']);

export function onMemberStatusChanged(
  door: LedgerDoor,
  kit: ModuleKit,
  caller: Principal,
): EventHandler {
  return {
    type: 'identity.member-status-changed',
    handle: async (event) => {
      const { memberId, to } = payload.parse(event.payload);
      // A merge is told by its own event.
      if (to !== 'ACTIVE' && !FROZEN.has(to)) return;
      const outcome = await door.freezeMember(caller, { memberId, frozen: FROZEN.has(to) });
      if (!outcome.ok) throw new RefusalError(outcome.refusal);
      kit.log.info({ event: event.id, to }, 'wallets follow the status of their member');
    },
  };
}
