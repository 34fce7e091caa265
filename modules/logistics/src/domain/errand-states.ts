/** The life of an errand. CANCELLED gives its place in the window back; REFUNDED does not, the courier was there. */
export const ERRAND_STATES = ['BOOKED', 'COLLECTED', 'DONE', 'CANCELLED', 'REFUNDED'] as const;
export type ErrandState = (typeof ERRAND_STATES)[number];

const TRANSITIONS: Readonly<Record<ErrandState, readonly ErrandState[]>> = {
  BOOKED: ['COLLECTED', 'CANCELLED'],
  /** The courier has the goods. */
  COLLECTED: ['DONE', 'REFUNDED'],
  DONE: ['REFUNDED'],
  CANCELLED: [],
  REFUNDED: [],
};

export function errandMayBecome(from: ErrandState, to: ErrandState): boolean {
  return TRANSITIONS[from].includes(to);
}
