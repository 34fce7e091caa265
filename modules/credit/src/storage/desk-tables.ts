/** Tables of relations, connected groups, overrides, cases, look-backs and alerts as Kysely sees them (see tables.ts). */
import type { ColumnType } from 'kysely';

type Time = ColumnType<Date, Date, Date>;
type TimeOrNone = ColumnType<Date | null, Date | null | undefined, Date | null>;

type MinorOrNone = ColumnType<string | null, string | null | undefined, string | null>;
type Json = ColumnType<unknown, string, string>;
/** A transaction of PostgreSQL (xid8). */
type Mark = ColumnType<string | null, never, string>;

export interface RelationTable {
  id: string;
  firm_id: string;
  fact_id: string | null;
  kind: string;
  a: string;
  a_kind: string;
  b: string;
  share_bps: number | null;
  amount_minor: MinorOrNone;
  binds: boolean;
  a_to_b_bps: number;
  b_to_a_bps: number;
  since: Time;
  mark: Mark;
  until: TimeOrNone;
  until_mark: Mark;
}

export interface ConnectedGroupTable {
  id: string;
  set_limit_minor: MinorOrNone;
  formed_at: Time;
}

export interface ConnectedMemberTable {
  id: string;
  group_id: string;
  firm_id: string;
  since: Time;
  mark: Mark;
  until: TimeOrNone;
  until_mark: Mark;
}

export interface LimitSettingTable {
  id: string;
  firm_id: string | null;
  group_id: string | null;
  limit_minor: MinorOrNone;
  reason: string;
  state: 'ASKED' | 'GRANTED' | 'REFUSED';
  asked_by: string;
  asked_at: Time;
  decided_by: string | null;
  decided_at: TimeOrNone;
  decided_mark: Mark;
}

export interface ContagionTable {
  id: string;
  firm_id: string;
  source_firm_id: string;
  cause: string;
  weight_bps: number;
  path: string[];
  since: Time;
  mark: Mark;
  until: TimeOrNone;
  until_mark: Mark;
}

export interface ListOverrideTable {
  id: string;
  entry_id: string;
  subsidiary: string;
  reason: string;
  until_at: Time;
  state: 'ASKED' | 'GRANTED' | 'REFUSED' | 'ENDED';
  asked_by: string;
  asked_at: Time;
  decided_by: string | null;
  decided_at: TimeOrNone;
  decided_mark: Mark;
  ended_by: string | null;
  ended_at: TimeOrNone;
  ended_mark: Mark;
}

export interface GradeOverrideTable {
  id: string;
  firm_id: string;
  grade: string;
  reason: string;
  expires_at: Time;
  state: 'ASKED' | 'GRANTED' | 'REFUSED' | 'ENDED';
  asked_by: string;
  asked_at: Time;
  decided_by: string | null;
  decided_at: TimeOrNone;
  ended_by: string | null;
  ended_at: TimeOrNone;
}

export interface AssessmentDueTable {
  firm_id: string;
  due_at: Time;
  cause: ColumnType<string, string | undefined, string>;
}

export interface ReviewCaseTable {
  id: string;
  kind: 'SCREENING' | 'APPEAL' | 'LIST_REVIEW' | 'LOOK_BACK';
  subject: string;
  firm_id: string;
  subsidiary: string | null;
  title: string;
  priority: 'NORMAL' | 'HIGH';
  state: 'OPEN' | 'ASSIGNED' | 'ESCALATED' | 'DECIDED';
  assignee: string | null;
  due_at: Time;
  opened_at: Time;
  escalated_at: TimeOrNone;
  decision: string | null;
  decided_by: string | null;
  decided_at: TimeOrNone;
}

export interface CaseStepTable {
  case_id: string;
  no: number;
  act: string;
  person: string | null;
  account: string | null;
  text: string | null;
  evidence_id: string | null;
  to_person: string | null;
  at: Time;
}

export interface LookBackTable {
  id: string;
  entry_id: string;
  subsidiary: string;
  kind: 'SCREENING' | 'EXPOSURE' | 'OUTCOME';
  subject: string;
  answer_then: string | null;
  answer_now: string | null;
  amount_minor: MinorOrNone;
  found_at: Time;
}

export interface LookBackDueTable {
  entry_id: string;
  due_on: string;
}

export interface AlertTable {
  id: string;
  firm_id: string;
  kind: string;
  severity: string;
  code: string;
  detail: Json;
  cause: string;
  raised_at: Time;
}

export interface AlertRecipientTable {
  alert_id: string;
  subsidiary: string;
  why: 'EXPOSED' | 'SUBSCRIBED' | 'RISK_DESK';
  raised_at: Time;
  acknowledged_at: TimeOrNone;
  acknowledged_by: string | null;
}

export interface AlertSubscriptionTable {
  id: string;
  subsidiary: string;
  firm_id: string;
  kinds: string[];
  made_by: string;
  made_at: Time;
  ended_at: TimeOrNone;
}

export interface DeskTables {
  relation: RelationTable;
  connected_group: ConnectedGroupTable;
  connected_member: ConnectedMemberTable;
  limit_setting: LimitSettingTable;
  contagion: ContagionTable;
  list_override: ListOverrideTable;
  grade_override: GradeOverrideTable;
  assessment_due: AssessmentDueTable;
  review_case: ReviewCaseTable;
  case_step: CaseStepTable;
  look_back: LookBackTable;
  look_back_due: LookBackDueTable;
  alert: AlertTable;
  alert_recipient: AlertRecipientTable;
  alert_subscription: AlertSubscriptionTable;
}
