/** What a firm's file shows beyond its profile: changes between two views, statements read, lawsuits weighed, history. */
import { businessDay } from '@guildhall/shared/business-time';
import { toUuid } from '@guildhall/shared/ids';
import { compareProfiles, type ProfileComparison } from '../domain/facts/compare-profiles.ts';
import type { FactValue } from '../domain/facts/fact-types.ts';
import { type Profile, type ProfileFact, profileOf } from '../domain/facts/profile.ts';
import { type LitigationReport, litigationReport } from '../domain/litigation/report.ts';
import { type Caption, CHART_LINES, type Sheet } from '../domain/statements/chart.ts';
import { checkStatement, type StatementFinding } from '../domain/statements/check-statement.ts';
import { type Ratio, ratiosOf } from '../domain/statements/ratios.ts';
import { type Statement, statementOf } from '../domain/statements/statement.ts';
import { FIRM, type FirmId } from '../ids.ts';
import type { FactSeal } from '../protection/fact-seal.ts';
import { choicesOf, factsOf } from '../storage/facts.ts';
import type { Db } from '../storage/tables.ts';
import { firmProfile } from './read-firms.ts';

export interface ViewPoint {
  readonly trueAt: Date;
  readonly knownAt: Date;
}

export interface ProfileChangesQuery {
  readonly firmId: FirmId;
  readonly from: ViewPoint;
  readonly to: ViewPoint;
}

export interface ProfileChanges extends ProfileComparison {
  readonly from: ViewPoint;
  readonly to: ViewPoint;
}

/** Both views are taken from one reading of the facts. */
export async function profileChanges(
  db: Db,
  seal: FactSeal,
  { firmId, from, to }: ProfileChangesQuery,
): Promise<ProfileChanges> {
  const id = toUuid(FIRM, firmId);
  const later = from.knownAt > to.knownAt ? from.knownAt : to.knownAt;
  const facts = (await factsOf(db, [id], later, seal)).get(id) ?? [];
  const choices = (await choicesOf(db, [id])).get(id);
  const view = (at: ViewPoint): Profile => profileOf(facts, at, choices);
  return { ...compareProfiles(view(from), view(to)), from, to };
}

export interface StatementLine {
  readonly caption: Caption;
  readonly sheet: Sheet;
  /** How Chinese statements write it. */
  readonly chinese: string;
  /** Decimal text. */
  readonly amount: string;
}

export interface ReadStatement {
  readonly standing: ProfileFact;
  readonly period: string;
  readonly currency: string;
  readonly audited: boolean;
  /** In the order of the standard chart. */
  readonly lines: readonly StatementLine[];
  readonly findings: readonly StatementFinding[];
  readonly ratios: readonly Ratio[];
}

export interface FirmView extends ViewPoint {
  readonly firmId: FirmId;
}

/** Statements that stand in the profile, latest period first. */
export async function firmStatements(db: Db, view: FirmView): Promise<ReadStatement[]> {
  const read = standing(await firmProfile(db, view), 'FINANCIAL_STATEMENT').map(
    ({ standing: fact, value }) => ({ standing: fact, statement: statementOf(value) }),
  );
  const all = read.map(({ statement }) => statement);
  return read
    .map(({ standing: fact, statement }) => ({
      standing: fact,
      period: statement.period,
      currency: statement.currency,
      audited: statement.audited,
      lines: linesOf(statement),
      findings: checkStatement(statement, all),
      ratios: ratiosOf(statement, all),
    }))
    .sort((a, b) => (a.period < b.period ? 1 : -1));
}

/** The same, as amounts only. */
export async function standingStatements(db: Db, view: FirmView): Promise<Statement[]> {
  return standing(await firmProfile(db, view), 'FINANCIAL_STATEMENT').map(({ value }) =>
    statementOf(value),
  );
}

function linesOf({ amounts }: Statement): StatementLine[] {
  return CHART_LINES.flatMap(({ caption, sheet, chinese }) => {
    const amount = amounts.get(caption);
    return amount === undefined
      ? []
      : [{ caption, sheet, chinese: chinese[0] ?? caption, amount: amount.toFixed() }];
  });
}

export async function firmLitigation(db: Db, view: FirmView): Promise<LitigationReport> {
  return litigationReport(await firmProfile(db, view), businessDay(view.trueAt));
}

/** Values are of their type's shape: facts are read by their schema on the way in. */
function standing<C extends 'FINANCIAL_STATEMENT'>(
  { facets }: Profile,
  type: C,
): { readonly standing: ProfileFact; readonly value: FactValue<C> }[] {
  return facets
    .flatMap(({ facts }) => facts)
    .filter(({ fact }) => fact.type === type)
    .map((each) => ({ standing: each, value: each.fact.value as FactValue<C> }));
}
