/** Cases: the queue of what people must decide, its steps, and the commands on it. */
import {
  argsOf,
  commandField,
  connectionType,
  defineEnum,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
} from '@guildhall/shared/graphql/index';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { z } from 'zod';
import { companyOf } from '../application/caller.ts';
import { type CaseOfficer, officersFor } from '../application/desk-officers.ts';
import type { CaseAnswer } from '../application/work-cases.ts';
import { CASE, EVIDENCE, FIRM, LIST_ENTRY, SCREENING } from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { CaseRow, CaseStepRow } from '../storage/cases.ts';
import { type CreditBuilder, READERS, RISK_DESK, seesAll } from './context.ts';
import { CaseDecisionEnum, CaseKindEnum, CasePriorityEnum, CaseStateEnum } from './desk-enums.ts';
import { placeOf } from './firm-file-types.ts';
import { text } from './firm-mutations.ts';
import type { FirmType } from './firm-types.ts';
import type { ListEntryType } from './listing-types.ts';
import type { addScreeningTypes } from './screening-types.ts';

interface Types {
  readonly Firm: FirmType;
  readonly ListEntry: ListEntryType;
  readonly Screening: ReturnType<typeof addScreeningTypes>['Screening'];
}

const filterSchema = z.object({
  states: z
    .array(CaseStateEnum)
    .max(4)
    .optional()
    .describe('In these states; undecided ones when left out.'),
  kind: CaseKindEnum.optional().describe('Of this kind.'),
  mine: z.boolean().optional().describe('Only those the caller has taken.'),
  unassigned: z.boolean().optional().describe('Only those nobody has taken.'),
  overdue: z.boolean().optional().describe('Only those whose time is up.'),
  subsidiary: text(40).optional().describe('Only those of this company.'),
  firmId: idInput(FIRM).optional().describe('Only those about this firm.'),
});

export function addCaseTypes(builder: CreditBuilder, service: CreditService, types: Types): void {
  const Case = addCase(builder, service, types);
  const Cases = connectionType(builder, 'CreditCase', Case, {
    description: 'Cases, the one due first in front.',
    totalCount: true,
  });
  builder.queryFields((t) => ({
    creditCase: t.field({
      type: Case,
      nullable: true,
      description: 'A case by its id; a company sees its own.',
      access: READERS,
      args: argsOf(builder, 'creditCase', z.object({ id: idInput(CASE).describe('The case.') })),
      resolve: async (_root, { id }, { caller, cases }) => {
        const row = await cases.load(toUuid(CASE, id));
        return row !== null && (seesAll(caller) || row.subsidiary === companyOf(caller))
          ? row
          : null;
      },
    }),
    creditCases: t.field({
      type: Cases,
      description: 'What people must decide, the one due first in front; a company sees its own.',
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'CreditCaseFilter', filterSchema),
          description: 'Which cases.',
        }),
      },
      resolve: (_root, { filter, ...page }, { caller, now }) => {
        const { mine, overdue, firmId, states, ...rest } = filter ?? {};
        const wanted = {
          ...rest,
          states: states ?? (['OPEN', 'ASSIGNED', 'ESCALATED'] as const),
          ...(mine === true && caller.kind === 'staff' ? { assignee: caller.personId } : {}),
          ...(overdue === true ? { dueBefore: now } : {}),
          ...(firmId === undefined ? {} : { firmId: toUuid(FIRM, firmId) }),
          ...(seesAll(caller) ? {} : { subsidiary: companyOf(caller) }),
        };
        return paginate(page, {
          load: ({ limit, after }) => {
            const [dueAt, id] = placeOf(after) ?? [];
            const from = dueAt === undefined || id === undefined ? undefined : { dueAt, id };
            return service.casesPage(caller, { filter: wanted, page: { limit, after: from } });
          },
          keyOf: ({ dueAt, id }) => [dueAt.getTime(), id],
          totalCount: () => service.countCases(caller, { filter: wanted }),
        });
      },
    }),
  }));
  builder.objectFields(types.Screening, (t) => ({
    case: t.field({
      type: Case,
      nullable: true,
      description: 'The case it opened when it said REVIEW, with what people decided.',
      resolve: async ({ id }, _args, { casesOfSubject }) =>
        (await casesOfSubject.load(toUuid(SCREENING, id)))[0] ?? null,
    }),
  }));
  addCaseMutations(builder, service, Case);
}

const isDesk = (caller: Principal): boolean =>
  caller.kind === 'staff' &&
  caller.roles.some((role) => role === 'risk_officer' || role === 'risk_approver');

