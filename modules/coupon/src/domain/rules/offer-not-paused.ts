/** Pausing an offer stops new grants and new reservations; an ended offer's coupons stay good until they expire. */
import { no, type Rule } from './subject.ts';

export const offerNotPaused: Rule = ({ offerState }) =>
  offerState === 'PAUSED' ? no('OFFER_PAUSED') : undefined;
