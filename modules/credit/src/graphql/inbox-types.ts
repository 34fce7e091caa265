/** The inbox of lists, past screenings and outcomes: pages for the risk desk, and what belongs to a list entry. */
import {
  connectionType,
  dateInput,
  enumType,
  idInput,
  inputType,
  pageArgs,
  paginate,
  type SortKey,
} from '@guildhall/shared/graphql/index';
import { fromUuid, toUuid } from '@guildhall/shared/ids';
import { z } from 'zod';
import { companyOf } from '../application/caller.ts';
import { binds } from '../domain/screening/exposure-blocks.ts';
import {
  APPEAL,
  EVIDENCE,
  FIRM,
  LIST_ENTRY,
  LIST_OVERRIDE,
  OUTCOME,
  RESERVATION,
  SCREENING,
} from '../ids.ts';
import type { CreditService } from '../service.ts';
import type { AppealRow, OutcomeRow, OverrideRow, ReservationRow } from '../storage/desk-pages.ts';
import type { Affected } from '../storage/look-back.ts';
import { amountText } from './amount-text.ts';
import { utilisationRef } from './connected-types.ts';
import { type CreditBuilder, READERS, seesAll } from './context.ts';
import { AffectedKindEnum, OverrideStateEnum } from './desk-enums.ts';
import {
  CooperationResultEnum,
  CreditList,
  ListingStateEnum,
  ReservationStateEnum,
  ScreeningAnswerEnum,
} from './enums.ts';
import { exposureBlockRef } from './exposure-types.ts';
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

const entryFilter = z.object({
  list: CreditList.optional().describe('On this list.'),
  states: z.array(ListingStateEnum).max(8).optional().describe('In these states.'),
  firmId: idInput(FIRM).optional().describe('Of this firm.'),
  awaiting: z.boolean().optional().describe('Only those that wait for a second person.'),
  underAppeal: z.boolean().optional().describe('Only those under appeal.'),
  reviewBefore: dateInput()
    .optional()
    .describe('Only binding ones whose review is due by this day.'),
});

const screeningFilter = z.object({
  firmId: idInput(FIRM).optional().describe('Of this firm.'),
  subsidiary: text(40).optional().describe('By this company.'),
  answer: ScreeningAnswerEnum.optional().describe('With this answer.'),
});

export function addInboxTypes(builder: CreditBuilder, service: CreditService, types: Types): void {
  addEntryFields(builder, service, types.ListEntry);
  addDealFields(builder, service, types.Firm);
  const Entries = connectionType(builder, 'ListEntry', types.ListEntry, {
    description: 'List entries, newest proposal first.',
    totalCount: true,
  });
  const Screenings = connectionType(builder, 'Screening', types.Screening, {
    description: 'Screenings, newest first.',
  });
  builder.queryFields((t) => ({
    listEntries: t.field({
      type: Entries,
      description: 'List entries, newest proposal first: the inbox of the risk desk.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ListEntryFilter', entryFilter),
          description: 'Which entries.',
        }),
      },
      resolve: (_root, { filter, ...page }, { caller }) => {
        const { firmId, ...rest } = filter ?? {};
        const wanted = {
          ...rest,
          ...(firmId === undefined ? {} : { firmId: toUuid(FIRM, firmId) }),
        };
        return paginate(page, {
          load: ({ limit, after }) =>
            service.entryPage(caller, { filter: wanted, page: { limit, after: behind(after) } }),
          keyOf: ({ proposedAt, id }) => [proposedAt.getTime(), toUuid('lst', id)],
          totalCount: () => service.countEntries(caller, { filter: wanted }),
        });
      },
    }),
    screenings: t.field({
      type: Screenings,
      description: 'Past screenings, newest first; a company sees its own.',
      access: READERS,
      args: {
        ...pageArgs(builder),
        filter: t.arg({
          type: inputType(builder, 'ScreeningFilter', screeningFilter),
          description: 'Which screenings.',
        }),
      },
      resolve: (_root, { filter, ...page }, { caller }) => {
        const { firmId, ...rest } = filter ?? {};
        const wanted = {
          ...rest,
          ...(firmId === undefined ? {} : { firmId: toUuid(FIRM, firmId) }),
          ...(seesAll(caller) ? {} : { subsidiary: companyOf(caller) }),
        };
        return paginate(page, {
          load: ({ limit, after }) =>
            service.screeningPage(caller, {
              filter: wanted,
              page: { limit, after: behind(after) },
            }),
          keyOf: ({ decidedAt, id }) => [decidedAt.getTime(), toUuid(SCREENING, id)],
        });
      },
    }),
  }));
}

function behind(after: SortKey | undefined): { at: Date; id: string } | undefined {
  const [at, id] = placeOf(after) ?? [];
  return at === undefined || id === undefined ? undefined : { at, id };
}

