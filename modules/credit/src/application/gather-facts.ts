/**
 * Everything a decision may look at, by one statement under one snapshot: as it is now, or as it was visible to an earlier
 * screening. The same snapshot always gives the same facts, whatever was said since.
 */
import { businessDay } from '@guildhall/shared/business-time';
import { sql } from 'kysely';
import type { Grade } from '../domain/assessment/policy.ts';
import { type CooperationOutcome, isResult, standingOf } from '../domain/assessment/standing.ts';
import { GROUP_CURRENCY } from '../domain/currencies.ts';
import { isFactType } from '../domain/facts/fact-types.ts';
import { type Fact, profileOf, type Survivorship } from '../domain/facts/profile.ts';
import type { ListName } from '../domain/lists/listing-states.ts';
import type { GroupExposure } from '../domain/relations/group-limit.ts';
import type {
  AssessmentFact,
  ExposureFact,
  ListEntryFact,
  ScreeningFacts,
} from '../domain/screening/facts.ts';
import type { Db } from '../storage/tables.ts';

export interface ScreenedFirm {
  readonly id: string;
  readonly code: string;
  readonly soleTrader: boolean;
}

export interface Gathered {
  readonly facts: ScreeningFacts;
  /** What the statement saw: give it back to see the same again. */
  readonly snapshot: string;
}

/** As it was visible to an earlier reader; without a snapshot, as it had been written by then. */
export interface Earlier {
  readonly snapshot: string | null;
}

export async function gatherFacts(
  db: Db,
  firm: ScreenedFirm,
  subsidiary: string,
  at: Date,
  earlier?: Earlier,
): Promise<Gathered> {
  const { rows } = await sql<{ told: Told }>`
    SELECT screening_facts(${firm.id}::uuid, ${at}, ${earlier?.snapshot ?? null}::pg_snapshot, ${earlier !== undefined}) AS told`.execute(
    db,
  );
  const told = rows[0]?.told;
  if (told === undefined) throw new Error(`Nothing was told of firm ${firm.id}`);
  return gatheredOf(told, firm, subsidiary, at);
}

/** The same as it would be without one of the facts: gone from the profile, and disputes about it with it. */
export async function gatherWithout(
  db: Db,
  firm: ScreenedFirm,
  subsidiary: string,
  at: Date,
  factId: string,
): Promise<ScreeningFacts> {
  const { rows } = await sql<{ told: Told }>`
    SELECT screening_facts(${firm.id}::uuid, ${at}, NULL::pg_snapshot, false) AS told`.execute(db);
  const told = rows[0]?.told;
  if (told === undefined) throw new Error(`Nothing was told of firm ${firm.id}`);
  const without = {
    ...told,
    facts: told.facts.filter(({ id }) => id !== factId),
    disputes: told.disputes.filter((dispute) => dispute.factId !== factId),
  };
  return gatheredOf(without, firm, subsidiary, at).facts;
}

/** Facts out of what `screening_facts` told of the firm. */
export function gatheredOf(told: Told, firm: ScreenedFirm, subsidiary: string, at: Date): Gathered {
  return { facts: factsOf(told, firm, subsidiary, at), snapshot: told.snapshot };
}

export interface Told {
  readonly snapshot: string;
  readonly facts: readonly ToldFact[];
  readonly choices: readonly { type: string; item: string; factId: string; decidedAt: string }[];
  readonly outcomes: readonly {
    result: string;
    amountMinor: string;
    currency: string;
    daysLate: number;
    occurredOn: string;
  }[];
  readonly entries: readonly ToldEntry[];
  readonly disputes: readonly { id: string; factId: string; factType: string; deadline: string }[];
  readonly assessment: ToldAssessment | null;
  readonly open: ToldOpen;
  readonly related: readonly { firmId: string; cause: string; weightBps: number; steps: number }[];
  readonly group: { id: string; limit: ToldLimit | null; members: readonly ToldOpen[] } | null;
}

interface ToldFact {
  readonly id: string;
  readonly type: string;
  readonly item: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly observedAt: string;
  readonly validUntil: string | null;
  readonly recordedAt: string;
  readonly retractedAt: string | null;
  readonly subsidiary: string;
  readonly source: string;
  readonly confidence: number;
  readonly evidenceIds: readonly string[];
}

interface ToldEntry {
  readonly id: string;
  readonly list: ListName;
  readonly scope: readonly string[];
  readonly reasonCode: string;
  readonly overridable: boolean;
  readonly effectiveOn: string;
  readonly expiresOn: string | null;
  readonly state: string;
  readonly overrides: readonly { subsidiary: string; until: string }[];
}

