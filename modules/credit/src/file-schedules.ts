/** Work in the background on files: imports, screenings in bulk, uploads that are old enough to be forgotten. */
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
    name: 'forget-uploads',
    everyMs: HOUR_MS,
    run: async () => {
      while ((await service.forgetUploads()) > 0);
    },
  },
];
