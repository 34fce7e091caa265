/** Scorecards, their steps, and what challengers said in shadow. */
import { sql } from 'kysely';
import type { FittedCard } from '../domain/workbench/fitted-card.ts';
import type { StudyReport } from '../domain/workbench/study.ts';
import type { Db } from './tables.ts';

export type ScorecardState = 'DRAFT' | 'CHALLENGER' | 'CHAMPION' | 'RETIRED';
export type ScorecardAct = 'PROMOTE' | 'RETIRE';

export interface FittedOn {
  readonly fileName: string;
  readonly sha256: string;
  readonly rows: number;
  readonly columns: number;
  readonly target: string;
  readonly time: string | null;
  readonly trainShare: number;
  readonly seed: number;
  readonly maxCharacteristics: number;
}

export interface ScorecardRow {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly card: FittedCard;
  readonly fittedOn: FittedOn;
  readonly report: StudyReport;
  readonly deployable: boolean;
  readonly state: ScorecardState;
  readonly fittedBy: string | undefined;
  readonly fittedAt: Date;
  readonly asked: { readonly act: ScorecardAct; readonly by: string } | undefined;
}

/** The version of a policy made from a card, as assessments name it. */
export const policyVersionOf = ({
  name,
  version,
}: Pick<ScorecardRow, 'name' | 'version'>): string => `card/${name}/${version}`;

type NewScorecard = Omit<ScorecardRow, 'state' | 'asked'>;

export async function addScorecard(db: Db, row: NewScorecard): Promise<void> {
  await db
    .insertInto('scorecard')
    .values({
      id: row.id,
      name: row.name,
      version: row.version,
      card: JSON.stringify(row.card),
      fitted_on: JSON.stringify(row.fittedOn),
      report: JSON.stringify(row.report),
      deployable: row.deployable,
      state: 'DRAFT',
      fitted_by: row.fittedBy ?? null,
      fitted_at: row.fittedAt,
      asked_act: null,
      asked_by: null,
      asked_at: null,
    })
    .execute();
}

export async function nextVersion(db: Db, name: string): Promise<number> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('credit.scorecard ' || ${name}))`.execute(db);
  const row = await db
    .selectFrom('scorecard')
    .select((of) => of.fn.max('version').as('version'))
    .where('name', '=', name)
    .executeTakeFirst();
  return Number(row?.version ?? 0) + 1;
}

type Row = Awaited<ReturnType<typeof readRow>>;
const readRow = (db: Db) => db.selectFrom('scorecard').selectAll().executeTakeFirstOrThrow();

function scorecardOf(row: Row): ScorecardRow {
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    card: row.card as FittedCard,
    fittedOn: row.fitted_on as FittedOn,
    report: row.report as StudyReport,
    deployable: row.deployable,
    state: row.state,
    fittedBy: row.fitted_by ?? undefined,
    fittedAt: new Date(row.fitted_at),
    asked:
      row.asked_act === null || row.asked_by === null
        ? undefined
        : { act: row.asked_act, by: row.asked_by },
  };
}

export async function scorecards(
  db: Db,
  filter: { readonly ids?: readonly string[]; readonly states?: readonly ScorecardState[] } = {},
): Promise<ScorecardRow[]> {
  let query = db.selectFrom('scorecard').selectAll();
  if (filter.ids) query = query.where('id', 'in', filter.ids);
  if (filter.states) query = query.where('state', 'in', filter.states);
  const rows = await query.orderBy('fitted_at', 'desc').orderBy('id').limit(200).execute();
  return rows.map(scorecardOf);
}

/** The card in force and those beside it. */
export async function activeScorecards(db: Db): Promise<ScorecardRow[]> {
  return scorecards(db, { states: ['CHAMPION', 'CHALLENGER'] });
}

export async function lockScorecard(db: Db, id: string): Promise<ScorecardRow | undefined> {
  const row = await db
    .selectFrom('scorecard')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : scorecardOf(row);
}

export async function moveScorecard(
  db: Db,
  id: string,
  state: ScorecardState,
  asked?: { readonly act: ScorecardAct; readonly by: string; readonly at: Date },
): Promise<void> {
  await db
    .updateTable('scorecard')
    .set({
      state,
      asked_act: asked?.act ?? null,
      asked_by: asked?.by ?? null,
      asked_at: asked?.at ?? null,
    })
    .where('id', '=', id)
    .execute();
}

/** The card in force, if it is not the house's own, retired. */
export async function retireChampion(db: Db): Promise<string | undefined> {
  const row = await db
    .updateTable('scorecard')
    .set({ state: 'RETIRED', asked_act: null, asked_by: null, asked_at: null })
    .where('state', '=', 'CHAMPION')
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export interface ScorecardStep {
  readonly no: number;
  readonly act: string;
  readonly person: string | undefined;
  readonly askedBy: string | undefined;
  readonly note: string | undefined;
  readonly at: Date;
}

export async function addScorecardStep(
  db: Db,
  id: string,
  step: Omit<ScorecardStep, 'no' | 'at'>,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO scorecard_step (scorecard_id, no, act, person, asked_by, note, at)
    SELECT ${id}::uuid, coalesce(max(no), 0) + 1, ${step.act}, ${step.person ?? null}, ${step.askedBy ?? null}, ${step.note ?? null}, ${now}
    FROM scorecard_step WHERE scorecard_id = ${id}::uuid`.execute(db);
}

