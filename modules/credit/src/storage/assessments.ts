/** Assessments and outcomes of many firms at once, as they stood at any moment. */
import { sql } from 'kysely';
import type { Grade } from '../domain/assessment/policy.ts';
import { type CooperationOutcome, isResult } from '../domain/assessment/standing.ts';
import type { AssessmentFact } from '../domain/screening/facts.ts';
import { dateText } from './firms.ts';
import type { Db } from './tables.ts';

export async function outcomesOf(
  db: Db,
  firmIds: readonly string[],
  knownAt: Date,
): Promise<ReadonlyMap<string, CooperationOutcome[]>> {
  const found = new Map<string, CooperationOutcome[]>(firmIds.map((id) => [id, []]));
  if (firmIds.length === 0) return found;
  const rows = await db
    .selectFrom('cooperation_outcome')
    .select(['firm_id', 'result', 'amount_minor', 'currency', 'days_late', 'occurred_on'])
    .where('firm_id', 'in', firmIds)
    .where('recorded_at', '<=', knownAt)
    .where((of) => of.or([of('voided_at', 'is', null), of('voided_at', '>', knownAt)]))
    .orderBy('recorded_at')
    .orderBy('id')
    .execute();
  for (const row of rows) {
    if (!isResult(row.result)) continue;
    found.get(row.firm_id)?.push({
      result: row.result,
      amountMinor: BigInt(row.amount_minor),
      currency: row.currency,
      daysLate: row.days_late,
      occurredOn: dateText(row.occurred_on) ?? '',
    });
  }
  return found;
}

interface AssessmentRow {
  readonly id: string;
  readonly firm_id: string;
  readonly policy: string;
  readonly grade: string;
  readonly score: number;
  readonly pd_ppm: number;
  readonly limit_minor: string;
  readonly currency: string;
  readonly reasons: string[];
  readonly assessed_at: Date;
}

/** The latest assessment of each firm at the moment; firms without one are left out. */
export async function latestAssessments(
  db: Db,
  firmIds: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, AssessmentFact>> {
  if (firmIds.length === 0) return new Map();
  const { rows } = await sql<AssessmentRow>`
    SELECT a.* FROM unnest(${[...firmIds]}::uuid[]) AS f(id)
    CROSS JOIN LATERAL (
      SELECT id, firm_id, policy, grade, score, pd_ppm, limit_minor, currency, reasons, assessed_at FROM assessment
      WHERE firm_id = f.id AND assessed_at <= ${at} ORDER BY assessed_at DESC, no DESC LIMIT 1) AS a`.execute(
    db,
  );
  return new Map(
    rows.map((row) => [
      row.firm_id,
      {
        id: row.id,
        policy: row.policy,
        grade: row.grade as Grade,
        score: row.score,
        pdPpm: row.pd_ppm,
        limitMinor: BigInt(row.limit_minor),
        currency: row.currency,
        reasons: row.reasons,
        assessedAt: new Date(row.assessed_at),
      },
    ]),
  );
}

export async function latestAssessment(
  db: Db,
  firmId: string,
  at: Date,
): Promise<AssessmentFact | undefined> {
  return (await latestAssessments(db, [firmId], at)).get(firmId);
}

export interface GradeOverrideFact {
  readonly id: string;
  readonly grade: Grade;
  readonly expiresAt: Date;
}

/** Overrides in force at the moment, by firm. */
export async function gradeOverridesOf(
  db: Db,
  firmIds: readonly string[],
  at: Date,
): Promise<ReadonlyMap<string, GradeOverrideFact>> {
  if (firmIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('grade_override')
    .select(['id', 'firm_id', 'grade', 'expires_at'])
    .where('firm_id', 'in', firmIds)
    .where('state', '=', 'GRANTED')
    .where('expires_at', '>', at)
    .orderBy('decided_at')
    .execute();
  return new Map(
    rows.map((row) => [
      row.firm_id,
      { id: row.id, grade: row.grade as Grade, expiresAt: new Date(row.expires_at) },
    ]),
  );
}

/** Says when each of these firms must be scored again by itself. */
export async function setDue(
  db: Db,
  due: readonly { readonly firmId: string; readonly at: Date }[],
): Promise<void> {
  if (due.length === 0) return;
  await sql`
    INSERT INTO assessment_due (firm_id, due_at)
    SELECT * FROM unnest(${due.map(({ firmId }) => firmId)}::uuid[], ${due.map(({ at }) => at.toISOString())}::timestamptz[])
    ON CONFLICT (firm_id) DO UPDATE SET due_at = excluded.due_at, cause = 'STALE'`.execute(db);
}

/** Firms whose time has come, locked; those that another process holds are left to it. */
export async function lockDue(
  db: Db,
  now: Date,
  limit: number,
): Promise<{ firmId: string; cause: string }[]> {
  const rows = await db
    .selectFrom('assessment_due')
    .select(['firm_id', 'cause'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('firm_id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ firm_id, cause }) => ({ firmId: firm_id, cause }));
}
