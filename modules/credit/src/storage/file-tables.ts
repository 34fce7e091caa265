/** Tables around a firm's file as Kysely sees them (see tables.ts): looks at personal data, uploads, imports, screenings in bulk. */
import type { ColumnType } from 'kysely';

type Time = ColumnType<Date, Date, Date>;
type TimeOrNone = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Count = ColumnType<string, string | undefined, string>;
type CountOrNone = ColumnType<string | null, string | null | undefined, string | null>;
type Optional = ColumnType<string | null, string | null | undefined, string | null>;
type Json = ColumnType<unknown, string, string>;

/** How far work in the background has come. */
export const JOB_STATES = ['QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface PersonalLookTable {
  id: string;
  firm_id: string;
  fact_id: string;
  fact_type: string;
  account: string;
  person: string | null;
  company: string;
  roles: string[];
  request_id: string;
  looked_at: Time;
}

export interface UploadTable {
  id: string;
  sha256: Buffer;
  name: string;
  bytes: string;
  company: string;
  uploaded_by: string;
  uploaded_at: Time;
  emptied_at: TimeOrNone;
}

export interface ImportFaultTable {
  run_id: string;
  line: string;
  no: number;
  code: string;
  detail: string;
}

export interface BulkScreeningTable {
  id: string;
  upload_id: string;
  company: string;
  requested_by: string;
  requested_at: Time;
  name_column: string | null;
  code_column: string | null;
  encoding: Optional;
  state: JobState;
  rows_total: CountOrNone;
  rows_done: Count;
  failure: Optional;
  claimed_until: TimeOrNone;
  finished_at: TimeOrNone;
}

export interface BulkScreeningRowTable {
  bulk_id: string;
  line: string;
  asked_code: string | null;
  asked_name: string | null;
  outcome: string;
  firm_id: string | null;
  matched: string | null;
  score: string | null;
  grade: string | null;
  lists: string[];
  reasons: string[];
  candidates: Json;
}

export interface NameClearanceTable {
  id: string;
  plain: string;
  name: string;
  firm_id: string;
  reason: string;
  decided_by: string;
  decided_at: Time;
  expires_on: string;
  revoked_by: Optional;
  revoked_at: TimeOrNone;
  revocation: Optional;
}

export interface EvidenceOpeningTable {
  id: string;
  evidence_id: string;
  account: string;
  person: string | null;
  company: string;
  opened_at: Time;
}

export type LookAlikeDecision = 'DIFFERENT' | 'A_BRANCH_OF_B' | 'B_BRANCH_OF_A' | 'SAME_FIRM';

export interface FirmLookAlikeTable {
  id: string;
  a_firm: string;
  b_firm: string;
  a_name: string;
  b_name: string;
  band: 'SAME' | 'REVIEW';
  score: string;
  parts: Json;
  found_at: Time;
  decision: LookAlikeDecision | null;
  reason: string | null;
  decided_by: string | null;
  decided_at: TimeOrNone;
}

export interface FirmLookAlikeDecisionTable {
  id: string;
  lookalike_id: string;
  decision: LookAlikeDecision;
  reason: string;
  decided_by: string;
  decided_at: Time;
}

export type LookUpState = 'PENDING' | 'FOUND' | 'NOT_FOUND' | 'FAILED' | 'CACHED';

export interface ProviderLookUpTable {
  id: string;
  provider: string;
  code: string;
  company: string;
  asked_by: string;
  asked_at: Time;
  state: LookUpState;
  cost_minor: Count;
  currency: string;
  served_by: Optional;
  firm_id: Optional;
  survey_id: Optional;
  added: ColumnType<number, number | undefined, number>;
  failure: Optional;
  answered_at: TimeOrNone;
}

export interface FactDeletionTable {
  fact_id: string;
  firm_id: string;
  fact_type: string;
  ended_on: string;
  policy: string;
  deleted_at: Time;
}

export interface FileTables {
  lookalike_due: { name_id: string };
  firm_lookalike: FirmLookAlikeTable;
  firm_lookalike_decision: FirmLookAlikeDecisionTable;
  provider_lookup: ProviderLookUpTable;
  fact_deletion: FactDeletionTable;
  personal_look: PersonalLookTable;
  upload: UploadTable;
  import_fault: ImportFaultTable;
  bulk_screening: BulkScreeningTable;
  bulk_screening_row: BulkScreeningRowTable;
  name_clearance: NameClearanceTable;
  evidence_opening: EvidenceOpeningTable;
}
