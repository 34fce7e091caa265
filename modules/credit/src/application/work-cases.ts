/**
 * Cases: what a person must decide. Opened by a screening that said REVIEW, an appeal, a review that is due, or a look-back;
 * taken, discussed, given files, escalated (by hand, or when its time is up) and decided. Every step names its person.
 *
 * Refusals, in this order: CREDIT_CASE_UNKNOWN, CREDIT_CASE_STATE, CREDIT_CASE_OFFICER, CREDIT_CASE_ESCALATED,
 * CREDIT_CASE_DECISION, CREDIT_CASE_OWN, CREDIT_EVIDENCE_UNKNOWN.
 */
import { type CommandContext, type CommandKey, runCommand } from '@guildhall/shared/commands';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import {
  type CaseAct,
  type CaseDecision,
  type CaseState,
  caseRefusal,
  handOverRefusal,
} from '../domain/cases/case-rules.ts';
import { CREDIT_EVENTS, event } from '../events.ts';
import { CASE, type CaseId, EVIDENCE, type EvidenceId, FIRM } from '../ids.ts';
import {
  addCase,
  addCaseStep,
  type CaseRow,
  caseSteps,
  casesOfSubjects,
  lockCase,
  lockOverdueCases,
  moveCase,
  type NewCase,
} from '../storage/cases.ts';
import { type Db, within } from '../storage/tables.ts';
import { inBackground } from './background.ts';
import { accountOf, companyOf, GROUP, personOf } from './caller.ts';
import { type Officer, officersOfDesk } from './desk-officers.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { evidenceBelongs } from './record-survey.ts';

/** Opens a case in the transaction of what calls for it; nothing happens when one of its subject is open. */
export async function openCase(
  { tx, now, publish }: CommandContext,
  fresh: NewCase,
  caller: Principal | undefined,
): Promise<CaseId | undefined> {
  const db = within(tx);
  const id = await addCase(db, fresh, now);
  if (id === undefined) return undefined;
  const person = caller?.kind === 'staff' ? caller.personId : undefined;
  const account = caller === undefined ? undefined : accountOf(caller);
  const step = { caseId: id, act: 'OPEN', person, account, text: undefined, evidenceId: undefined };
  await addCaseStep(db, step, now);
  await publish(stepEvent({ id, ...fresh }, 'OPEN', 'OPEN', now));
  return fromUuid(CASE, id);
}

/** Ends the open case of a subject that was decided elsewhere, such as an appeal on its list entry. */
export async function settleCase(
  { tx, now, publish }: CommandContext,
  { kind, subject }: Pick<NewCase, 'kind' | 'subject'>,
  decision: string,
  person: string | undefined,
): Promise<void> {
  const db = within(tx);
  const found = (await casesOfSubjects(db, [subject])).find((each) => each.kind === kind);
  const row = found === undefined ? undefined : await lockCase(db, found.id);
  if (row === undefined || row.state === 'DECIDED') return;
  await moveCase(db, row.id, {
    state: 'DECIDED',
    decision,
    decidedBy: person ?? null,
    decidedAt: now,
  });
  const step = { caseId: row.id, act: 'DECIDE', person, account: undefined, text: decision };
  await addCaseStep(db, { ...step, evidenceId: undefined }, now);
  await publish(stepEvent(row, 'DECIDE', 'DECIDED', now));
}

export interface StepCase {
  readonly idempotencyKey: string;
  readonly caseId: CaseId;
  readonly note?: string | undefined;
}

export interface CaseAnswer {
  readonly caseId: CaseId;
  readonly state: CaseState;
}

interface Step {
  readonly act: CaseAct;
  /** Whom the case is given to; null when asked for somebody who is not of the desk. */
  readonly to?: Officer | null;
  readonly decision?: CaseDecision;
  readonly evidenceId?: string | undefined;
  readonly change: (row: CaseRow, person: string, now: Date) => Parameters<typeof moveCase>[2];
}

export interface AssignCase extends StepCase {
  /** Whom to give it to, `per_…`; the caller when left out. */
  readonly to?: string | undefined;
}

/** Takes the case for oneself, also from somebody else; or gives it to a colleague who may decide it. */
export async function assignCase(kit: ModuleKit, caller: Principal, input: AssignCase) {
  const own = input.to === undefined || (caller.kind === 'staff' && input.to === caller.personId);
  // The directory is asked before anything is locked.
  const officers = own ? [] : await officersOfDesk(kit, caller);
  return step(kit, caller, input, {
    act: 'ASSIGN',
    ...(own ? {} : { to: officers.find(({ person }) => person === input.to) ?? null }),
    change: ({ state }, person) => ({
      assignee: own ? person : (input.to ?? person),
      ...(state === 'OPEN' ? { state: 'ASSIGNED' as const } : {}),
    }),
  });
}

export function releaseCase(kit: ModuleKit, caller: Principal, input: StepCase) {
  return step(kit, caller, input, {
    act: 'RELEASE',
    change: ({ state }) => ({
      assignee: null,
      ...(state === 'ASSIGNED' ? { state: 'OPEN' as const } : {}),
    }),
  });
}

export interface CommentCase {
  readonly idempotencyKey: string;
  readonly caseId: CaseId;
  readonly text: string;
}

/** Says something about a case, also after it was decided. The company whose case it is may speak as well. */
export function commentCase(kit: ModuleKit, caller: Principal, input: CommentCase) {
  return step(kit, caller, { ...input, note: input.text }, { act: 'COMMENT', change: () => ({}) });
}

export interface AttachToCase extends StepCase {
  readonly evidenceId: EvidenceId;
}

