/**
 * The group's one view of a firm, derived from everything every subsidiary said about it, at one point of two times:
 * `trueAt` (when it was so) and `knownAt` (when we knew). Nothing is averaged and nothing is lost: the survivor is
 * picked by a stated rule, the others stay beside it, and a difference between subsidiaries is a conflict to look at.
 *
 * Invariant: the result depends only on the set of facts, never on the order in which they arrived.
 */
import { FACETS, FACT_TYPE_CODES, type Facet, type FactTypeCode, factType } from './fact-types.ts';

export interface Fact {
  readonly id: string;
  readonly type: FactTypeCode;
  /** Tells apart several facts of a type with `many`; empty otherwise. */
  readonly item: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly observedAt: Date;
  readonly validUntil?: Date | undefined;
  readonly recordedAt: Date;
  /** When the fact was taken back as wrong, if it was. */
  readonly retractedAt?: Date | undefined;
  readonly subsidiary: string;
  readonly source: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly evidenceIds: readonly string[];
  /** About a natural person because the firm is one: a sole trader. */
  readonly ofSoleTrader?: boolean | undefined;
  /** Why it was taken back. */
  readonly retraction?: string | undefined;
  readonly surveyId?: string | undefined;
}

/** A person's choice among conflicting facts; binds until it is revised. */
export interface Survivorship {
  readonly type: FactTypeCode;
  readonly item: string;
  readonly factId: string;
  readonly decidedAt: Date;
  readonly reason?: string | undefined;
  /** The person who decided. */
  readonly decidedBy?: string | undefined;
}

export interface ProfileFact {
  readonly fact: Fact;
  readonly stale: boolean;
  readonly staleAt: Date;
  /** What other subsidiaries say instead, newest first; empty when all agree. */
  readonly conflicts: readonly Fact[];
  readonly chosenBy: 'RULE' | 'DECISION';
  /** The decision that binds, when a person chose. */
  readonly decision?: Survivorship | undefined;
}

export interface FacetProfile {
  readonly facet: Facet;
  readonly facts: readonly ProfileFact[];
  /** Share of the facet's core facts that are there and fresh, in percent, rounded down. */
  readonly completeness: number;
  /** Core facts that a complete survey would hold and this profile does not. */
  readonly missing: readonly FactTypeCode[];
  /** Core facts that are there and stale. */
  readonly stale: readonly FactTypeCode[];
}

/** The rule of survivorship in words, as pages show it. */
export const SURVIVORSHIP_RULE =
  "a person's decision; else the latest observation, then the surer, then the one with more evidence";

export interface Profile {
  readonly trueAt: Date;
  readonly knownAt: Date;
  readonly facets: readonly FacetProfile[];
}

export interface ProfileAt {
  readonly trueAt: Date;
  readonly knownAt: Date;
}

export function profileOf(
  facts: readonly Fact[],
  at: ProfileAt,
  decisions: readonly Survivorship[] = [],
): Profile {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (!countsAt(fact, at)) continue;
    const key = `${fact.type} ${fact.item}`;
    const group = groups.get(key);
    if (group) group.push(fact);
    else groups.set(key, [fact]);
  }
  const survivors = [...groups.values()].flatMap((group) => surviveAt(group, at, decisions));
  return { ...at, facets: FACETS.map((facet) => facetOf(facet, survivors)) };
}

/** Known by then, not taken back by then, and observed by then. */
export function countsAt(fact: Fact, { trueAt, knownAt }: ProfileAt): boolean {
  if (fact.recordedAt > knownAt || fact.observedAt > trueAt) return false;
  return fact.retractedAt === undefined || fact.retractedAt > knownAt;
}

/** When a fact stops being fresh: the end its source gave it, or its type's age. */
export function staleAtOf(fact: Pick<Fact, 'type' | 'observedAt' | 'validUntil'>): Date {
  return (
    fact.validUntil ??
    new Date(fact.observedAt.getTime() + factType(fact.type).freshDays * 86_400_000)
  );
}

