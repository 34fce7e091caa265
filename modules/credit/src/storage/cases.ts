/** Cases and their steps. A case moves only together with the step that says who moved it. */
import { newUuid } from '@guildhall/shared/ids';
import { sql } from 'kysely';
import type { CaseKind, CasePriority, CaseState } from '../domain/cases/case-rules.ts';
import type { ReviewCaseTable } from './desk-tables.ts';
import { optionalDate } from './facts.ts';
import type { Db } from './tables.ts';

export interface CaseRow {
  readonly id: string;
  readonly kind: CaseKind;
  readonly subject: string;
  readonly firmId: string;
  readonly subsidiary: string | undefined;
  readonly title: string;
  readonly priority: CasePriority;
  readonly state: CaseState;
  readonly assignee: string | undefined;
  readonly dueAt: Date;
  readonly openedAt: Date;
  readonly escalatedAt: Date | undefined;
  readonly decision: string | undefined;
  readonly decidedBy: string | undefined;
  readonly decidedAt: Date | undefined;
}

type Row = {
  [K in keyof ReviewCaseTable]: ReviewCaseTable[K] extends { __select__: infer S }
    ? S
    : ReviewCaseTable[K];
};

export function caseOf(row: Row): CaseRow {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    firmId: row.firm_id,
    subsidiary: row.subsidiary ?? undefined,
    title: row.title,
    priority: row.priority,
    state: row.state,
    assignee: row.assignee ?? undefined,
    dueAt: new Date(row.due_at),
    openedAt: new Date(row.opened_at),
    escalatedAt: optionalDate(row.escalated_at),
    decision: row.decision ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    decidedAt: optionalDate(row.decided_at),
  };
}

export interface NewCase {
  readonly kind: CaseKind;
  readonly subject: string;
  readonly firmId: string;
  readonly subsidiary: string | undefined;
  readonly title: string;
  readonly priority: CasePriority;
  readonly dueAt: Date;
}

/** The new case's id; undefined when one of its subject is open already. */
export async function addCase(db: Db, fresh: NewCase, now: Date): Promise<string | undefined> {
  const made = await db
    .insertInto('review_case')
    .values({
      id: newUuid(now),
      kind: fresh.kind,
      subject: fresh.subject,
      firm_id: fresh.firmId,
      subsidiary: fresh.subsidiary ?? null,
      title: fresh.title,
      priority: fresh.priority,
      state: 'OPEN',
      assignee: null,
      due_at: fresh.dueAt,
      opened_at: now,
      decision: null,
      decided_by: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'subject']).where('state', '<>', 'DECIDED').doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return made?.id;
}

export async function lockCase(db: Db, id: string): Promise<CaseRow | undefined> {
  const row = await db
    .selectFrom('review_case')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : caseOf(row);
}

export async function moveCase(
  db: Db,
  id: string,
  change: {
    readonly state?: CaseState;
    readonly assignee?: string | null;
    readonly escalatedAt?: Date;
    readonly decision?: string | null;
    readonly decidedBy?: string | null;
    readonly decidedAt?: Date | null;
  },
): Promise<void> {
  const { state, assignee, escalatedAt, decision, decidedBy, decidedAt } = change;
  await db
    .updateTable('review_case')
    .set({
      ...(state === undefined ? {} : { state }),
      ...(assignee === undefined ? {} : { assignee }),
      ...(escalatedAt === undefined ? {} : { escalated_at: escalatedAt }),
      ...(decision === undefined ? {} : { decision }),
      ...(decidedBy === undefined ? {} : { decided_by: decidedBy }),
      ...(decidedAt === undefined ? {} : { decided_at: decidedAt }),
    })
    .where('id', '=', id)
    .execute();
}

export interface CaseStepRow {
  readonly caseId: string;
  readonly no: number;
  readonly act: string;
  readonly person: string | undefined;
  readonly text: string | undefined;
  readonly evidenceId: string | undefined;
  /** Whom a case was given to, when not taken by oneself. */
  readonly toPerson?: string | undefined;
  readonly at: Date;
}

