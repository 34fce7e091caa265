/**
 * When an entry on a court's list ends. Dishonest judgment debtors 失信被执行人: two years from publication, longer by one
 * to three where the court added them; who could pay and would not stays listed until taken off (最高人民法院关于公布失信
 * 被执行人名单信息的若干规定, articles 1, 2 and 10). Restriction orders 限制消费令 have no term of their own: they end when the
 * court lifts them.
 */
import { addMonths } from '@guildhall/shared/business-time';
import type { FactValue } from '../facts/fact-types.ts';

export type CourtListing = FactValue<'DISHONEST_DEBTOR'>;
export type CourtListKind = 'DISHONEST_DEBTOR' | 'RESTRICTION_ORDER';

export type EndBasis = 'REMOVED' | 'PUBLISHED' | 'STATUTE' | 'UNTIL_LIFTED';

export interface LegalEnd {
  /** The first day on which it no longer counts; undefined while it has no end. */
  readonly endsOn?: string | undefined;
  readonly basis: EndBasis;
}

const STATUTORY_YEARS = 2;

export function legalEndOf(kind: CourtListKind, listing: CourtListing): LegalEnd {
  const { publishedOn, endsOn, removedOn, ground, extendedYears = 0 } = listing;
  const term = termOf(kind, { publishedOn, endsOn, ground, extendedYears });
  return removedOn !== undefined && (term.endsOn === undefined || removedOn < term.endsOn)
    ? { endsOn: removedOn, basis: 'REMOVED' }
    : term;
}

type Term = Pick<CourtListing, 'publishedOn' | 'endsOn' | 'ground'> & {
  readonly extendedYears: number;
};

function termOf(kind: CourtListKind, { publishedOn, endsOn, ground, extendedYears }: Term) {
  if (endsOn !== undefined) return { endsOn, basis: 'PUBLISHED' } as const;
  if (kind === 'RESTRICTION_ORDER' || ground === 'ABLE_BUT_UNWILLING')
    return { basis: 'UNTIL_LIFTED' } as const;
  const years = STATUTORY_YEARS + extendedYears;
  return { endsOn: addMonths(publishedOn, 12 * years), basis: 'STATUTE' } as const;
}

/** On a court's list from publication to its legal end. */
export function inForce(kind: CourtListKind, listing: CourtListing, today: string): boolean {
  const { endsOn } = legalEndOf(kind, listing);
  return listing.publishedOn <= today && (endsOn === undefined || endsOn > today);
}
