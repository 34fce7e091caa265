/** Work in the background on firms' files: imports, screenings in bulk, look-alikes, what is old enough to be forgotten. */
import type { Schedule } from '@guildhall/shared/module';
import type { CreditService } from './service.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

export const fileSchedules = (service: CreditService): readonly Schedule[] => [
  {
    name: 'import-surveys',
    everyMs: SECOND_MS,
    run: async () => {
      await service.workOnImports();
    },
  },
  {
    name: 'screen-in-bulk',
    everyMs: SECOND_MS,
    run: async () => {
      await service.workOnBulkScreenings();
    },
  },
  {
    name: 'find-look-alikes',
    everyMs: 10 * SECOND_MS,
    run: async () => {
      while ((await service.findLookAlikes()) > 0);
    },
  },
  {
    name: 'delete-expired-facts',
    everyMs: HOUR_MS,
    run: async () => {
      while ((await service.deleteExpiredFacts()) > 0);
    },
  },
  {
    name: 'reseal-facts',
    everyMs: 10 * SECOND_MS,
    run: async () => {
      while ((await service.resealDue()) > 0);
    },
  },
  {
    name: 'forget-uploads',
    everyMs: HOUR_MS,
    run: async () => {
      while ((await service.forgetUploads()) > 0);
    },
  },
];
