/**
 * Scores a firm from what is known now and keeps the assessment, inside the caller's transaction: whatever changes a
 * firm's standing (a survey, an outcome, a fact taken back) ends with this, so that a screening finds it ready.
 * The caller holds the firm's lock.
 */
import { businessDay } from '@guildhall/shared/business-time';
import type { CommandContext } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import { type Assessment, assess } from '../domain/assessment/assess.ts';
import { CURRENT_POLICY, type Grade } from '../domain/assessment/policy.ts';
import {
  type CooperationOutcome,
  isResult,
  type Standing,
  standingOf,
} from '../domain/assessment/standing.ts';
import { type Profile, profileOf } from '../domain/facts/profile.ts';
import type { AssessmentFact } from '../domain/screening/facts.ts';
import { CREDIT_EVENTS, event, type FirmAssessed } from '../events.ts';
import { ASSESSMENT, FIRM } from '../ids.ts';
import { choicesOf, factsOf } from '../storage/facts.ts';
import { dateText } from '../storage/firms.ts';
import { type Db, within } from '../storage/tables.ts';

export type AssessmentCause =
  | 'SURVEY'
  | 'OUTCOME'
  | 'RETRACTION'
  | 'DISPUTE'
  | 'CHOICE'
  | 'REQUEST';

export async function assessFirm(
  { tx, now, publish }: CommandContext,
  firmId: string,
  cause: AssessmentCause,
): Promise<Assessment & { readonly id: string }> {
  const db = within(tx);
  const { standing } = await standingAt(db, firmId, now);
  const assessment = assess(standing, CURRENT_POLICY);
  const previous = await latestAssessment(db, firmId, now);
  const id = newUuid(now);
  await db
    .insertInto('assessment')
    .values({
      id,
      firm_id: firmId,
      policy: assessment.policy,
      score: assessment.score,
      grade: assessment.grade,
      pd_ppm: assessment.pdPpm,
      limit_minor: assessment.limitMinor.toString(),
      currency: assessment.currency,
      standing: JSON.stringify(standing),
      contributions: JSON.stringify(assessment.contributions),
      reasons: [...assessment.reasons],
      missing: [...assessment.missing],
      cause,
      assessed_at: now,
    })
    .execute();
  const payload: FirmAssessed = {
    firmId: fromUuid(FIRM, firmId),
    assessmentId: fromUuid(ASSESSMENT, id),
    grade: assessment.grade,
    previousGrade: previous?.grade ?? null,
    cause,
  };
  await publish(event(CREDIT_EVENTS.firmAssessed, now, payload));
  return { ...assessment, id };
}

/** The firm's profile and standing as true and known at one moment. */
export async function standingAt(
  db: Db,
  firmId: string,
  at: Date,
): Promise<{ profile: Profile; standing: Standing }> {
  const facts = (await factsOf(db, [firmId], at)).get(firmId) ?? [];
  const profile = profileOf(facts, { trueAt: at, knownAt: at }, await choicesOf(db, firmId));
  return {
    profile,
    standing: standingOf(profile, await outcomesOf(db, firmId, at), businessDay(at)),
  };
}

export async function outcomesOf(
  db: Db,
  firmId: string,
  knownAt: Date,
): Promise<CooperationOutcome[]> {
  const rows = await db
    .selectFrom('cooperation_outcome')
    .select(['result', 'amount_minor', 'currency', 'days_late', 'occurred_on'])
    .where('firm_id', '=', firmId)
    .where('recorded_at', '<=', knownAt)
    .execute();
  return rows.flatMap((row) =>
    isResult(row.result)
      ? [
          {
            result: row.result,
            amountMinor: BigInt(row.amount_minor),
            currency: row.currency,
            daysLate: row.days_late,
            occurredOn: dateText(row.occurred_on) ?? '',
          },
        ]
      : [],
  );
}

export async function latestAssessment(
  db: Db,
  firmId: string,
  at: Date,
): Promise<AssessmentFact | undefined> {
  const row = await db
    .selectFrom('assessment')
    .select([
      'id',
      'policy',
      'grade',
      'score',
      'pd_ppm',
      'limit_minor',
      'currency',
      'reasons',
      'assessed_at',
    ])
    .where('firm_id', '=', firmId)
    .where('assessed_at', '<=', at)
    .orderBy('assessed_at', 'desc')
    .orderBy('no', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    id: row.id,
    policy: row.policy,
    grade: row.grade as Grade,
    score: row.score,
    pdPpm: row.pd_ppm,
    limitMinor: BigInt(row.limit_minor),
    currency: row.currency,
    reasons: row.reasons,
    assessedAt: new Date(row.assessed_at),
  };
}
