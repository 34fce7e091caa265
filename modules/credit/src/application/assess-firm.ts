/**
 * Scores firms from what is known now and keeps the assessments, inside the caller's transaction: whatever changes a
 * firm's standing (a survey, an outcome, a fact taken back) ends with this, so that a screening finds it ready.
 * The caller holds the firms' locks.
 */
import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { type Assessment, assess, overridden } from '../domain/assessment/assess.ts';
import { CURRENT_POLICY } from '../domain/assessment/policy.ts';
import { type Standing, standingOf } from '../domain/assessment/standing.ts';
import { type Profile, profileOf } from '../domain/facts/profile.ts';
import { policyOfCard } from '../domain/workbench/fitted-card.ts';
import { CREDIT_EVENTS, event, type FirmAssessed } from '../events.ts';
import { ASSESSMENT, FIRM } from '../ids.ts';
import {
  gradeOverridesOf,
  latestAssessments,
  lockDue,
  outcomesOf,
  setDue,
} from '../storage/assessments.ts';
import { choicesOf, factsOf } from '../storage/facts.ts';
import { lockFirms } from '../storage/firms.ts';
import { activeScorecards, addShadows, policyVersionOf } from '../storage/scorecards.ts';
import { type Db, within } from '../storage/tables.ts';
import { inBackground } from './background.ts';

export type AssessmentCause =
  | 'SURVEY'
  | 'OUTCOME'
  | 'RETRACTION'
  | 'DISPUTE'
  | 'CHOICE'
  | 'STALE'
  | 'OVERRIDE'
  | 'SCORECARD'
  | 'REQUEST';

export interface FreshAssessment extends Assessment {
  readonly id: string;
  readonly firmId: string;
}

export async function assessFirm(
  context: CommandContext,
  firmId: string,
  cause: AssessmentCause,
): Promise<FreshAssessment> {
  const [fresh] = await assessFirms(context, [firmId], cause);
  if (fresh === undefined) throw new Error(`Firm ${firmId} was not assessed`);
  return fresh;
}

export async function assessFirms(
  { tx, now, publish }: CommandContext,
  firmIds: readonly string[],
  cause: AssessmentCause,
): Promise<FreshAssessment[]> {
  if (firmIds.length === 0) return [];
  const db = within(tx);
  await lockFirms(db, firmIds);
  const standings = await standingsAt(db, firmIds, now);
  const previous = await latestAssessments(db, firmIds, now);
  const overrides = await gradeOverridesOf(db, firmIds, now);
  const { inForce, beside } = await policiesNow(db);
  const fresh = [...standings].map(([firmId, { standing }]) => {
    const scored = assess(standing, inForce);
    const override = overrides.get(firmId);
    const assessed = overridden(scored, override?.grade, standing, inForce);
    return { ...assessed, id: newUuid(now), firmId, standing, scored: scored.grade, override };
  });
  await db
    .insertInto('assessment')
    .values(
      fresh.map((assessment) => ({
        id: assessment.id,
        firm_id: assessment.firmId,
        policy: assessment.policy,
        score: assessment.score,
        grade: assessment.grade,
        pd_ppm: assessment.pdPpm,
        limit_minor: assessment.limitMinor.toString(),
        currency: assessment.currency,
        standing: JSON.stringify(assessment.standing),
        contributions: JSON.stringify(assessment.contributions),
        reasons: [...assessment.reasons],
        missing: [...assessment.missing],
        stale: [...assessment.stale],
        override_id: assessment.override?.id ?? null,
        scored_grade: assessment.override === undefined ? null : assessment.scored,
        cause,
        assessed_at: now,
      })),
    )
    .execute();
  const shadows = beside.flatMap(({ id: scorecardId, policy }) =>
    fresh.map(({ id: assessmentId, firmId, standing }) => {
      const { score, grade, pdPpm } = assess(standing, policy);
      return { assessmentId, scorecardId, firmId, score, grade, pdPpm };
    }),
  );
  await addShadows(db, shadows, now);
  await setDue(
    db,
    fresh.map(({ firmId, override }) => ({
      firmId,
      at: nextDue(standings.get(firmId)?.profile, override?.expiresAt, now),
    })),
  );
  const events = fresh.map(({ id, firmId, grade }) => {
    const payload: FirmAssessed = {
      firmId: fromUuid(FIRM, firmId),
      assessmentId: fromUuid(ASSESSMENT, id),
      grade,
      previousGrade: previous.get(firmId)?.grade ?? null,
      cause,
    };
    return event(CREDIT_EVENTS.firmAssessed, now, payload);
  });
  await publish(...events);
  return fresh;
}