function addEntryFields(
  builder: CreditBuilder,
  service: CreditService,
  ListEntry: ListEntryType,
): void {
  const Appeal = builder.objectRef<AppealRow>('ListAppeal').implement({
    description: "A firm's appeal against a list entry 申诉.",
    fields: (t) => ({
      id: t.id({ description: 'Its id, apl_….', resolve: ({ id }) => fromUuid(APPEAL, id) }),
      grounds: t.exposeString('grounds', { description: 'What the firm says.' }),
      filedAt: t.expose('filedAt', { type: 'DateTime', description: 'When it was filed.' }),
      deadline: t.expose('deadline', {
        type: 'DateTime',
        description: 'By when it must be decided.',
      }),
      overdue: t.boolean({
        description: 'Whether the deadline has passed without a decision.',
        resolve: ({ deadline, decidedAt }, _args, { now }) =>
          decidedAt === undefined && deadline < now,
      }),
      decision: t.exposeString('decision', {
        nullable: true,
        description: 'UPHELD, REMOVED, or LAPSED when the entry ended by itself; null while open.',
      }),
      decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When.' }),
    }),
  });
  const Override = builder.objectRef<OverrideRow>('ListOverride').implement({
    description: 'An entry lifted for one company, for a time, by two people.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, ovr_….', resolve: ({ id }) => fromUuid(LIST_OVERRIDE, id) }),
      subsidiary: t.exposeString('subsidiary', { description: 'The company.' }),
      reason: t.exposeString('reason', { description: 'Why.' }),
      until: t.expose('until', { type: 'DateTime', description: 'Its end.' }),
      state: t.field({
        type: enumType(builder, OverrideStateEnum),
        description: 'Where it stands.',
        resolve: ({ state }) => state as 'ASKED',
      }),
      askedBy: t.string({
        nullable: true,
        description: 'Who asked; shown to the risk desk and auditors.',
        resolve: ({ askedBy }, _args, { caller }) => (seesAll(caller) ? askedBy : null),
      }),
      askedAt: t.expose('askedAt', { type: 'DateTime', description: 'When it was asked for.' }),
      entry: t.field({
        type: ListEntry,
        nullable: true,
        description: 'The entry it lifts.',
        resolve: ({ entryId }, _args, { entries }) => entries.load(fromUuid(LIST_ENTRY, entryId)),
      }),
    }),
  });
  builder.queryFields((t) => ({
    listOverrides: t.field({
      type: [Override],
      description: 'Entries lifted for a company, or asked to be, newest first; at most 200.',
      access: ['risk_officer', 'risk_approver', 'auditor'],
      args: {
        state: t.arg({
          type: enumType(builder, OverrideStateEnum),
          description: 'Only in this state.',
        }),
      },
      resolve: (_root, { state }, { caller }) =>
        service.overridesIn(caller, { state: state ?? undefined }),
    }),
  }));
  const AffectedType = builder.objectRef<Affected>('AffectedCooperation').implement({
    description: 'What a new entry touches, screened again.',
    fields: (t) => ({
      kind: t.expose('kind', {
        type: enumType(builder, AffectedKindEnum),
        description: 'What it is.',
      }),
      subsidiary: t.exposeString('subsidiary', { description: 'The company.' }),
      id: t.id({
        description: 'The screening, reservation or outcome.',
        resolve: ({ kind, subject }) =>
          fromUuid(
            kind === 'SCREENING' ? SCREENING : kind === 'EXPOSURE' ? RESERVATION : OUTCOME,
            subject,
          ),
      }),
      answerThen: t.exposeString('answerThen', {
        nullable: true,
        description: 'What was answered then; of an outcome, how it ended.',
      }),
      answerNow: t.exposeString('answerNow', {
        nullable: true,
        description: 'What the same question is answered with the entry; null for an outcome.',
      }),
      amount: t.field({
        type: 'Decimal',
        description: 'Its amount.',
        resolve: ({ amountMinor }) => amountText(amountMinor, 'CNY'),
      }),
      foundAt: t.expose('foundAt', { type: 'DateTime', description: 'When it was found.' }),
    }),
  });
  builder.objectFields(ListEntry, (t) => ({
    proposedBy: t.string({
      nullable: true,
      description: 'Who proposed it; shown to the risk desk and auditors.',
      resolve: ({ proposedBy }, _args, { caller }) => (seesAll(caller) ? proposedBy : null),
    }),
    mayApprove: t.boolean({
      description:
        'Whether the caller, as a person, may take the next step that needs another person.',
      resolve: ({ state, proposedBy, asked }, _args, { caller }) => {
        if (caller.kind !== 'staff' || !caller.roles.includes('risk_approver')) return false;
        if (asked !== undefined) return asked.by !== caller.personId;
        return (state === 'PROPOSED' || state === 'UNDER_REVIEW') && proposedBy !== caller.personId;
      },
    }),
    evidenceIds: t.idList({
      description: 'Files behind it.',
      resolve: async ({ id }, _args, { entryEvidence }) =>
        (await entryEvidence.load(id)).map(({ evidenceId }) => fromUuid(EVIDENCE, evidenceId)),
    }),
    appeals: t.field({
      type: [Appeal],
      description: 'Appeals against it, newest first.',
      resolve: ({ id }, _args, { appeals }) => appeals.load(id),
    }),
    overrides: t.field({
      type: [Override],
      description: 'Times it was lifted, or asked to be, newest first.',
      resolve: ({ id }, _args, { overrides }) => overrides.load(id),
    }),
    affected: t.field({
      type: [AffectedType],
      description: 'Cooperations and open amounts it touched when it came to bind.',
      resolve: async ({ id }, _args, { affected, caller }) => {
        const rows = await affected.load(id);
        return seesAll(caller) ? rows : rows.filter((row) => row.subsidiary === companyOf(caller));
      },
    }),
  }));
}