interface ToldAssessment {
  readonly id: string;
  readonly policy: string;
  readonly grade: string;
  readonly score: number;
  readonly pdPpm: number;
  readonly limitMinor: string;
  readonly currency: string;
  readonly reasons: readonly string[];
  readonly assessedAt: string;
}

interface ToldLimit {
  readonly minor: string | null;
}

interface ToldOpen {
  readonly firm: string;
  readonly limit: ToldLimit | null;
  readonly open: { used: string; reserved: string } | null;
  readonly suggested: string | null;
}

function factsOf(told: Told, firm: ScreenedFirm, subsidiary: string, at: Date): ScreeningFacts {
  const today = businessDay(at);
  const profile = profileOf(
    told.facts.flatMap(factOf),
    { trueAt: at, knownAt: at },
    told.choices.flatMap(choiceOf),
  );
  const used = profile.facets.flatMap(({ facts }) => facts);
  return {
    firm: { id: firm.id, code: firm.code, soleTrader: firm.soleTrader },
    standing: standingOf(profile, told.outcomes.flatMap(outcomeOf), today),
    facts: used.map(({ fact, stale }) => ({
      id: fact.id,
      type: fact.type,
      item: fact.item,
      subsidiary: fact.subsidiary,
      observedAt: fact.observedAt,
      stale,
    })),
    entries: told.entries
      .filter(({ scope }) => scope.length === 0 || scope.includes(subsidiary))
      .filter(
        ({ effectiveOn, expiresOn }) =>
          effectiveOn <= today && (expiresOn === null || expiresOn > today),
      )
      .map((entry) => entryOf(entry, subsidiary)),
    disputes: told.disputes.map((each) => ({ ...each, deadline: new Date(each.deadline) })),
    assessment: told.assessment === null ? undefined : assessmentOf(told.assessment),
    exposure: exposureOf(told.open),
    group: told.group === null ? undefined : groupOf(told.group),
    related: told.related,
  };
}

function factOf(row: ToldFact): Fact[] {
  if (!isFactType(row.type)) return [];
  return [
    {
      id: row.id,
      type: row.type,
      item: row.item,
      value: row.value,
      observedAt: new Date(row.observedAt),
      validUntil: row.validUntil === null ? undefined : new Date(row.validUntil),
      recordedAt: new Date(row.recordedAt),
      retractedAt: row.retractedAt === null ? undefined : new Date(row.retractedAt),
      subsidiary: row.subsidiary,
      source: row.source,
      confidence: row.confidence,
      evidenceIds: row.evidenceIds,
    },
  ];
}

function choiceOf(row: Told['choices'][number]): Survivorship[] {
  const { type, item, factId, decidedAt } = row;
  return isFactType(type) ? [{ type, item, factId, decidedAt: new Date(decidedAt) }] : [];
}

function outcomeOf(row: Told['outcomes'][number]): CooperationOutcome[] {
  const { result, amountMinor, currency, daysLate, occurredOn } = row;
  return isResult(result)
    ? [{ result, amountMinor: BigInt(amountMinor), currency, daysLate, occurredOn }]
    : [];
}

function entryOf(entry: ToldEntry, subsidiary: string): ListEntryFact {
  const until = entry.overrides
    .filter((each) => each.subsidiary === subsidiary)
    .map((each) => each.until)
    .sort((a, b) => Date.parse(b) - Date.parse(a))[0];
  return {
    id: entry.id,
    list: entry.list,
    reasonCode: entry.reasonCode,
    overridable: entry.overridable,
    effectiveOn: entry.effectiveOn,
    underAppeal: entry.state === 'APPEALED',
    overriddenUntil: until === undefined ? undefined : new Date(until),
  };
}

function assessmentOf(row: ToldAssessment): AssessmentFact {
  return {
    ...row,
    grade: row.grade as Grade,
    limitMinor: BigInt(row.limitMinor),
    assessedAt: new Date(row.assessedAt),
  };
}

function exposureOf({ limit, open }: ToldOpen): ExposureFact {
  const set = limit?.minor ?? null;
  return {
    currency: GROUP_CURRENCY,
    setLimitMinor: set === null ? undefined : BigInt(set),
    usedMinor: BigInt(open?.used ?? 0),
    reservedMinor: BigInt(open?.reserved ?? 0),
  };
}

function groupOf({ id, limit, members }: NonNullable<Told['group']>): GroupExposure {
  const set = limit?.minor ?? null;
  return {
    groupId: id,
    setLimitMinor: set === null ? undefined : BigInt(set),
    members: members.map((member) => {
      const { setLimitMinor, usedMinor, reservedMinor } = exposureOf(member);
      const limitMinor = setLimitMinor ?? BigInt(member.suggested ?? 0);
      return { firmId: member.firm, usedMinor, reservedMinor, limitMinor };
    }),
  };
}
