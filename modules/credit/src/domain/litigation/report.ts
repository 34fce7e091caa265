/** The litigation facet of a profile, read: each matter with its weight by role, each court entry with its legal end. */
import type { FactTypeCode, FactValue } from '../facts/fact-types.ts';
import type { Profile, ProfileFact } from '../facts/profile.ts';
import { type CourtListing, type CourtListKind, inForce, legalEndOf } from './legal-ends.ts';
import {
  caseSeverity,
  type Enforcement,
  enforcementSeverity,
  type LegalCase,
  litigationSeverity,
} from './severity.ts';

export interface LegalCaseLine {
  readonly caseNo: string;
  readonly standing: ProfileFact;
  readonly value: LegalCase;
  /** Points it adds to the severity, one decimal. */
  readonly severity: number;
}

export interface EnforcementLine {
  readonly caseNo: string;
  readonly standing: ProfileFact;
  readonly value: Enforcement;
  readonly open: boolean;
  readonly severity: number;
}

export interface CourtListingLine {
  readonly kind: CourtListKind;
  readonly item: string;
  readonly standing: ProfileFact;
  readonly value: CourtListing;
  readonly endsOn: string | undefined;
  readonly endBasis: ReturnType<typeof legalEndOf>['basis'];
  readonly inForce: boolean;
}

export interface LitigationReport {
  /** 0 to 100. */
  readonly severity: number;
  readonly cases: readonly LegalCaseLine[];
  readonly enforcements: readonly EnforcementLine[];
  readonly courtListings: readonly CourtListingLine[];
}

export function litigationReport(profile: Profile, today: string): LitigationReport {
  const facts = profile.facets.flatMap((facet) => facet.facts);
  const capital = of(facts, 'REGISTERED_CAPITAL')[0]?.value;
  const firmSize = capital?.currency === 'CNY' ? Number(capital.amount) : undefined;
  const cases = of(facts, 'LEGAL_CASE');
  const enforcements = of(facts, 'ENFORCEMENT');
  const listed = (['DISHONEST_DEBTOR', 'RESTRICTION_ORDER'] as const).flatMap((kind) =>
    of(facts, kind).map((each) => lineOfListing(kind, each, today)),
  );
  return {
    severity: litigationSeverity(
      {
        cases: cases.map(({ value }) => value),
        enforcements: enforcements.map(({ value }) => value),
        courtListings: listed
          .filter(({ kind }) => kind === 'DISHONEST_DEBTOR')
          .map(({ value }) => value),
        firmSize,
      },
      today,
    ),
    cases: cases
      .map(({ standing, value }) => ({
        caseNo: standing.fact.item,
        standing,
        value,
        severity: caseSeverity(value, firmSize),
      }))
      .sort((a, b) => b.severity - a.severity || (a.caseNo < b.caseNo ? -1 : 1)),
    enforcements: enforcements.map(({ standing, value }) => ({
      caseNo: standing.fact.item,
      standing,
      value,
      open: value.closedOn === undefined || value.closedOn > today,
      severity: enforcementSeverity(value, firmSize, today),
    })),
    courtListings: listed,
  };
}

function lineOfListing(
  kind: CourtListKind,
  { standing, value }: Typed<'DISHONEST_DEBTOR'>,
  today: string,
): CourtListingLine {
  const { endsOn, basis } = legalEndOf(kind, value);
  const item = standing.fact.item;
  return {
    kind,
    item,
    standing,
    value,
    endsOn,
    endBasis: basis,
    inForce: inForce(kind, value, today),
  };
}

interface Typed<C extends FactTypeCode> {
  readonly standing: ProfileFact;
  readonly value: FactValue<C>;
}

/** Values are of their type's shape: facts are read by their schema on the way in. */
function of<C extends FactTypeCode>(facts: readonly ProfileFact[], type: C): Typed<C>[] {
  return facts
    .filter(({ fact }) => fact.type === type)
    .map((standing) => ({ standing, value: standing.fact.value as FactValue<C> }));
}