export async function scorecardSteps(db: Db, id: string): Promise<ScorecardStep[]> {
  const rows = await db
    .selectFrom('scorecard_step')
    .selectAll()
    .where('scorecard_id', '=', id)
    .orderBy('no')
    .execute();
  return rows.map((row) => ({
    no: row.no,
    act: row.act,
    person: row.person ?? undefined,
    askedBy: row.asked_by ?? undefined,
    note: row.note ?? undefined,
    at: new Date(row.at),
  }));
}

export interface ShadowRow {
  readonly assessmentId: string;
  readonly scorecardId: string;
  readonly firmId: string;
  readonly score: number;
  readonly grade: string;
  readonly pdPpm: number;
}

export async function addShadows(db: Db, rows: readonly ShadowRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insertInto('shadow_assessment')
    .values(
      rows.map((row) => ({
        assessment_id: row.assessmentId,
        scorecard_id: row.scorecardId,
        firm_id: row.firmId,
        score: row.score,
        grade: row.grade,
        pd_ppm: row.pdPpm,
        at: now,
      })),
    )
    .execute();
}

export interface Compared {
  readonly firmId: string;
  readonly championScore: number;
  readonly championGrade: string;
  readonly challengerScore: number;
  readonly challengerGrade: string;
  /** How cooperations after the assessment ended; null while none has. */
  readonly bad: boolean | null;
}

const ENDED = sql.raw(`(
  SELECT bool_or(o.result IN ('DEFAULTED', 'DISPUTED')) FROM cooperation_outcome AS o
  WHERE o.firm_id = a.firm_id AND o.voided_at IS NULL AND o.recorded_at > a.assessed_at) AS bad`);

/** The latest assessment of each firm that a challenger ran beside, with what both said. */
export async function comparedWith(db: Db, scorecardId: string): Promise<Compared[]> {
  const { rows } = await sql<{
    firm_id: string;
    score: number;
    grade: string;
    shadow: number;
    shadow_grade: string;
    bad: boolean | null;
  }>`
    SELECT a.firm_id, a.score, coalesce(a.scored_grade, a.grade) AS grade, s.score AS shadow, s.grade AS shadow_grade, ${ENDED}
    FROM (SELECT DISTINCT ON (firm_id) * FROM shadow_assessment WHERE scorecard_id = ${scorecardId} ORDER BY firm_id, at DESC, assessment_id DESC) AS s
    JOIN assessment AS a ON a.id = s.assessment_id`.execute(db);
  return rows.map((row) => ({
    firmId: row.firm_id,
    championScore: row.score,
    championGrade: row.grade,
    challengerScore: row.shadow,
    challengerGrade: row.shadow_grade,
    bad: row.bad,
  }));
}

export interface Watched {
  readonly policy: string;
  readonly score: number;
  readonly grade: string;
  readonly pdPpm: number;
  readonly bad: boolean | null;
  readonly baseline: boolean;
}

/** First and latest assessment of each firm by a policy: where it stood, and where it stands. */
export async function watchedScores(db: Db, policy: string): Promise<Watched[]> {
  const { rows } = await sql<{
    score: number;
    grade: string;
    pd_ppm: number;
    bad: boolean | null;
    baseline: boolean;
  }>`
    SELECT a.score, coalesce(a.scored_grade, a.grade) AS grade, a.pd_ppm, a.baseline, ${ENDED} FROM (
      (SELECT DISTINCT ON (firm_id) *, true AS baseline FROM assessment WHERE policy = ${policy} ORDER BY firm_id, assessed_at, no)
      UNION ALL
      (SELECT DISTINCT ON (firm_id) *, false FROM assessment WHERE policy = ${policy} ORDER BY firm_id, assessed_at DESC, no DESC)) AS a`.execute(
    db,
  );
  return rows.map((row) => ({
    policy,
    score: row.score,
    grade: row.grade,
    pdPpm: row.pd_ppm,
    bad: row.bad,
    baseline: row.baseline,
  }));
}

/** Every firm is scored again soon: another card is in force. */
export async function rescoreAll(db: Db, now: Date): Promise<void> {
  await sql`UPDATE assessment_due SET due_at = least(due_at, ${now}), cause = 'SCORECARD'`.execute(
    db,
  );
}