const CaseObstacle = defineEnum('CaseObstacle', 'Why a case cannot be given to somebody.', {
  CASE_STATE: 'It is decided.',
  CASE_OFFICER: 'They are not of the risk desk.',
  CASE_ESCALATED: 'It was handed up: only an approver decides it.',
  CASE_DECISION: 'It is decided elsewhere.',
  CASE_OWN: 'It is their own question, which they could not decide.',
});

function addOfficer(builder: CreditBuilder) {
  return builder.objectRef<CaseOfficer>('CaseOfficer').implement({
    description: 'Somebody of the risk desk, to whom a case could be given.',
    fields: (t) => ({
      person: t.exposeString('person', { description: 'The person, per_….' }),
      name: t.exposeString('name', { description: 'Full name.' }),
      approver: t.exposeBoolean('approver', {
        description: 'Whether they may decide what is handed up.',
      }),
      obstacle: t.field({
        type: enumType(builder, CaseObstacle),
        nullable: true,
        description: 'Why it cannot be given to them; null when it can.',
        resolve: ({ refusal }) => refusal ?? null,
      }),
    }),
  });
}

function addCase(
  builder: CreditBuilder,
  service: CreditService,
  { Firm, ListEntry, Screening }: Types,
) {
  const Step = builder.objectRef<CaseStepRow>('CreditCaseStep').implement({
    description: 'A step of a case, and who took it.',
    fields: (t) => ({
      no: t.exposeInt('no', { description: 'Its number, from 1.' }),
      act: t.exposeString('act', {
        description: 'OPEN, ASSIGN, RELEASE, COMMENT, ATTACH, ESCALATE, DECIDE or REOPEN.',
      }),
      person: t.string({
        nullable: true,
        description:
          'Who; null for the calendar and for systems. Shown to the risk desk and auditors.',
        resolve: ({ person }, _args, { caller }) => (seesAll(caller) ? (person ?? null) : null),
      }),
      text: t.exposeString('text', { nullable: true, description: 'What was said.' }),
      to: t.string({
        nullable: true,
        description:
          'Whom it was given to; null when taken by oneself. Shown to the risk desk and auditors.',
        resolve: ({ toPerson }, _args, { caller }) => (seesAll(caller) ? (toPerson ?? null) : null),
      }),
      evidenceId: t.id({
        nullable: true,
        description: 'The file that was attached.',
        resolve: ({ evidenceId }) =>
          evidenceId === undefined ? null : fromUuid(EVIDENCE, evidenceId),
      }),
      at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    }),
  });
  const Officer = addOfficer(builder);
  return builder.objectRef<CaseRow>('CreditCase').implement({
    description: 'Something that a person must decide, by a time.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, cas_….', resolve: ({ id }) => fromUuid(CASE, id) }),
      kind: t.expose('kind', {
        type: enumType(builder, CaseKindEnum),
        description: 'What it is about.',
      }),
      title: t.exposeString('title', {
        description: 'In capitals: the reason, or list and reason.',
      }),
      firm: t.field({
        type: Firm,
        nullable: true,
        description: 'The firm.',
        resolve: ({ firmId }, _args, { firms }) => firms.load(fromUuid(FIRM, firmId)),
      }),
      subsidiary: t.exposeString('subsidiary', {
        nullable: true,
        description: 'The company whose question it is; null for the group.',
      }),
      screening: t.field({
        type: Screening,
        nullable: true,
        description: 'The screening behind it.',
        resolve: ({ kind, subject }, _args, { screenings }) =>
          kind === 'SCREENING' ? screenings.load(fromUuid(SCREENING, subject)) : null,
      }),
      entry: t.field({
        type: ListEntry,
        nullable: true,
        description:
          'The list entry behind it; of an appeal, see the entry of the firm under appeal.',
        resolve: ({ kind, subject }, _args, { entries }) =>
          kind === 'LIST_REVIEW' || kind === 'LOOK_BACK'
            ? entries.load(fromUuid(LIST_ENTRY, subject))
            : null,
      }),
      priority: t.expose('priority', {
        type: enumType(builder, CasePriorityEnum),
        description: 'How urgent.',
      }),
      state: t.expose('state', {
        type: enumType(builder, CaseStateEnum),
        description: 'Where it stands.',
      }),
      assignee: t.string({
        nullable: true,
        description: 'The person who has taken it; shown to the risk desk and auditors.',
        resolve: ({ assignee }, _args, { caller }) => (seesAll(caller) ? (assignee ?? null) : null),
      }),
      mine: t.boolean({
        description: 'Whether the caller has taken it.',
        resolve: ({ assignee }, _args, { caller }) =>
          caller.kind === 'staff' && assignee === caller.personId,
      }),
      officers: t.field({
        type: [Officer],
        nullable: true,
        description:
          'The people of the risk desk to whom it could be given, by name; shown to the risk desk, null for others.',
        resolve: async (row, _args, { caller, caseSteps }) => {
          if (!isDesk(caller)) return null;
          const [opened] = await caseSteps.load(row.id);
          const hands = { ...row, openedBy: opened?.person };
          return [...officersFor(hands, await service.officersOfDesk(caller))];
        },
      }),
      dueAt: t.expose('dueAt', { type: 'DateTime', description: 'By when it must be decided.' }),
      overdue: t.boolean({
        description: 'Whether its time is up and nobody has decided.',
        resolve: ({ dueAt, state }, _args, { now }) => state !== 'DECIDED' && dueAt <= now,
      }),
      openedAt: t.expose('openedAt', { type: 'DateTime', description: 'Since when.' }),
      escalatedAt: t.expose('escalatedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was handed up.',
      }),
      decision: t.exposeString('decision', {
        nullable: true,
        description: 'APPROVE, APPROVE_ON_TERMS, DECLINE, DONE, or what was decided on the entry.',
      }),
      decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When.' }),
      steps: t.field({
        type: [Step],
        description: 'Its history, oldest first.',
        resolve: ({ id }, _args, { caseSteps }) => caseSteps.load(id),
      }),
    }),
  });
}

