/**
 * Rows that decisions rest on, as the shared log keeps them: what each says, said once for who writes the leaf and for the
 * audit that compares row and leaf.
 */
import type { Selectable } from 'kysely';
import type { GradeOverrideTable, LimitSettingTable } from '../storage/desk-tables.ts';
import type {
  AppealTable,
  CooperationOutcomeTable,
  Db,
  FactChoiceTable,
  FactDisputeTable,
} from '../storage/tables.ts';

type Row<T> = Selectable<T>;

export interface RetractedFact {
  readonly id: string;
  readonly retracted_at: Date | null;
  readonly retracted_by: string | null;
  readonly retraction: string | null;
}

const at = (time: Date | string | null): Date | undefined =>
  time === null ? undefined : new Date(time);

/** What each kind of row says; the words of the payload are those of the log, never to be changed. */
export const SAYS = {
  OUTCOME: (row: Row<CooperationOutcomeTable>) => ({
    outcome: row.id,
    firm: row.firm_id,
    subsidiary: row.subsidiary,
    externalId: row.external_id,
    screening: row.screening_id ?? undefined,
    result: row.result,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    daysLate: row.days_late,
    occurredOn: row.occurred_on,
    note: row.note ?? undefined,
    by: row.recorded_by,
    at: at(row.recorded_at),
  }),
  OUTCOME_VOIDED: (row: Row<CooperationOutcomeTable>) => ({
    outcome: row.id,
    by: row.voided_by ?? undefined,
    reason: row.void_reason ?? undefined,
    at: at(row.voided_at),
  }),
  LIMIT: (row: Row<LimitSettingTable>) => ({
    limit: row.id,
    firm: row.firm_id ?? undefined,
    group: row.group_id ?? undefined,
    limitMinor: row.limit_minor === null ? undefined : BigInt(row.limit_minor),
    reason: row.reason,
    state: row.state,
    askedBy: row.asked_by,
    decidedBy: row.decided_by ?? undefined,
    at: at(row.decided_at),
  }),
  GRADE_OVERRIDE: (row: Row<GradeOverrideTable>) => ({
    override: row.id,
    firm: row.firm_id,
    grade: row.grade,
    reason: row.reason,
    until: at(row.expires_at),
    granted: row.state !== 'REFUSED',
    askedBy: row.asked_by,
    decidedBy: row.decided_by ?? undefined,
    at: at(row.decided_at),
  }),
  DISPUTE: (row: Row<FactDisputeTable>) => ({
    dispute: row.id,
    firm: row.firm_id,
    fact: row.fact_id,
    grounds: row.grounds,
    by: row.opened_by,
    at: at(row.opened_at),
    deadline: at(row.deadline),
  }),
  DISPUTE_ANSWER: (row: Row<FactDisputeTable>) => ({
    dispute: row.id,
    fact: row.fact_id,
    resolution: row.resolution ?? undefined,
    answer: row.answer ?? undefined,
    by: row.closed_by ?? undefined,
    at: at(row.closed_at),
  }),
  CHOICE: (row: Row<FactChoiceTable>) => ({
    choice: row.id,
    firm: row.firm_id,
    fact: row.fact_id,
    type: row.type,
    item: row.item,
    reason: row.reason,
    by: row.decided_by,
    at: at(row.decided_at),
  }),
  RETRACTION: (row: RetractedFact) => ({
    fact: row.id,
    by: row.retracted_by ?? undefined,
    reason: row.retraction ?? undefined,
    at: at(row.retracted_at),
  }),
  APPEAL_DECISION: (row: Row<AppealTable>) => ({
    appeal: row.id,
    entry: row.entry_id,
    filedBy: row.filed_by,
    deadline: at(row.deadline),
    decision: row.decision ?? undefined,
    at: at(row.decided_at),
  }),
} as const;

export type LoggedKind = keyof typeof SAYS;

export interface LoggedRow {
  readonly subject: string;
  /** When it was done: rows of before the kind was kept have no leaf. */
  readonly at: Date;
  readonly says: object;
}

/** Every row that must stand in the log, by kind. */
export const LOGGED_ROWS: {
  readonly [K in LoggedKind]: (db: Db) => Promise<readonly LoggedRow[]>;
} = {
  OUTCOME: async (db) =>
    (await db.selectFrom('cooperation_outcome').selectAll().execute()).map((row) =>
      logged(row.id, row.recorded_at, SAYS.OUTCOME(row)),
    ),
  OUTCOME_VOIDED: async (db) =>
    (
      await db
        .selectFrom('cooperation_outcome')
        .selectAll()
        .where('voided_at', 'is not', null)
        .execute()
    ).map((row) => logged(row.id, row.voided_at, SAYS.OUTCOME_VOIDED(row))),
  LIMIT: async (db) =>
    (
      await db.selectFrom('limit_setting').selectAll().where('decided_at', 'is not', null).execute()
    ).map((row) => logged(row.id, row.decided_at, SAYS.LIMIT(row))),
  GRADE_OVERRIDE: async (db) =>
    (
      await db
        .selectFrom('grade_override')
        .selectAll()
        .where('decided_at', 'is not', null)
        .execute()
    ).map((row) => logged(row.id, row.decided_at, SAYS.GRADE_OVERRIDE(row))),
  DISPUTE: async (db) =>
    (await db.selectFrom('fact_dispute').selectAll().execute()).map((row) =>
      logged(row.id, row.opened_at, SAYS.DISPUTE(row)),
    ),
  DISPUTE_ANSWER: async (db) =>
    (
      await db.selectFrom('fact_dispute').selectAll().where('closed_at', 'is not', null).execute()
    ).map((row) => logged(row.id, row.closed_at, SAYS.DISPUTE_ANSWER(row))),
  CHOICE: async (db) =>
    (await db.selectFrom('fact_choice').selectAll().execute()).map((row) =>
      logged(row.id, row.decided_at, SAYS.CHOICE(row)),
    ),
  RETRACTION: async (db) =>
    (
      await db
        .selectFrom('fact')
        .select(['id', 'retracted_at', 'retracted_by', 'retraction'])
        .where('retracted_at', 'is not', null)
        .execute()
    ).map((row) => logged(row.id, row.retracted_at, SAYS.RETRACTION(row))),
  APPEAL_DECISION: async (db) =>
    (await db.selectFrom('appeal').selectAll().where('decided_at', 'is not', null).execute()).map(
      (row) => logged(row.id, row.decided_at, SAYS.APPEAL_DECISION(row)),
    ),
};

function logged(subject: string, time: Date | string | null, says: object): LoggedRow {
  return { subject, at: new Date(time ?? 0), says };
}
