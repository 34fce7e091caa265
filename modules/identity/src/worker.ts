/** What identity does in the background. */
import type { ModuleKit, ModuleWorker } from '@guildhall/shared/module';
import { hearFact } from './application/privacy-commands.ts';
import type { IdentityService } from './service.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function createWorker(service: IdentityService, kit: ModuleKit): ModuleWorker {
  const self = { kind: 'module', name: kit.name } as const;
  return {
    handlers: [
      {
        type: '*.member-fact-changed',
        handleInTransaction: ({ payload }, command) => hearFact(command, payload),
      },
    ],
    schedules: [
      { name: 'settle-merges', everyMs: 5_000, run: () => service.settleMerges(self, {}) },
      { name: 'import-customers', everyMs: 2_000, run: () => service.runCustomerImports(self, {}) },
      { name: 'compare-members', everyMs: 5_000, run: () => service.advanceLinkage(self, {}) },
      {
        name: 'compare-new-members',
        everyMs: MINUTE_MS,
        run: () => service.compareWhatIsNew(self, {}),
      },
      { name: 'keep-house', everyMs: HOUR_MS, run: () => service.keepHouse(self, {}) },
    ],
  };
}
