/**
 * The tables of schema `credit` as Kysely sees them; the migrations are their definition. Ids are UUIDs here and
 * TypeIDs at the doors. bigint columns come back as text and are read with `BigInt`.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { DeskTables } from './desk-tables.ts';
import type { FileTables, JobState } from './file-tables.ts';
import type { ScorecardTables } from './scorecard-tables.ts';

type Time = ColumnType<Date, Date, Date>;
type Minor = ColumnType<string, string, string>;
type Json = ColumnType<unknown, string, string>;

export interface FirmTable {
  id: string;
  code_kind: 'USCC' | 'LEI' | 'LOCAL';
  code: string;
  sole_trader: boolean;
  division_code: string | null;
  parent_id: string | null;
  registered_by: string;
  registered_at: Time;
}

export interface FirmNameTable {
  id: string;
  firm_id: string;
  kind: 'REGISTERED' | 'FORMER' | 'SHORT' | 'ENGLISH';
  name: string;
  normal: string;
  terms: string[];
  index_version: number;
  valid_from: string | null;
  valid_to: string | null;
  recorded_at: Time;
  source: string;
}

export interface EvidenceTable {
  id: string;
  firm_id: string;
  sha256: Buffer;
  media_type: string;
  bytes: Minor;
  name: string;
  stored_by: string;
  stored_at: Time;
  /** Whose file it is; null for files of before this was kept. */
  company: string | null;
}

export interface SurveyTable {
  id: string;
  firm_id: string;
  subsidiary: string;
  surveyed_on: string;
  surveyor: string | null;
  recorded_by: string;
  recorded_at: Time;
}

export interface FactTable {
  id: string;
  firm_id: string;
  survey_id: string | null;
  subsidiary: string;
  type: string;
  item: string;
  value: Json;
  observed_at: Time;
  valid_until: Time | null;
  recorded_at: Time;
  source: string;
  confidence: number;
  evidence_ids: Generated<string[]>;
  digest: Buffer;
  retracted_at: Time | null;
  retracted_by: string | null;
  retraction: string | null;
}

export interface FactChoiceTable {
  id: string;
  firm_id: string;
  fact_id: string;
  type: string;
  item: string;
  reason: string;
  decided_by: string;
  decided_at: Time;
}

export interface FactDisputeTable {
  id: string;
  firm_id: string;
  fact_id: string;
  grounds: string;
  opened_by: string;
  opened_at: Time;
  deadline: Time;
  resolution: 'UPHELD' | 'RETRACTED' | null;
  answer: string | null;
  closed_by: string | null;
  closed_at: Time | null;
}

export interface ListEntryTable {
  id: string;
  firm_id: string;
  list: 'WHITELIST' | 'WATCHLIST' | 'BLACKLIST';
  scope: string[];
  reason_code: string;
  note: string | null;
  overridable: boolean;
  effective_on: string;
  review_on: string;
  expires_on: string | null;
  state: string;
  proposed_by: string;
  proposed_at: Time;
  asked_act: string | null;
  asked_by: string | null;
  asked_at: Time | null;
  asked_note: string | null;
}

export interface ListStepTable {
  entry_id: string;
  no: number;
  act: string;
  from_state: string | null;
  to_state: string;
  person: string | null;
  account: string | null;
  asked_by: string | null;
  note: string | null;
  at: Time;
}

export interface ListEvidenceTable {
  entry_id: string;
  evidence_id: string;
  added_by: string;
  added_at: Time;
}

export interface AppealTable {
  id: string;
  entry_id: string;
  grounds: string;
  filed_by: string;
  filed_at: Time;
  deadline: Time;
  decision: 'UPHELD' | 'REMOVED' | 'LAPSED' | null;
  decided_at: Time | null;
}

export interface AssessmentTable {
  id: string;
  firm_id: string;
  policy: string;
  score: number;
  grade: string;
  pd_ppm: number;
  limit_minor: Minor;
  currency: string;
  standing: Json;
  contributions: Json;
  reasons: string[];
  missing: string[];
  stale: Generated<string[]>;
  /** The grade override in force, and what the score alone would have given. */
  override_id: ColumnType<string | null, string | null | undefined, never>;
  scored_grade: ColumnType<string | null, string | null | undefined, never>;
  cause: string;
  assessed_at: Time;
  no: Generated<string>;
}

