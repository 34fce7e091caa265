/** What this module publishes. Events carry ids, codes and grades; never names of people. */
import type { NewEvent } from '@guildhall/shared/events/event';

export const CREDIT_EVENTS = {
  firmRegistered: 'credit.firm-registered',
  surveyRecorded: 'credit.survey-recorded',
  firmAssessed: 'credit.firm-assessed',
  listingStepped: 'credit.listing-stepped',
  firmScreened: 'credit.firm-screened',
  exposureMoved: 'credit.exposure-moved',
  outcomeRecorded: 'credit.outcome-recorded',
  factDisputed: 'credit.fact-disputed',
  lookUpBooked: 'credit.look-up-booked',
  relationsChanged: 'credit.relations-changed',
  alertRaised: 'credit.alert-raised',
  caseStepped: 'credit.case-stepped',
  affectedFound: 'credit.affected-found',
  overrideDecided: 'credit.override-decided',
  scorecardStepped: 'credit.scorecard-stepped',
  fileJobAdvanced: 'credit.file-job-advanced',
} as const;

/** A file that is taken over or screened has come further, or has ended; pages that show it ask again. */
export interface FileJobAdvanced {
  /** `imp_…` or `bks_…`. */
  readonly jobId: string;
}

export interface FirmAssessed {
  readonly firmId: string;
  readonly assessmentId: string;
  readonly grade: string;
  /** Null at the first assessment. */
  readonly previousGrade: string | null;
  readonly cause: string;
}

export interface ListingStepped {
  readonly firmId: string;
  readonly entryId: string;
  readonly list: string;
  readonly act: string;
  readonly state: string;
  readonly scope: readonly string[];
}

export function event<P extends object>(type: string, occurredAt: Date, payload: P): NewEvent<P> {
  return { type, occurredAt, payload };
}
