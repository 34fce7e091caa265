/** Tables of the scorecard workbench as Kysely sees them (see tables.ts). */
import type { ColumnType } from 'kysely';

type Time = ColumnType<Date, Date, Date>;
type Json = ColumnType<unknown, string, string>;

export interface ScorecardTable {
  id: string;
  name: string;
  version: number;
  card: Json;
  fitted_on: Json;
  report: Json;
  deployable: boolean;
  state: 'DRAFT' | 'CHALLENGER' | 'CHAMPION' | 'RETIRED';
  fitted_by: string | null;
  fitted_at: Time;
  asked_act: 'PROMOTE' | 'RETIRE' | null;
  asked_by: string | null;
  asked_at: ColumnType<Date | null, Date | null, Date | null>;
}

export interface ScorecardStepTable {
  scorecard_id: string;
  no: number;
  act: string;
  person: string | null;
  asked_by: string | null;
  note: string | null;
  at: Time;
}

export interface ShadowAssessmentTable {
  assessment_id: string;
  scorecard_id: string;
  firm_id: string;
  score: number;
  grade: string;
  pd_ppm: number;
  at: Time;
}

export interface ScorecardTables {
  scorecard: ScorecardTable;
  scorecard_step: ScorecardStepTable;
  shadow_assessment: ShadowAssessmentTable;
}
