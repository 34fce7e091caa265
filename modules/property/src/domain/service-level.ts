/** By when residents are owed a reaction. */
import { businessDay, endOfDay } from '@guildhall/shared/business-time';
import chineseDays from 'chinese-days';
import type { RepairUrgency } from './kinds.ts';

const HOUR_MS = 3_600_000;

/** Somebody accepts an urgent repair within one hour, any other within a day. */
export function respondBy(submittedAt: Date, urgency: RepairUrgency): Date {
  return new Date(submittedAt.getTime() + (urgency === 'URGENT' ? 1 : 24) * HOUR_MS);
}

/** The end of the third working day after the complaint came; public holidays and make-up workdays counted. */
export function answerBy(receivedAt: Date): Date {
  return endOfDay(chineseDays.findWorkday(3, businessDay(receivedAt)));
}
