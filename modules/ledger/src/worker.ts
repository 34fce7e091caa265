/**
 * The ledger's background work. Schedules only bring forward what every read and posting would do by itself; events of
 * identity freeze, move and restore wallets.
 */
import type { ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import type { Principal } from '@guildhall/shared/principal';
import { postApproved } from './application/adjust-points.ts';
import { reviewTiers } from './application/member-tiers.ts';
import { engineOf } from './application/service.ts';
import { settleDue, warnExpiring } from './application/settle-due.ts';
import type { LedgerDoor } from './door/ledger-door.ts';
import { onMemberStatusChanged } from './worker/on-member-status-changed.ts';
import { onMembersMerged, onMembersUnmerged } from './worker/on-members-merged.ts';

const IDENTITY: Principal = { kind: 'module', name: 'identity' };
/** Wallets per round of a schedule; what is left is due again in the next. */
const PER_ROUND = 20_000;

export function createWorker(door: LedgerDoor, kit: ModuleKit): ModuleWorker {
  const engine = engineOf(kit);
  return {
    handlers: [
      onMemberStatusChanged(door, kit, IDENTITY),
      onMembersMerged(door, IDENTITY),
      onMembersUnmerged(door, IDENTITY),
    ],
    schedules: [
      {
        name: 'ledger-settle-due',
        everyMs: 5_000,
        run: async () => void (await settleDue(engine, PER_ROUND)),
      },
      {
        name: 'ledger-review-tiers',
        everyMs: 5_000,
        run: async () => void (await reviewTiers(engine)),
      },
      { name: 'ledger-post-approved', everyMs: 60_000, run: () => postApproved(engine) },
      {
        name: 'ledger-warn-expiring',
        everyMs: 600_000,
        run: async () => void (await warnExpiring(engine)),
      },
    ],
    stop: () => engine.stop(),
  };
}
