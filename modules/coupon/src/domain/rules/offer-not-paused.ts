/** Pausing an offer stops new grants and new reservations; an ended offer's coupons stay good until they expire. */
import { no, type WalletRule } from './subject.ts';

export const offerNotPaused: WalletRule = ({ offerState }) =>
  offerState === 'PAUSED' ? no('OFFER_PAUSED') : undefined;
