/** Calls to the ledger that are owed: written with what owes them, answered after commit, repeated until answered. */
import { decode, encode } from '@guildhall/shared/wire-codec';
import { sql } from 'kysely';
import type { LedgerCallKind, NewLedgerCall } from './decisions.ts';
import type { Db } from './offers.ts';

export interface LedgerCallRow {
  readonly id: string;
  readonly kind: LedgerCallKind;
  readonly decisionId: string | null;
  readonly subjectId: string;
  readonly input: unknown;
  readonly state: 'PENDING' | 'DONE' | 'REFUSED';
  readonly answer: {
    readonly postingId?: string;
    readonly transferId?: string;
    readonly code?: string;
  } | null;
}

interface RawCall {
  id: string;
  kind: LedgerCallKind;
  decision_id: string | null;
  subject_id: string;
  input: unknown;
  state: LedgerCallRow['state'];
  answer: LedgerCallRow['answer'];
}

const COLUMNS = sql`id, kind, decision_id, subject_id, input, state, answer`;

export async function insertCalls(
  db: Db,
  calls: readonly (NewLedgerCall & { readonly decisionId: string | null })[],
  now: Date,
): Promise<void> {
  if (calls.length === 0) return;
  const rows = JSON.stringify(
    calls.map(({ id, kind, decisionId, subjectId, input }) => ({
      id,
      kind,
      decision: decisionId,
      subject: subjectId,
      input: encode(input),
    })),
  );
  await sql`
    INSERT INTO ledger_call (id, kind, decision_id, subject_id, input, made_at)
    SELECT id, kind, decision, subject, input, ${now}
    FROM jsonb_to_recordset(${rows}::jsonb) AS c(id uuid, kind text, decision uuid, subject uuid, input jsonb)`.execute(
    db,
  );
}

export async function callsOfDecisions(
  db: Db,
  decisionIds: readonly string[],
): Promise<readonly LedgerCallRow[]> {
  const { rows } = await sql<RawCall>`
    SELECT ${COLUMNS} FROM ledger_call WHERE decision_id = ANY(${[...decisionIds]}::uuid[]) ORDER BY id`.execute(
    db,
  );
  return rows.map(toCall);
}

export async function callsOfSubject(db: Db, subjectId: string): Promise<readonly LedgerCallRow[]> {
  const { rows } = await sql<RawCall>`
    SELECT ${COLUMNS} FROM ledger_call WHERE subject_id = ${subjectId} ORDER BY id`.execute(db);
  return rows.map(toCall);
}

/** Calls that have waited too long: whoever owed them may have died. */
export async function overdueCalls(
  db: Db,
  madeBefore: Date,
  limit: number,
): Promise<readonly LedgerCallRow[]> {
  const { rows } = await sql<RawCall>`
    SELECT ${COLUMNS} FROM ledger_call WHERE state = 'PENDING' AND made_at < ${madeBefore}
    ORDER BY made_at LIMIT ${limit}`.execute(db);
  return rows.map(toCall);
}

export interface CallAnswered {
  readonly id: string;
  readonly state: 'DONE' | 'REFUSED';
  readonly answer: NonNullable<LedgerCallRow['answer']>;
}

/**
 * Keeps the answers, and what follows from them: the posting of a grant, the capture of a redemption; what the ledger
 * refused was not given or captured. Answers that are kept already stay as they are.
 */
export async function keepAnswers(
  db: Db,
  answers: readonly CallAnswered[],
  now: Date,
): Promise<void> {
  if (answers.length === 0) return;
  await sql`
    WITH answered AS (
      UPDATE ledger_call c SET state = w.state, answer = w.answer, answered_at = ${now}
      FROM jsonb_to_recordset(${JSON.stringify(answers)}::jsonb) AS w(id uuid, state text, answer jsonb)
      WHERE c.id = w.id AND c.state = 'PENDING' RETURNING c.kind, c.subject_id, c.state, c.answer),
    earned AS (
      UPDATE grant_made g SET posting_id = a.answer ->> 'postingId', transfer_id = a.answer ->> 'transferId',
             state = CASE a.state WHEN 'REFUSED' THEN 'REFUSED' ELSE g.state END,
             left_minor = CASE a.state WHEN 'REFUSED' THEN 0 ELSE g.left_minor END,
             cost_left_minor = CASE a.state WHEN 'REFUSED' THEN 0 ELSE g.cost_left_minor END
      FROM answered a WHERE a.kind = 'EARN' AND g.id = a.subject_id)
    UPDATE redemption r SET capture_posting_id = a.answer ->> 'postingId',
           points_minor = CASE a.state WHEN 'REFUSED' THEN 0 ELSE r.points_minor END
    FROM answered a WHERE a.kind = 'CAPTURE' AND r.id = a.subject_id`.execute(db);
}

function toCall(row: RawCall): LedgerCallRow {
  return {
    id: row.id,
    kind: row.kind,
    decisionId: row.decision_id,
    subjectId: row.subject_id,
    input: decode(row.input),
    state: row.state,
    answer: row.answer,
  };
}