export interface ExposureTable {
  firm_id: string;
  currency: string;
  set_limit_minor: Minor | null;
  used_minor: Minor;
  reserved_minor: Minor;
}

export interface ExposureReservationTable {
  id: string;
  firm_id: string;
  subsidiary: string;
  reference: string;
  currency: string;
  reserved_minor: Minor;
  used_minor: Minor;
  state: 'RESERVED' | 'USED' | 'RELEASED' | 'EXPIRED';
  created_at: Time;
  expires_at: Time;
}

export interface ExposureMovementTable {
  id: string;
  firm_id: string;
  reservation_id: string | null;
  subsidiary: string;
  kind: 'RESERVE' | 'USE' | 'RELEASE' | 'EXPIRE' | 'SETTLE';
  amount_minor: Minor;
  used_after: Minor;
  reserved_after: Minor;
  at: Time;
  no: Generated<string>;
}

export interface CooperationOutcomeTable {
  id: string;
  firm_id: string;
  subsidiary: string;
  external_id: string;
  screening_id: string | null;
  result: string;
  amount_minor: Minor;
  currency: string;
  days_late: number;
  occurred_on: string;
  note: string | null;
  recorded_by: string;
  recorded_at: Time;
  voided_at: ColumnType<Date | null, Date | null | undefined, Date>;
  voided_by: ColumnType<string | null, string | null | undefined, string>;
  void_reason: ColumnType<string | null, string | null | undefined, string>;
}

export interface ScreeningTable {
  id: string;
  firm_id: string;
  subsidiary: string;
  asked_by: string;
  answer: 'PROCEED' | 'REVIEW' | 'REJECT';
  request: string;
  facts: string;
  versions: Json;
  decision: string;
  decided_at: Time;
  /** The snapshot it was gathered under (pg_snapshot), and the version of the gathering. */
  snapshot: ColumnType<string | null, string | null | undefined, never>;
  gathered: Generated<number>;
}

export interface LogLeafTable {
  id: string;
  kind: string;
  subject: string;
  salt: Buffer;
  commitment: Buffer;
  payload: string;
  at: Time;
  position: string | null;
}

export interface LogNodeTable {
  level: number;
  position: string;
  hash: Buffer;
}

export interface LogCheckpointTable {
  size: string;
  root: Buffer;
  note: string;
  signed_at: Time;
}

export interface ImportRunTable {
  id: string;
  kind: string;
  file_sha256: Buffer;
  mapping: Json;
  mapping_sha256: Buffer;
  subsidiary: string;
  rows_done: Generated<string>;
  added: Generated<string>;
  known: Generated<string>;
  faulty: Generated<string>;
  started_at: Time;
  finished_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  upload_id: ColumnType<string | null, string | null | undefined, string | null>;
  file_name: ColumnType<string | null, string | null | undefined, string | null>;
  encoding: ColumnType<string | null, string | null | undefined, string | null>;
  dry_run: Generated<boolean>;
  state: ColumnType<JobState, JobState | undefined, JobState>;
  rows_total: ColumnType<string | null, string | null | undefined, string | null>;
  requested_by: ColumnType<string | null, string | null | undefined, string | null>;
  failure: ColumnType<string | null, string | null | undefined, string | null>;
  claimed_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface CreditTables extends DeskTables, ScorecardTables, FileTables {
  firm: FirmTable;
  firm_name: FirmNameTable;
  evidence: EvidenceTable;
  survey: SurveyTable;
  fact: FactTable;
  fact_choice: FactChoiceTable;
  fact_dispute: FactDisputeTable;
  list_entry: ListEntryTable;
  list_step: ListStepTable;
  list_evidence: ListEvidenceTable;
  appeal: AppealTable;
  assessment: AssessmentTable;
  exposure: ExposureTable;
  exposure_reservation: ExposureReservationTable;
  exposure_movement: ExposureMovementTable;
  cooperation_outcome: CooperationOutcomeTable;
  screening: ScreeningTable;
  log_leaf: LogLeafTable;
  log_node: LogNodeTable;
  log_checkpoint: LogCheckpointTable;
  import_run: ImportRunTable;
  log_kind: { kind: string; since: Time };
}

export type Db = Kysely<CreditTables>;

/** Set-based SQL inside the caller's transaction. */
export function within(tx: EntityManager): Db {
  return tx.getKysely<CreditTables>() as unknown as Db;
}
