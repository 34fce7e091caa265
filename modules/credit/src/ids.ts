/** Ids of this module's things, as they appear at every door. */
import type { TypeId } from '@guildhall/shared/ids';

export const FIRM = 'frm';
export const SURVEY = 'srv';
export const FACT = 'fct';
export const EVIDENCE = 'evd';
export const DISPUTE = 'dsp';
export const LIST_ENTRY = 'lst';
export const APPEAL = 'apl';
export const ASSESSMENT = 'asm';
export const RESERVATION = 'rsv';
export const OUTCOME = 'out';
export const SCREENING = 'scr';
export const LEAF = 'lef';

export type FirmId = TypeId<typeof FIRM>;
export type SurveyId = TypeId<typeof SURVEY>;
export type FactId = TypeId<typeof FACT>;
export type EvidenceId = TypeId<typeof EVIDENCE>;
export type DisputeId = TypeId<typeof DISPUTE>;
export type ListEntryId = TypeId<typeof LIST_ENTRY>;
export type AppealId = TypeId<typeof APPEAL>;
export type AssessmentId = TypeId<typeof ASSESSMENT>;
export type ReservationId = TypeId<typeof RESERVATION>;
export type OutcomeId = TypeId<typeof OUTCOME>;
export type ScreeningId = TypeId<typeof SCREENING>;