function addCaseMutations(
  builder: CreditBuilder,
  service: CreditService,
  Case: ReturnType<typeof addCase>,
): void {
  const Stepped = builder.objectRef<CaseAnswer>('SteppedCreditCase').implement({
    description: 'A case that took a step.',
    fields: (t) => ({
      case: t.field({
        type: Case,
        nullable: true,
        description: 'The case as it now is.',
        resolve: ({ caseId }, _args, { cases }) => cases.load(toUuid(CASE, caseId)),
      }),
    }),
  });
  const caseId = idInput(CASE).describe('The case.');
  const step = z.object({
    caseId,
    note: text(2000).optional().describe('What is to be said about it.'),
  });
  commandField(builder, 'assignCase', {
    description:
      'Takes a case for oneself, also from somebody else; or gives it to a colleague who could decide it (see officers).',
    access: RISK_DESK,
    success: Stepped,
    input: step.extend({
      to: z
        .string()
        .max(60)
        .optional()
        .describe('Whom to give it to, per_…; oneself when left out.'),
    }),
    execute: (caller, input) => service.assignCase(caller, input),
  });
  commandField(builder, 'releaseCase', {
    description: 'Gives a case back to the queue.',
    access: RISK_DESK,
    success: Stepped,
    input: step,
    execute: (caller, input) => service.releaseCase(caller, input),
  });
  commandField(builder, 'commentCase', {
    description: 'Says something about a case; the company whose case it is may as well.',
    access: ['system', ...RISK_DESK],
    success: Stepped,
    input: z.object({ caseId, text: text(4000).describe('What is said.') }),
    execute: (caller, input) => service.commentCase(caller, input),
  });
  commandField(builder, 'attachToCase', {
    description: 'Adds a file (store it first with storeEvidence) to a case.',
    access: ['system', ...RISK_DESK],
    success: Stepped,
    input: step.extend({ evidenceId: idInput(EVIDENCE).describe('The file.') }),
    execute: (caller, input) => service.attachToCase(caller, input),
  });
  commandField(builder, 'escalateCase', {
    description: 'Hands a case up: from now on an approver decides it.',
    access: RISK_DESK,
    success: Stepped,
    input: step,
    execute: (caller, input) => service.escalateCase(caller, input),
  });
  commandField(builder, 'decideCase', {
    description:
      'Decides a case; never by the person whose question it is, and an escalated one by an approver.',
    access: RISK_DESK,
    success: Stepped,
    input: step.extend({ decision: CaseDecisionEnum.describe('How.') }),
    execute: (caller, input) => service.decideCase(caller, input),
  });
  commandField(builder, 'reopenCase', {
    description: 'Takes a decision back: the case is open again.',
    access: ['risk_approver'],
    success: Stepped,
    input: step,
    execute: (caller, input) => service.reopenCase(caller, input),
  });
}