export function attachToCase(kit: ModuleKit, caller: Principal, input: AttachToCase) {
  const evidenceId = toUuid(EVIDENCE, input.evidenceId);
  return step(kit, caller, input, { act: 'ATTACH', evidenceId, change: () => ({}) });
}

/** Hands the case up: from now on only an approver decides it. */
export function escalateCase(kit: ModuleKit, caller: Principal, input: StepCase) {
  return step(kit, caller, input, {
    act: 'ESCALATE',
    change: (_row, _person, now) => ({ state: 'ESCALATED', escalatedAt: now, assignee: null }),
  });
}

export interface DecideCase extends StepCase {
  readonly decision: CaseDecision;
}

export function decideCase(kit: ModuleKit, caller: Principal, input: DecideCase) {
  return step(kit, caller, input, {
    act: 'DECIDE',
    decision: input.decision,
    change: (_row, person, now) => ({
      state: 'DECIDED',
      decision: input.decision,
      decidedBy: person,
      decidedAt: now,
    }),
  });
}

/** Takes a decision back: the case is open again. */
export function reopenCase(kit: ModuleKit, caller: Principal, input: StepCase) {
  return step(kit, caller, input, {
    act: 'REOPEN',
    change: () => ({
      state: 'OPEN',
      assignee: null,
      decision: null,
      decidedBy: null,
      decidedAt: null,
    }),
  });
}

function step(
  kit: ModuleKit,
  caller: Principal,
  input: StepCase,
  { act, decision, evidenceId, to, change }: Step,
): Promise<Outcome<CaseAnswer>> {
  const key: CommandKey = {
    caller,
    operation: `${act.toLowerCase()}-case`,
    idempotencyKey: input.idempotencyKey,
    input,
  };
  return runCommand<CaseAnswer>(kit, key, async ({ tx, now, publish }) => {
    const db = within(tx);
    const row = await lockCase(db, toUuid(CASE, input.caseId));
    if (row === undefined || !mayTouch(caller, row))
      return refuse('NOT_FOUND', 'CREDIT_CASE_UNKNOWN', {}, ['caseId']);
    const person = act === 'COMMENT' || act === 'ATTACH' ? undefined : personOf(caller);
    const hands = { ...row, openedBy: await openerOf(db, row.id) };
    const refusal = caseRefusal(
      hands,
      act,
      { person: person ?? '', approver: isApprover(caller) },
      decision,
    );
    const params = { state: row.state, kind: row.kind };
    if (refusal !== undefined) return refuse('RULE', `CREDIT_${refusal}`, params);
    const notTo = to === undefined ? undefined : handOverRefusal(hands, to ?? undefined);
    if (notTo !== undefined) return refuse('RULE', `CREDIT_${notTo}`, params, ['to']);
    if (evidenceId !== undefined && !(await evidenceBelongs(db, row.firmId, [evidenceId])))
      return refuse('NOT_FOUND', 'CREDIT_EVIDENCE_UNKNOWN', {}, ['evidenceId']);
    const moved = change(row, person ?? '', now);
    if (Object.keys(moved).length > 0) await moveCase(db, row.id, moved);
    const text = [decision, input.note].filter((part) => part !== undefined).join(': ');
    await addCaseStep(
      db,
      {
        caseId: row.id,
        act,
        person: caller.kind === 'staff' ? caller.personId : undefined,
        account: accountOf(caller),
        text: text === '' ? undefined : text,
        evidenceId,
        toPerson: to?.person,
      },
      now,
    );
    const state = moved.state ?? row.state;
    await publish(stepEvent(row, act, state, now, decision));
    return accept({ caseId: input.caseId, state });
  });
}

const isApprover = (caller: Principal): boolean =>
  caller.kind === 'staff' && caller.roles.includes('risk_approver');

function mayTouch(caller: Principal, { subsidiary }: CaseRow): boolean {
  const company = companyOf(caller);
  return company === GROUP || company === subsidiary;
}

async function openerOf(db: Db, caseId: string): Promise<string | undefined> {
  return (await caseSteps(db, [caseId]))[0]?.person;
}

export function stepEvent(
  row: Pick<CaseRow, 'id' | 'kind' | 'firmId' | 'subsidiary'>,
  act: string,
  state: CaseState,
  now: Date,
  decision?: CaseDecision,
) {
  return event(CREDIT_EVENTS.caseStepped, now, {
    caseId: fromUuid(CASE, row.id),
    kind: row.kind,
    firmId: fromUuid(FIRM, row.firmId),
    subsidiary: row.subsidiary ?? null,
    act,
    state,
    decision: decision ?? null,
  });
}

/** Hands up cases whose time is up, some at a time; answers how many. */
export function escalateOverdueCases(kit: ModuleKit, limit = 100): Promise<number> {
  return inBackground(kit, async (context) => {
    const { tx, now, publish } = context;
    const db = within(tx);
    const rows = await lockOverdueCases(db, now, limit);
    for (const row of rows) {
      await moveCase(db, row.id, { state: 'ESCALATED', escalatedAt: now });
      const nobody = { person: undefined, account: undefined, evidenceId: undefined };
      await addCaseStep(db, { caseId: row.id, act: 'ESCALATE', text: undefined, ...nobody }, now);
      await publish(stepEvent(row, 'ESCALATE', 'ESCALATED', now));
    }
    await raiseAlerts(
      context,
      rows.map((row) => ({
        firmId: row.firmId,
        kind: 'DEADLINE',
        severity: 'WARNING',
        code: `${row.kind}_OVERDUE`,
        detail: { caseId: fromUuid(CASE, row.id) },
        cause: `overdue ${row.id} ${row.dueAt.toISOString()}`,
        ...(row.subsidiary === undefined ? {} : { scope: [row.subsidiary] }),
      })),
    );
    return rows.length;
  });
}
