/**
 * How good each company's surveys are, from what became of what they said: facts taken back or overruled, how complete and
 * how fresh they were, and whether firms that later defaulted had been warned of.
 */
import { sql } from 'kysely';
import { FACT_TYPE_CODES, factType } from '../domain/facts/fact-types.ts';
import { type SurveyRecord, surveyScore } from '../domain/surveys/survey-score.ts';
import type { Db } from '../storage/tables.ts';

export interface SurveyGrade extends SurveyRecord {
  readonly subsidiary: string;
  /** 0 to 100. */
  readonly score: number;
  readonly grade: 'A' | 'B' | 'C' | 'D' | 'E';
}

const NEGATIVE = FACT_TYPE_CODES.filter((code) => factType(code).negative === true);
const CORE = FACT_TYPE_CODES.filter((code) => factType(code).core === true);

export async function gradeSurveys(db: Db): Promise<SurveyGrade[]> {
  const { rows } = await sql<{
    subsidiary: string;
    surveys: string;
    facts: string;
    retracted: string;
    overruled: string;
    age_days: number | null;
    core_share: number | null;
    warned: string;
    missed: string;
  }>`
    WITH said AS (
      SELECT subsidiary, count(*) AS facts, count(*) FILTER (WHERE retracted_at IS NOT NULL) AS retracted,
             avg(extract(epoch FROM recorded_at - observed_at) / 86400.0)::float AS age_days
      FROM fact GROUP BY subsidiary),
    overruled AS (
      SELECT f.subsidiary, count(DISTINCT f.id) AS n
      FROM fact_choice AS c JOIN fact AS chosen ON chosen.id = c.fact_id
      JOIN fact AS f ON f.firm_id = c.firm_id AND f.type = c.type AND f.item = c.item
      WHERE f.subsidiary <> chosen.subsidiary AND f.value <> chosen.value AND f.recorded_at <= c.decided_at
      GROUP BY f.subsidiary),
    complete AS (
      SELECT subsidiary, avg(core)::float AS core_share FROM (
        SELECT s.subsidiary, s.id, count(DISTINCT f.type) FILTER (WHERE f.type = ANY(${CORE as string[]}::text[]))::float / ${CORE.length} AS core
        FROM survey AS s LEFT JOIN fact AS f ON f.survey_id = s.id GROUP BY s.subsidiary, s.id) AS each
      GROUP BY subsidiary),
    defaulted AS (
      SELECT firm_id, min(recorded_at) AS at FROM cooperation_outcome
      WHERE result = 'DEFAULTED' AND voided_at IS NULL GROUP BY firm_id),
    foresight AS (
      SELECT s.subsidiary, count(*) FILTER (WHERE s.warned) AS warned, count(*) FILTER (WHERE NOT s.warned) AS missed FROM (
        SELECT DISTINCT v.subsidiary, v.firm_id, EXISTS (
          SELECT 1 FROM fact AS f WHERE f.firm_id = v.firm_id AND f.subsidiary = v.subsidiary AND f.recorded_at < d.at
            AND (f.type = ANY(${NEGATIVE as string[]}::text[])
              OR (f.type = 'PAYMENT_DAYS_BEYOND_TERMS' AND (f.value ->> 'number')::numeric >= 30))) AS warned
        FROM survey AS v JOIN defaulted AS d ON d.firm_id = v.firm_id AND v.recorded_at < d.at) AS s
      GROUP BY s.subsidiary)
    SELECT said.subsidiary, (SELECT count(*) FROM survey AS v WHERE v.subsidiary = said.subsidiary)::text AS surveys,
           said.facts::text, said.retracted::text, coalesce(overruled.n, 0)::text AS overruled, said.age_days,
           complete.core_share, coalesce(foresight.warned, 0)::text AS warned, coalesce(foresight.missed, 0)::text AS missed
    FROM said LEFT JOIN overruled USING (subsidiary) LEFT JOIN complete USING (subsidiary) LEFT JOIN foresight USING (subsidiary)
    ORDER BY said.subsidiary`.execute(db);
  return rows.map((row) => {
    const record: SurveyRecord = {
      surveys: Number(row.surveys),
      facts: Number(row.facts),
      retracted: Number(row.retracted),
      overruled: Number(row.overruled),
      meanAgeDays: row.age_days ?? 0,
      coreShare: row.core_share ?? 0,
      warned: Number(row.warned),
      missed: Number(row.missed),
    };
    return { subsidiary: row.subsidiary, ...record, ...surveyScore(record) };
  });
}
