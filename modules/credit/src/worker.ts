/** Background work: reservations whose time has passed are given back. */

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
  ],
});