function surviveAt(
  group: readonly Fact[],
  at: ProfileAt,
  decisions: readonly Survivorship[],
): ProfileFact[] {
  const ordered = [...group].sort(byStanding);
  const [first] = ordered;
  if (first === undefined) return [];
  const decision = decisions
    .filter(
      ({ type, item, decidedAt }) =>
        type === first.type && item === first.item && decidedAt <= at.knownAt,
    )
    .sort((a, b) => b.decidedAt.getTime() - a.decidedAt.getTime())
    .find(({ factId }) => ordered.some(({ id }) => id === factId));
  const survivor = ordered.find(({ id }) => id === decision?.factId) ?? first;
  const staleAt = staleAtOf(survivor);
  return [
    {
      fact: survivor,
      staleAt,
      stale: staleAt <= at.trueAt,
      conflicts: conflictsWith(survivor, ordered),
      ...(decision === undefined ? { chosenBy: 'RULE' } : { chosenBy: 'DECISION', decision }),
    },
  ];
}

/** Each other subsidiary's best word on the matter, where its value differs. */
function conflictsWith(survivor: Fact, ordered: readonly Fact[]): Fact[] {
  const spoken = new Set([survivor.subsidiary]);
  return ordered.filter((fact) => {
    if (spoken.has(fact.subsidiary)) return false;
    spoken.add(fact.subsidiary);
    return valueKey(fact) !== valueKey(survivor);
  });
}

/**
 * The survivorship rule: the latest observation; of one moment the more confident, then the one with more evidence. The
 * other comparisons only make the order total over everything that was said, so that arrival never decides: when a fact
 * became known counts last, between statements that say the same.
 */
function byStanding(a: Fact, b: Fact): number {
  return (
    b.observedAt.getTime() - a.observedAt.getTime() ||
    b.confidence - a.confidence ||
    b.evidenceIds.length - a.evidenceIds.length ||
    compareText(`${a.subsidiary} ${a.source}`, `${b.subsidiary} ${b.source}`) ||
    compareText(valueKey(a), valueKey(b)) ||
    compareEnd(b.validUntil, a.validUntil) ||
    compareEnd(b.retractedAt, a.retractedAt) ||
    a.recordedAt.getTime() - b.recordedAt.getTime()
  );
}

/** No end is later than any end. */
function compareEnd(a: Date | undefined, b: Date | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a.getTime() - b.getTime();
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function valueKey(fact: Pick<Fact, 'value'>): string {
  return JSON.stringify(fact.value, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)))
      : value,
  );
}

function facetOf(facet: Facet, survivors: readonly ProfileFact[]): FacetProfile {
  const facts = survivors
    .filter(({ fact }) => factType(fact.type).facet === facet)
    .sort(
      (a, b) =>
        FACT_TYPE_CODES.indexOf(a.fact.type) - FACT_TYPE_CODES.indexOf(b.fact.type) ||
        compareText(a.fact.item, b.fact.item),
    );
  const core = FACT_TYPE_CODES.filter(
    (code) => factType(code).facet === facet && factType(code).core === true,
  );
  const fresh = core.filter((code) => satisfied(code, facts));
  const unmet = core.filter((code) => !fresh.includes(code));
  const there = new Set(facts.map(({ fact }) => fact.type));
  return {
    facet,
    facts,
    completeness: core.length === 0 ? 100 : Math.floor((100 * fresh.length) / core.length),
    missing: unmet.filter((code) => !there.has(code)),
    stale: unmet.filter((code) => there.has(code)),
  };
}

/** Knowing of litigation answers the question whether there is any, as knowing of none does. */
function satisfied(code: FactTypeCode, facts: readonly ProfileFact[]): boolean {
  return facts.some(
    ({ fact, stale }) =>
      !stale &&
      (fact.type === code ||
        (code === 'NO_LITIGATION_FOUND' && factType(fact.type).facet === 'LITIGATION')),
  );
}
