/** Why a firm may be listed, list by list, and how long an entry lasts at most before it must be looked at again. */
import type { ListName } from './listing-states.ts';

export const LISTING_REASONS = {
  BLACKLIST: [
    'DEFAULT',
    'FRAUD',
    'DISHONEST_DEBTOR',
    'BRIBERY',
    'QUALITY',
    'SAFETY',
    'SANCTIONS',
    'BREACH',
  ],
  WATCHLIST: [
    'LATE_PAYMENT',
    'LITIGATION',
    'FINANCES_WORSEN',
    'OWNERSHIP_CHANGE',
    'RELATED_PARTY',
    'NEGATIVE_NEWS',
  ],
  WHITELIST: ['STRATEGIC_PARTNER', 'LONG_RECORD', 'STATE_OWNED', 'GUARANTEED'],
} as const satisfies Readonly<Record<ListName, readonly string[]>>;

export type ListingReason = (typeof LISTING_REASONS)[ListName][number];

export function isReasonOf(list: ListName, code: string): boolean {
  return (LISTING_REASONS[list] as readonly string[]).includes(code);
}

/** Nothing lasts unseen: an entry is reviewed at the latest after so many days. */
export const REVIEW_WITHIN_DAYS: Readonly<Record<ListName, number>> = {
  BLACKLIST: 365,
  WATCHLIST: 180,
  WHITELIST: 365,
};

/** Days within which an appeal is answered (the same as the law gives for a disputed fact). */
export const APPEAL_ANSWER_DAYS = 20;
export const DISPUTE_ANSWER_DAYS = 20;
