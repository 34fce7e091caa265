/**
 * The life of a list entry: one table of legal transitions. Invariants kept here:
 * no path leads to ACTIVE, nor from a binding state to REMOVED, that fewer than two different people walked;
 * an entry under appeal stays binding until the appeal is decided.
 */

export const LISTS = ['WHITELIST', 'WATCHLIST', 'BLACKLIST'] as const;
export type ListName = (typeof LISTS)[number];

export const LISTING_STATES = [
  'PROPOSED',
  'UNDER_REVIEW',
  'ACTIVE',
  'REJECTED',
  'APPEALED',
  'UPHELD',
  'REMOVED',
  'EXPIRED',
] as const;
export type ListingState = (typeof LISTING_STATES)[number];

export const LISTING_ACTS = [
  'START_REVIEW',
  'APPROVE',
  'REJECT',
  'APPEAL',
  'UPHOLD',
  'RENEW',
  'REMOVE',
  'EXPIRE',
] as const;
export type ListingAct = (typeof LISTING_ACTS)[number];

interface Transition {
  readonly act: ListingAct;
  readonly from: readonly ListingState[];
  /** `SAME`: it stays what it is. */
  readonly to: ListingState | 'SAME';
  /**
   * Who must differ: `proposer`: the actor is not the person who proposed the entry; `second`: another person has
   * asked for the same act first, and the actor confirms it; `nobody`: one person, or the calendar, may.
   */
  readonly eyes: 'proposer' | 'second' | 'nobody';
}

export const LISTING_TRANSITIONS: readonly Transition[] = [
  { act: 'START_REVIEW', from: ['PROPOSED'], to: 'UNDER_REVIEW', eyes: 'proposer' },
  { act: 'APPROVE', from: ['PROPOSED', 'UNDER_REVIEW'], to: 'ACTIVE', eyes: 'proposer' },
  { act: 'REJECT', from: ['PROPOSED', 'UNDER_REVIEW'], to: 'REJECTED', eyes: 'proposer' },
  { act: 'APPEAL', from: ['ACTIVE', 'UPHELD'], to: 'APPEALED', eyes: 'nobody' },
  { act: 'UPHOLD', from: ['APPEALED'], to: 'UPHELD', eyes: 'second' },
  { act: 'RENEW', from: ['ACTIVE', 'UPHELD'], to: 'SAME', eyes: 'second' },
  { act: 'REMOVE', from: ['ACTIVE', 'UPHELD', 'APPEALED'], to: 'REMOVED', eyes: 'second' },
  { act: 'EXPIRE', from: ['ACTIVE', 'UPHELD', 'APPEALED'], to: 'EXPIRED', eyes: 'nobody' },
];

/** States in which an entry answers screenings. */
export const BINDING_STATES: readonly ListingState[] = ['ACTIVE', 'APPEALED', 'UPHELD'];

export function isBinding(state: ListingState): boolean {
  return BINDING_STATES.includes(state);
}

export interface ListingHands {
  readonly state: ListingState;
  /** The person who proposed the entry. */
  readonly proposedBy: string;
  /** The person who first asked for the act at hand, where the act takes two. */
  readonly askedBy?: string | undefined;
}

/** In the order in which they win. */
export type ListingRefusal =
  | 'LISTING_STATE'
  | 'FOUR_EYES_PROPOSER'
  | 'FOUR_EYES_UNASKED'
  | 'FOUR_EYES_SAME_PERSON';

export type ListingStep =
  | { readonly ok: true; readonly to: ListingState }
  | { readonly ok: false; readonly refusal: ListingRefusal };

/** Whether `person` (the human being, whatever the account) may take the entry one step further. */
export function stepListing(
  entry: ListingHands,
  act: ListingAct,
  person: string | undefined,
): ListingStep {
  const transition = LISTING_TRANSITIONS.find((each) => each.act === act);
  if (!transition?.from.includes(entry.state)) return { ok: false, refusal: 'LISTING_STATE' };
  if (transition.eyes === 'proposer' && (person === undefined || person === entry.proposedBy)) {
    return { ok: false, refusal: 'FOUR_EYES_PROPOSER' };
  }
  if (transition.eyes === 'second') {
    if (entry.askedBy === undefined || person === undefined)
      return { ok: false, refusal: 'FOUR_EYES_UNASKED' };
    if (entry.askedBy === person) return { ok: false, refusal: 'FOUR_EYES_SAME_PERSON' };
  }
  return { ok: true, to: transition.to === 'SAME' ? entry.state : transition.to };
}

/** Whether the state allows an act at all, before two people have agreed on it. */
export function allows(state: ListingState, act: ListingAct): boolean {
  return LISTING_TRANSITIONS.some((each) => each.act === act && each.from.includes(state));
}
