/** What happened to a firm's file, in one order: every table that keeps a part of its story, read page by page. */
import { sql } from 'kysely';
import { dateText } from './firms.ts';
import type { Db } from './tables.ts';

export const HISTORY_KINDS = [
  'REGISTERED',
  'NAME_ADDED',
  'SURVEY_RECORDED',
  'FACT_RECORDED',
  'FACT_RETRACTED',
  'FACT_CHOSEN',
  'DISPUTE_OPENED',
  'DISPUTE_ANSWERED',
  'EVIDENCE_STORED',
] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

export interface HistoryRow {
  readonly at: Date;
  readonly kind: HistoryKind;
  /** The row it is about: unique together with its kind. */
  readonly ref: string;
  readonly factId: string | undefined;
  readonly evidenceId: string | undefined;
  readonly company: string | undefined;
  /** Name, grounds, reason or answer. */
  readonly note: string | undefined;
  /** The account or person behind it. */
  readonly who: string | undefined;
}

interface Row {
  readonly at: Date;
  readonly kind: HistoryKind;
  readonly ref: string;
  readonly fact_id: string | null;
  readonly evidence_id: string | null;
  readonly company: string | null;
  readonly note: string | null;
  readonly who: string | null;
}

export interface HistoryQuery {
  readonly firmId: string;
  /** KNOWN orders by when we learned it; TRUE shows facts only, by when they were so. */
  readonly axis: 'KNOWN' | 'TRUE';
  readonly kinds: readonly HistoryKind[];
  readonly types: readonly string[];
  readonly limit: number;
  /** Instant, kind and row of the last one of the page before. */
  readonly after?: readonly [Date, string, string] | undefined;
}

/** Newest first. */
export async function historyPage(db: Db, query: HistoryQuery): Promise<HistoryRow[]> {
  const { firmId, axis, limit, after } = query;
  const [kinds, types] = [[...query.kinds], [...query.types]];
  const ofFacts = sql<Row>`
    SELECT ${axis === 'TRUE' ? sql`observed_at` : sql`recorded_at`} AS at, 'FACT_RECORDED' AS kind, id AS ref, id AS fact_id,
      NULL::uuid AS evidence_id, subsidiary AS company, NULL::text AS note, NULL::text AS who, type
    FROM fact WHERE firm_id = ${firmId}`;
  const ofFile = sql<Row>`
    SELECT retracted_at, 'FACT_RETRACTED', id, id, NULL, subsidiary, retraction, retracted_by, type
      FROM fact WHERE firm_id = ${firmId} AND retracted_at IS NOT NULL
    UNION ALL SELECT c.decided_at, 'FACT_CHOSEN', c.id, c.fact_id, NULL, NULL, c.reason, c.decided_by, c.type
      FROM fact_choice AS c WHERE c.firm_id = ${firmId}
    UNION ALL SELECT d.opened_at, 'DISPUTE_OPENED', d.id, d.fact_id, NULL, NULL, d.grounds, d.opened_by, f.type
      FROM fact_dispute AS d JOIN fact AS f ON f.id = d.fact_id WHERE d.firm_id = ${firmId}
    UNION ALL SELECT d.closed_at, 'DISPUTE_ANSWERED', d.id, d.fact_id, NULL, NULL, d.answer, d.closed_by, f.type
      FROM fact_dispute AS d JOIN fact AS f ON f.id = d.fact_id
      WHERE d.firm_id = ${firmId} AND d.closed_at IS NOT NULL
    UNION ALL SELECT recorded_at, 'NAME_ADDED', id, NULL, NULL, source, name, NULL, NULL
      FROM firm_name WHERE firm_id = ${firmId}
    UNION ALL SELECT registered_at, 'REGISTERED', id, NULL, NULL, NULL, code, registered_by, NULL
      FROM firm WHERE id = ${firmId}
    UNION ALL SELECT recorded_at, 'SURVEY_RECORDED', id, NULL, NULL, subsidiary, NULL, recorded_by, NULL
      FROM survey WHERE firm_id = ${firmId}
    UNION ALL SELECT stored_at, 'EVIDENCE_STORED', id, NULL, id, company, name, stored_by, NULL
      FROM evidence WHERE firm_id = ${firmId}`;
  const all = axis === 'TRUE' ? ofFacts : sql<Row>`${ofFacts} UNION ALL ${ofFile}`;
  const { rows } = await sql<Row>`
    SELECT at, kind, ref, fact_id, evidence_id, company, note, who FROM (${all}) AS history
    WHERE (cardinality(${kinds}::text[]) = 0 OR kind = ANY(${kinds}::text[]))
      AND (cardinality(${types}::text[]) = 0 OR type = ANY(${types}::text[]))
      ${after === undefined ? sql`` : sql`AND (at, kind, ref) < (${after[0]}, ${after[1]}, ${after[2]}::uuid)`}
    ORDER BY at DESC, kind DESC, ref DESC LIMIT ${limit}`.execute(db);
  return rows.map((row) => ({
    at: new Date(row.at),
    kind: row.kind,
    ref: row.ref,
    factId: row.fact_id ?? undefined,
    evidenceId: row.evidence_id ?? undefined,
    company: row.company ?? undefined,
    note: row.note ?? undefined,
    who: row.who ?? undefined,
  }));
}

export interface SurveyRow {
  readonly id: string;
  readonly firmId: string;
  readonly company: string;
  readonly surveyedOn: string;
  readonly surveyor: string | undefined;
  readonly recordedAt: Date;
  readonly factIds: readonly string[];
}

/** Surveys of a firm, newest first, each with its facts. */
export async function surveysPage(
  db: Db,
  firmId: string,
  {
    limit,
    after,
  }: { readonly limit: number; readonly after?: readonly [Date, string] | undefined },
): Promise<SurveyRow[]> {
  let query = db.selectFrom('survey').selectAll().where('firm_id', '=', firmId);
  if (after !== undefined)
    query = query.where(sql<boolean>`(recorded_at, id) < (${after[0]}, ${after[1]}::uuid)`);
  const rows = await query
    .orderBy('recorded_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const facts = await db
    .selectFrom('fact')
    .select(['id', 'survey_id'])
    .where('firm_id', '=', firmId)
    .where(
      'survey_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    company: row.subsidiary,
    surveyedOn: dateText(row.surveyed_on) ?? '',
    surveyor: row.surveyor ?? undefined,
    recordedAt: new Date(row.recorded_at),
    factIds: facts.filter(({ survey_id }) => survey_id === row.id).map(({ id }) => id),
  }));
}
