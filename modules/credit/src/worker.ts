/**
 * Background work: what follows an assessment, a list step, an outcome; what the calendar asks for (reservations and
 * entries that end, reviews and deadlines that fall due, scores that grow old); leaves of the shared log get their places;
 * names of older index rules are indexed again.
 */
import type { CreateWorker, Schedule } from '@guildhall/shared/module';
import { followAssessments } from './application/follow-assessments.ts';
import {
  followExposure,
  followListing,
  followOutcome,
  followRegistration,
} from './application/follow-deals.ts';
import { partyKeys } from './application/party-keys.ts';
import { CREDIT_EVENTS } from './events.ts';
import { fileSchedules } from './file-schedules.ts';
import { factSeal } from './protection/fact-seal.ts';
import type { CreditService } from './service.ts';

const MINUTE_MS = 60_000;
/** A leaf has its place in the shared log after about so long. */
const MERGE_DELAY_MS = 2_000;

export const createWorker: CreateWorker<CreditService> = (service, kit) => {
  const relationsWith = { keys: partyKeys(kit.secret), seal: factSeal(kit.secret) };
  return {
    handlers: [
      {
        type: CREDIT_EVENTS.firmAssessed,
        handleManyInTransaction: (events, context) =>
          followAssessments(context, events, relationsWith),
      },
      {
        type: CREDIT_EVENTS.listingStepped,
        handleInTransaction: (event, context) => followListing(context, event),
      },
      {
        type: CREDIT_EVENTS.exposureMoved,
        handleManyInTransaction: (events, context) => followExposure(context, events),
      },
      {
        type: CREDIT_EVENTS.outcomeRecorded,
        handleInTransaction: (event, context) => followOutcome(context, event),
      },
      {
        type: CREDIT_EVENTS.firmRegistered,
        handleInTransaction: (event, context) => followRegistration(context, event),
      },
    ],
    schedules: [
      untilDone('expire-reservations', MINUTE_MS, () => service.expireReservations()),
      untilDone('expire-listings', MINUTE_MS, () => service.expireListings()),
      untilDone('look-back', MINUTE_MS, () => service.lookBackDue()),
      untilDone('open-reviews', MINUTE_MS, () => service.openReviews()),
      untilDone('escalate-cases', MINUTE_MS, () => service.escalateOverdueCases()),
      untilDone('reassess-due', MINUTE_MS, () => service.reassessDue()),
      untilDone('end-grade-overrides', MINUTE_MS, () => service.endGradeOverrides()),
      untilDone('sequence-log', MERGE_DELAY_MS, () => service.sequenceLog()),
      untilDone('reindex-names', MINUTE_MS, () => service.reindexNames()),
      ...fileSchedules(service),
    ],
  };
};

/** Batch after batch, until one finds nothing. */
function untilDone(name: string, everyMs: number, batch: () => Promise<number>): Schedule {
  return {
    name,
    everyMs,
    run: async () => {
      while ((await batch()) > 0);
    },
  };
}
