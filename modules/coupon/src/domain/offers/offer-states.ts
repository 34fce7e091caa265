/** The legal ways of an offer: DRAFT → SCHEDULED → LIVE ⇄ PAUSED → ENDED. */
export const OFFER_STATES = ['DRAFT', 'SCHEDULED', 'LIVE', 'PAUSED', 'ENDED'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export type OfferMove = 'PUBLISH' | 'PAUSE' | 'RESUME' | 'END';

const FROM: Readonly<Record<OfferMove, readonly OfferState[]>> = {
  PUBLISH: ['DRAFT', 'SCHEDULED', 'LIVE', 'PAUSED'],
  PAUSE: ['SCHEDULED', 'LIVE'],
  RESUME: ['PAUSED'],
  // A draft that nobody will publish is laid aside.
  END: ['DRAFT', 'SCHEDULED', 'LIVE', 'PAUSED'],
};

export const mayMove = (state: OfferState, move: OfferMove): boolean => FROM[move].includes(state);

interface Schedule {
  readonly state: OfferState;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
}

/** What the offer is at a moment: time alone starts and ends it, without a job having to run. */
export function offerStateAt({ state, startsAt, endsAt }: Schedule, now: Date): OfferState {
  if (state === 'DRAFT' || state === 'ENDED') return state;
  if (endsAt !== null && now >= endsAt) return 'ENDED';
  if (state === 'PAUSED') return state;
  return now < startsAt ? 'SCHEDULED' : 'LIVE';
}
