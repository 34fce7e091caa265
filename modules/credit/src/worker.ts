/**
 * Background work: reservations whose time has passed are given back; list entries end on their day; leaves of the shared log get their places; names of
 * older index rules are indexed again.
 */
import type { CreateWorker } from '@guildhall/shared/module';
import { fileSchedules } from './file-schedules.ts';
import type { CreditService } from './service.ts';

const MINUTE_MS = 60_000;
/** A leaf has its place in the shared log after about so long. */
const MERGE_DELAY_MS = 2_000;

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
      name: 'expire-listings',
      everyMs: MINUTE_MS,
      run: async () => {
        while ((await service.expireListings()) > 0);
      },
    },
    {
      name: 'sequence-log',
      everyMs: MERGE_DELAY_MS,
      run: async () => {
        while ((await service.sequenceLog()) > 0);
      },
    },
    {
      name: 'reindex-names',
      everyMs: MINUTE_MS,
      run: async () => {
        while ((await service.reindexNames()) > 0);
      },
    },
    ...fileSchedules(service),
  ],
});