function addDealFields(builder: CreditBuilder, service: CreditService, Firm: FirmType): void {
  const Reservation = builder.objectRef<ReservationRow>('HeldExposure').implement({
    description: 'A reservation of exposure, as it stands.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, rsv_….', resolve: ({ id }) => fromUuid(RESERVATION, id) }),
      subsidiary: t.exposeString('subsidiary', { description: 'Whose.' }),
      reference: t.exposeString('reference', { description: "The company's reference." }),
      reserved: t.field({
        type: 'Decimal',
        description: 'Held, in yuan.',
        resolve: (r) => amountText(r.reservedMinor, 'CNY'),
      }),
      used: t.field({
        type: 'Decimal',
        description: 'Out, in yuan.',
        resolve: (r) => amountText(r.usedMinor, 'CNY'),
      }),
      state: t.expose('state', {
        type: enumType(builder, ReservationStateEnum),
        description: 'Its state.',
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when.' }),
      expiresAt: t.expose('expiresAt', {
        type: 'DateTime',
        description: 'When what is held is given back.',
      }),
      useStoppedBy: t.field({
        type: exposureBlockRef(builder),
        nullable: true,
        description:
          'What came to stand against the firm since: what is held can be given back and not used, until it is lifted for the company. Null where it may be used, or nothing is held.',
        resolve: async ({ firmId, subsidiary, state, expiresAt }, _args, { exposures, now }) => {
          if (state !== 'RESERVED' || expiresAt <= now) return null;
          const exposure = await exposures.load(fromUuid(FIRM, firmId));
          return exposure?.blocks.find((block) => binds(block, subsidiary)) ?? null;
        },
      }),
    }),
  });
  const Outcome = builder.objectRef<OutcomeRow>('CooperationOutcome').implement({
    description: 'How a cooperation ended 合作结果.',
    fields: (t) => ({
      id: t.id({ description: 'Its id, out_….', resolve: ({ id }) => fromUuid(OUTCOME, id) }),
      subsidiary: t.exposeString('subsidiary', { description: 'Who recorded it.' }),
      externalId: t.exposeString('externalId', { description: "The company's number of it." }),
      result: t.field({
        type: enumType(builder, CooperationResultEnum),
        description: 'How it ended.',
        resolve: ({ result }) => result as 'PAID',
      }),
      amount: t.field({
        type: 'Decimal',
        description: 'What it was worth.',
        resolve: (o) => amountText(o.amountMinor, o.currency),
      }),
      currency: t.exposeString('currency', { description: 'In which currency (ISO 4217).' }),
      daysLate: t.exposeInt('daysLate', { description: 'Days beyond terms; negative when early.' }),
      occurredOn: t.expose('occurredOn', { type: 'Date', description: 'The day it ended.' }),
      note: t.exposeString('note', { nullable: true, description: 'What was said about it.' }),
      recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'Since when we know.' }),
      voidedAt: t.expose('voidedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it was taken back as a mistake.',
      }),
    }),
  });
  const Outcomes = connectionType(builder, 'CooperationOutcome', Outcome, {
    description: 'Outcomes, newest first.',
  });
  builder.objectFields(Firm, (t) => ({
    utilisation: t.field({
      type: [utilisationRef(builder)],
      description: "Which company has how much of the group's limit, the largest first.",
      resolve: ({ id }, _args, { caller }) => service.utilisation(caller, { firmId: id }),
    }),
    reservations: t.field({
      type: [Reservation],
      description: 'Its latest hundred reservations; a company sees its own.',
      resolve: ({ id }, _args, { caller }) =>
        service.reservations(caller, {
          firmId: id,
          limit: 100,
          ...(seesAll(caller) ? {} : { subsidiary: companyOf(caller) }),
        }),
    }),
    outcomes: t.field({
      type: Outcomes,
      description: 'How cooperations with it ended, newest first.',
      args: pageArgs(builder),
      resolve: ({ id }, page, { caller }) =>
        paginate(page, {
          load: ({ limit, after }) =>
            service.outcomes(caller, { firmId: id, page: { limit, after: behind(after) } }),
          keyOf: ({ recordedAt, id: row }) => [recordedAt.getTime(), row],
        }),
    }),
  }));
}