export async function addCaseStep(
  db: Db,
  step: Omit<CaseStepRow, 'no' | 'at'> & { readonly account: string | undefined },
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO case_step (case_id, no, act, person, account, text, evidence_id, to_person, at)
    SELECT ${step.caseId}::uuid, coalesce(max(no), 0) + 1, ${step.act}, ${step.person ?? null}, ${step.account ?? null},
           ${step.text ?? null}, ${step.evidenceId ?? null}::uuid, ${step.toPerson ?? null}, ${now}
    FROM case_step WHERE case_id = ${step.caseId}::uuid`.execute(db);
}

export async function caseSteps(db: Db, caseIds: readonly string[]): Promise<CaseStepRow[]> {
  if (caseIds.length === 0) return [];
  const rows = await db
    .selectFrom('case_step')
    .selectAll()
    .where('case_id', 'in', caseIds)
    .orderBy('case_id')
    .orderBy('no')
    .execute();
  return rows.map((row) => ({
    caseId: row.case_id,
    no: row.no,
    act: row.act,
    person: row.person ?? undefined,
    text: row.text ?? undefined,
    evidenceId: row.evidence_id ?? undefined,
    toPerson: row.to_person ?? undefined,
    at: new Date(row.at),
  }));
}

export interface CaseFilter {
  readonly states?: readonly CaseState[] | undefined;
  readonly kind?: CaseKind | undefined;
  readonly assignee?: string | undefined;
  readonly unassigned?: boolean | undefined;
  readonly subsidiary?: string | undefined;
  readonly firmId?: string | undefined;
  readonly dueBefore?: Date | undefined;
}

/** The most urgent first; a page goes on behind (dueAt, id). */
export async function casesPage(
  db: Db,
  filter: CaseFilter,
  limit: number,
  after?: { readonly dueAt: Date; readonly id: string },
): Promise<CaseRow[]> {
  let query = filtered(db, filter).selectAll();
  if (after) query = query.where(sql<boolean>`(due_at, id) > (${after.dueAt}, ${after.id}::uuid)`);
  return (await query.orderBy('due_at').orderBy('id').limit(limit).execute()).map(caseOf);
}

export async function countCases(db: Db, filter: CaseFilter): Promise<number> {
  const { n } = await filtered(db, filter)
    .select((of) => of.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
}

function filtered(db: Db, filter: CaseFilter) {
  let query = db.selectFrom('review_case');
  if (filter.states) query = query.where('state', 'in', filter.states);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.assignee) query = query.where('assignee', '=', filter.assignee);
  if (filter.unassigned) query = query.where('assignee', 'is', null);
  if (filter.subsidiary) query = query.where('subsidiary', '=', filter.subsidiary);
  if (filter.firmId) query = query.where('firm_id', '=', filter.firmId);
  if (filter.dueBefore) query = query.where('due_at', '<', filter.dueBefore);
  return query;
}

export async function casesByIds(db: Db, ids: readonly string[]): Promise<CaseRow[]> {
  if (ids.length === 0) return [];
  return (await db.selectFrom('review_case').selectAll().where('id', 'in', ids).execute()).map(
    caseOf,
  );
}

/** The latest case of each kind and subject. */
export async function casesOfSubjects(db: Db, subjects: readonly string[]): Promise<CaseRow[]> {
  if (subjects.length === 0) return [];
  const rows = await db
    .selectFrom('review_case')
    .selectAll()
    .distinctOn(['subject', 'kind'])
    .where('subject', 'in', subjects)
    .orderBy('subject')
    .orderBy('kind')
    .orderBy('opened_at', 'desc')
    .execute();
  return rows.map(caseOf);
}

/** Open cases past their time that nobody has escalated yet, locked. */
export async function lockOverdueCases(db: Db, now: Date, limit: number): Promise<CaseRow[]> {
  const rows = await db
    .selectFrom('review_case')
    .selectAll()
    .where('state', 'in', ['OPEN', 'ASSIGNED'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(caseOf);
}
