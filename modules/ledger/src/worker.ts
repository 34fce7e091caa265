/** The ledger's background work. Stopping it finishes what the engine has in flight. */
import type { ModuleWorker } from '@guildhall/shared/module';
import { engineOf } from './application/service.ts';
import type { LedgerDoor } from './door/ledger-door.ts';

export function createWorker(door: LedgerDoor): ModuleWorker {
  return { handlers: [], schedules: [], stop: () => engineOf(door).stop() };
}