/** What a firm of such a standing would be scored now: by the scorecard in force, under the grade that people gave, if any. */
export async function scoredNow(
  db: Db,
  firmId: string,
  standing: Standing,
  now: Date,
): Promise<Assessment> {
  const { inForce } = await policiesNow(db);
  const override = (await gradeOverridesOf(db, [firmId], now)).get(firmId);
  return overridden(assess(standing, inForce), override?.grade, standing, inForce);
}

/** The scorecard in force (the champion, else the house's own) and the challengers that run beside it in shadow. */
async function policiesNow(db: Db) {
  const cards = await activeScorecards(db);
  const policies = cards.map((row) => ({
    id: row.id,
    state: row.state,
    policy: policyOfCard(policyVersionOf(row), row.card),
  }));
  return {
    inForce: policies.find(({ state }) => state === 'CHAMPION')?.policy ?? CURRENT_POLICY,
    beside: policies.filter(({ state }) => state === 'CHALLENGER'),
  };
}

/** When the score may change though nobody says anything new: a fact goes stale, an override ends, the score grows old. */
function nextDue(profile: Profile | undefined, overrideEnds: Date | undefined, now: Date): Date {
  const facts = profile?.facets.flatMap((facet) => facet.facts) ?? [];
  const ends = [
    ...facts.map(({ staleAt }) => staleAt.getTime()).filter((at) => at > now.getTime()),
    overrideEnds?.getTime() ?? Number.POSITIVE_INFINITY,
    now.getTime() + CURRENT_POLICY.validDays * DAY_MS,
  ];
  return new Date(ends.reduce((first, at) => Math.min(first, at)));
}

const DAY_MS = 86_400_000;

/** Scores firms again whose time has come, some at a time; answers how many. */
export function reassessDue(kit: ModuleKit, limit = 200): Promise<number> {
  return inBackground(kit, async (context) => {
    const due = await lockDue(within(context.tx), context.now, limit);
    for (const cause of ['STALE', 'SCORECARD'] as const) {
      const firms = due.filter((each) => each.cause === cause).map(({ firmId }) => firmId);
      await assessFirms(context, firms, cause);
    }
    return due.length;
  });
}

export interface FirmStanding {
  readonly profile: Profile;
  readonly standing: Standing;
}

/** Profiles and standings as true and known at one moment. */
export async function standingsAt(
  db: Db,
  firmIds: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, FirmStanding>> {
  const facts = await factsOf(db, firmIds, at);
  const choices = await choicesOf(db, firmIds);
  const outcomes = await outcomesOf(db, firmIds, at);
  return new Map(
    firmIds.map((id) => {
      const profile = profileOf(facts.get(id) ?? [], { trueAt: at, knownAt: at }, choices.get(id));
      return [
        id,
        { profile, standing: standingOf(profile, outcomes.get(id) ?? [], businessDay(at)) },
      ];
    }),
  );
}

export async function standingAt(db: Db, firmId: string, at: Date): Promise<FirmStanding> {
  const found = (await standingsAt(db, [firmId], at)).get(firmId);
  if (found === undefined) throw new Error(`Firm ${firmId} has no standing`);
  return found;
}
