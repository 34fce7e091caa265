/** Background work: reservations whose time has passed are given back; names of older index rules are indexed again. */

import type { CreateWorker } from '@guildhall/shared/module';
import type { CreditService } from './service.ts';

const MINUTE_MS = 60_000;

export const createWorker: CreateWorker<CreditService> = (service) => ({
  handlers: [],
  schedules: [
    {
      name: 'expire-reservations',
      everyMs: MINUTE_MS,
      run: async () => {
        await service.expireReservations();
      },
    },
    {
      name: 'reindex-names',
      everyMs: MINUTE_MS,
      run: async () => {
        while ((await service.reindexNames()) > 0);
      },
    },
  ],
});
